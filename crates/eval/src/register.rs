//! Whether something is in a register on a day.

use std::sync::Arc;

use acquis_base::Name;
use acquis_facts::{Dossier, RegisterOverlay};
use acquis_ir::{Date, Program, Value};

use crate::truth::Truth;
use crate::view::{Pointer, below};

/// What a register, or a dossier in its stead, says of a key on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership<'p> {
    /// Whether the key is in the register on that day.
    pub truth: Truth,
    /// The entry that covers the day: its first day, its last, and the act behind it.
    pub entry: Option<(Date, Option<Date>, Option<&'p Name>)>,
    /// Whether the dossier says so and not the register.
    pub assumed: bool,
    /// The last day for which the register is known to be complete, where that day is past.
    pub known_until: Option<Date>,
}

/// Whether `key` is in the register of that name on `day`. Intervals include both their ends. After the day until
/// which a register is known, a key without an entry in force is neither in nor out.
pub(crate) fn membership<'p>(
    program: &'p Program,
    dossier: &'p Dossier,
    register: &str,
    key: &Value,
    day: Date,
) -> Option<Membership<'p>> {
    let declared = program.registers.get(register)?;
    let covers = |from: Date, until: Option<Date>| from <= day && until.is_none_or(|until| day <= until);
    if let Some(overlay) = dossier.registers.get(register).and_then(|keys| keys.get(&key.to_string())) {
        return Some(match overlay {
            RegisterOverlay::Unknown => {
                Membership { truth: Truth::Unknown, entry: None, assumed: true, known_until: None }
            }
            RegisterOverlay::Entries(entries) => {
                let entry = entries.iter().find(|entry| covers(entry.from, entry.until));
                let truth = Truth::from(entry.is_some());
                let entry = entry.map(|entry| (entry.from, entry.until, entry.act.as_ref()));
                Membership { truth, entry, assumed: true, known_until: None }
            }
        });
    }
    let entry = declared.entries.iter().find(|entry| entry.key == *key && covers(entry.from, entry.until));
    let known_until = declared.known_until.filter(|until| day > *until);
    let truth = match (entry, known_until) {
        (Some(_), _) => Truth::True,
        (None, Some(_)) => Truth::Unknown,
        (None, None) => Truth::False,
    };
    let entry = entry.map(|entry| (entry.from, entry.until, entry.act.as_ref()));
    Some(Membership { truth, entry, assumed: false, known_until })
}

/// The pointer to a key of a register.
pub(crate) fn pointer(register: &str, key: &Value) -> Pointer {
    below(&below("/registers", register), &Arc::<str>::from(key.to_string()))
}
