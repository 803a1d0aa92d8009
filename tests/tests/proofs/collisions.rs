//! Two exceptions of a rule, with conditions made by chance: they are accepted if no dossier lets both apply, and else facts
//! are shown for which both do.

use acquis_base::codes;
use acquis_facts::Dossier;
use acquis_tests::loaded::Loaded;

use super::exhaustive::{
    Chance, Scope, VOCABULARIES, Vocabulary, dossiers, formula, loaded, loaded_with, table,
};

/// Two conditions, and what they are conditions of: the dossier, or each of its items.
struct Pair {
    conditions: [String; 2],
    of_each: bool,
}

impl Pair {
    fn by_chance(chance: &mut Chance, vocabulary: &Vocabulary) -> Self {
        let of_each = chance.below(2) == 0;
        let scope = Scope { nested: vocabulary.nested, item: of_each, ..Scope::default() };
        let depth = if of_each { 1 } else { 2 };
        Self { conditions: [(); 2].map(|()| formula(chance, scope, depth)), of_each }
    }

    /// What holds of a dossier in which they collide.
    fn both(&self) -> String {
        let [one, other] = &self.conditions;
        if self.of_each {
            format!("(some i in items satisfies ({one} and {other}))")
        } else {
            format!("({one} and {other})")
        }
    }

    /// A package with a rule whose exceptions have these conditions, which hide behind notions.
    fn package(&self, vocabulary: &Vocabulary) -> Loaded {
        let (each, parameter, argument) =
            if self.of_each { (" for each i in items", "(i : Item)", "(i)") } else { ("", "", "") };
        let [one, other] = &self.conditions;
        let rule = format!(
            "define one{parameter} : Bool = {one}\ndefine other{parameter} : Bool = {other}\n\
             rule fee \"Fee\"{each} : Integer from 0 to 9 under Article 1 {{\n default 0\n \
             exception a under Article 1 when one{argument} then 1\n \
             exception b under Article 1 when other{argument} then 2\n}}\n"
        );
        loaded_with(vocabulary, &["open".to_owned()], &rule)
    }
}

#[test]
fn exceptions_are_refused_where_some_dossier_lets_both_apply() {
    let pairs = 60 * super::variable("ACQUIS_CASES").unwrap_or(1);
    let mut chance = Chance(u64::from(super::variable("ACQUIS_SEED").unwrap_or(2026)));
    let (mut disjoint, mut colliding, mut longer) = (0, 0, 0);
    for vocabulary in &VOCABULARIES {
        let plain = loaded(vocabulary, &["open".to_owned()]);
        let dossiers: Vec<Dossier> = dossiers(vocabulary, plain.expect_program());
        for _ in 0..pairs {
            let pair = Pair::by_chance(&mut chance, vocabulary);
            let both = loaded(vocabulary, &[pair.both()]);
            let package = pair.package(vocabulary);
            let refused = package.findings.iter().any(|it| it.code == &codes::OVERLAPPING_EXCEPTIONS);
            // Some orders of quantifiers are refused, and what is always false is one thing more to be said.
            let (Some(program), true) = (&both.program, refused || package.program.is_some()) else {
                continue;
            };
            let exists = table(program, &dossiers)[0].contains(&true);
            match (refused, exists) {
                (true, true) => colliding += 1,
                (false, false) => disjoint += 1,
                // The evaluator has confirmed the facts that are shown; they have longer lists than were looked at.
                (true, false) => longer += 1,
                (false, true) => panic!("both can hold: {}", pair.both()),
            }
        }
    }
    assert!(disjoint > 8 && colliding > 25 && longer * 10 < colliding, "{disjoint} {colliding} {longer}");
}
