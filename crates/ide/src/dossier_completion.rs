//! What may be written in a dossier: facts, fields, and the values of those that have few.
//!
//! A dossier is hardly ever well formed while a word of it is written. So the way to the place is told by how the text is
//! laid out before it: by the indentation of lines, and by the braces and brackets that are not closed.

use std::collections::BTreeSet;

use acquis_base::{Name, Span};
use acquis_ir::{Country, Program, Type};

use crate::dossier::vocabulary_keys;

/// Something that may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What it is called.
    pub label: String,
    /// What is written.
    pub text: String,
    /// What it stands in place of.
    pub replaces: Span,
    /// What it is.
    pub kind: OfferKind,
    /// Its type.
    pub detail: String,
    /// What is said of it.
    pub docs: Option<Name>,
}

/// What may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferKind {
    /// A fact or a field.
    Key,
    /// A value.
    Value,
    /// A country.
    Country,
}

/// How much of a text before the place is looked at.
const MOST_BYTES: usize = 1 << 20;

/// How deep a place may lie.
const MOST_STEPS: usize = acquis_facts::MAX_DEPTH;

/// What may be written at an offset of a dossier, read against the vocabulary.
pub fn complete(vocabulary: &Program, text: &str, offset: u32) -> Vec<Offer> {
    let Some(before) = text.get(..offset as usize).filter(|before| before.len() <= MOST_BYTES) else {
        return vec![];
    };
    let Some(mut place) = Place::of(before) else { return vec![] };
    // What stands in a list without a key is a record of it, or a value.
    let is_record = |ty: Option<&Type>| ty.is_none_or(|ty| entity_within(ty).is_some());
    if place.key.is_none() && place.is_in_list && !type_at(vocabulary, &place.way).is_some_and(is_record) {
        place.key = place.way.pop();
    }
    let word = Span::new(before.len() - place.word.len(), before.len() + rest_of_word(text, before.len()));
    let after = text.get(word.range().end..).unwrap_or("");
    let offers = match &place.key {
        None => {
            let beside = written_beside(text, word, &place);
            let mut offers = keys(vocabulary, &place, after);
            offers.retain(|(name, ..)| !beside.contains(name.as_str()));
            offers
        }
        Some(key) => values(vocabulary, &place, key),
    };
    let found = offers.into_iter().map(|(label, text, kind, detail, docs)| Offer {
        label,
        text,
        replaces: word,
        kind,
        detail,
        docs,
    });
    found.collect()
}

type Written = (String, String, OfferKind, String, Option<Name>);

/// The type at the end of a way; nothing at the dossier itself.
fn type_at<'p>(vocabulary: &'p Program, way: &[String]) -> Option<Option<&'p Type>> {
    let mut ty: Option<&Type> = None;
    for step in way {
        // Elements of a list that says whether it is complete.
        if step == "items" && matches!(ty, Some(Type::List(_))) {
            continue;
        }
        let fields = match ty {
            None => &vocabulary.facts,
            Some(ty) => vocabulary.fields(entity_within(ty)?),
        };
        ty = Some(&fields.iter().find(|field| field.name == *step.as_str())?.ty);
    }
    Some(ty)
}

fn entity_within(ty: &Type) -> Option<&Name> {
    match ty {
        Type::Record(name) | Type::Pool(name) => Some(name),
        Type::Optional(inner) => entity_within(inner),
        Type::List(list) => entity_within(&list.element),
        _ => None,
    }
}

