//! Citations: which provision of which outline is meant.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{Diagnostic, Fix, Name, ProvisionPath, Span, Step, codes, nearest};
use acquis_ir::{Cited, Instrument, Outlines, ProvisionId};
use acquis_syntax::{ast, parse_citation};
use salsa::Database;

use crate::declaration::{Anchor, Decl, Finding, anchor};
use crate::index::has_broken;
use crate::input::Package;
use crate::names::{ItemKind, items_of_kind, named};
use crate::outline::outlined;

/// All outlines of a package, and the instrument that citations without one mean: the one the manifest names, or the
/// only one there is.
#[salsa::tracked]
pub fn outlines(db: &dyn Database, package: Package) -> Outlines {
    let mut instruments = BTreeMap::new();
    for (name, item) in items_of_kind(db, package, ItemKind::Instrument) {
        if let Some(outlined) = outlined(db, item.decl) {
            instruments.insert(name.clone(), outlined.instrument.clone());
        }
    }
    let chosen = package.manifest(db).instrument.as_ref().map(|(name, _)| name.clone());
    let own = chosen.filter(|name| instruments.contains_key(name)).or_else(|| {
        let mut all = instruments.keys();
        all.next().filter(|_| all.next().is_none()).cloned()
    });
    Outlines { instruments, own }
}

/// Whether items were left out of the outline of an instrument, so that what is not in it may still exist.
pub(crate) fn is_incomplete(db: &dyn Database, package: Package, instrument: &Name) -> bool {
    let item = named(db, package, instrument);
    item.and_then(|item| outlined(db, item.decl).as_ref()).is_some_and(|outlined| outlined.incomplete)
}

/// Finds provisions and reports citations that lead nowhere.
pub(crate) struct Resolver<'db> {
    db: &'db dyn Database,
    decl: Decl<'db>,
    package: Package,
}

impl<'db> Resolver<'db> {
    pub(crate) fn new(db: &'db dyn Database, decl: Decl<'db>) -> Self {
        Self { db, decl, package: decl.file(db).package(db) }
    }

    /// The provision that a citation names, in the form in which it is shown.
    pub(crate) fn find(&self, citation: &ast::Citation, findings: &mut Vec<Finding>) -> Option<ProvisionId> {
        let outlines = outlines(self.db, self.package);
        let (name, instrument) = self.instrument(outlines, citation, findings)?;
        if let Some((_, node)) = instrument.find(&citation.path) {
            if node.deleted {
                findings.push(self.deleted(&node.path, citation));
            }
            return Some(ProvisionId { instrument: name.clone(), path: node.path.clone() });
        }
        if instrument.nearest_containing(&citation.path).is_some_and(|node| node.not_transcribed) {
            return Some(ProvisionId { instrument: name.clone(), path: citation.path.clone() });
        }
        if is_incomplete(self.db, self.package, name) {
            return None;
        }
        if let Some(node) = without_parentheses(instrument, &citation.path) {
            // It is read as what it can only mean, so that nothing misses it as well.
            findings.push(self.detached(name, citation, &node.path));
            return Some(ProvisionId { instrument: name.clone(), path: node.path.clone() });
        }
        findings.push(self.unknown(instrument, name, citation));
        None
    }

    /// The provision cited and the one printed in its stead. The printed one need not exist.
    pub(crate) fn cited(&self, cited: &ast::Cited, findings: &mut Vec<Finding>) -> Option<Cited> {
        let provision = self.find(&cited.citation, findings)?;
        let printed = cited.printed.as_ref().map(|printed| {
            let named = printed.instrument.as_ref().map(|ident| ident.name.clone());
            let instrument = named.unwrap_or_else(|| provision.instrument.clone());
            ProvisionId { instrument, path: printed.path.clone() }
        });
        Some(Cited { provision, printed })
    }

    /// Those of several citations that lead somewhere.
    pub(crate) fn all(&self, cites: &[ast::Cited], findings: &mut Vec<Finding>) -> Vec<Cited> {
        cites.iter().filter_map(|cited| self.cited(cited, findings)).collect()
    }

