//! References as they are written: `paragraph 3, point (b)`, `Article 18(1)`, `points (a) to (c) of Article 5`,
//! `the first subparagraph`, `point 3.1(g)`.
//!
//! A reference is made of *units*, each a word with a number or several. What stands after a comma or directly behind
//! is within what stands before; what stands after `of` is around it. A unit may name several provisions, and a
//! reference then has several targets. Nothing here asks whether they exist.

use std::ops::Range;

use crate::label::{Class, next, roman};

/// The most provisions that one unit may name, one by one or by a range.
const MOST: usize = 200;

/// The most provisions within ranges that are looked for in one passage; of further ranges the ends are.
const MOST_BETWEEN: usize = 2000;

/// A step from a provision to one within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Article(String),
    /// Without a number: the only one.
    Annex(String),
    /// A part of an annex.
    Section(String),
    Paragraph(String),
    Point(String),
    /// A label behind a number: the `(1)` of `Article 18(1)`.
    Label(String),
    /// A paragraph without a number, counted from one.
    Nth(u32),
    /// Something smaller than a provision, or nothing that is counted: a sentence, an indent.
    Within,
}

/// From where a reference is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    /// From the whole text.
    Text,
    /// From where it stands.
    Here,
    /// From the provision around it of a kind: `this Article`.
    This(Around),
    /// From the one of that kind that was named last: `that Article`.
    That(Around),
    /// From another act.
    OtherAct,
}

/// The kinds of provision that `this` and `that` point to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Around {
    Article,
    Paragraph,
    Point,
    Annex,
    /// A division, or anything else that is not looked for.
    Other,
}

/// A reference to one or several provisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) base: Base,
    /// The way to each provision, outermost first.
    pub(crate) ways: Vec<Vec<Part>>,
    pub(crate) range: Range<usize>,
}

/// The references of a text, in its order. What leads to another act is among them.
pub(crate) fn references_in(text: &str) -> Vec<Written> {
    let mut found: Vec<Written> = vec![];
    let mut cursor = Cursor { text, at: 0, between: 0 };
    while cursor.next_word() {
        let start = cursor.at;
        match reference(&mut cursor) {
            Some(written) => found.push(written),
            None => {
                cursor.at = start;
                cursor.word();
            }
        }
    }
    join(text, &mut found);
    found
}

/// `Article 5 and Article 6 of Regulation …`: what belongs to another act is said after the last of a list.
fn join(text: &str, found: &mut [Written]) {
    for at in (1..found.len()).rev() {
        let [before, after] = found.get_mut(at - 1..=at).unwrap_or_default() else { continue };
        let between = text.get(before.range.end..after.range.start).unwrap_or("").trim();
        let is_list = [",", "and", "or", ", and", ", or", "to"].contains(&between);
        if is_list && after.base == Base::OtherAct && before.base == Base::Text {
            before.base = Base::OtherAct;
        }
    }
}

/// How far out a unit stands: the lower, the further out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Whole,
    Section,
    Paragraph,
    Nth,
    Point,
    Sentence,
}

struct Unit {
    rank: Rank,
    ways: Vec<Vec<Part>>,
}

fn reference(cursor: &mut Cursor<'_>) -> Option<Written> {
    let start = cursor.at;
    let Chain { base, ways } = chain(cursor, 0)?;
    let mut base = base;
    if is_after_act(cursor.text.get(..start).unwrap_or("")) {
        base = Base::OtherAct;
    }
    Some(Written { base, ways, range: start..cursor.at })
}

struct Chain {
    base: Base,
    ways: Vec<Vec<Part>>,
}

/// The most units within and around each other.
const DEEPEST: usize = 6;

