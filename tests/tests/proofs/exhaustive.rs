//! Small packages over a vocabulary so small that all its dossiers can be looked at: what is proved is what is so.
//!
//! Two vocabularies: one with two lists side by side, one with a list within a list. Lists are looked at up to a length that
//! most criteria stay below by two, so that the count of what they need is held against trial too; a witness that is
//! longer than what was looked at must really be longer.

use std::collections::BTreeMap;

use acquis_eval::{Question, Truth};
use acquis_facts::{Dossier, Format, Node, NodeKind, read};
use acquis_ir::{Date, Program};
use acquis_prove::{Party, Terms, Witness, diff};
use acquis_tests::loaded::Loaded;

/// A vocabulary, and how long its lists are when all dossiers are looked at.
pub(super) struct Vocabulary {
    declarations: &'static str,
    pub(super) nested: bool,
    items: usize,
    others: usize,
}

pub(super) const VOCABULARIES: [Vocabulary; 2] = [
    Vocabulary {
        declarations: r#"
enum Kind { plain, odd }
entity Item { sound : Bool  kind : Kind }
entity Other { marked : Bool }
facts { open : Bool  kind : Kind  items : list of Item  others : list of Other }
"#,
        nested: false,
        items: 4,
        others: 4,
    },
    Vocabulary {
        declarations: r#"
enum Kind { plain, odd }
entity Item { sound : Bool  others : list of Other }
entity Other { marked : Bool }
facts { open : Bool  kind : Kind  items : list of Item }
"#,
        nested: true,
        items: 3,
        others: 3,
    },
];

const FRAME: &str = r#"
instrument act "Act" { annex I "Levels" { section 1 "One" { number 1.1 { points (a) to (h) } } } article 1 "Scope" {} }
ladder steps "Steps" under Article 1 cumulative under Article 1 { level 1 "one" set out in Annex I 1 }
"#;

/// How many criteria a package has.
pub(super) const CRITERIA: usize = 8;

/// Numbers in a row that only looks like chance.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    pub(super) fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u64) as usize]
    }
}

/// What may be said where a formula stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Scope {
    pub(super) nested: bool,
    pub(super) item: bool,
    pub(super) other: bool,
}

fn atom(chance: &mut Chance, scope: Scope) -> String {
    let mut atoms = vec!["open", "kind = odd"];
    if scope.item {
        atoms.extend(["i.sound"; 4]);
        if !scope.nested {
            atoms.extend(["i.kind = odd", "i.kind = kind", "i.kind != plain"]);
        }
    }
    if scope.other {
        atoms.extend(["o.marked"; 5]);
    }
    chance.one_of(&atoms).to_owned()
}

pub(super) fn formula(chance: &mut Chance, scope: Scope, depth: u32) -> String {
    if depth == 0 {
        return atom(chance, scope);
    }
    match chance.below(10) {
        0 => atom(chance, scope),
        1 => format!("(not {})", formula(chance, scope, depth - 1)),
        2 | 3 => format!("({} and {})", formula(chance, scope, depth - 1), formula(chance, scope, depth - 1)),
        4 => format!("({} or {})", formula(chance, scope, depth - 1), formula(chance, scope, depth - 1)),
        _ => quantified(chance, scope, depth),
    }
}

fn quantified(chance: &mut Chance, scope: Scope, depth: u32) -> String {
    let quantifier =
        chance.one_of(&["every", "some", "no", "every", "some", "at least 2", "at most 1", "exactly 1"]);
    let (variable, list, inner) = match (scope.nested, scope.item, scope.other) {
        (_, _, true) => return atom(chance, scope),
        (_, false, _) => ("i", "items", Scope { item: true, ..scope }),
        (true, true, _) => ("o", "i.others", Scope { other: true, ..scope }),
        (false, true, _) => ("o", "others", Scope { other: true, ..scope }),
    };
    let body = formula(chance, inner, depth - 1);
    let filter = if chance.below(3) == 0 { format!(" where {}", atom(chance, inner)) } else { String::new() };
    format!("({quantifier} {variable} in {list}{filter} satisfies ({body}))")
}