    fn anchor(&self, citation: &ast::Citation) -> Anchor {
        anchor(self.db, self.decl, citation.span)
    }

    fn instrument<'o>(
        &self,
        outlines: &'o Outlines,
        citation: &ast::Citation,
        findings: &mut Vec<Finding>,
    ) -> Option<(&'o Name, &'o Instrument)> {
        let wanted = match &citation.instrument {
            Some(ident) => Some(&ident.name),
            None => outlines.own.as_ref(),
        };
        let found = wanted.and_then(|name| outlines.instruments.get_key_value(name));
        if found.is_none() && !wanted.is_some_and(|name| self.is_broken(name)) {
            findings.extend(self.no_instrument(outlines, citation));
        }
        found
    }

    fn no_instrument(&self, outlines: &Outlines, citation: &ast::Citation) -> Option<Finding> {
        let known = || outlines.instruments.keys().map(Name::as_str);
        let place = self.anchor(citation);
        let code = &codes::UNKNOWN_PROVISION;
        let finding = match &citation.instrument {
            Some(ident) => {
                let message = format!("no instrument is called `{}`", ident.name);
                let finding = Diagnostic::at(code, message, place, "unknown instrument");
                match nearest(&ident.name, known()) {
                    Some(meant) => finding.help(format!("did you mean `{meant} {}`?", citation.path)).fix(
                        format!("write `{meant}`"),
                        anchor(self.db, self.decl, ident.span),
                        meant,
                    ),
                    None => finding.help(format!("declare its outline: `instrument {} {{ … }}`", ident.name)),
                }
            }
            None if outlines.instruments.is_empty() && self.has_broken_instrument() => return None,
            // The manifest may say which; what is wrong with it is reported there.
            None if self.package.manifest(self.db).incomplete => return None,
            // The manifest names one that is none, which is reported there.
            None if self.package.manifest(self.db).instrument.is_some() => return None,
            None if outlines.instruments.is_empty() => {
                Diagnostic::at(code, "there is no outline in which to look this up", place, "cited here")
                    .note("whatever is cited must be in an outline")
                    .help("declare an outline: `instrument name \"…\" { article 1 \"…\" }`")
            }
            None => Diagnostic::at(code, "it is not said which instrument is cited", place, "cited here")
                .note(format!("the package has outlines of {}", known().collect::<Vec<_>>().join(", ")))
                .help(
                    "write `instrument = \"…\"` in acquis.toml, or the instrument's name before the citation",
                ),
        };
        Some(finding)
    }

    fn unknown(&self, instrument: &Instrument, name: &Name, citation: &ast::Citation) -> Finding {
        let place = self.anchor(citation);
        let own = outlines(self.db, self.package).own.as_ref() == Some(name);
        let prefix = if own { String::new() } else { format!("{name} ") };
        let message = format!("`{prefix}{}` is in no outline", citation.path);
        let mut finding = Diagnostic::at(&codes::UNKNOWN_PROVISION, message, place, "no such provision");
        if let Some(note) = what_there_is(instrument, &citation.path) {
            finding = finding.note(note);
        }
        if let Some(node) = nearest_provision(instrument, &citation.path) {
            let shown = format!("{prefix}{}", node.path);
            let heading = node.heading.as_ref().map(|heading| format!(" \"{heading}\"")).unwrap_or_default();
            // A hint and no repair: the provision beside the one cited says something else, and which of them is meant
            // only the text can tell.
            finding = finding.help(format!("the nearest provision is `{shown}`{heading}"));
        }
        finding
    }

    fn deleted(&self, path: &ProvisionPath, citation: &ast::Citation) -> Finding {
        let message = format!("{path} is deleted");
        Diagnostic::at(&codes::LEANS_ON_DELETED, message, self.anchor(citation), "rests on what is deleted")
            .note("a deleted provision stays in the outline, so that what cites it still resolves")
            .help("cite what stands in its place, or take out what rests on it")
    }

    fn detached(&self, name: &Name, citation: &ast::Citation, meant: &ProvisionPath) -> Finding {
        let own = outlines(self.db, self.package).own.as_ref() == Some(name);
        let prefix = if own { String::new() } else { format!("{name} ") };
        let message = format!("`{prefix}{}` is in no outline", citation.path);
        let repair = match &citation.instrument {
            Some(ident) => format!("{} {meant}", ident.name),
            None => meant.to_string(),
        };
        Diagnostic::at(&codes::UNKNOWN_PROVISION, message, self.anchor(citation), "no such provision")
            .note("a letter that follows a number without parentheses is that of an inserted number, as in `Article 18a`")
            .help(format!("write `{repair}`"))
            .fix(format!("write `{repair}`"), self.anchor(citation), repair)
    }

    fn is_broken(&self, name: &Name) -> bool {
        named(self.db, self.package, name).is_some_and(|item| item.kind == ItemKind::Broken)
    }

    fn has_broken_instrument(&self) -> bool {
        has_broken(self.db, self.package, "instrument")
    }
}