/// Units that belong together.
fn chain(cursor: &mut Cursor<'_>, depth: usize) -> Option<Chain> {
    let Unit { mut rank, mut ways } = unit(cursor)?;
    for _ in 0..DEEPEST {
        let Some(inner) = inner(cursor, rank) else { break };
        rank = inner.rank;
        if let Some(outer) = ways.pop() {
            ways.extend(inner.ways.into_iter().map(|way| [outer.clone(), way].concat()));
        }
    }
    let outermost = ways.first().and_then(|way| way.first());
    let is_whole = matches!(outermost, Some(Part::Article(_) | Part::Annex(_)));
    let own = if is_whole { Base::Text } else { Base::Here };
    let end = cursor.at;
    match outer(cursor, is_whole, depth) {
        Some(Outer::Base(base)) => Some(Chain { base, ways }),
        Some(Outer::Regulation) => Some(Chain { base: own, ways }),
        Some(Outer::Chain(around)) => {
            let last = around.ways.into_iter().next_back().unwrap_or_default();
            let ways = ways.into_iter().map(|way| [last.clone(), way].concat());
            Some(Chain { base: around.base, ways: ways.collect() })
        }
        None => {
            cursor.at = end;
            Some(Chain { base: own, ways })
        }
    }
}

/// A unit within the one before.
fn inner(cursor: &mut Cursor<'_>, rank: Rank) -> Option<Unit> {
    let start = cursor.at;
    cursor.eat(',');
    cursor.blanks();
    let found = unit(cursor).filter(|unit| {
        let is_deeper = unit.rank > rank || (unit.rank == rank && rank == Rank::Point);
        is_deeper && unit.rank != Rank::Whole
    });
    if found.is_none() {
        cursor.at = start;
    }
    found
}

enum Outer {
    Base(Base),
    /// The text itself: `of this Regulation`.
    Regulation,
    Chain(Chain),
}

/// What is said to be around: `of this Article`, `of Article 5`, `of Regulation (EU) 2024/1234`.
fn outer(cursor: &mut Cursor<'_>, is_whole: bool, depth: usize) -> Option<Outer> {
    cursor.eat(',');
    cursor.blanks();
    let word = cursor.word();
    match word {
        "thereof" | "thereto" => return Some(Outer::Base(Base::OtherAct)),
        "TFEU" | "TEU" => return Some(Outer::Base(Base::OtherAct)),
        "of" | "to" | "in" | "from" | "under" => {}
        _ => return None,
    }
    cursor.blanks();
    let start = cursor.at;
    match cursor.word() {
        "this" => return this(cursor),
        "that" | "those" | "these" => {
            cursor.blanks();
            let word = cursor.word();
            return match around(word) {
                Some(kind) => Some(Outer::Base(Base::That(kind))),
                None => ACTS.contains(&word).then_some(Outer::Base(Base::OtherAct)),
            };
        }
        _ => cursor.at = start,
    }
    if word == "of" || word == "to" || word == "in" {
        let article = cursor.at;
        if cursor.word() == "the" {
            cursor.blanks();
        } else {
            cursor.at = article;
        }
        if depth < DEEPEST
            && let Some(chain) = chain(cursor, depth + 1)
        {
            let leads_out = matches!(
                chain.ways.first().and_then(|way| way.first()),
                Some(Part::Article(_) | Part::Annex(_))
            );
            // `in Article 5 of …` is around a point; around an article only an annex or an act is.
            return (!is_whole || leads_out).then_some(Outer::Chain(chain));
        }
        cursor.at = start;
    }
    (word != "in" && word != "from" && word != "under" && cursor.act()).then_some(Outer::Base(Base::OtherAct))
}

fn this(cursor: &mut Cursor<'_>) -> Option<Outer> {
    cursor.blanks();
    let word = cursor.word();
    match word {
        "Regulation" | "Directive" | "Decision" | "Act" | "Law" | "Recommendation" => Some(Outer::Regulation),
        _ => around(word).map(|kind| Outer::Base(Base::This(kind))),
    }
}

