//! Citations in the forms of other texts: `Art. 2(21)`, `Article 2, point 21`, `Annex 2`. Drafting has many forms for
//! one thing, and the language has one; what is meant is told where it is certain.

use acquis_base::{Diagnostic, Span, codes, nearest};
use pest::Parser;

use crate::parse::{AcquisParser, Rule};
use crate::words::{is_word, word_length};

/// What to say of a citation that ends at `at`, or ought to start there, and is written in another form.
pub(crate) fn told(text: &str, at: usize, expected: &[String]) -> Option<Diagnostic<Span>> {
    blank_in_citation(text, at)
        .or_else(|| abbreviated(text, at, expected))
        .or_else(|| arabic_annex(text, at))
        .or_else(|| in_words(text, at))
}

/// How a text begins a citation for short.
const ABBREVIATIONS: [(&str, &str); 6] = [
    ("art", "Article"),
    ("arts", "Article"),
    ("ann", "Annex"),
    ("rec", "Recital"),
    ("recit", "Recital"),
    ("articles", "Article"),
];

/// The words that drafting puts before the parts of a provision.
const PARTS: [&str; 14] = [
    "point",
    "points",
    "paragraph",
    "paragraphs",
    "para",
    "subparagraph",
    "letter",
    "lit",
    "number",
    "no",
    "nr",
    "section",
    "limb",
    "indent",
];

/// `Art. 2`: where the word does not fit, or after it, because it may be the name of an instrument.
fn abbreviated(text: &str, at: usize, expected: &[String]) -> Option<Diagnostic<Span>> {
    let rest = text.get(at..)?;
    let start = at + rest.len() - rest.trim_start().len();
    let due = expected.iter().any(|word| word.starts_with("a citation"));
    let here = start + text.get(start..).map_or(0, word_length);
    let before = text.get(..at)?.trim_end();
    let word_before =
        before.len() - before.chars().rev().take_while(|c| is_word(*c)).map(char::len_utf8).sum::<usize>();
    let (from, to) = if due && here > start { (start, here) } else { (word_before, before.len()) };
    let word = text.get(from..to)?;
    // An outline lists `articles`.
    if !due && word == "articles" {
        return None;
    }
    let (_, meant) = ABBREVIATIONS.iter().find(|(short, _)| *short == word.to_lowercase())?;
    let dot = usize::from(text.get(to..)?.starts_with('.'));
    let after = text.get(to + dot..)?;
    let goes_on = after.trim_start().starts_with(|c: char| c.is_ascii_alphanumeric());
    let blank = if after.starts_with(char::is_whitespace) { "" } else { " " };
    let place = Span::new(from, to + dot);
    let written = place.of(text);
    goes_on.then(|| {
        Diagnostic::at(&codes::SYNTAX, format!("`{written}` starts no citation"), place, "not a citation")
            .note("citations start with `Article`, `Annex` or `Recital`, written in full")
            .help(format!("write `{meant}`"))
            .fix(format!("write `{meant}`"), place, format!("{meant}{blank}"))
    })
}

/// `Annex 2`.
fn arabic_annex(text: &str, at: usize) -> Option<Diagnostic<Span>> {
    let before = text.get(..at)?.trim_end();
    let rest = text.get(at..)?;
    let start = at + rest.len() - rest.trim_start().len();
    let digits = rest.trim_start();
    let digits = digits.get(..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len()))?;
    let number: usize = digits.parse().ok()?;
    let is_annex = before.strip_suffix("Annex").is_some_and(|before| !before.ends_with(is_word));
    let meant = ROMAN.get(number.checked_sub(1)?).filter(|_| is_annex)?;
    let place = Span::new(start, start + digits.len());
    let finding = Diagnostic::at(&codes::SYNTAX, "an annex has a Roman number", place, "not a Roman number");
    let goes_on = text.get(start + digits.len()..)?.starts_with(|c: char| c == '.' || is_word(c));
    Some(if goes_on {
        finding
            .help("write its number as `II`, and after a blank the number or letter of what is cited in it")
    } else {
        finding.help(format!("write `Annex {meant}`")).fix(format!("write `{meant}`"), place, *meant)
    })
}

/// The Roman numbers of annexes that are likely.
const ROMAN: [&str; 20] = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
    "XVII", "XVIII", "XIX", "XX",
];

