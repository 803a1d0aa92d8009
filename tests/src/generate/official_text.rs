//! Large official texts, made by rule.

use std::fmt::Write as _;

/// What a generated text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Markdown.
    Markdown,
    /// Plain text as a converter leaves it of printed pages, with page numbers and words that lines break.
    Converted,
}

/// An official text of at least so many bytes: articles with headings, definitions, paragraphs, points, references to one
/// another and to other acts, and compounds.
pub fn official_text(bytes: usize, form: Form) -> String {
    let mut writer = Writer { out: String::new(), state: 1, form, line: 0 };
    writer.article(1, "Definitions");
    writer.paragraph(1, "For the purposes of this Regulation, the following definitions apply:");
    for nth in 1..=200 {
        let words = writer.words(8);
        writer.point(&nth.to_string(), &format!("‘{} {}’ means {words};", word(nth), word(nth * 7)));
    }
    let mut article = 2;
    while writer.out.len() < bytes {
        let heading = writer.words(3);
        writer.article(article, &heading);
        for paragraph in 1..=6 {
            let text = writer.sentence(article);
            writer.paragraph(paragraph, &format!("{text} the following:"));
            for point in 'a'..='e' {
                let text = writer.sentence(article);
                writer.point(&point.to_string(), &format!("{text};"));
            }
        }
        article += 1;
    }
    writer.out
}

struct Writer {
    out: String,
    state: u64,
    form: Form,
    line: usize,
}

impl Writer {
    /// A number below `end`, the same in every run.
    fn below(&mut self, end: usize) -> usize {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.state >> 33).unwrap_or(0) % end
    }

    fn words(&mut self, count: usize) -> String {
        let words: Vec<String> = (0..count)
            .map(|_| {
                // Some words are frequent, as in every language.
                let range = if self.below(3) == 0 { 4000 } else { 200 };
                let one = word(self.below(range));
                if self.below(40) == 0 { format!("{one}-{}", word(self.below(200))) } else { one }
            })
            .collect();
        words.join(" ")
    }

    fn sentence(&mut self, article: usize) -> String {
        let (start, end) = (self.words(12), self.words(10));
        match self.below(6) {
            0 => format!(
                "{start}, as referred to in Article {}({}), {end}",
                1 + self.below(article),
                1 + self.below(6)
            ),
            1 => format!("{start} in accordance with paragraph {}, point (b), {end}", 1 + self.below(6)),
            2 => format!("{start} under Article 5 of Regulation (EU) 2024/{} {end}", 1 + self.below(2000)),
            3 => format!("the Commission may, by means of implementing acts, {start} {end}"),
            _ => format!("{start} shall {end}"),
        }
    }

    fn article(&mut self, number: usize, heading: &str) {
        match self.form {
            Form::Markdown => {
                let _ = writeln!(self.out, "### Article {number} — {heading}\n");
            }
            Form::Converted => {
                self.put(40, &format!("Article {number}"));
                self.put(36, heading);
                self.out.push('\n');
            }
        }
    }

    fn paragraph(&mut self, number: usize, text: &str) {
        match self.form {
            Form::Markdown => {
                let _ = writeln!(self.out, "{number}. {text}\n");
            }
            Form::Converted => self.filled(5, &format!("{number}."), text),
        }
    }

    fn point(&mut self, label: &str, text: &str) {
        match self.form {
            Form::Markdown => {
                let _ = writeln!(self.out, "   - ({label}) {text}\n");
            }
            Form::Converted => self.filled(13, &format!("({label})"), text),
        }
    }

    /// A line that starts in a column; pages end now and then.
    fn put(&mut self, column: usize, text: &str) {
        let _ = writeln!(self.out, "{}{text}", " ".repeat(column));
        self.line += 1;
        if self.line.is_multiple_of(50) {
            let _ = writeln!(self.out, "\nEN{:>60}{:>20}\n\u{c}", self.line / 50, "EN");
        }
    }

    /// A text behind its number, on lines as wide as a page.
    fn filled(&mut self, column: usize, label: &str, text: &str) {
        let mut line = format!("{label:<8}");
        for word in text.split(' ') {
            if column + line.chars().count() + word.len() > 95 {
                self.put(column, line.trim_end());
                line = " ".repeat(8);
            }
            line.push_str(word);
            line.push(' ');
        }
        self.put(column, line.trim_end());
        self.out.push('\n');
    }
}

/// A word of its own for each number.
fn word(number: usize) -> String {
    const SYLLABLES: [&str; 20] = [
        "ba", "re", "ti", "lo", "mu", "sen", "dor", "vi", "cal", "pe", "na", "gri", "sto", "fu", "hel",
        "mar", "ko", "wi", "tan", "ze",
    ];
    let mut rest = number + 20;
    let mut out = String::new();
    while rest > 0 {
        out.push_str(SYLLABLES.get(rest % 20).copied().unwrap_or(""));
        rest /= 20;
    }
    out
}
