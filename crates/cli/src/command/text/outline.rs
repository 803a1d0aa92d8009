//! `acquis text outline`: the outline of an official text, as a declaration of the language.
//!
//! What the language cannot cite is left out with what is in it, and a comment says so: dashes, a second provision of one
//! number for which no other is free, annexes that bear no Roman number. Divisions, which are not cited, are comments.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use acquis_base::{Diagnostic, Name, Sources, codes, counted, is_printable, printable};
use acquis_syntax::is_identifier;
use acquis_text::{Kind, Provision, Text};

use super::read;
use crate::Exit;
use crate::arguments::TextOutline;
use crate::session::Session;

pub(super) fn run(session: &mut Session<'_>, arguments: &TextOutline) -> Exit {
    let name = &arguments.name;
    if !is_identifier(name) {
        let message = format!("`{}` cannot be the name of an instrument", printable(name));
        let finding = Diagnostic::new(&codes::UNREADABLE_ARGUMENT, message)
            .note("a name starts with a letter or `_`, goes on with letters, digits and `_`, and is no word of the language")
            .help("choose another: `--name law`");
        session.complain(&[finding], &Sources::default());
        return Exit::Unusable;
    }
    let (text, unusable) = read(session, &arguments.files);
    // An outline of a part of what is named would pass for one of the whole.
    if unusable || text.provisions().is_empty() {
        return Exit::Unusable;
    }
    let source = declaration(&text, name);
    session.out(&acquis_syntax::format(&source).applied(&source));
    session.message(&summary(&text));
    Exit::Yes
}

fn summary(text: &Text) -> String {
    let count = |kind: Kind| text.provisions().iter().filter(|it| it.kind == kind).count();
    let files = counted(text.files().count(), "file", "files");
    let articles = counted(count(Kind::Article), "article", "articles");
    let annexes = counted(count(Kind::Annex), "annex", "annexes");
    format!("outlined {files}: {articles}, {annexes}; title, date, status and powers are to be added\n")
}

fn declaration(text: &Text, name: &str) -> String {
    let items = items(text);
    let mut out = format!("instrument {name} {{\n");
    write(&items, None, &mut out);
    out.push_str("}\n");
    out
}

/// What an outline lists.
struct Item {
    kind: Kind,
    label: Name,
    printed: Option<Name>,
    named: Option<Name>,
    heading: Option<Name>,
    /// Comments above it.
    comments: Vec<String>,
    /// Articles without contents that come before it.
    before: Option<(u32, u32)>,
    children: Vec<Item>,
}

/// A provision that is open, as a path through the items.
type Place = Vec<usize>;

/// The provisions of a text that can be listed, as a tree.
fn items(text: &Text) -> Vec<Item> {
    let mut roots: Vec<Item> = vec![];
    // Where the contents of each provision belong; nothing where they are left out.
    let mut places: Vec<Option<Place>> = vec![];
    let mut paths: BTreeSet<String> = BTreeSet::new();
    let mut comments: Vec<String> = vec![];
    let mut divisions: BTreeSet<(Name, String)> = BTreeSet::new();
    let mut last_article: Option<(u32, u32)> = None;
    for provision in text.provisions() {
        let around = provision.parent.map_or(Some(vec![]), |at| places.get(at as usize).cloned().flatten());
        let Some(around) = around else {
            places.push(None);
            continue;
        };
        if provision.kind.is_division() {
            // Divisions are printed anew at the start of each file.
            let shown = division(text, provision);
            if divisions.insert((provision.id.clone(), shown.clone())) {
                comments.push(shown);
            }
        }
        if provision.kind.is_division() || provision.kind == Kind::Subparagraph {
            places.push(Some(around));
            continue;
        }
        let siblings = siblings(&mut roots, &around);
        let Some((siblings, kind)) = siblings else {
            places.push(None);
            continue;
        };
        let path = provision.path.as_ref().map(ToString::to_string);
        let is_new = path.is_some_and(|path| paths.insert(path));
        if !(is_new && may_hold(kind, provision.kind) && is_cited(provision)) {
            if provision.kind != Kind::Indent {
                comments.push(format!("{} is left out: it cannot be cited", provision.id));
            }
            places.push(None);
            continue;
        }
        let mut item = Item {
            kind: provision.kind,
            label: provision.label.clone(),
            printed: provision.printed.clone(),
            named: provision.named.clone(),
            heading: provision.heading.clone(),
            comments: std::mem::take(&mut comments),
            before: None,
            children: vec![],
        };
        if provision.kind == Kind::Article {
            item.before = gap(provision, last_article);
            last_article = number(provision).map(|number| (number, provision.file)).or(last_article);
        }
        siblings.push(item);
        let mut place = around;
        place.push(siblings.len() - 1);
        places.push(Some(place));
    }
    roots
}