/// `Article 2, point 21`, `Annex II, 1.1(b)`, `Article 2.21`, `Article 2(21`.
fn in_words(text: &str, at: usize) -> Option<Diagnostic<Span>> {
    let before = text.get(..at)?.trim_end_matches([' ', '\t', ',']);
    let start = ["Article", "Annex"].iter().filter_map(|word| before.rfind(word)).max()?;
    let cited = before.get(start..).filter(|cited| is_citation(cited))?;
    let after = text.get(before.len()..)?;
    let mut rest = after;
    let mut is_meant = rest.starts_with('(');
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', ',']);
        let word = trimmed.get(..word_length(trimmed)).unwrap_or("");
        let next = trimmed.get(word.len()..).unwrap_or("");
        if PARTS.contains(&word) {
            is_meant = true;
            rest = next.strip_prefix('.').unwrap_or(next);
        } else if trimmed.len() == after.len() && trimmed.starts_with('.') {
            is_meant = true;
            rest = trimmed.get(1..)?;
        } else {
            is_meant |= trimmed.len() < after.len()
                && after.starts_with(',')
                && trimmed.starts_with(|c: char| c == '(' || c.is_ascii_digit());
            rest = trimmed;
            break;
        }
    }
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"().-".contains(c)).unwrap_or(rest.len());
    let part = rest.get(..length).filter(|part| is_meant && !part.is_empty())?;
    let inner = part.strip_prefix('(').unwrap_or(part);
    let inner = inner.strip_suffix(')').unwrap_or(inner);
    // What is still to be closed goes on behind it.
    let behind = rest.get(length..)?.lines().next().unwrap_or("");
    let goes_on = behind.split(['{', '"', '(', ';', ',']).next().is_some_and(|behind| behind.contains(')'));
    if part.starts_with('(') && !part.ends_with(')') && goes_on {
        return None;
    }
    let forms = [format!("{cited}({inner})"), format!("{cited}{part}"), format!("{cited} {part}")];
    let meant = forms.into_iter().find(|form| is_citation(form))?;
    let place = Span::new(start, text.len() - rest.len() + length);
    Some(
        Diagnostic::at(&codes::SYNTAX, "a citation is written in one form", place, "not in this form")
            .note("numbers and letters follow each other in parentheses, without words between them")
            .help(format!("write `{meant}`"))
            .fix(format!("write `{meant}`"), place, meant),
    )
}

/// Whether a text is a citation, and nothing else.
fn is_citation(text: &str) -> bool {
    let parsed = AcquisParser::parse(Rule::citation, text).ok();
    parsed.and_then(|mut pairs| pairs.next()).is_some_and(|whole| whole.as_span().end() == text.len())
}

/// A citation may start with the name of an instrument, so `Anex II` is read as an instrument of that name and fails
/// only after it; the slip is in the word before.
pub(crate) fn misspelt(text: &str, at: usize, expected: &[String]) -> Option<Diagnostic<Span>> {
    if !expected.iter().any(|word| word.starts_with("a citation")) {
        return None;
    }
    let before = text.get(..at)?.trim_end();
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().filter(|word| !word.is_empty())?;
    let meant = nearest(word, ["Article", "Annex", "Recital"]).filter(|meant| *meant != word)?;
    let span = Span::new(before.len() - word.len(), before.len());
    let message = format!("`{word}` starts no citation");
    Some(
        Diagnostic::at(&codes::SYNTAX, message, span, "not a citation")
            .help(format!("did you mean `{meant}`?"))
            .fix(format!("write `{meant}`"), span, meant),
    )
}

/// A citation is one word, so one with a blank ends before its parenthesis.
fn blank_in_citation(text: &str, at: usize) -> Option<Diagnostic<Span>> {
    let (before, after) = text.split_at_checked(at)?;
    let after = after.trim_start();
    let start = ["Article", "Annex"].iter().filter_map(|word| before.rfind(word)).max()?;
    let cited = before.get(start..)?.trim_end();
    let labels = |text: &str| is_citation(text).then_some(());
    labels(cited)?;
    let end = after.find(|c: char| !c.is_alphanumeric() && !"()-".contains(c)).unwrap_or(after.len());
    let rest = after.get(..end).filter(|rest| rest.starts_with('('))?;
    let meant = format!("{cited}{rest}");
    labels(&meant)?;
    let place = Span::new(start, text.len() - text.get(at..)?.trim_start().len() + end);
    Some(
        Diagnostic::at(
            &codes::SPACE_BEFORE_PARENTHESIS,
            "a blank stands before the parenthesis of a citation",
            place,
            "one citation",
        )
        .note("a citation is one word from its number on, so that it is clear where it ends")
        .help(format!("write `{meant}`"))
        .fix(format!("write `{meant}`"), place, meant),
    )
}