fn keys(vocabulary: &Program, place: &Place<'_>, after: &str) -> Vec<Written> {
    let Some(ty) = type_at(vocabulary, &place.way) else { return vec![] };
    let colon = if after.trim_start_matches(['"', ' ']).starts_with(':') { "" } else { ": " };
    let written = |name: &str| match (place.is_json, place.is_quoted) {
        (_, true) => name.to_owned(),
        (true, false) => format!("\"{name}\"{colon}"),
        (false, false) => format!("{name}{colon}"),
    };
    let mut all = vec![];
    let mut add = |name: &Name, detail: String, docs: Option<&Name>| {
        all.push((name.to_string(), written(name), OfferKind::Key, detail, docs.cloned()));
    };
    match ty {
        None => {
            for field in &vocabulary.facts {
                add(&field.name, field.ty.to_string(), field.docs.as_ref());
            }
            for key in vocabulary_keys() {
                add(&Name::from(*key), String::new(), None);
            }
        }
        Some(ty) => {
            let Some(entity) = entity_within(ty).and_then(|name| vocabulary.entities.get(name)) else {
                return vec![];
            };
            if let Some(identity) = &entity.identity {
                add(identity, format!("identifies a record of {}", entity.name), None);
            }
            for field in &entity.fields {
                add(&field.name, field.ty.to_string(), field.docs.as_ref());
            }
        }
    }
    all
}

