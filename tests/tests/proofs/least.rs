//! The least that a level takes, held against every way of changing and showing facts.
//!
//! From a dossier, all dossiers are looked at that one fact more makes of it, then all that another makes of those, until
//! one of them attains the level: that many facts it takes, and no fewer.

use std::collections::{BTreeMap, BTreeSet};

use acquis_eval::{Change, Question, Truth};
use acquis_facts::{Dossier, Format, parse, read};
use acquis_ir::{Date, Program};
use acquis_prove::{Assessor, gap};

use super::exhaustive::{Chance, VOCABULARIES, formulas, loaded};

/// How many facts are tried together at most.
const MOST: usize = 3;

/// The most dossiers that are looked at of one number of facts.
const MOST_DOSSIERS: usize = 700;

/// What a dossier says in a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    Nothing,
    Value(&'static str),
    List { listed: Vec<Record>, complete: bool },
}

type Record = BTreeMap<&'static str, Said>;

/// The fields of the dossier, of an item and of an other.
fn fields(of: &str, nested: bool) -> &'static [&'static str] {
    match (of, nested) {
        ("", true) => &["open", "kind", "items"],
        ("", false) => &["open", "kind", "items", "others"],
        ("items", true) => &["sound", "others"],
        ("items", false) => &["sound", "kind"],
        _ => &["marked"],
    }
}

/// The values of a field; none of one that is a list.
fn values(field: &str) -> &'static [&'static str] {
    match field {
        "items" | "others" => &[],
        "kind" => &["plain", "odd"],
        _ => &["true", "false"],
    }
}

fn empty(of: &str, nested: bool) -> Record {
    fields(of, nested).iter().map(|field| (*field, Said::Nothing)).collect()
}

/// A record by chance.
fn by_chance(chance: &mut Chance, of: &str, nested: bool) -> Record {
    let mut record = empty(of, nested);
    for (field, said) in &mut record {
        let values = values(field);
        *said = match (values.is_empty(), chance.below(4)) {
            (false, 0) | (true, 0) => Said::Nothing,
            (false, _) => Said::Value(chance.one_of(values)),
            (true, kind) => {
                let listed = (0..chance.below(3)).map(|_| by_chance(chance, field, nested)).collect();
                Said::List { listed, complete: kind > 1 }
            }
        };
    }
    record
}

fn written(record: &Record) -> String {
    let said = record.iter().map(|(field, said)| match said {
        Said::Nothing => format!("{field}: null"),
        Said::Value(value) => format!("{field}: {value}"),
        Said::List { listed, complete } => {
            let listed: Vec<String> = listed.iter().map(written).collect();
            let listed = listed.join(", ");
            let list = format!("[{listed}]");
            if *complete {
                format!("{field}: {list}")
            } else {
                format!("{field}: {{items: {list}, complete: false}}")
            }
        }
    });
    format!("{{{}}}", said.collect::<Vec<_>>().join(", "))
}

/// Everything that one fact more makes of a record.
fn touched(record: &Record, nested: bool) -> Vec<Record> {
    let mut all = vec![];
    for (field, said) in record {
        let others = match said {
            Said::List { .. } => of_list(field, said, nested),
            Said::Nothing if values(field).is_empty() => of_list(field, said, nested),
            _ => values(field).iter().map(|value| Said::Value(value)).filter(|it| it != said).collect(),
        };
        for other in others {
            let mut changed = record.clone();
            changed.insert(field, other);
            all.push(changed);
        }
    }
    all
}

fn of_list(field: &str, said: &Said, nested: bool) -> Vec<Said> {
    let (listed, closed) = match said {
        Said::List { listed, complete } => (listed.clone(), *complete),
        _ => (vec![], false),
    };
    let longer: Vec<Record> = listed.iter().cloned().chain([empty(field, nested)]).collect();
    let mut all = vec![Said::List { listed: longer.clone(), complete: true }];
    if !closed {
        all.push(Said::List { listed: longer, complete: false });
        all.push(Said::List { listed: listed.clone(), complete: true });
    }
    for (at, element) in listed.iter().enumerate() {
        for other in touched(element, nested) {
            let mut listed = listed.clone();
            listed[at] = other;
            all.push(Said::List { listed, complete: closed });
        }
    }
    all
}

/// What was touched: each fact, and how many elements were added to it.
type Touched = BTreeSet<(String, usize)>;

fn difference(before: &Record, after: &Record, at: &str, found: &mut Touched) {
    for (field, said) in after {
        let pointer = format!("{at}/{field}");
        let was = &before[field];
        let Said::List { listed, .. } = said else {
            if was != said {
                found.insert((pointer, 1));
            }
            continue;
        };
        let none = vec![];
        let (known, closed) = match was {
            Said::List { listed, complete } => (listed, Some(*complete)),
            _ => (&none, None),
        };
        let is_open = matches!(said, Said::List { complete: false, .. });
        if listed.len() > known.len() || closed != Some(!is_open) {
            found.insert((pointer.clone(), (listed.len() - known.len()).max(1)));
        }
        for (at, element) in listed.iter().enumerate() {
            let made = element.keys().map(|field| (*field, Said::Nothing)).collect();
            difference(known.get(at).unwrap_or(&made), element, &format!("{pointer}/{at}"), found);
        }
    }
}

