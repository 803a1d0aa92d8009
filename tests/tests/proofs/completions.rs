//! What is settled although facts are missing, held against every way of giving them.
//!
//! Where lists are complete, all completions are looked at: then what is settled is what they agree on, and nothing else.
//! Where one list may be longer, completions with a few elements more are: what is settled they agree on.

use acquis_eval::{Question, Truth};
use acquis_facts::{Dossier, Format, read};
use acquis_ir::{Date, Program};
use acquis_prove::{Assessor, assess_by_search};

use super::exhaustive::{CRITERIA, Chance, VOCABULARIES, Vocabulary, formulas, lists, loaded};

/// The most completions that are looked at of one dossier.
const MOST: usize = 600;

/// How many elements more a list may have.
const MORE: usize = 2;

/// A piece of a dossier.
enum Piece {
    Said(String),
    /// A fact that is not known, with all that it can be.
    Missing(Vec<String>),
    /// A list that may be longer: what is listed, and every element that there can be.
    Open(Vec<Piece>, Vec<String>),
}

impl Piece {
    fn said(text: &str) -> Self {
        Self::Said(text.to_owned())
    }
}

/// What the dossier says.
fn partial(pieces: &[Piece]) -> String {
    let shown = pieces.iter().map(|piece| match piece {
        Piece::Said(text) => text.clone(),
        Piece::Missing(_) => "null".to_owned(),
        Piece::Open(listed, _) => format!("{{items: [{}], complete: false}}", partial(listed)),
    });
    shown.collect()
}

/// Every dossier that lacks nothing and says the same; nothing where they are too many.
fn completions(pieces: &[Piece]) -> Option<Vec<String>> {
    let mut all = vec![String::new()];
    for piece in pieces {
        let ways = match piece {
            Piece::Said(text) => vec![text.clone()],
            Piece::Missing(values) => values.clone(),
            Piece::Open(listed, elements) => {
                let listed = completions(listed)?;
                let more = lists(elements, MORE);
                let with = |listed: &String| {
                    more.iter().map(|more| format!("[{listed}{}", &more[1..])).collect::<Vec<_>>()
                };
                listed.iter().flat_map(with).collect()
            }
        };
        all = all.iter().flat_map(|before| ways.iter().map(move |way| format!("{before}{way}"))).collect();
        if all.len() > MOST {
            return None;
        }
    }
    Some(all)
}

fn fact(chance: &mut Chance, values: &[&str]) -> Piece {
    match chance.below(3) {
        0 => Piece::Missing(values.iter().map(|value| (*value).to_owned()).collect()),
        _ => Piece::said(chance.one_of(values)),
    }
}

/// A list, that may be longer if `open` says so; elements end in a comma, so that more can follow.
fn list(
    chance: &mut Chance,
    open: bool,
    elements: &[String],
    element: &mut dyn FnMut(&mut Chance) -> Vec<Piece>,
) -> Vec<Piece> {
    let mut listed = vec![];
    for _ in 0..chance.below(3) {
        listed.extend(element(chance));
        listed.push(Piece::said(","));
    }
    if open {
        return vec![Piece::Open(listed, elements.to_vec())];
    }
    listed.insert(0, Piece::said("["));
    listed.push(Piece::said("]"));
    listed
}

fn marks() -> Vec<String> {
    ["true", "false"].iter().map(|marked| format!("{{marked: {marked}}}")).collect()
}

fn others(chance: &mut Chance, open: bool) -> Vec<Piece> {
    list(chance, open, &marks(), &mut |chance| {
        vec![Piece::said("{marked: "), fact(chance, &["true", "false"]), Piece::said("}")]
    })
}

/// A dossier that lacks something, with at most one list that may be longer.
fn pieces(chance: &mut Chance, vocabulary: &Vocabulary) -> Vec<Piece> {
    let (open_items, open_others) = (chance.below(4) == 0, chance.below(6) == 0);
    let more: Vec<String> = match vocabulary.nested {
        true => lists(&marks(), 2).iter().map(|others| format!("others: {others}")).collect(),
        false => ["plain", "odd"].iter().map(|kind| format!("kind: {kind}")).collect(),
    };
    let every = ["true", "false"]
        .iter()
        .flat_map(|sound| more.iter().map(move |more| format!("{{sound: {sound}, {more}}}")));
    let every: Vec<String> = every.collect();
    let nested = vocabulary.nested;
    let mut all = vec![Piece::said("{open: "), fact(chance, &["true", "false"])];
    all.extend([Piece::said(", kind: "), fact(chance, &["plain", "odd"]), Piece::said(", items: ")]);
    all.extend(list(chance, open_items, &every, &mut |chance| {
        let mut item = vec![Piece::said("{sound: "), fact(chance, &["true", "false"])];
        if nested {
            item.push(Piece::said(", others: "));
            item.extend(others(chance, open_others && !open_items));
        } else {
            item.extend([Piece::said(", kind: "), fact(chance, &["plain", "odd"])]);
        }
        item.push(Piece::said("}"));
        item
    }));
    if !nested {
        all.push(Piece::said(", others: "));
        all.extend(others(chance, open_others && !open_items));
    }
    all.push(Piece::said("}"));
    all
}