fn around(word: &str) -> Option<Around> {
    Some(match word.to_ascii_lowercase().as_str() {
        "article" | "articles" => Around::Article,
        "paragraph" | "paragraphs" => Around::Paragraph,
        "point" | "points" => Around::Point,
        "annex" | "annexes" => Around::Annex,
        "chapter" | "section" | "title" | "part" | "subparagraph" => Around::Other,
        _ => return None,
    })
}

/// A word with its numbers.
fn unit(cursor: &mut Cursor<'_>) -> Option<Unit> {
    let start = cursor.at;
    let word = cursor.word();
    let several = word.ends_with('s');
    match word {
        "Article" | "Articles" => whole(cursor, several, Part::Article, Cursor::article),
        "Annex" | "Annexes" => {
            let end = cursor.at;
            whole(cursor, true, Part::Annex, Cursor::annex).or_else(|| {
                cursor.at = end;
                Some(Unit { rank: Rank::Whole, ways: vec![vec![Part::Annex(String::new())]] })
            })
        }
        "Section" | "Part" => {
            cursor.blanks();
            let value = cursor.section()?.to_owned();
            Some(Unit { rank: Rank::Section, ways: vec![vec![Part::Section(value)]] })
        }
        "paragraph" | "paragraphs" | "Paragraph" | "Paragraphs" => {
            numbered(cursor, several, Rank::Paragraph, Part::Paragraph)
        }
        "point" | "points" | "Point" | "Points" => numbered(cursor, several, Rank::Point, Part::Point),
        "the" => {
            cursor.blanks();
            counted(cursor)
        }
        _ => {
            cursor.at = start;
            counted(cursor)
        }
    }
}

/// `Article 18(1)(a)`, `Articles 5 and 7(2)`, `Article 3(1), (2) and (4)`, `Annexes I to III`.
fn whole<'t>(
    cursor: &mut Cursor<'t>,
    several: bool,
    part: fn(String) -> Part,
    value: fn(&mut Cursor<'t>) -> Option<String>,
) -> Option<Unit> {
    cursor.blanks();
    let first = part(value(cursor)?);
    let mut ways: Vec<Vec<Part>> = vec![with_labels(cursor, first)];
    let mut separator = Separator::Comma;
    while ways.len() < MOST {
        let end = cursor.at;
        let Some(next) = cursor.separator(separator) else { break };
        let last = ways.last().cloned().unwrap_or_default();
        let labels = labels(cursor);
        if let (Some(Part::Label(before)), Some(Part::Label(first))) = (last.last(), labels.first())
            && class_of(before) == class_of(first)
        {
            let start = last.get(..last.len() - 1).unwrap_or_default();
            let between = if next == Separator::To { cursor.between(before, first) } else { vec![] };
            ways.extend(between.into_iter().map(|label| [start, &[Part::Label(label)]].concat()));
            ways.push([start, labels.as_slice()].concat());
        } else if (several || next == Separator::Or)
            && labels.is_empty()
            && let Some(value) = value(cursor)
            && !cursor.counts_something()
        {
            let first = last.first().and_then(Part::label).filter(|_| next == Separator::To);
            let between = first.map(|first| cursor.between(first, &value)).unwrap_or_default();
            ways.extend(between.into_iter().map(|number| vec![part(number)]));
            ways.push(with_labels(cursor, part(value)));
        } else {
            cursor.at = end;
            break;
        }
        separator = next;
    }
    Some(Unit { rank: Rank::Whole, ways })
}

impl Part {
    pub(crate) fn label(&self) -> Option<&str> {
        match self {
            Self::Article(it) | Self::Annex(it) | Self::Section(it) => Some(it),
            Self::Paragraph(it) | Self::Point(it) | Self::Label(it) => Some(it),
            Self::Nth(_) | Self::Within => None,
        }
    }
}

fn with_labels(cursor: &mut Cursor<'_>, part: Part) -> Vec<Part> {
    let mut way = vec![part];
    way.extend(labels(cursor));
    way
}