/// The keys that stand beside a word in its record, before it and after it.
fn written_beside(text: &str, word: Span, place: &Place<'_>) -> BTreeSet<String> {
    let before = text.get(..word.range().start).unwrap_or("");
    let after = text.get(word.range().end..).unwrap_or("");
    let after = after.get(..floor(after, MOST_BYTES)).unwrap_or("");
    let flow_start = if place.is_json { 0 } else { start_of_flow(before) };
    let scanned = Scanned::of(before.get(flow_start..).unwrap_or(""));
    match scanned.frames.last() {
        Some(frame) if frame.is_record => {
            let own = frame.keys.iter().cloned();
            own.chain(keys_after(after, scanned.quote)).collect()
        }
        Some(_) => BTreeSet::new(),
        None => keys_of_block(before, after),
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The keys that follow in a record in braces, up to its end.
fn keys_after(after: &str, quote: Option<char>) -> Vec<String> {
    let mut scanned = Scanned { quote, ..Scanned::default() };
    scanned.frames.push(Frame { is_record: true, ..Frame::default() });
    let mut last = ' ';
    for c in after.chars() {
        scanned.take(c, last);
        last = c;
        if scanned.frames.is_empty() {
            break;
        }
    }
    let mut keys = scanned.frames.into_iter().next().map_or(scanned.closed, |frame| frame.keys);
    // The colon of the word itself has nothing before it.
    keys.retain(|key| !key.is_empty());
    keys
}

/// The keys on the lines above and below that are indented as the line is on which the text before ends.
fn keys_of_block(before: &str, after: &str) -> BTreeSet<String> {
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let (above, line) = (before.get(..line_start).unwrap_or(""), before.get(line_start..).unwrap_or(""));
    let Line { column, dash, .. } = Line::of(line);
    let mut keys = BTreeSet::new();
    // Tells whether the record goes on beyond a line.
    let mut take = |line: &str| {
        let own = Line::of(line);
        if own.key.is_none() && own.dash.is_none() {
            return true;
        }
        let starts_element = own.dash.is_some_and(|dash| dash < column);
        if own.column == column && (own.dash.is_none() || starts_element) {
            keys.extend(own.key.map(str::to_owned));
        }
        !starts_element && (own.column >= column)
    };
    if dash.is_none() {
        let _ = above.lines().rev().all(&mut take);
    }
    let below = after.lines().skip(1);
    let is_next = |line: &&str| Line::of(line).dash.is_none_or(|dash| dash >= column);
    let _ = below.take_while(is_next).all(&mut take);
    keys
}

fn values(vocabulary: &Program, place: &Place<'_>, key: &str) -> Vec<Written> {
    let mut way = place.way.clone();
    way.push(key.to_owned());
    let Some(Some(ty)) = type_at(vocabulary, &way) else { return vec![] };
    let ty = match ty {
        Type::List(list) if place.is_in_list => &list.element,
        ty => ty,
    };
    of_type(vocabulary, place, ty)
}

fn of_type(vocabulary: &Program, place: &Place<'_>, ty: &Type) -> Vec<Written> {
    let quoted = |word: &str| match (place.is_json, place.is_quoted) {
        (true, false) => format!("\"{word}\""),
        _ => word.to_owned(),
    };
    let bare = |word: &str| (word.to_owned(), word.to_owned(), OfferKind::Value, ty.to_string(), None);
    match ty {
        Type::Bool if !place.is_quoted => vec![bare("true"), bare("false")],
        Type::Enum(name) => {
            let variants =
                vocabulary.enumerations.get(name).map(|it| it.variants.as_slice()).unwrap_or_default();
            let offer = |variant: &acquis_ir::Variant| {
                let word = variant.name.as_str();
                (word.to_owned(), quoted(word), OfferKind::Value, name.to_string(), variant.gloss.clone())
            };
            variants.iter().map(offer).collect()
        }
        Type::Country => {
            let offer = |country: Country| {
                let code = country.code();
                (code.to_owned(), quoted(code), OfferKind::Country, "Country".to_owned(), None)
            };
            Country::all().map(offer).collect()
        }
        Type::Optional(inner) => {
            let mut all = of_type(vocabulary, place, inner);
            if !place.is_quoted && place.word.is_empty() {
                let none = if place.is_json { "{\"none\": true}" } else { "{ none: true }" };
                all.push((
                    none.to_owned(),
                    none.to_owned(),
                    OfferKind::Value,
                    "there is none".to_owned(),
                    None,
                ));
            }
            all
        }
        _ => vec![],
    }
}

fn rest_of_word(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    rest.find(|c: char| !is_of_word(c)).unwrap_or(rest.len())
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where something is written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place<'t> {
    /// The keys that lead to the record.
    way: Vec<String>,
    /// The key whose value is written; nothing where a key is.
    key: Option<String>,
    /// Whether the value stands in a list.
    is_in_list: bool,
    is_json: bool,
    /// Whether it stands between quotes.
    is_quoted: bool,
    /// What is written of it.
    word: &'t str,
}

/// A record or list in braces or brackets that is not closed.
#[derive(Debug, Clone, Default)]
struct Frame {
    is_record: bool,
    key: Option<String>,
    is_value: bool,
    /// The keys in it so far.
    keys: Vec<String>,
}

impl<'t> Place<'t> {
    /// The place at the end of a text.
    fn of(before: &'t str) -> Option<Self> {
        let body = before.trim_start_matches('\u{feff}').trim_start();
        let is_json = body.starts_with('{');
        // In a block the braces of a line belong to what the line says; those of lines before it may be open still.
        let flow_start = if is_json { before.len() - body.len() } else { start_of_flow(before) };
        let flow = before.get(flow_start..)?;
        let scanned = Scanned::of(flow);
        let word_at = before.rfind(|c: char| !is_of_word(c)).map_or(0, |at| {
            at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        });
        let word = before.get(word_at..)?;
        let is_quoted = scanned.quote.is_some();
        let mut place = Self { way: vec![], key: None, is_in_list: false, is_json, is_quoted, word };
        if scanned.is_comment {
            return None;
        }
        if !is_json {
            let head = before.get(..flow_start)?;
            let line_start = head.rfind('\n').map_or(0, |at| at + 1);
            let (above, line) = (head.get(..line_start)?, head.get(line_start..)?);
            let rest = if scanned.frames.is_empty() { flow } else { "" };
            place.block(above, &format!("{line}{rest}"), scanned.frames.is_empty())?;
        }
        for (depth, frame) in scanned.frames.iter().enumerate() {
            let is_last = depth + 1 == scanned.frames.len();
            match (frame.is_record, is_last) {
                (true, true) => {
                    // The record that stands as the value of a key is entered by it.
                    place.way.extend(place.key.take());
                    place.is_in_list = false;
                    place.key = if frame.is_value { frame.key.clone() } else { None };
                    if frame.is_value && place.key.is_none() {
                        return None;
                    }
                }
                (true, false) => {
                    place.way.extend(place.key.take());
                    place.key.clone_from(&frame.key);
                }
                (false, _) => place.is_in_list = true,
            }
            if place.way.len() > MOST_STEPS {
                return None;
            }
        }
        // A list that stands by itself says nothing.
        (place.key.is_some() || !place.is_in_list || !place.way.is_empty()).then_some(place)
    }

    /// The way to a line of a block, by the indentation of the lines above it. `is_here` says that the line is what is
    /// written, and not only what leads to a brace on it.
    fn block(&mut self, above: &str, line: &str, is_here: bool) -> Option<()> {
        let Line { mut column, dash, key, value } = Line::of(line);
        match (key, value) {
            (Some(key), Some(_)) => self.key = Some(key.to_owned()),
            (_, Some(_)) | (Some(_), None) => return None,
            (None, None) if !is_here && dash.is_none() => return None,
            (None, None) => {}
        }
        self.is_in_list = dash.is_some() && self.key.is_none();
        let mut is_element = false;
        if let Some(dash) = dash {
            (column, is_element) = (dash, true);
        }
        for line in above.lines().rev() {
            let Line { column: own, dash, key, value } = Line::of(line);
            if key.is_none() && value.is_none() && dash.is_none() {
                continue;
            }
            let leads = |own: usize| if is_element { own <= column } else { own < column };
            if let Some(key) = key.filter(|_| leads(own) && value.is_none_or(str::is_empty)) {
                self.way.insert(0, key.to_owned());
                (column, is_element) = (own, false);
                if self.way.len() > MOST_STEPS {
                    return None;
                }
            }
            if let Some(dash) = dash.filter(|dash| !is_element && *dash < column) {
                (column, is_element) = (dash, true);
            }
            if column == 0 && !is_element {
                break;
            }
        }
        if self.key.is_none() && self.is_in_list && !is_here {
            self.is_in_list = false;
        }
        Some(())
    }
}

/// A line of a block.
struct Line<'t> {
    /// Where what it says begins, without the dashes before it.
    column: usize,
    /// Where its last dash stands.
    dash: Option<usize>,
    key: Option<&'t str>,
    /// What stands after the colon.
    value: Option<&'t str>,
}

impl<'t> Line<'t> {
    fn of(line: &'t str) -> Self {
        let mut column = line.len() - line.trim_start_matches(' ').len();
        let mut dash = None;
        let mut rest = line.get(column..).unwrap_or("");
        while let Some(after) =
            rest.strip_prefix('-').filter(|after| after.is_empty() || after.starts_with(' '))
        {
            dash = Some(column);
            let inner = after.trim_start_matches(' ');
            column += rest.len() - inner.len();
            rest = inner;
        }
        let rest = rest.trim_end_matches('\r');
        if rest.starts_with('#') {
            return Self { column, dash: None, key: None, value: None };
        }
        let split = rest.split_once(": ").or_else(|| Some((rest.strip_suffix(':')?, "")));
        match split {
            Some((key, value)) => {
                let key = key.trim().trim_matches(['"', '\'']);
                let value = value.split(" #").next().unwrap_or("").trim();
                Self { column, dash, key: Some(key), value: Some(value) }
            }
            None => Self { column, dash, key: None, value: None },
        }
    }
}

/// Where the braces and brackets begin that are open at the end of a block text; else where its last line does.
fn start_of_flow(before: &str) -> usize {
    let mut depth = 0_usize;
    let mut start = None;
    let mut quote: Option<char> = None;
    let mut last = ' ';
    let mut is_comment = false;
    for (at, c) in before.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\n') => is_comment = false,
            (None, _) if is_comment => {}
            (None, '#') if last.is_whitespace() => is_comment = true,
            (None, '"' | '\'') if !is_of_word(last) => quote = Some(c),
            (None, '{' | '[') => {
                if depth == 0 {
                    start = Some(at);
                }
                depth += 1;
            }
            (None, '}' | ']') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    start = None;
                }
            }
            (None, _) => {}
        }
        last = c;
    }
    start.unwrap_or_else(|| before.rfind('\n').map_or(0, |at| at + 1))
}

