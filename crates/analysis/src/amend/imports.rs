//! Imports of a consolidated file: what a text needs that an amendment puts into it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use acquis_base::Name;
use acquis_syntax::ast::DeclarationKind;

use super::fingerprint::tokens;
use super::law::{Law, name_of};
use crate::names::declared_by;

/// A text that is put into a file.
pub(crate) struct Placed {
    pub(crate) file: usize,
    pub(crate) text: String,
    pub(crate) member: usize,
}

/// The imports that files lack for the texts that are put into them: file, place, text, and the amendment.
pub(crate) fn missing_imports(
    law: &Law<'_>,
    placed: &[Placed],
    members: usize,
) -> Vec<(usize, Range<usize>, String, usize)> {
    debug_assert!(placed.iter().all(|text| text.member < members), "each text is that of an amendment");
    let modules = modules_of_names(law);
    let mut wanted: BTreeMap<usize, (BTreeSet<Name>, usize)> = BTreeMap::new();
    for text in placed {
        let entry = wanted.entry(text.file).or_insert_with(|| (BTreeSet::new(), text.member));
        let mut before = "";
        for (word, _) in tokens(&text.text) {
            if before != "."
                && let Some(module) = modules.get(word)
            {
                entry.0.insert(module.clone());
            }
            before = word;
        }
    }
    let mut out = vec![];
    for (nth, (mut modules, member)) in wanted {
        let Some(file) = law.files.get(nth) else { continue };
        modules.remove(&file.module);
        let mut at = None;
        for decl in &file.decls {
            if let DeclarationKind::Import(import) = &decl.tree.kind {
                modules.remove(&import.module.name);
                at = Some(decl.range(decl.tree.span).end);
            }
        }
        if modules.is_empty() {
            continue;
        }
        let lines: Vec<String> = modules.iter().map(|module| format!("import {module}")).collect();
        let lines = lines.join("\n");
        match (at, file.decls.first()) {
            (Some(at), _) => out.push((nth, at..at, format!("\n{lines}"), member)),
            (None, Some(first)) => {
                let start = first.with_comments().start;
                out.push((nth, start..start, format!("{lines}\n\n"), member));
            }
            (None, None) => out.push((nth, 0..0, format!("{lines}\n"), member)),
        }
    }
    out
}

/// The modules of the names that must be imported to be used: declarations, facts and values of enumerations.
fn modules_of_names(law: &Law<'_>) -> BTreeMap<Name, Name> {
    let mut modules = BTreeMap::new();
    for file in &law.files {
        let mut add = |name: Name| {
            modules.entry(name).or_insert_with(|| file.module.clone());
        };
        for decl in &file.decls {
            match &decl.tree.kind {
                DeclarationKind::Facts(written) => {
                    written.fields.iter().for_each(|field| add(field.name.name.clone()));
                }
                DeclarationKind::Enumeration(written) => {
                    written.variants.iter().for_each(|variant| add(variant.name.name.clone()));
                }
                _ => {}
            }
            let needs = declared_by(&decl.tree).is_some_and(|(_, kind)| kind.needs_import());
            if needs && let Some(name) = name_of(&decl.tree) {
                add(name);
            }
        }
    }
    modules
}
