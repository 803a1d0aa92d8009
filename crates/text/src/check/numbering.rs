//! Numbers of lists: what is missing, what stands twice, what does not follow.
//!
//! A list is what stands side by side in one provision with numbers of one kind. Articles that are missing between two
//! files, before the first or after the last are not transcribed; within a file they are missing.

use std::collections::BTreeMap;

use acquis_base::{Code, Diagnostic, and_list, codes};

use super::{Findings, Reading};
use crate::label::{Class, roman};
use crate::provision::{Kind, Provision};

/// The most numbers that are written out.
const MOST_SHOWN: u32 = 6;

pub(crate) fn faults(reading: &Reading<'_>, findings: &mut Findings) {
    for list in lists(reading) {
        repeated(reading, &list).into_iter().for_each(|it| findings.add(it));
        broken(reading, &list).into_iter().for_each(|it| findings.add(it));
    }
}

/// How many provisions are looked at for the numbers that a provision has.
const MOST_LOOKED_AT: usize = 500;

/// Provisions that are counted together, in the order of the text.
struct List<'t> {
    class: Class,
    members: Vec<&'t Provision>,
    /// The last number of the list that this one may go on with: it stands under an earlier paragraph without a number.
    before: Option<Ordinal>,
}

/// A number by which others are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ordinal {
    number: u32,
    /// Whether letters follow it, as those of a provision that was inserted.
    is_inserted: bool,
}

fn lists<'t>(reading: &Reading<'t>) -> Vec<List<'t>> {
    let mut found: Vec<List<'t>> = vec![];
    let mut places: BTreeMap<(Option<u32>, Kind, Class), usize> = BTreeMap::new();
    // The last number of each kind in a provision, whatever paragraph without a number it stands under.
    let mut last: BTreeMap<(u32, Kind, Class), Ordinal> = BTreeMap::new();
    for provision in reading.text.provisions() {
        let Some(class) = class_of(provision) else { continue };
        let is_outermost = matches!(provision.kind, Kind::Article | Kind::Annex | Kind::Recital);
        let parent = if is_outermost { None } else { provision.parent };
        let around = reading.around(provision.at).skip(1).find(|it| it.kind != Kind::Subparagraph);
        let around = around.map(|it| (it.at, provision.kind, class));
        let place = *places.entry((parent, provision.kind, class)).or_insert_with(|| {
            let before = around.and_then(|key| last.get(&key)).copied();
            found.push(List { class, members: vec![], before });
            found.len() - 1
        });
        if let Some(list) = found.get_mut(place) {
            list.members.push(provision);
        }
        if let (Some(key), Some(ordinal)) = (around, ordinal(class, &provision.label)) {
            last.insert(key, ordinal);
        }
    }
    found
}

/// What kind of number a provision bears; nothing where it is not counted. Divisions are printed anew in each file.
fn class_of(provision: &Provision) -> Option<Class> {
    let is_number = |label: &str| label.starts_with(|c: char| c.is_ascii_digit());
    Some(match provision.kind {
        Kind::Title | Kind::Chapter | Kind::Section | Kind::Subparagraph | Kind::Indent => return None,
        Kind::Annex | Kind::Part if is_number(&provision.label) => Class::Plain,
        Kind::Annex => Class::Roman,
        // The letters of parts are not counted.
        Kind::Part => return None,
        Kind::Number if provision.label.contains('.') => Class::Dotted,
        Kind::Article | Kind::Paragraph | Kind::Recital | Kind::Number => Class::Plain,
        Kind::RomanPoint => Class::Roman,
        Kind::Point if is_number(&provision.label) => Class::Count,
        Kind::Point => Class::Letter,
    })
}

fn ordinal(class: Class, label: &str) -> Option<Ordinal> {
    let whole = |number| Some(Ordinal { number, is_inserted: false });
    let letters =
        |text: &str| u32::from(text.bytes().next().unwrap_or(b'a').saturating_sub(b'a')).saturating_add(1);
    match class {
        Class::Roman => whole(roman(&label.to_ascii_lowercase())?),
        Class::Dotted => whole(label.rsplit('.').next()?.parse().ok()?),
        Class::Plain | Class::Count => {
            let digits = label.trim_end_matches(|c: char| c.is_ascii_lowercase());
            Some(Ordinal { number: digits.parse().ok()?, is_inserted: digits.len() < label.len() })
        }
        Class::Letter => {
            let is_letters = !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_lowercase());
            let is_doubled = label.len() == 2 && label.bytes().next() == label.bytes().next_back();
            match (is_letters, label.len()) {
                (true, 1) => whole(letters(label)),
                // After `z` comes `aa`.
                (true, 2) if is_doubled => whole(letters(label).saturating_add(26)),
                (true, 2) => Some(Ordinal { number: letters(label), is_inserted: true }),
                _ => None,
            }
        }
        Class::Dash => None,
    }
}