/// Formulas made by chance that `check` accepts: it refuses some orders of quantifiers.
pub(super) fn formulas(chance: &mut Chance, vocabulary: &Vocabulary) -> Vec<String> {
    let mut formulas: Vec<String> = vec![];
    while formulas.len() < CRITERIA {
        let formula = formula(chance, Scope { nested: vocabulary.nested, ..Scope::default() }, 3);
        if loaded(vocabulary, std::slice::from_ref(&formula)).program.is_some() {
            formulas.push(formula);
        }
    }
    formulas
}

/// The package whose criteria require these formulas, letter by letter.
pub(super) fn loaded(vocabulary: &Vocabulary, formulas: &[String]) -> Loaded {
    loaded_with(vocabulary, formulas, "")
}

/// The same with more declarations.
pub(super) fn loaded_with(vocabulary: &Vocabulary, formulas: &[String], more: &str) -> Loaded {
    let mut text = format!("{FRAME}{}{more}", vocabulary.declarations);
    for (letter, formula) in ('a'..).zip(formulas) {
        text.push_str(&format!(
            "\ncriterion Annex I 1.1({letter}) at level 1 \"{letter}\" {{ holds \"h\" fails \"f\" requires {formula} }}"
        ));
    }
    for letter in ('a'..='h').skip(formulas.len()) {
        text.push_str(&format!("\nnot formalised Annex I 1.1({letter}) because \"it is not needed\""));
    }
    Loaded::of(&[("acquis.toml", "[package]\nname = \"small\"\n"), ("law.acq", text.as_str())])
}

/// Every list of at most `most` of `kinds` things, in whatever order.
pub(super) fn lists(kinds: &[String], most: usize) -> Vec<String> {
    fn go(kinds: &[String], from: usize, left: usize, so_far: &mut Vec<String>, all: &mut Vec<String>) {
        all.push(format!("[{}]", so_far.join(", ")));
        if left == 0 {
            return;
        }
        for at in from..kinds.len() {
            so_far.push(kinds[at].clone());
            go(kinds, at, left - 1, so_far, all);
            so_far.pop();
        }
    }
    let mut all = vec![];
    go(kinds, 0, most, &mut vec![], &mut all);
    all
}

/// Every dossier with lists of at most so many elements.
pub(super) fn dossiers(vocabulary: &Vocabulary, program: &Program) -> Vec<Dossier> {
    let marks: Vec<String> = [true, false].iter().map(|marked| format!("{{marked: {marked}}}")).collect();
    let others = lists(&marks, vocabulary.others);
    let more: Vec<String> = match vocabulary.nested {
        true => others.iter().map(|others| format!("others: {others}")).collect(),
        false => ["plain", "odd"].iter().map(|kind| format!("kind: {kind}")).collect(),
    };
    let item = |sound: bool, more: &String| format!("{{sound: {sound}, {more}}}");
    let items: Vec<String> =
        [true, false].iter().flat_map(|sound| more.iter().map(|more| item(*sound, more))).collect();
    let besides = match vocabulary.nested {
        true => vec![String::new()],
        false => others.iter().map(|others| format!(", others: {others}")).collect(),
    };
    let mut all = vec![];
    for items in lists(&items, vocabulary.items) {
        for beside in &besides {
            for (open, kind) in [(true, "plain"), (true, "odd"), (false, "plain"), (false, "odd")] {
                let text = format!("{{open: {open}, kind: {kind}, items: {items}{beside}}}");
                all.push(read(program, "all.yaml", &text, Format::Yaml).expect("a dossier"));
            }
        }
    }
    all
}