fn labels(cursor: &mut Cursor<'_>) -> Vec<Part> {
    let mut found = vec![];
    while let Some(label) = cursor.label() {
        found.push(Part::Label(label.to_owned()));
    }
    found
}

/// `paragraph 3`, `paragraphs 1 and 2`, `point (a)`, `points (a) to (c)`, `point 3.1(g)`.
fn numbered(cursor: &mut Cursor<'_>, several: bool, rank: Rank, part: fn(String) -> Part) -> Option<Unit> {
    cursor.blanks();
    let first = cursor.value()?;
    if cursor.counts_something() {
        return None;
    }
    let mut ways = vec![with_labels(cursor, part(first))];
    let mut separator = if several { Separator::Comma } else { Separator::And };
    while ways.len() < MOST {
        let end = cursor.at;
        let Some(next) = cursor.separator(separator) else { break };
        let last = ways.last().and_then(|way| way.first()).and_then(Part::label).unwrap_or("").to_owned();
        let value =
            cursor.value().filter(|value| class_of(value) == class_of(&last) && !cursor.counts_something());
        let Some(value) = value else {
            cursor.at = end;
            break;
        };
        if next == Separator::To {
            ways.extend(cursor.between(&last, &value).into_iter().map(|label| vec![part(label)]));
        }
        ways.push(with_labels(cursor, part(value)));
        separator = next;
    }
    Some(Unit { rank, ways })
}

/// What lies between two numbers of one list; nothing where the second does not come after the first.
fn between(first: &str, last: &str) -> Vec<String> {
    if last.starts_with(|c: char| c.is_ascii_uppercase()) {
        let (first, last) = (first.to_ascii_lowercase(), last.to_ascii_lowercase());
        return following(Class::Roman, &first, &last)
            .iter()
            .map(|number| number.to_ascii_uppercase())
            .collect();
    }
    class_of(last).map_or(vec![], |class| following(class, first, last))
}

fn following(class: Class, first: &str, last: &str) -> Vec<String> {
    let mut found = vec![];
    let mut number = first.to_owned();
    while found.len() < MOST {
        match next(class, &number) {
            Some(after) if after == last => return found,
            Some(after) => {
                found.push(after.clone());
                number = after;
            }
            None => break,
        }
    }
    vec![]
}

/// What kind of number a label is. One letter may be a Roman number too and is a letter.
fn class_of(label: &str) -> Option<Class> {
    let is = |test: fn(&u8) -> bool| !label.is_empty() && label.bytes().all(|byte| test(&byte));
    if label.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(if label.contains('.') { Class::Dotted } else { Class::Count });
    }
    if label.len() > 1 && roman(label).is_some() {
        return Some(Class::Roman);
    }
    (is(u8::is_ascii_lowercase) || label.starts_with('-')).then_some(Class::Letter)
}

const ORDINALS: [&str; 12] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
];

/// `first subparagraph`, `second and third subparagraphs`, `last sentence`.
fn counted(cursor: &mut Cursor<'_>) -> Option<Unit> {
    let mut numbers = vec![ordinal(cursor.word())?];
    loop {
        let end = cursor.at;
        let number = cursor.separator(Separator::Comma).and_then(|_| ordinal(cursor.word()));
        let Some(number) = number.filter(|_| numbers.len() < ORDINALS.len()) else {
            cursor.at = end;
            break;
        };
        numbers.push(number);
    }
    cursor.blanks();
    let noun = cursor.word();
    let (rank, is_counted) = match noun {
        "subparagraph" | "subparagraphs" => (Rank::Nth, true),
        "sentence" | "sentences" | "indent" | "indents" => (Rank::Sentence, false),
        _ => return None,
    };
    let part = |number: u32| if is_counted { Part::Nth(number) } else { Part::Within };
    Some(Unit { rank, ways: numbers.into_iter().map(|number| vec![part(number)]).collect() })
}