/// A finding of the text of a declaration, without a repair that would make of it a citation that leads nowhere: what is
/// meant by `Annex 9` is not told by its number alone.
pub(crate) fn without_wrong_citation(
    db: &dyn Database,
    decl: Decl<'_>,
    finding: Diagnostic<Span>,
) -> Diagnostic<Span> {
    let Some(meant) = finding.fix.as_ref().and_then(|fix| annex_after(decl.text(db), fix)) else {
        return finding;
    };
    let all = outlines(db, decl.file(db).package(db));
    // The word before it may be another than the name of an instrument.
    let named = meant.instrument.as_ref().and_then(|ident| all.instruments.get(&ident.name));
    let own = || all.own.as_ref().and_then(|name| all.instruments.get(name));
    let Some(instrument) = named.or_else(own) else { return finding };
    if instrument.find(&meant.path).is_some() {
        return finding;
    }
    let known: Vec<&str> = instrument
        .nodes
        .iter()
        .filter_map(|node| annex_of(&node.path))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    let help = format!("write the number of the annex that is meant; `{}` is in no outline", meant.path);
    Diagnostic { fix: None, ..finding }.note(format!("the annexes of the outline are {known}")).help(help)
}

fn annex_of(path: &ProvisionPath) -> Option<&str> {
    match path.0.first()? {
        Step::Annex(number) => Some(number),
        Step::Article(_) | Step::Recital(_) | Step::Section(_) | Step::Number(_) | Step::Label(_) => None,
    }
}

/// The citation that a repair of the number of an annex makes.
fn annex_after(text: &str, fix: &Fix<Span>) -> Option<ast::Citation> {
    let [edit] = fix.edits.as_slice() else { return None };
    let (before, after) = (text.get(..edit.place.range().start)?, text.get(edit.place.range().end..)?);
    let word = before.trim_end().strip_suffix("Annex")?;
    let line = after.split(['\n', '{', '"', ',', ';', '|']).next()?;
    let words: Vec<&str> = line.split_whitespace().collect();
    let own = word.trim_end().rsplit(|c: char| c.is_whitespace()).next().unwrap_or("");
    let cited = |count: usize| {
        let rest = words.iter().take(count).map(|word| format!(" {word}")).collect::<String>();
        let citation = format!("Annex {}{rest}", edit.text);
        parse_citation(&format!("{own} {citation}")).or_else(|| parse_citation(&citation))
    };
    (0..=1).rev().find_map(cited)
}

