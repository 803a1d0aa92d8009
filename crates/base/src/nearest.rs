//! The nearest right name for a wrong one.

/// The candidate closest to `wrong`, if one is close enough to be meant: at most a third of the letters differ, where a
/// swap of neighbours counts as one difference and case counts as none; or one of the two is how the other begins
/// (`satisfy` for `satisfies`). Words of one or two letters are too short to guess from. Ties go to the candidate that
/// comes first.
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong: Vec<char> = lower(wrong);
    let limit = if wrong.len() < 3 { 0 } else { (wrong.len() / 3).max(1) };
    let bag = Bag::of(&wrong);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if is_of_another_length(wrong.len(), candidate, limit) {
            continue;
        }
        let letters = lower(candidate);
        let distance = match begins_alike(&wrong, &letters) {
            true => limit.min(letters.len().abs_diff(wrong.len())),
            false if letters.len().abs_diff(wrong.len()) > limit => continue,
            false if bag.least_distance(&letters) > limit => continue,
            false => edit_distance(&wrong, &letters),
        };
        if distance <= limit && best.is_none_or(|(closest, _)| distance < closest) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Whether a candidate is so much longer or shorter than a word of `length` letters that it cannot be meant; found
/// without looking at its letters, because a package may have many names.
fn is_of_another_length(length: usize, candidate: &str, limit: usize) -> bool {
    let other = candidate.len();
    let begins_otherwise = length.min(other) * 3 < length.max(other) * 2;
    candidate.is_ascii() && other.abs_diff(length) > limit && begins_otherwise
}

/// How often each letter stands in a word, where letters whose numbers end alike count as one.
struct Bag([i32; Bag::KINDS]);

impl Bag {
    const KINDS: usize = 64;

    fn of(letters: &[char]) -> Self {
        let mut bag = Self([0; Self::KINDS]);
        letters.iter().for_each(|letter| bag.count(*letter, 1));
        bag
    }

    fn count(&mut self, letter: char, by: i32) {
        if let Some(kind) = self.0.get_mut(letter as usize % Self::KINDS) {
            *kind = kind.saturating_add(by);
        }
    }

    /// A number of differences that there are at the least between the word and another: so many letters are in one of
    /// them and not in the other. It is found much faster than how many there are.
    fn least_distance(&self, others: &[char]) -> usize {
        let mut rest = Self(self.0);
        others.iter().for_each(|letter| rest.count(*letter, -1));
        let sum =
            |sign: i32| rest.0.iter().map(|n| usize::try_from(n.saturating_mul(sign)).unwrap_or(0)).sum();
        let (own, others): (usize, usize) = (sum(1), sum(-1));
        own.max(others)
    }
}

/// Whether two words share at least three letters at their start, and these make up two thirds of the longer word.
fn begins_alike(a: &[char], b: &[char]) -> bool {
    let common = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    common >= 3 && common * 3 >= a.len().max(b.len()) * 2
}

fn lower(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours cost one each.
fn edit_distance(left: &[char], right: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, a) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, b) in right.iter().enumerate() {
            let at = |cells: &[usize], index: usize| cells.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut cost = (at(&last, column) + usize::from(a != b))
                .min(at(&last, column + 1) + 1)
                .min(at(&current, column) + 1);
            let swapped =
                row > 0 && column > 0 && left.get(row - 1) == Some(b) && right.get(column - 1) == Some(a);
            if swapped {
                cost = cost.min(at(&before_last, column - 1) + 1);
            }
            current.push(cost);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_slip_of_a_finger_and_nothing_far() {
        let names = ["criterion", "derogation", "define"];
        assert_eq!(nearest("critreion", names), Some("criterion"));
        assert_eq!(nearest("Criterion", names), Some("criterion"));
        assert_eq!(nearest("defien", names), Some("define"));
        assert_eq!(nearest("provider", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("b", ["a", "c"]), None);
        assert_eq!(nearest("satisfy", ["where", "satisfies"]), Some("satisfies"));
        assert_eq!(nearest("criteria", names), Some("criterion"));
    }
}