/// Whether a witness has a list that is longer than those that were looked at.
fn is_longer(vocabulary: &Vocabulary, witness: &Witness) -> bool {
    fn longest(node: &Node, key: &str, found: &mut BTreeMap<String, usize>) {
        match &node.kind {
            NodeKind::Record(entries) => {
                entries.iter().for_each(|(key, node)| longest(node, &key.name, found))
            }
            NodeKind::List(items) => {
                let most = found.entry(key.to_owned()).or_default();
                *most = (*most).max(items.len());
                items.iter().for_each(|item| longest(item, key, found));
            }
            _ => {}
        }
    }
    let mut found = BTreeMap::new();
    longest(&witness.document, "", &mut found);
    found.get("items").is_some_and(|count| *count > vocabulary.items)
        || found.get("others").is_some_and(|count| *count > vocabulary.others)
}

/// Whether each criterion holds of each dossier.
pub(super) fn table(program: &Program, dossiers: &[Dossier]) -> Vec<Vec<bool>> {
    let question = Question::new(program, Date::new(2026, 1, 1).expect("a day"));
    let holds = |criterion, dossier| {
        let result = acquis_eval::criterion(program, dossier, &question, criterion).expect("a small dossier");
        assert_ne!(result.satisfied, Truth::Unknown, "nothing is missing");
        result.satisfied.is_true()
    };
    program
        .criteria
        .iter()
        .map(|criterion| dossiers.iter().map(|dossier| holds(criterion, dossier)).collect())
        .collect()
}

#[test]
fn what_is_proved_is_what_looking_at_every_dossier_shows() {
    let packages = 20 * super::variable("ACQUIS_CASES").unwrap_or(1);
    let mut chance = Chance(u64::from(super::variable("ACQUIS_SEED").unwrap_or(2026)));
    let mut seen = Seen::default();
    for vocabulary in &VOCABULARIES {
        let first = loaded(vocabulary, &["open".to_owned()]);
        let dossiers = dossiers(vocabulary, first.expect_program());
        for _ in 0..packages {
            let formulas = formulas(&mut chance, vocabulary);
            let package = loaded(vocabulary, &formulas);
            let base = package.expect_program();
            let table = table(base, &dossiers);
            for by in 1..CRITERIA {
                // The same criteria, each at the place of one before it.
                let mut turned = formulas.clone();
                turned.rotate_left(by);
                let other = loaded(vocabulary, &turned);
                let found = diff(&Party::new(base), &Party::new(other.expect_program()), &Terms::default());
                for (at, criterion) in found.expect("one vocabulary").criteria.iter().enumerate() {
                    let change = criterion.change.as_ref().expect("an answer");
                    let to = (at + by) % CRITERIA;
                    let words = format!("before: {}\nafter:  {}\n{change:?}", formulas[at], formulas[to]);
                    seen.pairs += 1;
                    seen.compare(vocabulary, &table[at], &table[to], change.lost.as_ref(), &words);
                    seen.compare(vocabulary, &table[to], &table[at], change.won.as_ref(), &words);
                }
            }
        }
    }
    println!("{seen:?}");
    assert!(seen.pairs >= 2000 && seen.found > 300 && seen.none > 200, "{seen:?}");
    assert!(seen.longer * 20 < seen.found, "almost everything is within what was looked at: {seen:?}");
}

/// What was compared.
#[derive(Debug, Default)]
struct Seen {
    pairs: usize,
    found: usize,
    none: usize,
    longer: usize,
}

impl Seen {
    fn compare(
        &mut self,
        vocabulary: &Vocabulary,
        one: &[bool],
        two: &[bool],
        witness: Option<&Witness>,
        words: &str,
    ) {
        let exists = one.iter().zip(two).any(|(one, two)| *one && !two);
        match witness {
            Some(witness) if !exists => {
                assert!(is_longer(vocabulary, witness), "no dossier shows this:\n{words}");
                self.longer += 1;
            }
            Some(_) => self.found += 1,
            None => {
                assert!(!exists, "a dossier shows the contrary:\n{words}");
                self.none += 1;
            }
        }
    }
}