/// The provision that is cited without the parentheses around its letter: `Annex II 1.1b`, where the outline has
/// `Annex II 1.1(b)`.
fn without_parentheses<'i>(instrument: &'i Instrument, path: &ProvisionPath) -> Option<&'i acquis_ir::Node> {
    let split = |label: &Name| {
        let digits = label.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let letters = label.get(digits.len()..).filter(|letters| !letters.is_empty())?;
        (!digits.is_empty()).then(|| (Name::from(digits), Step::Label(Name::from(letters))))
    };
    let apart = |at: usize| -> Option<ProvisionPath> {
        let mut steps = path.0.clone();
        let (outer, inner) = match steps.get(at)? {
            Step::Article(label) => split(label).map(|(number, letter)| (Step::Article(number), letter))?,
            Step::Number(label) => split(label).map(|(number, letter)| (Step::Number(number), letter))?,
            Step::Annex(_) | Step::Recital(_) | Step::Section(_) | Step::Label(_) => return None,
        };
        steps.splice(at..=at, [outer, inner]);
        Some(ProvisionPath(steps))
    };
    let meant = (0..path.0.len()).find_map(apart)?;
    instrument.find(&meant).map(|(_, node)| node)
}

/// What the outline lists where the path leaves it.
fn what_there_is(instrument: &Instrument, path: &ProvisionPath) -> Option<String> {
    let around = path.parent().and_then(|parent| instrument.nearest_containing(&parent));
    let siblings: Vec<&ProvisionPath> = match around.and_then(|node| instrument.find(&node.path)) {
        // A number of an annex is cited without the section around it.
        Some((at, node)) => {
            let inner = instrument.within(at).map(|(_, inner)| &inner.path);
            inner.filter(|inner| inner.parent().as_ref() == Some(&node.path)).collect()
        }
        None => {
            let same_kind = |node: &&acquis_ir::Node| {
                node.parent.is_none()
                    && node.path.0.first().map(std::mem::discriminant)
                        == path.0.first().map(std::mem::discriminant)
            };
            instrument.nodes.iter().filter(same_kind).map(|node| &node.path).collect()
        }
    };
    let around = around.map_or("the outline".to_owned(), |node| node.path.to_string());
    let (first, last) = (siblings.first()?, siblings.last()?);
    Some(if siblings.len() == 1 {
        format!("{around} has {first} alone")
    } else {
        format!("{around} has {first} to {last}")
    })
}

/// The provision that was probably meant: a sibling with a number close by, or the innermost provision around.
fn nearest_provision<'i>(instrument: &'i Instrument, path: &ProvisionPath) -> Option<&'i acquis_ir::Node> {
    let wanted = path.last()?;
    let parent = path.parent();
    let inner: Vec<&acquis_ir::Node> = match parent.as_ref().and_then(|parent| instrument.find(parent)) {
        Some((at, _)) => instrument.within(at).map(|(_, node)| node).collect(),
        None => instrument.nodes.iter().filter(|node| node.path.0.len() == 1).collect(),
    };
    let candidates = inner.into_iter().filter(|node| {
        node.path.parent() == parent
            && node
                .path
                .last()
                .is_some_and(|step| std::mem::discriminant(step) == std::mem::discriminant(wanted))
    });
    let distance = |node: &&acquis_ir::Node| {
        label_distance(node.path.last().map_or("", |step| step.label()), wanted.label())
    };
    let closest = candidates.min_by_key(distance);
    closest.or_else(|| parent.and_then(|parent| instrument.nearest_containing(&parent)))
}

/// How far two labels lie apart: as numbers where both are, else by the codes of their letters.
fn label_distance(a: &str, b: &str) -> u64 {
    let number =
        |label: &str| label.split('.').map(|part| part.parse::<u64>().ok()).collect::<Option<Vec<_>>>();
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        let position = |parts: &[u64]| {
            parts.iter().take(3).fold(0_u64, |sum, part| sum.saturating_mul(1000).saturating_add(*part))
        };
        return position(&a).abs_diff(position(&b)).saturating_add(1000 * (a.len().abs_diff(b.len()) as u64));
    }
    let letters =
        |label: &str| label.chars().map(|c| u64::from(u32::from(c))).take(4).fold(0, |sum, c| sum * 128 + c);
    letters(a).abs_diff(letters(b)).saturating_add(1_000_000 * (a.len().abs_diff(b.len()) as u64))
}