fn is_open(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| matches!(piece, Piece::Open(..)))
}

fn dossier(program: &Program, text: &str) -> Dossier {
    read(program, "some.yaml", text, Format::Yaml).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

/// What completions agree on.
fn agreed(values: &[bool]) -> Truth {
    match (values.contains(&true), values.contains(&false)) {
        (true, false) => Truth::True,
        (false, true) => Truth::False,
        _ => Truth::Unknown,
    }
}

/// How often something was met.
#[derive(Debug, Default)]
struct Seen {
    dossiers: usize,
    open: usize,
    settled: usize,
    out_of_reach: usize,
    /// Left open, where the completions that were looked at agree.
    longer: usize,
}

impl Seen {
    /// Holds what is settled of something against its completions.
    fn hold(&mut self, settled: Truth, values: &[bool], all_are_there: bool, words: &str) {
        let agreed = agreed(values);
        if all_are_there || !settled.is_unknown() {
            assert_eq!(settled, agreed, "{words}");
        } else if !agreed.is_unknown() {
            self.longer += 1;
        }
        self.open += usize::from(settled.is_unknown());
    }

    fn look(&mut self, assessor: &Assessor<'_>, pieces: &[Piece], formulas: &[String]) {
        let program = assessor.program();
        let Some(completions) = completions(pieces) else { return };
        let text = partial(pieces);
        let all_are_there = !is_open(pieces);
        let question = Question::new(program, Date::new(2026, 1, 1).expect("a day"));
        let ladder = program.ladders.values().next().expect("one");
        let whole: Vec<Dossier> = completions.iter().map(|text| dossier(program, text)).collect();
        let given = dossier(program, &text);
        let found = assessor.assess(ladder, &given, &question).expect("nothing is assumed");
        assert!(found.is_exact, "so small a question is answered: {text}");
        let searched = assess_by_search(program, ladder, &given, &question).expect("nothing is assumed");
        assert_eq!(found.levels, searched.levels, "what is plain is what a search finds: {text}");
        self.dossiers += 1;
        let mut together = vec![true; whole.len()];
        for (result, formula) in found.criteria.iter().zip(formulas) {
            let holds = |dossier| {
                let found = acquis_eval::criterion(program, dossier, &question, result.criterion);
                found.expect("a small dossier").satisfied.is_true()
            };
            let values: Vec<bool> = whole.iter().map(holds).collect();
            together.iter_mut().zip(&values).for_each(|(all, one)| *all &= *one);
            let words = format!("{formula}\n{text}\n{completions:?}");
            self.hold(result.satisfied, &values, all_are_there, &words);
            self.settled += usize::from(result.is_settled_by_completions());
            let plain = acquis_eval::criterion(program, &given, &question, result.criterion);
            let plain = plain.expect("a small dossier").satisfied;
            assert!(plain.is_unknown() || plain == result.satisfied, "{words}");
        }
        let open = found.criteria.iter().all(|result| !result.satisfied.is_false());
        self.out_of_reach += usize::from(open && found.levels.reached(1).is_false());
        self.hold(found.levels.reached(1), &together, all_are_there, &format!("{formulas:#?}\n{text}"));
    }
}

#[test]
fn what_is_settled_is_what_all_completions_agree_on() {
    let packages = 14 * super::variable("ACQUIS_CASES").unwrap_or(1);
    let mut chance = Chance(u64::from(super::variable("ACQUIS_SEED").unwrap_or(2026)));
    let mut seen = Seen::default();
    for vocabulary in &VOCABULARIES {
        for _ in 0..packages {
            let formulas = formulas(&mut chance, vocabulary);
            // Few criteria are satisfied together where there are many.
            let own = &formulas[..1 + chance.below(CRITERIA as u64) as usize];
            let package = loaded(vocabulary, own);
            // One for all: what it remembers of one dossier must be so of others that are alike.
            let assessor = Assessor::new(package.expect_program());
            for _ in 0..12 {
                let pieces = pieces(&mut chance, vocabulary);
                seen.look(&assessor, &pieces, own);
            }
        }
    }
    println!("{seen:?}");
    assert!(seen.dossiers > 250 && seen.open > 300, "{seen:?}");
    assert!(seen.settled > 20 && seen.out_of_reach > 3, "{seen:?}");
    assert!(seen.longer * 20 < seen.open, "almost everything is within what was looked at: {seen:?}");
}