/// What is open at the end of a text of braces and brackets.
#[derive(Debug, Default)]
struct Scanned {
    frames: Vec<Frame>,
    /// With what the quotes end that are open.
    quote: Option<char>,
    is_escaped: bool,
    is_comment: bool,
    /// What was passed since the last sign.
    piece: String,
    /// The keys of the record that was closed last.
    closed: Vec<String>,
}

impl Scanned {
    fn of(text: &str) -> Self {
        let mut scanned = Self::default();
        let mut last = ' ';
        for c in text.chars() {
            scanned.take(c, last);
            last = c;
        }
        scanned
    }

    /// Takes the next character, which follows another.
    fn take(&mut self, c: char, last: char) {
        match (self.quote, c) {
            (Some(_), _) if self.is_escaped => self.is_escaped = false,
            (Some('"'), '\\') => self.is_escaped = true,
            (Some(open), c) if c == open => self.quote = None,
            (Some(_), c) => self.piece.push(c),
            (None, '\n') => self.is_comment = false,
            (None, _) if self.is_comment => {}
            (None, '#') if last.is_whitespace() => self.is_comment = true,
            (None, '"' | '\'') if !is_of_word(last) => self.quote = Some(c),
            (None, '{' | '[') => {
                self.frames.push(Frame { is_record: c == '{', ..Frame::default() });
                self.piece.clear();
            }
            (None, '}' | ']') => {
                self.closed = self.frames.pop().map(|frame| frame.keys).unwrap_or_default();
                self.piece.clear();
            }
            (None, ',') => {
                if let Some(frame) = self.frames.last_mut() {
                    (frame.key, frame.is_value) = (None, false);
                }
                self.piece.clear();
            }
            (None, ':') => {
                if let Some(frame) = self.frames.last_mut().filter(|frame| frame.is_record) {
                    let key = self.piece.trim().to_owned();
                    frame.keys.push(key.clone());
                    (frame.key, frame.is_value) = (Some(key), true);
                }
                self.piece.clear();
            }
            (None, c) => self.piece.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{marked, package};

    const LAW: &str = "enum Grade ordered { low \"not much\" < high }
entity Person identified by id { works_in : Country grade : Grade boss : optional Person able : Bool homes : list of Country }
entity Home identified by name { grade : Grade }
facts { staff : list of Person provider : Home since : Date grade : Grade }
";

    /// What is offered at the mark, as it is written.
    fn offered(text: &str) -> Vec<String> {
        let (db, package) = package(&[("a", LAW)]);
        let vocabulary = crate::dossier::vocabulary(&db, package).expect("no error");
        let (text, at) = marked(text);
        complete(&vocabulary, &text, at).into_iter().map(|offer| offer.text).collect()
    }

    const PERSON: [&str; 6] = ["id: ", "works_in: ", "grade: ", "boss: ", "able: ", "homes: "];

    #[test]
    fn facts_are_offered_on_the_outermost_level() {
        let all = [
            "staff: ",
            "provider: ",
            "since: ",
            "grade: ",
            "subject: ",
            "as_of: ",
            "registers: ",
            "evidence: ",
            "package: ",
        ];
        for (text, beside) in [
            ("‸", [""; 2]),
            ("pro‸", ["", ""]),
            ("# first\n\n‸", ["", ""]),
            ("since: 2026-01-01\n‸", ["since: ", ""]),
            ("staff:\n  - id: a\n    able: true\ngr‸", ["staff: ", ""]),
        ] {
            let rest: Vec<&str> = all.into_iter().filter(|key| !beside.contains(key)).collect();
            assert_eq!(offered(text), rest, "{text}");
        }
    }

    #[test]
    fn fields_are_offered_where_a_record_is_written() {
        for (text, beside) in [
            ("staff:\n  - ‸", ""),
            ("staff:\n- wo‸", ""),
            ("staff:\n  - id: a\n    ‸", "id: "),
            ("staff:\n  - id: a\n    able: true\n  - id: b\n    gr‸\nsince: 2026-01-01\n", "id: "),
            ("staff:\n  - { id: a, ‸", "id: "),
            ("staff: [{ id: a, works_in: DE }, { ‸", ""),
            ("staff:\n  items:\n    - id: a\n      ‸", "id: "),
            ("staff:\n  - id: a\n    boss:\n      ‸", ""),
            ("staff:\n  - { id: a, boss: { ‸ } }", ""),
        ] {
            let rest: Vec<&str> = PERSON.into_iter().filter(|key| *key != beside).collect();
            assert_eq!(offered(text), rest, "{text}");
        }
        assert_eq!(offered("provider:\n  ‸"), ["name: ", "grade: "]);
        assert_eq!(offered("provider:\n  na‸: x\n"), ["name", "grade"]);
    }

    #[test]
    fn what_is_written_in_a_record_already_is_not_offered_there_again() {
        let rest = ["works_in: ", "grade: ", "homes: "];
        for text in [
            "staff:\n  - id: a\n    able: true\n    ‸\n    boss:\n      grade: low\n  - grade: low\n",
            "staff:\n  - id: a\n\n    # grade: low\n    ‸\n    boss: { none: true }\n    able: true\nsince: 2026-01-01\n",
            "staff:\n- id: a\n  able: true\n  ‸\n  boss:\n    homes:\n    - DE\n",
            "staff:\n  - { id: a, boss: { grade: low, homes: [DE] }, able: true, ‸",
            "staff: [{ grade: low }, { able: true, ‸, id: a, boss: { grade: low } }, { homes: [] }]",
            "staff:\r\n  - id: a\r\n    boss:\r\n      id: b\r\n    able: true\r\n    ‸\r\n",
        ] {
            assert_eq!(offered(text), rest, "{text}");
        }
        assert_eq!(
            offered("staff:\n  - ‸\n    id: a\n    works_in: DE\n    able: true\n")[..2],
            ["grade: ", "boss: "]
        );
        let facts = "staff:\n- id: a\n‸\nprovider:\n  grade: low\nsubject: x\n";
        assert_eq!(
            offered(facts),
            ["since: ", "grade: ", "as_of: ", "registers: ", "evidence: ", "package: "]
        );
        let json = "{\"since\": \"a: b, {\", ‸\n \"provider\": {\"grade\": \"low\"}, \"subject\": \"x\"}";
        assert_eq!(offered(json)[..2], ["\"staff\": ", "\"grade\": "]);
    }

    #[test]
    fn the_key_that_is_written_over_is_offered() {
        assert_eq!(offered("provider:\n  na‸me: x\n  grade: low\n"), ["name"]);
        assert_eq!(offered("provider: { grade: low, na‸me: x }\n"), ["name"]);
        assert_eq!(offered("{\"provider\": {\"na‸me\": \"x\", \"grade\": \"low\"}}"), ["name"]);
        assert_eq!(offered("{\"provider\": {\"‸\" \"grade\": \"low\"}}"), ["name"], "before another");
    }

    #[test]
    fn json_is_completed_with_its_quotes() {
        assert_eq!(offered("{\"provider\": {‸"), ["\"name\": ", "\"grade\": "]);
        assert_eq!(offered("{\"provider\": {\"gr‸\"}}"), ["name", "grade"]);
        assert_eq!(offered("{\"staff\": [{\"id\": \"a\", \"grade\": ‸}]}"), ["\"low\"", "\"high\""]);
        assert_eq!(offered("{\"grade\": \"‸\"}"), ["low", "high"]);
    }

    #[test]
    fn values_are_offered_after_a_key() {
        for text in [
            "grade: ‸",
            "grade: lo‸\n",
            "provider: { grade: ‸ }",
            "staff:\n  - grade: ‸",
            "staff:\n  - id: a\n    grade: h‸",
        ] {
            assert_eq!(offered(text), ["low", "high"], "{text}");
        }
        assert_eq!(offered("staff:\n  - able: ‸"), ["true", "false"]);
        assert_eq!(offered("staff:\n  - { boss: ‸ }"), ["{ none: true }"]);
        for text in ["staff:\n  - works_in: ‸", "staff:\n  - homes: [DE, ‸]", "staff:\n  - homes:\n    - D‸"]
        {
            let found = offered(text);
            assert!(found.contains(&"DE".to_owned()) && found.len() > 200, "{text} {found:?}");
        }
    }

    #[test]
    fn nothing_is_offered_where_nothing_is_known() {
        for text in [
            "since: ‸",
            "nothing:\n  ‸",
            "# gr‸",
            "staff:\n  - id: ‸",
            "registers:\n  x: ‸",
            "[‸",
            "staff: ‸x y",
        ] {
            assert_eq!(offered(text), Vec::<String>::new(), "{text}");
        }
    }
}
