//! Looking up the names that a declaration uses, and keeping account of them.

use std::collections::BTreeSet;

use acquis_base::{Diagnostic, Name, Span, codes, nearest};
use acquis_syntax::ast::Ident;
use salsa::Database;

use crate::declaration::{Anchor, Decl, Finding, anchor};
use crate::input::Package;
use crate::names::{Item, ItemKind, Names, name_span, names, visible_modules};

/// Resolves names in one declaration; collects what is used and what is wrong.
pub(crate) struct Lookup<'db> {
    pub(crate) db: &'db dyn Database,
    pub(crate) decl: Decl<'db>,
    pub(crate) package: Package,
    names: &'db Names<'db>,
    visible: &'db BTreeSet<Name>,
    /// The items used, for finding what is never used.
    pub(crate) uses: BTreeSet<Name>,
    /// The modules used, for finding imports that are not.
    pub(crate) modules: BTreeSet<Name>,
    pub(crate) findings: Vec<Finding>,
}

impl<'db> Lookup<'db> {
    pub(crate) fn new(db: &'db dyn Database, decl: Decl<'db>) -> Self {
        let file = decl.file(db);
        let package = file.package(db);
        Self {
            db,
            decl,
            package,
            names: names(db, package),
            visible: visible_modules(db, file),
            uses: BTreeSet::new(),
            modules: BTreeSet::new(),
            findings: vec![],
        }
    }

    pub(crate) fn anchor(&self, span: Span) -> Anchor {
        anchor(self.db, self.decl, span)
    }

    pub(crate) fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// What `name` stands for, without any account of it.
    pub(crate) fn peek(&self, name: &str) -> Option<Item<'db>> {
        self.names.get(name)
    }

    /// Whether this file may use something called `name`.
    pub(crate) fn sees(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|item| self.visible.contains(item.file.module(self.db)))
    }

    /// Counts a module as used; says whether this file may use it.
    pub(crate) fn uses_module(&mut self, module: &Name) -> bool {
        self.modules.insert(module.clone());
        self.visible.contains(module)
    }

    /// What the name at `span` stands for; counts as a use, and asks for the import if it is missing.
    pub(crate) fn item(&mut self, name: &Name, span: Span) -> Option<Item<'db>> {
        let item = self.names.get(name)?;
        self.uses.insert(name.clone());
        self.modules.insert(item.file.module(self.db).clone());
        let module = item.file.module(self.db);
        if item.kind.needs_import() && !self.visible.contains(module) {
            let finding = Diagnostic::at(
                &codes::MISSING_IMPORT,
                format!("`{name}` is declared in the module `{module}`, which this file does not import"),
                self.anchor(span),
                "not imported",
            )
            .label(anchor(self.db, item.decl, name_span(self.db, item.decl)), "declared here")
            .help(format!("add `import {module}` at the top of the file"));
            self.findings.push(finding);
        }
        Some(item)
    }

    /// The item of one kind that `ident` names; reports a name that is unknown or of another kind. Nothing, and no
    /// report, for a declaration that could not be read.
    pub(crate) fn of_kind(&mut self, ident: &Ident, kind: ItemKind) -> Option<Item<'db>> {
        let Some(item) = self.item(&ident.name, ident.span) else {
            self.unresolved(&ident.name, ident.span, &[kind], "");
            return None;
        };
        if item.kind == ItemKind::Broken {
            return None;
        }
        if item.kind != kind {
            let message = format!("`{}` is a {}, not a {}", ident.name, item.kind.as_str(), kind.as_str());
            let finding = Diagnostic::at(
                &codes::UNRESOLVED,
                message,
                self.anchor(ident.span),
                format!("not a {}", kind.as_str()),
            )
            .label(anchor(self.db, item.decl, name_span(self.db, item.decl)), "declared here");
            self.findings.push(finding);
            return None;
        }
        Some(item)
    }

    /// Reports a name that nothing declares, with the nearest right one among items of `kinds` and `others`.
    pub(crate) fn unresolved(&mut self, name: &str, span: Span, kinds: &[ItemKind], hint: &str) {
        let candidates: Vec<&str> = self.candidates(kinds).collect();
        let finding = unresolved(name, self.anchor(span), candidates, hint);
        self.findings.push(finding);
    }

    /// The names of items of these kinds.
    pub(crate) fn candidates(&self, kinds: &[ItemKind]) -> impl Iterator<Item = &'db str> {
        let wanted = kinds.to_vec();
        self.names
            .iter()
            .filter(move |named| wanted.contains(&named.item.kind))
            .map(|named| named.name.as_str())
    }
}

/// The finding for a name that nothing declares.
pub(crate) fn unresolved<'a>(
    name: &str,
    place: Anchor,
    candidates: impl IntoIterator<Item = &'a str>,
    hint: &str,
) -> Finding {
    let finding = Diagnostic::at(
        &codes::UNRESOLVED,
        format!("nothing is called `{name}` here"),
        place.clone(),
        "unknown name",
    );
    match nearest(name, candidates) {
        Some(meant) => {
            finding.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), place, meant)
        }
        None if hint.is_empty() => finding,
        None => finding.help(hint),
    }
}