/// What a set of changes touches.
fn of_changes(changes: &[Change]) -> Touched {
    let of = |change: &Change| {
        // A list that may be longer has its elements below a key of their own.
        let pointer = change.pointer.replace("/items/items/", "/items/");
        (pointer.replace("/others/items/", "/others/"), change.facts())
    };
    changes.iter().map(of).collect()
}

fn facts(touched: &Touched) -> usize {
    touched.iter().map(|(_, count)| count).sum()
}

fn dossier(program: &Program, text: &str) -> Dossier {
    read(program, "some.yaml", text, Format::Yaml).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

/// The least sets of facts, if there are some of so few; else how many it takes at least.
fn tried(assessor: &Assessor<'_>, start: &Record, nested: bool) -> Result<BTreeSet<Touched>, usize> {
    let program = assessor.program();
    let question = Question::new(program, Date::new(2026, 1, 1).expect("a day"));
    let ladder = program.ladders.values().next().expect("one");
    let mut seen = BTreeSet::from([start.clone()]);
    let mut last = vec![start.clone()];
    for number in 0..=MOST {
        let mut found = BTreeSet::new();
        for record in &last {
            let facts = dossier(program, &written(record));
            let assessment = assessor.assess(ladder, &facts, &question).expect("nothing is assumed");
            assert!(assessment.is_exact, "so small a question is answered");
            if assessment.levels.reached(1) == Truth::True {
                let mut touched = Touched::new();
                difference(start, record, "", &mut touched);
                found.insert(touched);
            }
        }
        if !found.is_empty() {
            return Ok(found);
        }
        let next: BTreeSet<Record> = last.iter().flat_map(|record| touched(record, nested)).collect();
        last = next.into_iter().filter(|record| seen.insert(record.clone())).collect();
        if last.len() > MOST_DOSSIERS {
            return Err(number + 1);
        }
    }
    Err(MOST + 1)
}

/// How often something was met.
#[derive(Debug, Default)]
struct Seen {
    dossiers: usize,
    attained: usize,
    found: BTreeMap<usize, usize>,
    none: usize,
    several: usize,
    more: usize,
    added: usize,
    not_found_out: usize,
}

impl Seen {
    fn look(&mut self, assessor: &Assessor<'_>, start: &Record, nested: bool, formulas: &[String]) {
        let program = assessor.program();
        let text = written(start);
        let words = format!("{formulas:#?}\n{text}");
        let question = Question::new(program, Date::new(2026, 1, 1).expect("a day"));
        let ladder = program.ladders.values().next().expect("one");
        let document = parse("some.yaml", &text, Format::Yaml).expect("a document");
        let given = dossier(program, &text);
        let gap = gap(program, ladder, (&document, &given), &question, 1).expect("nothing is assumed");
        assert_eq!(gap.unconfirmed, None, "{words}");
        self.dossiers += 1;
        let sets: BTreeSet<Touched> = gap.alternatives.iter().map(|set| of_changes(set)).collect();
        assert_eq!(sets.len(), gap.alternatives.len(), "each alternative touches other facts: {words}");
        let tried = tried(assessor, start, nested);
        if !gap.is_least {
            self.not_found_out += 1;
            return;
        }
        let size = sets.first().map(facts);
        assert!(sets.iter().all(|set| Some(facts(set)) == size), "{words}\n{sets:#?}");
        match (size, tried) {
            (Some(0), tried) => {
                assert_eq!(tried.map(|sets| sets.len()), Ok(1), "{words}");
                self.attained += 1;
            }
            (Some(size), Ok(known)) => {
                assert!(sets.is_subset(&known), "{words}\n{sets:#?}\n{known:#?}");
                assert_eq!(gap.others, known.len() > sets.len(), "{words}\n{sets:#?}\n{known:#?}");
                *self.found.entry(size).or_default() += 1;
                self.several += usize::from(sets.len() > 1);
                self.added += usize::from(sets.iter().flatten().any(|(_, added)| *added > 1));
            }
            (Some(size), Err(least)) => {
                assert!(size >= least, "{words}\n{sets:#?}");
                self.more += 1;
            }
            (None, Ok(known)) => panic!("it is said that there is none: {words}\n{known:#?}"),
            (None, Err(_)) => self.none += 1,
        }
    }
}

#[test]
fn no_smaller_set_of_facts_attains_the_level_and_those_that_are_as_small_are_found() {
    let rounds = 26 * super::variable("ACQUIS_CASES").unwrap_or(1);
    let mut chance = Chance(u64::from(super::variable("ACQUIS_SEED").unwrap_or(2026)));
    let mut seen = Seen::default();
    for vocabulary in &VOCABULARIES {
        for _ in 0..rounds {
            let formulas = formulas(&mut chance, vocabulary);
            // Of few criteria, for many facts are needed where all of many are to be satisfied.
            for own in [&formulas[..1], &formulas[1..2], &formulas[2..4], &formulas[4..5], &formulas[5..8]] {
                let package = loaded(vocabulary, own);
                let assessor = Assessor::new(package.expect_program());
                let start = by_chance(&mut chance, "", vocabulary.nested);
                seen.look(&assessor, &start, vocabulary.nested, own);
            }
        }
    }
    println!("{seen:?}");
    let found: usize = seen.found.values().sum();
    assert!(seen.dossiers > 250 && found > 90 && seen.found.len() == MOST, "{seen:?}");
    assert!(seen.several > 20 && seen.more > 20 && seen.none > 20 && seen.added > 0, "{seen:?}");
    assert!(seen.not_found_out * 50 < seen.dossiers, "almost everything is found out: {seen:?}");
}
