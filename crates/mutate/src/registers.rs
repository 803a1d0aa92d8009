//! Changes of the dates of registers.

use acquis_ir::{Date, Program, Register};

use crate::mutant::{Change, Draft, Operator, Owner};

/// A change of a date of a register; entries by their indices.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RegisterChange {
    From(usize, Date),
    Until(usize, Date),
    KnownUntil(Date),
}

impl RegisterChange {
    pub(crate) fn make(self, register: &mut Register) {
        match self {
            Self::From(at, date) => {
                if let Some(entry) = register.entries.get_mut(at) {
                    entry.from = date;
                }
            }
            Self::Until(at, date) => {
                if let Some(entry) = register.entries.get_mut(at) {
                    entry.until = Some(date);
                }
            }
            Self::KnownUntil(date) => register.known_until = Some(date),
        }
    }
}

/// Every date of a register, a day earlier and a day later.
pub(crate) fn register_changes(program: &Program) -> Vec<Draft> {
    let mut drafts = vec![];
    for register in program.registers.values() {
        let mut add = |words: String, change: RegisterChange| {
            drafts.push(Draft {
                operator: Operator::ShiftDay,
                owner: Owner::Register(register.name.clone()),
                words,
                change: Change::Register(register.name.clone(), change),
                at: None,
            });
        };
        for (at, entry) in register.entries.iter().enumerate() {
            for date in around(entry.from) {
                add(format!("{} from {date} for {}", entry.key, entry.from), RegisterChange::From(at, date));
            }
            for (until, date) in
                entry.until.into_iter().flat_map(|until| around(until).map(move |it| (until, it)))
            {
                add(format!("{} until {date} for {until}", entry.key), RegisterChange::Until(at, date));
            }
        }
        for (until, date) in
            register.known_until.into_iter().flat_map(|it| around(it).map(move |date| (it, date)))
        {
            add(format!("known until {date} for {until}"), RegisterChange::KnownUntil(date));
        }
    }
    drafts
}

fn around(date: Date) -> impl Iterator<Item = Date> {
    [-1, 1].into_iter().filter_map(move |days| date.plus_days(days))
}
