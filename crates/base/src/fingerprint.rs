//! Fingerprints: short hashes by which a text is known again. They tell that a text has changed; they are no proof against
//! somebody who means to deceive.

/// The fingerprint of words that are taken one after the other: FNV-1a, with its last words mixed into all of its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(u64);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fingerprint {
    /// That of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// That of one word.
    pub fn of_word(word: &str) -> Self {
        let mut print = Self::new();
        print.word(word);
        print
    }

    /// Takes a word; a byte that is in no text of UTF-8 ends it.
    pub fn word(&mut self, word: &str) {
        word.bytes().for_each(|byte| self.byte(byte));
        self.byte(0xff);
    }

    /// Ends a part, so that the words before belong to another than those that follow.
    pub fn end(&mut self) {
        self.byte(0xfe);
    }

    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }

    /// All of it as a number.
    pub fn number(self) -> u64 {
        // The last words must reach the first digits.
        let mixed = (self.0 ^ (self.0 >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed ^ (mixed >> 33)
    }

    /// All of it as sixteen digits of base sixteen.
    pub fn digits(self) -> String {
        format!("{:016x}", self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(parts: &[&[&str]]) -> u64 {
        let mut print = Fingerprint::new();
        for part in parts {
            part.iter().for_each(|word| print.word(word));
            print.end();
        }
        print.number()
    }

    #[test]
    fn words_and_parts_are_told_apart() {
        assert_eq!(of(&[&["a", "b"]]), of(&[&["a", "b"]]));
        assert_ne!(of(&[&["a", "b"]]), of(&[&["ab"]]));
        assert_ne!(of(&[&["a", "b"]]), of(&[&["a"], &["b"]]));
        assert_ne!(of(&[&["a", "b"]]), of(&[&["b", "a"]]));
    }
}
