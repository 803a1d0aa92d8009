//! What a dossier says of registers: entries that no published register has yet, or that it is not known whether
//! there is one. Reports show it as assumed.

use acquis_base::{codes, nearest};
use acquis_ir::{Country, Register, Type};

use super::Reader;
use crate::document::{Key, Node, NodeKind, shortened};
use crate::dossier::{OverlayEntry, RegisterOverlay};

impl Reader<'_> {
    /// `registers: { associated_third_countries: { CH: { from: 2027-01-01 } } }`.
    pub(super) fn overlay(&mut self, value: &Node) {
        let Some(registers) = self.overlay_record(value, "registers by name") else { return };
        for (key, keys) in registers {
            let Some(register) = self.program.registers.get(key.name.as_str()) else {
                self.unknown_register(key);
                continue;
            };
            let Some(entries) = self.overlay_record(keys, "entries by key") else { continue };
            for (entry_key, entry) in entries {
                if self.known_key(register, entry_key)
                    && let Some(overlay) = self.overlay_of(entry)
                {
                    let name = register.name.clone();
                    self.dossier
                        .registers
                        .entry(name)
                        .or_default()
                        .insert(entry_key.name.to_string(), overlay);
                }
            }
        }
    }

    fn overlay_record<'n>(&mut self, value: &'n Node, what: &str) -> Option<&'n [(Key, Node)]> {
        match &value.kind {
            NodeKind::Record(entries) => {
                self.refuse_twice(entries.iter().map(|(key, _)| key));
                Some(entries)
            }
            NodeKind::Null => None,
            other => {
                let message = format!("a record ({what}) is expected, and this is {}", other.described());
                self.report(&codes::BAD_OVERLAY, value.span, message, "not a record").help =
                    Some("write `registers: { register: { key: { from: 2027-01-01 } } }`".to_owned());
                None
            }
        }
    }

    fn unknown_register(&mut self, key: &Key) {
        let message = format!("the package has no register `{}`", shortened(&key.name));
        let names: Vec<&str> = self.program.registers.keys().map(acquis_base::Name::as_str).collect();
        let help = match nearest(&key.name, names.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("its registers are {}", names.join(", ")),
        };
        self.report(&codes::BAD_OVERLAY, key.span, message, "unknown register").help = Some(help);
    }

    fn known_key(&mut self, register: &Register, key: &Key) -> bool {
        let known = match &register.of {
            Type::Country => Country::from_code(&key.name).is_some(),
            Type::Enum(name) => {
                self.program.enumerations.get(name).is_some_and(|e| e.value(&key.name).is_some())
            }
            _ => false,
        };
        if !known {
            let message = format!("`{}` cannot be in the register `{}`", shortened(&key.name), register.name);
            let help = match (&register.of, Country::suggestion(&key.name)) {
                (Type::Country, Some(meant)) => format!("did you mean `{meant}` ({})?", meant.name()),
                (of, _) => format!("its keys are of type {of}"),
            };
            self.report(&codes::BAD_OVERLAY, key.span, message, "unknown key").help = Some(help);
        }
        known
    }

    /// One entry, a list of entries, or nothing for a key of which nothing is known.
    fn overlay_of(&mut self, value: &Node) -> Option<RegisterOverlay> {
        match &value.kind {
            NodeKind::Null => Some(RegisterOverlay::Unknown),
            NodeKind::List(items) => {
                let mut entries: Vec<OverlayEntry> = vec![];
                for item in items.iter() {
                    let entry = self.overlay_entry(item)?;
                    if entries.iter().any(|other| overlap(other, &entry)) {
                        let message = "two entries of one key overlap".to_owned();
                        self.report(&codes::BAD_OVERLAY, item.span, message, "overlaps an earlier one")
                            .help = Some(
                            "let one entry end before the other starts; both days given belong to an entry"
                                .to_owned(),
                        );
                        return None;
                    }
                    entries.push(entry);
                }
                Some(RegisterOverlay::Entries(entries))
            }
            _ => self.overlay_entry(value).map(|entry| RegisterOverlay::Entries(vec![entry])),
        }
    }

    fn overlay_entry(&mut self, value: &Node) -> Option<OverlayEntry> {
        let help =
            "write `{ from: 2027-01-01, until: …, act: … }`, `[]` for no entry, `null` where it is unknown";
        let NodeKind::Record(entries) = &value.kind else {
            let message = format!("an entry is expected, and this is {}", value.kind.described());
            self.report(&codes::BAD_OVERLAY, value.span, message, "not an entry").help =
                Some(help.to_owned());
            return None;
        };
        self.refuse_twice(entries.iter().map(|(key, _)| key));
        let (mut from, mut until, mut act) = (None, None, None);
        for (key, item) in entries.iter() {
            match key.name.as_str() {
                "from" => from = Some(self.date(item)?),
                "until" if item.kind == NodeKind::Null => {}
                "until" => until = Some(self.date(item)?),
                "act" => act = Some(self.text(item)?),
                other => {
                    let message = format!("an entry of a register has no `{}`", shortened(other));
                    self.report(&codes::BAD_OVERLAY, key.span, message, "unknown key").help =
                        Some(help.to_owned());
                    return None;
                }
            }
        }
        let ends_early = from.zip(until).is_some_and(|(from, until)| until < from);
        match from {
            Some(from) if !ends_early => Some(OverlayEntry { from, until, act }),
            _ => {
                let what = if ends_early {
                    "this entry ends before it starts"
                } else {
                    "this entry has no first day"
                };
                self.report(&codes::BAD_OVERLAY, value.span, what.to_owned(), "an entry").help =
                    Some(help.to_owned());
                None
            }
        }
    }
}

fn overlap(a: &OverlayEntry, b: &OverlayEntry) -> bool {
    a.until.is_none_or(|until| b.from <= until) && b.until.is_none_or(|until| a.from <= until)
}
