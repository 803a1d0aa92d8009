//! Registers: their keys, dates, and the power behind them.

use std::collections::BTreeMap;

use acquis_base::{Diagnostic, Name, Span, codes, nearest};
use acquis_ir::{Cited, Country, Date, RegisterEntry, Type, Value};
use acquis_syntax::ast;
use salsa::Database;

use super::{Checked, Content};
use crate::citations::{is_incomplete, outlines};
use crate::declaration::{Decl, Finding, anchor, tree};
use crate::lookup::{Account, Lookup};
use crate::outline::no_such_date;
use crate::vocabulary::{enum_signature, resolved_register};

pub(super) fn check<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Register) -> Checked {
    let Some(resolved) = resolved_register(db, decl) else { return Checked::default() };
    let entries = register_entries(db, decl);
    let mut findings = resolved.account.findings.clone();
    findings.extend(entries.findings.iter().cloned());
    if let (Some(basis), Some(under)) = (&resolved.signature.basis, &written.under) {
        findings.extend(power_behind(db, decl, basis, under.span()));
    }
    let content = Content::Cites(resolved.signature.basis.iter().cloned().collect());
    Checked { content, account: Account { findings, ..resolved.account.clone() } }
}

/// A register rests on a provision that empowers somebody to adopt acts.
fn power_behind<'db>(db: &'db dyn Database, decl: Decl<'db>, basis: &Cited, span: Span) -> Option<Finding> {
    let package = decl.file(db).package(db);
    let outlines = outlines(db, package);
    if is_incomplete(db, package, &basis.provision.instrument) {
        return None;
    }
    let (_, node) = outlines.find(&basis.provision)?;
    let instrument = outlines.instruments.get(&basis.provision.instrument)?;
    let within = |other: &acquis_ir::Node| node.path.contains(&other.path) || other.path.contains(&node.path);
    let empowered = instrument.nodes.iter().any(|other| other.empowers.is_some() && within(other));
    if empowered || node.not_transcribed {
        return None;
    }
    let shown = outlines.show(&basis.provision);
    let heading =
        outlines.heading(&basis.provision).map(|heading| format!(" \"{heading}\"")).unwrap_or_default();
    let finding = Diagnostic::at(
        &codes::REGISTER_WITHOUT_POWER,
        "this register rests on a provision that empowers no act",
        anchor(db, decl, span),
        format!("{shown}{heading} empowers no act"),
    )
    .note("a register records what acts have decided; somebody must be empowered to adopt them")
    .help("cite the provision that empowers, or say in the outline what this one `empowers`");
    Some(finding)
}

/// The entries of a register, sorted by key and day, with what is wrong with them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entries {
    /// The last day for which they are complete.
    pub known_until: Option<Date>,
    /// The entries.
    pub entries: Vec<RegisterEntry>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// The entries that a `register` declaration lists.
#[salsa::tracked]
pub fn register_entries<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Entries {
    let ast::DeclarationKind::Register(written) = &tree(db, decl).kind else { return Entries::default() };
    let of = resolved_register(db, decl).as_ref().and_then(|resolved| resolved.signature.of.clone());
    let mut reader = Reader { lookup: Lookup::new(db, decl), of };
    let known_until = written.known_until.as_ref().and_then(|date| reader.date(date));
    let mut by_key: BTreeMap<String, Vec<(RegisterEntry, Span)>> = BTreeMap::new();
    for entry in &written.entries {
        if let Some(read) = reader.entry(entry) {
            if !written.incomplete {
                reader.refuse_overlap(&read, entry.key.span, by_key.get(entry.key.name.as_str()));
            }
            by_key.entry(entry.key.name.to_string()).or_default().push((read, entry.key.span));
        }
    }
    let mut entries: Vec<RegisterEntry> = by_key.into_values().flatten().map(|(entry, _)| entry).collect();
    entries.sort_by_key(|a| (a.key.to_string(), a.from));
    Entries { known_until, entries, findings: reader.lookup.account.findings }
}

struct Reader<'db> {
    lookup: Lookup<'db>,
    of: Option<Type>,
}

impl Reader<'_> {
    fn entry(&mut self, written: &ast::RegisterEntry) -> Option<RegisterEntry> {
        let key = self.of.as_ref().and_then(|of| register_key(&mut self.lookup, of, &written.key));
        let from = self.date(&written.from)?;
        let until = match &written.until {
            Some(date) => Some(self.date(date)?),
            None => None,
        };
        if until.is_some_and(|until| until < from) {
            let place = written.until.as_ref().map_or(written.key.span, |date| date.span);
            let finding = Diagnostic::at(
                &codes::BAD_ENTRY,
                "this entry ends before it starts",
                self.lookup.anchor(place),
                format!("before {from}"),
            )
            .help("both days belong to the entry; put the first after `from` and the last after `until`");
            self.lookup.report(finding);
            return None;
        }
        Some(RegisterEntry { key: key?, from, until, act: written.act.as_ref().map(|act| act.value.clone()) })
    }

    fn date(&mut self, written: &ast::DateText) -> Option<Date> {
        let date = written.text.parse::<Date>().ok().filter(|date| date.is_in_fact_range());
        if date.is_none() {
            let finding = no_such_date(&written.text, self.lookup.anchor(written.span));
            self.lookup.report(finding);
        }
        date
    }

    fn refuse_overlap(
        &mut self,
        entry: &RegisterEntry,
        span: Span,
        earlier: Option<&Vec<(RegisterEntry, Span)>>,
    ) {
        let overlaps = |other: &RegisterEntry| {
            other.until.is_none_or(|until| entry.from <= until)
                && entry.until.is_none_or(|until| other.from <= until)
        };
        let clash = earlier.and_then(|entries| entries.iter().find(|(other, _)| overlaps(other)));
        if let Some((_, first)) = clash {
            let message = format!("two entries of `{}` overlap", entry.key);
            let finding = Diagnostic::at(&codes::BAD_ENTRY, message, self.lookup.anchor(span), "overlaps")
                .label(self.lookup.anchor(*first), "this one")
                .help("let one entry end before the other starts; both days given belong to an entry");
            self.lookup.report(finding);
        }
    }
}

/// A key of a register of `of`; what cannot be one is reported.
pub(super) fn register_key(lookup: &mut Lookup<'_>, of: &Type, key: &ast::Ident) -> Option<Value> {
    match of {
        Type::Country => match Country::from_code(&key.name) {
            Some(country) => Some(Value::Country(country)),
            None => {
                lookup.no_country(&key.name, key.span);
                None
            }
        },
        Type::Enum(enumeration) => variant(lookup, enumeration, key),
        _ => None,
    }
}

fn variant(lookup: &mut Lookup<'_>, enumeration: &Name, key: &ast::Ident) -> Option<Value> {
    let item = lookup.peek(enumeration)?;
    let signature = enum_signature(lookup.db, item.decl).as_ref()?;
    if let Some(at) = signature.variants.iter().position(|variant| *variant == key.name) {
        return Some(Value::Variant(key.name.clone(), u32::try_from(at).ok()?));
    }
    let place = lookup.anchor(key.span);
    let message = format!("`{}` is no value of {enumeration}", key.name);
    let finding = Diagnostic::at(&codes::UNRESOLVED, message, place.clone(), "unknown value");
    lookup.report(match nearest(&key.name, signature.variants.iter().map(Name::as_str)) {
        Some(meant) => {
            finding.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), place, meant)
        }
        None => finding.help(format!("write one of its values, or add this one to `{enumeration}`")),
    });
    None
}
