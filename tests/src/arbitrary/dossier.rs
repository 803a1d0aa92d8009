//! Dossiers that lack nothing: every fact is there, every list is complete, and every register says what it holds.

use super::choices::Choices;
use super::document::Document;
use super::print::tenths_as_text;
use super::vocabulary::{COUNTRIES, DATES, FACTS, IDENTITY, PARTY, Register, TEXTS, Ty, Vocabulary};

/// Makes facts.
pub(crate) struct Maker<'a, 'c> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) choices: &'a mut Choices<'c>,
    /// The identities of the parties that there are.
    pub(crate) parties: Vec<String>,
    /// The identity of the next record that has one.
    pub(crate) next: usize,
}

/// How many parties a pool holds at most.
const MOST_PARTIES: usize = 3;

/// A dossier that lacks nothing.
pub fn dossier(vocabulary: &Vocabulary, numbers: &[u16]) -> Document {
    let mut choices = Choices::new(numbers);
    let pool = choices.below(MOST_PARTIES + 1);
    let parties = (0..=pool).map(identity).collect();
    let as_of = choices.pick(&DATES);
    let mut maker = Maker { vocabulary, choices: &mut choices, parties, next: 0 };
    let mut entries = vec![
        ("subject".to_owned(), Document::Text("a service".to_owned())),
        ("as_of".to_owned(), Document::Word(as_of.to_owned())),
    ];
    // The provider is the first party, and the others are in the pool.
    for field in vocabulary.fields(FACTS) {
        let value = match &field.ty {
            Ty::Record(PARTY) => {
                maker.next = 0;
                maker.value(&field.ty)
            }
            Ty::Pool(_) => {
                maker.next = 1;
                Document::List((0..pool).map(|_| maker.record(PARTY)).collect())
            }
            other => maker.value(other),
        };
        entries.push((field.name.clone(), value));
    }
    entries.push(("registers".to_owned(), maker.registers()));
    Document::Record(entries)
}

/// The identity of the party of that number.
fn identity(number: usize) -> String {
    format!("p{number}")
}

impl Maker<'_, '_> {
    /// A fact of a type.
    pub(crate) fn value(&mut self, ty: &Ty) -> Document {
        match ty {
            Ty::Bool => Document::Truth(self.choices.below(2) == 0),
            Ty::Integer(from, to) => Document::Number((from + self.up_to(to - from)).to_string()),
            Ty::Decimal(from, to) => Document::Number(tenths_as_text(from + self.up_to(to - from))),
            Ty::Percentage => Document::Text(self.choices.pick(&["50 %", "0 %", "5 %", "100 %"]).to_owned()),
            Ty::Days => Document::Number(self.choices.pick(&["30", "0", "1", "60"]).to_owned()),
            Ty::Date => Document::Word(self.choices.pick(&DATES).to_owned()),
            Ty::Text => Document::Text(self.choices.pick(&TEXTS).to_owned()),
            Ty::Country => Document::Word(self.choices.pick(&COUNTRIES).to_owned()),
            Ty::Enum(at) => {
                let value = self.choices.below(self.vocabulary.enumerations[*at].values.len());
                Document::Word(self.vocabulary.value(*at, value).to_owned())
            }
            Ty::Record(entity) => self.record(*entity),
            Ty::Ref(_) => Document::Word(self.choices.pick(&self.parties)),
            Ty::Optional(inner) if self.choices.chance(70) => self.value(inner),
            Ty::Optional(_) => Document::Record(vec![("none".to_owned(), Document::Truth(true))]),
            Ty::List(element, nonempty) => {
                let many = usize::from(*nonempty) + self.choices.below(3);
                Document::List((0..many).map(|_| self.value(element)).collect())
            }
            Ty::Pool(_) | Ty::Level => Document::Null,
        }
    }

    fn up_to(&mut self, most: i64) -> i64 {
        self.choices.below(most as usize + 1) as i64
    }

    /// A record of an entity.
    pub(crate) fn record(&mut self, entity: usize) -> Document {
        let declared = &self.vocabulary.entities[entity];
        let mut entries = vec![];
        if declared.identified {
            entries.push((IDENTITY.to_owned(), Document::Word(identity(self.next))));
            self.next += 1;
        }
        for field in &declared.fields {
            entries.push((field.name.clone(), self.value(&field.ty)));
        }
        Document::Record(entries)
    }

    /// Entries for every key of which a register may not know, and now and then for another.
    fn registers(&mut self) -> Document {
        let mut registers = vec![];
        for register in &self.vocabulary.registers {
            let mut keys = vec![];
            for key in keys_of(self.vocabulary, register) {
                if register.known_until.is_some() || self.choices.chance(20) {
                    keys.push((key, self.entries()));
                }
            }
            registers.push((register.name.to_owned(), Document::Record(keys)));
        }
        Document::Record(registers)
    }

    /// What a dossier says of a key of a register.
    pub(crate) fn entries(&mut self) -> Document {
        let entry = |from: &str, until: Option<&str>| {
            let mut entry = vec![("from".to_owned(), Document::Word(from.to_owned()))];
            entry.extend(until.map(|day| ("until".to_owned(), Document::Word(day.to_owned()))));
            Document::Record(entry)
        };
        match self.choices.below(4) {
            0 => Document::List(vec![]),
            1 => entry("2020-01-01", None),
            2 => entry("2025-12-31", Some("2026-01-31")),
            _ => Document::List(vec![entry("2024-02-29", Some("2025-12-31")), entry("2026-07-01", None)]),
        }
    }
}

/// The keys that a register can hold and that facts can name.
fn keys_of(vocabulary: &Vocabulary, register: &Register) -> Vec<String> {
    match &register.of {
        Ty::Enum(at) => vocabulary.enumerations[*at].values.clone(),
        _ => COUNTRIES.map(str::to_owned).to_vec(),
    }
}