/// The items beside which what stands at a place is listed, and the kind of what is around them.
fn siblings<'i>(roots: &'i mut Vec<Item>, place: &[usize]) -> Option<(&'i mut Vec<Item>, Option<Kind>)> {
    let (mut siblings, mut kind) = (roots, None);
    for at in place {
        let item = siblings.get_mut(*at)?;
        kind = Some(item.kind);
        siblings = &mut item.children;
    }
    Some((siblings, kind))
}

fn division(text: &Text, provision: &Provision) -> String {
    let heading = provision.heading.as_ref().map(|it| format!(": {it}")).unwrap_or_default();
    let shown = format!("{}{heading}", text.number_of(provision));
    shown.chars().filter(|c| is_shown(*c)).collect()
}

fn number(provision: &Provision) -> Option<u32> {
    provision.label.trim_end_matches(|c: char| c.is_ascii_lowercase()).parse().ok()
}

/// The articles before one that no file has.
fn gap(provision: &Provision, last: Option<(u32, u32)>) -> Option<(u32, u32)> {
    let own = number(provision)?;
    let from = match last {
        // Within a file, what is missing is missing.
        Some((_, file)) if file == provision.file => return None,
        Some((last, _)) => last.checked_add(1)?,
        None => 1,
    };
    (from < own).then(|| (from, own - 1))
}

/// Whether an outline can have such a provision there.
fn may_hold(around: Option<Kind>, kind: Kind) -> bool {
    match around {
        None => matches!(kind, Kind::Article | Kind::Annex | Kind::Recital),
        Some(Kind::Article) => matches!(kind, Kind::Paragraph | Kind::Point | Kind::RomanPoint),
        Some(Kind::Paragraph | Kind::Point | Kind::RomanPoint) => {
            matches!(kind, Kind::Point | Kind::RomanPoint)
        }
        Some(Kind::Annex | Kind::Part | Kind::Number) => {
            !kind.is_division() && !matches!(kind, Kind::Article | Kind::Annex | Kind::Recital | Kind::Indent)
        }
        Some(_) => false,
    }
}

/// Whether the number of a provision is one that the language writes.
fn is_cited(provision: &Provision) -> bool {
    let label = provision.label.as_str();
    let counts = |part: &str| {
        let digits = part.trim_end_matches(|c: char| c.is_ascii_lowercase());
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    match provision.kind {
        Kind::Article | Kind::Recital => counts(label),
        Kind::Annex => {
            let roman = label.trim_end_matches(|c: char| c.is_ascii_lowercase());
            !roman.is_empty() && roman.bytes().all(|byte| b"IVXL".contains(&byte))
        }
        Kind::Part => label.split('.').all(counts) || is_large(label),
        Kind::Number => label.split('.').all(counts),
        Kind::Paragraph | Kind::Point | Kind::RomanPoint => {
            let bare = label.strip_prefix('-').unwrap_or(label);
            !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_alphanumeric())
        }
        Kind::Title | Kind::Chapter | Kind::Section | Kind::Subparagraph | Kind::Indent => false,
    }
}

fn is_large(label: &str) -> bool {
    label.len() == 1 && label.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether a character can stand in a text of the language.
fn is_shown(c: char) -> bool {
    is_printable(c) && !matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// The word of an outline for a kind of provision.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Part => "section",
        Kind::RomanPoint => "point",
        kind => kind.as_str(),
    }
}