/// The number of `first`; 0 of `last`, which always is there.
fn ordinal(word: &str) -> Option<u32> {
    if word == "last" {
        return Some(0);
    }
    let at = ORDINALS.iter().position(|ordinal| *ordinal == word)?;
    u32::try_from(at + 1).ok()
}

/// What stands between two numbers. After `and` and `or` no comma follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    Comma,
    And,
    Or,
    To,
}

/// What an act is called.
const ACTS: [&str; 20] = [
    "Regulation",
    "Regulations",
    "Directive",
    "Directives",
    "Decision",
    "Decisions",
    "Recommendation",
    "Treaty",
    "Treaties",
    "Charter",
    "Convention",
    "Protocol",
    "Agreement",
    "Statute",
    "Rules",
    "Act",
    "Code",
    "Law",
    "TFEU",
    "TEU",
];

/// How many characters before a reference may name an act.
const LONGEST_ACT: usize = 60;

/// Whether a text ends with the number of an act: `Regulation (EU) 2024/2847,`.
fn is_after_act(before: &str) -> bool {
    // A word may be as long as the text.
    let from = before.char_indices().rev().nth(LONGEST_ACT).map_or(0, |(at, _)| at);
    let before = before.get(from..).unwrap_or("");
    let mut words = before.trim_end_matches([',', '(', ' ']).rsplit(char::is_whitespace);
    let is_number = |word: &str| word.contains('/') && word.starts_with(|c: char| c.is_ascii_digit());
    if !words.next().is_some_and(is_number) {
        return false;
    }
    for word in words.take(4) {
        if ACTS.contains(&word) {
            return true;
        }
        let is_between = word == "No" || word.starts_with('(') || word.ends_with(')');
        if !is_between {
            return false;
        }
    }
    false
}