/// How a number of a list is cited.
fn shown(list: &List<'_>, number: u32) -> String {
    match list.class {
        Class::Roman => crate::label::to_roman(number),
        Class::Letter => {
            let letter = |number: u32| char::from(b'a'.saturating_add(u8::try_from(number).unwrap_or(0)));
            match number {
                1..=26 => letter(number - 1).to_string(),
                _ => letter(number.saturating_sub(27) % 26).to_string().repeat(2),
            }
        }
        Class::Dotted => {
            let first = list.members.first().map_or("", |it| &it.label);
            let start = first.rsplit_once('.').map_or("", |(start, _)| start);
            format!("{start}.{number}")
        }
        Class::Plain | Class::Count | Class::Dash => number.to_string(),
    }
}

/// A number as the law writes it where it is cited: in parentheses or not.
fn cited(list: &List<'_>, number: &str) -> String {
    let kind = list.members.first().map(|it| it.kind);
    match kind {
        Some(Kind::Annex) => number.to_uppercase(),
        Some(Kind::Article | Kind::Number | Kind::Part) => number.to_owned(),
        _ => format!("({number})"),
    }
}

/// What the members of a list are called.
fn word(list: &List<'_>, several: bool) -> &'static str {
    let (one, all) = match list.members.first().map(|it| it.kind) {
        Some(Kind::Article) => ("article", "articles"),
        Some(Kind::Annex) => ("annex", "annexes"),
        Some(Kind::Recital) => ("recital", "recitals"),
        Some(Kind::Paragraph) => ("paragraph", "paragraphs"),
        Some(Kind::Number) => ("number", "numbers"),
        Some(Kind::Part) => ("part", "parts"),
        _ => ("point", "points"),
    };
    if several { all } else { one }
}

/// ` of Article 5`; nothing for what stands by itself.
fn of(reading: &Reading<'_>, provision: &Provision) -> String {
    if matches!(provision.kind, Kind::Article | Kind::Annex | Kind::Recital) {
        return String::new();
    }
    provision.parent.and_then(|at| reading.provision(at)).map_or(String::new(), |it| format!(" of {}", it.id))
}

/// Numbers that are printed twice; those in a row make one finding.
fn repeated(reading: &Reading<'_>, list: &List<'_>) -> Vec<Diagnostic> {
    let mut findings = vec![];
    let mut first: BTreeMap<&str, &Provision> = BTreeMap::new();
    let mut run: Vec<(&Provision, &Provision)> = vec![];
    for member in &list.members {
        match member.printed.as_deref().and_then(|number| first.get(number)) {
            Some(before) => run.push((before, member)),
            None => {
                findings.extend(twice(reading, list, &std::mem::take(&mut run)));
                first.entry(&member.label).or_insert(member);
            }
        }
    }
    findings.extend(twice(reading, list, &run));
    findings
}

fn twice(reading: &Reading<'_>, list: &List<'_>, run: &[(&Provision, &Provision)]) -> Option<Diagnostic> {
    let ((before, again), (_, last)) = (run.first()?, run.last()?);
    let number = cited(list, &before.label);
    let message = match last.printed.as_ref().filter(|_| run.len() > 1) {
        Some(end) => {
            let (end, of) = (cited(list, end), of(reading, again));
            format!("the numbers {number} to {end} are printed twice among the {}{of}", word(list, true))
        }
        None => format!("two {}{} bear the number {number}", word(list, true), of(reading, again)),
    };
    let finding = Diagnostic::at(&codes::REPEATED_NUMBER, message, reading.number(again), "printed again")
        .label(reading.number(before), "printed here first");
    let stable = ordinal(list.class, &again.label).map(|_| cited(list, &again.label));
    let Some(stable) = stable.filter(|_| run.len() == 1) else {
        let note = "a reference to such a number is taken for one to the first that bears it";
        return Some(finding.note(note).help("number anew what stands second"));
    };
    let what = match again.kind {
        Kind::Article => format!("Article {stable}"),
        _ => format!("{} {stable}", word(list, false)),
    };
    let references = reading.cited.get(&again.at).copied().unwrap_or(0);
    let finding = match references {
        0 => finding.note(format!("nothing else bears the number {stable}, which would come next")),
        1 => finding.note(format!("a reference leads to {what}, and nothing else bears that number")),
        count => {
            finding.note(format!("{count} references lead to {what}, and nothing else bears that number"))
        }
    };
    Some(finding.help(format!("number the second one {stable}")))
}

/// Numbers that are missing or do not follow each other.
fn broken(reading: &Reading<'_>, list: &List<'_>) -> Vec<Diagnostic> {
    let mut findings = vec![];
    let numbers: Vec<(&Provision, Ordinal)> = list
        .members
        .iter()
        .filter_map(|member| Some((*member, ordinal(list.class, &member.label)?)))
        .collect();
    let Some((first, start)) = numbers.first() else { return findings };
    findings.extend(late(reading, list, first, *start));
    let present: Vec<u32> = {
        let mut present: Vec<u32> = numbers.iter().map(|(_, ordinal)| ordinal.number).collect();
        present.sort_unstable();
        present
    };
    for ((before, last), (member, own)) in numbers.iter().zip(numbers.iter().skip(1)) {
        // What lies between two files is not transcribed.
        if before.file != member.file {
            continue;
        }
        if own.number < last.number {
            let message = format!(
                "{} {} comes after {}{}",
                word(list, false),
                cited(list, &member.label),
                cited(list, &before.label),
                of(reading, member)
            );
            findings.push(finding(reading, &codes::BROKEN_NUMBERING, message, member, before));
            continue;
        }
        let gap: Vec<u32> = (last.number.saturating_add(1)..own.number)
            .take(MOST_SHOWN as usize + 1)
            .filter(|number| present.binary_search(number).is_err())
            .collect();
        if !gap.is_empty() {
            findings.push(gap_between(reading, list, &gap, (before, *last), (member, *own)));
        }
    }
    findings
}

fn gap_between(
    reading: &Reading<'_>,
    list: &List<'_>,
    gap: &[u32],
    (before, last): (&Provision, Ordinal),
    (member, own): (&Provision, Ordinal),
) -> Diagnostic {
    let missing = match gap {
        [_] | [_, _] | [_, _, _] => {
            let all: Vec<String> = gap.iter().map(|number| cited(list, &shown(list, *number))).collect();
            and_list(&all)
        }
        _ => {
            let ends = [last.number.saturating_add(1), own.number.saturating_sub(1)];
            let [from, to] = ends.map(|number| cited(list, &shown(list, number)));
            format!("{from} to {to}")
        }
    };
    let several = gap.len() > 1;
    let message = format!(
        "{} {missing}{} {} missing",
        word(list, several),
        of(reading, member),
        if several { "are" } else { "is" }
    );
    finding(reading, &codes::BROKEN_NUMBERING, message, member, before)
}

fn finding(
    reading: &Reading<'_>,
    code: &'static Code,
    message: String,
    member: &Provision,
    before: &Provision,
) -> Diagnostic {
    Diagnostic::at(code, message, reading.number(member), "follows")
        .label(reading.number(before), "on this")
        .note("a reference to a number that is left out leads to nothing, and readers look for what is not there")
        .help("number the list without gaps; what was deleted keeps its number and says so")
}

/// A list that does not start at its start.
fn late(reading: &Reading<'_>, list: &List<'_>, first: &Provision, start: Ordinal) -> Option<Diagnostic> {
    // A part of a text may start anywhere.
    if matches!(first.kind, Kind::Article | Kind::Annex | Kind::Recital) || start.number <= 1 {
        return None;
    }
    let goes_on = list.before.is_some_and(|before| before.number.saturating_add(1) == start.number);
    if goes_on {
        return None;
    }
    let number = cited(list, &shown(list, start.number));
    let message = format!("the {}{} start at {number}", word(list, true), of(reading, first));
    let expected = cited(list, &shown(list, 1));
    let finding =
        Diagnostic::at(&codes::BROKEN_NUMBERING, message, reading.number(first), "the first of them");
    let around = first.parent.and_then(|at| reading.provision(at));
    let finding = match around {
        Some(around) => finding.label(reading.number(around), "in this"),
        None => finding,
    };
    Some(
        finding
            .note(format!("nothing is numbered {expected} there"))
            .help("number the list from its start; what was deleted keeps its number and says so"),
    )
}

/// The numbers of what stands in a provision, in words: `paragraphs (1) to (3)`; nothing where nothing is numbered.
pub(crate) fn numbers_of(reading: &Reading<'_>, around: &Provision) -> Option<String> {
    let inner = |it: &&Provision| {
        let parent = reading.around(it.at).skip(1).find(|outer| outer.kind != Kind::Subparagraph);
        parent.is_some_and(|parent| parent.at == around.at)
    };
    let mut members: Vec<&Provision> = vec![];
    let mut class = None;
    for provision in reading.text.within(around).take(MOST_LOOKED_AT).filter(inner) {
        let own = class_of(provision);
        if own.is_some() && (class.is_none() || own == class) {
            class = own;
            members.push(provision);
        }
    }
    let list = List { class: class?, members, before: None };
    let (first, last) = (list.members.first()?, list.members.last()?);
    let [from, to] = [first, last].map(|it| cited(&list, &it.label));
    Some(match list.members.len() {
        1 => format!("{} {from}", word(&list, false)),
        2 => format!("{} {from} and {to}", word(&list, true)),
        _ => format!("{} {from} to {to}", word(&list, true)),
    })
}