fn shown(kind: Kind, label: &str) -> String {
    match kind {
        Kind::Paragraph | Kind::Point | Kind::RomanPoint => format!("({label})"),
        _ => label.to_owned(),
    }
}

/// Writes items; those of which nothing but the number is known stand for each other in ranges.
fn write(items: &[Item], around: Option<&Item>, out: &mut String) {
    let mut rest = items;
    while let Some(first) = rest.first() {
        if let Some((from, to)) = first.before {
            let shown =
                if from == to { format!("article {from}") } else { format!("articles {from} to {to}") };
            let _ = writeln!(out, "{shown} not transcribed");
        }
        for comment in &first.comments {
            let _ = writeln!(out, "// {comment}");
        }
        let length = stretch(rest, around);
        let (kind, label) = (first.kind, &first.label);
        match rest.get(length - 1).filter(|_| length > 1) {
            Some(last) => {
                let ends = [label, &last.label].map(|label| shown(kind, label));
                let _ = writeln!(out, "{}s {} to {}", word(kind), ends[0], ends[1]);
            }
            None => one(first, out),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn one(item: &Item, out: &mut String) {
    let _ = write!(out, "{} {}", word(item.kind), shown(item.kind, &item.label));
    if let Some(letter) = item.named.as_deref().filter(|letter| is_large(letter)) {
        let _ = write!(out, " named {letter}");
    }
    if let Some(heading) = &item.heading {
        let heading: String = heading.chars().filter(|c| is_shown(*c)).collect();
        let _ = write!(out, " \"{}\"", heading.replace('\\', "\\\\").replace('"', "\\\""));
    }
    if let Some(printed) = &item.printed {
        let _ = write!(out, " printed as {}", shown(item.kind, printed));
    }
    if item.children.is_empty() {
        out.push('\n');
        return;
    }
    out.push_str(" {\n");
    write(&item.children, Some(item), out);
    out.push_str("}\n");
}

/// The most provisions that one range stands for.
const LONGEST: usize = 1000;

/// How many items from the first on one range stands for; one where it stands by itself.
fn stretch(items: &[Item], around: Option<&Item>) -> usize {
    let is_bare = |item: &Item| item.heading.is_none() && item.printed.is_none() && item.children.is_empty();
    let is_first = |item: &Item| is_bare(item) && item.named.is_none();
    let Some(first) = items.first().filter(|it| is_first(it) && is_counted(it, around)) else { return 1 };
    let mut length = 1;
    for (before, next) in items.iter().zip(items.iter().skip(1)).take(LONGEST - 1) {
        let is_free = is_first(next) && next.comments.is_empty() && next.before.is_none();
        if !is_free || next.kind != first.kind || !follows(first.kind, &before.label, &next.label) {
            break;
        }
        length += 1;
    }
    length
}

/// Whether a range that starts with an item is read as its list is: below a letter come Roman numbers, and elsewhere
/// letters.
fn is_counted(item: &Item, around: Option<&Item>) -> bool {
    let is_letter = |label: &str| label.len() == 1 && label.bytes().all(|byte| byte.is_ascii_lowercase());
    let below_letter = around.is_some_and(|it| is_letter(&it.label));
    match item.kind {
        Kind::RomanPoint => below_letter,
        Kind::Point if item.label.starts_with(|c: char| c.is_ascii_digit()) => true,
        Kind::Point => !below_letter && is_letter(&item.label),
        Kind::Paragraph | Kind::Recital | Kind::Article => true,
        _ => false,
    }
}

/// Whether a number comes after another.
fn follows(kind: Kind, before: &str, next: &str) -> bool {
    if let (Ok(before), Ok(next)) = (before.parse::<u32>(), next.parse::<u32>()) {
        return before.checked_add(1) == Some(next);
    }
    if kind == Kind::RomanPoint {
        const ROMANS: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
        return ROMANS.windows(2).any(|pair| pair == [before, next]);
    }
    let letter = |label: &str| label.bytes().next().filter(|_| label.len() == 1);
    letter(before).zip(letter(next)).is_some_and(|(before, next)| before.checked_add(1) == Some(next))
}