/// A place in a text that moves forward.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    /// How many provisions were found within ranges.
    between: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Moves to the next word; says whether there is one.
    fn next_word(&mut self) -> bool {
        let rest = self.rest();
        match rest.find(char::is_alphabetic) {
            Some(at) => {
                self.at += at;
                true
            }
            None => false,
        }
    }

    /// The letters from here on; moves behind them.
    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or("")
    }

    fn blanks(&mut self) {
        if self.rest().starts_with(' ') {
            self.at += 1;
        }
    }

    fn eat(&mut self, c: char) -> bool {
        let is_there = self.rest().starts_with(c);
        if is_there {
            self.at += c.len_utf8();
        }
        is_there
    }

    /// `18`, `18a`; nothing where more follows than a number.
    fn article(&mut self) -> Option<String> {
        let word = self.peek();
        let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let is_number = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        let is_whole = is_number && word.len() <= digits.len() + 2;
        (is_whole && !self.goes_on(word)).then(|| self.take(word))
    }

    /// `IV`, `A`, `3`.
    fn annex(&mut self) -> Option<String> {
        let word = self.peek();
        let is_roman =
            roman(&word.to_ascii_lowercase()).is_some() && word.bytes().all(|it| it.is_ascii_uppercase());
        let is_letter = word.len() == 1 && word.bytes().all(|it| it.is_ascii_uppercase());
        let is_digit = word.len() <= 2 && word.bytes().all(|it| it.is_ascii_digit()) && !word.is_empty();
        ((is_roman || is_letter || is_digit) && !self.goes_on(word)).then(|| self.take(word))
    }

    fn section(&mut self) -> Option<String> {
        self.annex()
    }

    /// `3`, `3.1`, `(a)`.
    fn value(&mut self) -> Option<String> {
        if let Some(label) = self.label() {
            return Some(label.to_owned());
        }
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number = rest.get(..end)?.trim_end_matches('.');
        if number.is_empty()
            || number.len() > 12
            || number.split('.').any(|part| part.is_empty() || part.len() > 3)
        {
            return None;
        }
        let word = self.peek();
        if !number.contains('.') && word.len() > number.len() {
            return self.article();
        }
        (!self.goes_on(number)).then(|| self.take(number))
    }

    /// What stands between parentheses here, if it is a number.
    fn label(&mut self) -> Option<&'t str> {
        let label = self.rest().strip_prefix('(')?;
        let label = label.get(..label.bytes().take(8).position(|byte| byte == b')')?)?;
        let bare = label.strip_prefix('-').unwrap_or(label);
        let is_count = bare.bytes().all(|it| it.is_ascii_digit()) && bare.len() <= 3;
        let digits = bare.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let is_inserted = digits.bytes().all(|it| it.is_ascii_digit()) && bare.len() <= digits.len() + 2;
        let is_label = is_count || is_inserted || roman(bare).is_some();
        if bare.is_empty() || !is_label {
            return None;
        }
        self.at += label.len() + 2;
        Some(label)
    }

    fn peek(&self) -> &'t str {
        let rest = self.rest();
        rest.get(..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())).unwrap_or("")
    }

    /// Whether something else than the end of a number follows: `2024/1234`, `5 %`, `3.1` behind `3`.
    fn goes_on(&self, word: &str) -> bool {
        let rest = self.rest().get(word.len()..).unwrap_or("");
        let mut after = rest.chars();
        match after.next() {
            Some('/' | '%' | '-' | '–') => true,
            Some('.' | ',') => after.next().is_some_and(|c| c.is_ascii_digit()),
            _ => rest.starts_with(" %"),
        }
    }

    /// What lies between the ends of a range.
    fn between(&mut self, first: &str, last: &str) -> Vec<String> {
        if self.between > MOST_BETWEEN {
            return vec![];
        }
        let found = between(first, last);
        self.between = self.between.saturating_add(found.len());
        found
    }

    fn take(&mut self, word: &str) -> String {
        self.at += word.len();
        word.to_owned()
    }

    /// Whether what follows a number is what it counts: `and 30 days`.
    fn counts_something(&self) -> bool {
        const COUNTED: [&str; 14] = [
            "day", "days", "month", "months", "year", "years", "week", "weeks", "hour", "hours", "working",
            "calendar", "percent", "EUR",
        ];
        let mut ahead = Cursor { text: self.text, at: self.at, between: 0 };
        ahead.blanks();
        COUNTED.contains(&ahead.word())
    }

    fn separator(&mut self, before: Separator) -> Option<Separator> {
        let start = self.at;
        let comma = self.eat(',');
        let blank = self.rest().starts_with(' ');
        self.blanks();
        let end = self.at;
        let word = self.word();
        let found = match word {
            "and" if blank => Some(Separator::And),
            "or" if blank => Some(Separator::Or),
            "to" if blank && !comma => Some(Separator::To),
            _ => None,
        };
        if let Some(found) = found {
            self.blanks();
            return Some(found);
        }
        self.at = end;
        if comma && before == Separator::Comma {
            return Some(Separator::Comma);
        }
        self.at = start;
        None
    }

    /// Whether the name of an act follows; moves behind the word that tells.
    fn act(&mut self) -> bool {
        for _ in 0..12 {
            let word = self.word();
            if ACTS.contains(&word) {
                return true;
            }
            let is_small = ["the", "of", "and", "on", "for", "same", "said"].contains(&word);
            let is_name = word.starts_with(char::is_uppercase);
            if !is_small && !is_name {
                return false;
            }
            if !self.rest().starts_with([' ', '-']) {
                return false;
            }
            self.at += 1;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `Here: Paragraph 5 · Point a`, one for each way.
    fn shown(text: &str) -> Vec<String> {
        let way = |base: Base, way: &[Part]| {
            let parts: Vec<String> = way.iter().map(|part| format!("{part:?}").replace('"', "")).collect();
            format!("{base:?} {}", parts.join(" "))
        };
        references_in(text).iter().flat_map(|it| it.ways.iter().map(|parts| way(it.base, parts))).collect()
    }

    #[test]
    fn references_are_read_as_they_are_written() {
        for (text, expected) in [
            ("under Article 18(1)(a) of this Act", vec!["Text Article(18) Label(1) Label(a)"]),
            ("paragraph 5, point (a), and", vec!["Here Paragraph(5) Point(a)"]),
            ("paragraphs 3 or 4.", vec!["Here Paragraph(3)", "Here Paragraph(4)"]),
            ("points (a) to (c)", vec!["Here Point(a)", "Here Point(b)", "Here Point(c)"]),
            ("point (b) of Article 7(2)", vec!["Text Article(7) Label(2) Point(b)"]),
            ("the first and second subparagraphs", vec!["Here Nth(1)", "Here Nth(2)"]),
            (
                "Article 3(1), second subparagraph, point (b)",
                vec!["Text Article(3) Label(1) Nth(2) Point(b)"],
            ),
            ("Annexes I to III", vec!["Text Annex(I)", "Text Annex(II)", "Text Annex(III)"]),
            ("point 3.1(g) of Annex II", vec!["Text Annex(II) Point(3.1) Label(g)"]),
            ("Article 3(1) and (2)", vec!["Text Article(3) Label(1)", "Text Article(3) Label(2)"]),
            (
                "Articles 5, 6(2) and 9",
                vec!["Text Article(5)", "Text Article(6) Label(2)", "Text Article(9)"],
            ),
            ("point (a) of this paragraph", vec!["This(Paragraph) Point(a)"]),
            ("paragraph 2 of that Article", vec!["That(Article) Paragraph(2)"]),
            ("point (a) of the first subparagraph of paragraph 1", vec!["Here Paragraph(1) Nth(1) Point(a)"]),
            (
                "Article 5(1), first and second subparagraphs",
                vec!["Text Article(5) Label(1) Nth(1)", "Text Article(5) Label(1) Nth(2)"],
            ),
            ("Section 2 of Annex I", vec!["Text Annex(I) Section(2)"]),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn a_row_of_ranges_does_not_multiply() {
        let text = "points (1) to (199) ".repeat(500);
        let parts: usize = references_in(&text).iter().flat_map(|it| &it.ways).map(Vec::len).sum();
        assert!(parts < 20_000, "{parts}");
    }

    #[test]
    fn other_acts_are_told() {
        for text in [
            "Article 2, point (15), of Regulation (EU) 2024/1234",
            "paragraphs 2 and 3 of Article 32 of Directive 2014/24/EU",
            "Regulation (EU) 2024/1234, Article 3, point (4)",
            "Regulation (EU) 2024/1234 Article 3, point 6",
            "Article 107 TFEU",
            "Annex I or II of Directive (EU) 2022/1",
            "point 2 of the Annex to Commission Recommendation (EU) 2025/1",
            "Article 2 of Annex I to Commission Recommendation 2003/1/EC",
            "point 2.6 of Annex A to Regulation (EC) No 1/2008",
            "Article 5 and Article 6 of that Regulation",
            "Article 4 of the Boats and Rivers Agreement",
            "Article 4 or 5 TFEU",
            "Article 4 of the same Directive",
            "Directive 2014/24/EU (Article 5)",
            "Annex I, Part A, point 3, to Directive 2014/24/EU",
            "points (a) to (d) of Article 57(4) of Directive 2014/24/EU",
        ] {
            let found = references_in(text);
            assert!(
                !found.is_empty() && found.iter().all(|it| it.base == Base::OtherAct),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn other_words_are_no_references() {
        for text in [
            "articles of association",
            "a point of contact",
            "paragraph (as amended)",
            "Article 2024/5",
            "the second boat",
            "points 5 days",
            "Particle 5",
            "Article",
        ] {
            assert_eq!(shown(text), [] as [&str; 0], "{text}");
        }
        assert_eq!(shown("paragraph 1 and 30 days"), ["Here Paragraph(1)"]);
        assert_eq!(shown("Article 5, 30 days"), ["Text Article(5)"]);
    }
}
