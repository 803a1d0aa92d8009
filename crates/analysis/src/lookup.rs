//! Looking up the names that a declaration uses, and keeping account of them.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{Diagnostic, Name, Span, codes, nearest};
use acquis_ir::Country;
use acquis_syntax::ast::Ident;
use salsa::Database;

use crate::declaration::{Anchor, Decl, Finding, anchor};
use crate::input::Package;
use crate::names::{Item, ItemKind, meanings_in, name_span, names, visible_modules};
use crate::vocabulary::{facts_signature, value_owners};

/// What was used on the way to something, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Account {
    /// The items used, for finding what is never used.
    pub(crate) uses: BTreeSet<Name>,
    /// The modules used, for finding imports that are not.
    pub(crate) modules: BTreeSet<Name>,
    /// The modules used and not imported, each with a name that it declares and the place where that is used.
    pub(crate) not_imported: BTreeMap<Name, (Name, Span)>,
    /// What is wrong.
    pub(crate) findings: Vec<Finding>,
}

/// Resolves names in one declaration, and keeps account.
pub(crate) struct Lookup<'db> {
    pub(crate) db: &'db dyn Database,
    pub(crate) decl: Decl<'db>,
    pub(crate) package: Package,
    visible: &'db BTreeSet<Name>,
    pub(crate) account: Account,
}

/// What a name means already, so that nothing else may be called so.
pub(crate) enum Taken<'db> {
    /// A fact of the dossier.
    Fact,
    /// Something declared that the file may use.
    Item(Item<'db>),
    /// A country.
    Country(Country),
    /// A value of the enumeration.
    Value(Name),
}

impl Taken<'_> {
    /// What to say where somebody else takes the name.
    pub(crate) fn why(&self, name: &str) -> String {
        match self {
            Self::Fact => "this is the name of a fact".to_owned(),
            Self::Item(item) => format!("{} of this name is declared", with_article(item.kind.as_str())),
            Self::Country(country) => format!("`{name}` is the code of {}", country.name()),
            Self::Value(owner) => format!("`{name}` is a value of `{owner}`"),
        }
    }
}

impl<'db> Lookup<'db> {
    pub(crate) fn new(db: &'db dyn Database, decl: Decl<'db>) -> Self {
        let file = decl.file(db);
        let package = file.package(db);
        Self { db, decl, package, visible: visible_modules(db, file), account: Account::default() }
    }

    pub(crate) fn anchor(&self, span: Span) -> Anchor {
        anchor(self.db, self.decl, span)
    }

    pub(crate) fn report(&mut self, finding: Finding) {
        let finding = self.without_import_too(finding);
        self.account.findings.push(finding);
    }

    /// A finding without a repair that would need an import beside it: whether a name of another module is meant is for the
    /// author to say.
    fn without_import_too(&self, finding: Finding) -> Finding {
        let edits = finding.fix.as_ref().map(|fix| fix.edits.as_slice());
        let Some([edit]) = edits.filter(|_| finding.code == &codes::UNRESOLVED) else { return finding };
        // What the word could be was looked for among all names already.
        let all = names(self.db, self.package).iter().filter(|named| named.name == *edit.text);
        let meanings: Vec<Item<'db>> = all.map(|named| named.item).collect();
        let Some(first) = meanings.first().filter(|item| item.kind.needs_import()) else { return finding };
        if meanings.iter().any(|item| self.visible.contains(item.file.module(self.db))) {
            return finding;
        }
        let module = first.file.module(self.db);
        let help = format!("if `{}` is meant, write it here and `import {module}` above", edit.text);
        Diagnostic { fix: None, ..finding }.help(help)
    }

    fn meanings(&self, name: &Name) -> impl Iterator<Item = Item<'db>> + Clone + use<'db> {
        meanings_in(self.db, self.decl, name)
    }

    /// What `name` stands for, without any account of it.
    pub(crate) fn peek(&self, name: &Name) -> Option<Item<'db>> {
        self.meanings(name).next()
    }

    /// What `name` means already where this declaration stands.
    pub(crate) fn taken(&self, name: &Name) -> Option<Taken<'db>> {
        let is_visible = |item: &Item<'db>| self.visible.contains(item.file.module(self.db));
        if facts_signature(self.db, self.package).field(name).is_some() {
            return Some(Taken::Fact);
        }
        if let Some(item) = self.meanings(name).find(is_visible) {
            return Some(Taken::Item(item));
        }
        match Country::from_code(name) {
            Some(country) => Some(Taken::Country(country)),
            None => value_owners(self.db, self.package).get(name).cloned().map(Taken::Value),
        }
    }

    /// Reports that something called `name` hides what is called so already; says whether it does.
    pub(crate) fn refuse_taken(&mut self, what: &str, name: &Ident) -> bool {
        let Some(taken) = self.taken(&name.name) else { return false };
        let message = format!("the {what} `{}` hides something else", name.name);
        let mut finding =
            Diagnostic::at(&codes::SHADOWED, message, self.anchor(name.span), taken.why(&name.name));
        if let Taken::Item(item) = taken {
            finding =
                finding.label(anchor(self.db, item.decl, name_span(self.db, item.decl)), "declared here");
        }
        self.report(finding.help(format!("give the {what} another name, so that each name means one thing")));
        true
    }

    /// Whether this file may use what a module declares.
    pub(crate) fn sees_module(&self, module: &Name) -> bool {
        self.visible.contains(module)
    }

    /// Counts a module as used by `name` at `span`, and notes when the file does not import it.
    pub(crate) fn uses_module(&mut self, module: &Name, name: &Name, span: Span) {
        self.account.modules.insert(module.clone());
        if !self.visible.contains(module) {
            self.account.not_imported.entry(module.clone()).or_insert_with(|| (name.clone(), span));
        }
    }

    /// What the name at `span` stands for; counts as a use.
    pub(crate) fn item(&mut self, name: &Name, span: Span) -> Option<Item<'db>> {
        let item = self.peek(name)?;
        self.account.uses.insert(name.clone());
        if item.kind.needs_import() {
            // A name that is declared twice is reported as such, and is visible if one of the two is.
            let modules = self.meanings(name).map(|item| item.file.module(self.db));
            let module = modules.clone().find(|module| self.visible.contains(*module));
            self.uses_module(&module.unwrap_or_else(|| item.file.module(self.db)).clone(), name, span);
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
            let (found, wanted) = (with_article(item.kind.as_str()), with_article(kind.as_str()));
            let message = format!("`{}` is {found}, not {wanted}", ident.name);
            let place = self.anchor(ident.span);
            let finding = Diagnostic::at(&codes::UNRESOLVED, message, place, format!("not {wanted}"))
                .label(anchor(self.db, item.decl, name_span(self.db, item.decl)), "declared here")
                .help(format!("write the name of {wanted}"));
            self.report(finding);
            return None;
        }
        Some(item)
    }

    /// Reports a word that stands where a country must and is none.
    pub(crate) fn no_country(&mut self, word: &str, span: Span) {
        let place = self.anchor(span);
        let message = format!("`{word}` is no country code");
        let finding = Diagnostic::at(&codes::BAD_LITERAL, message, place.clone(), "not assigned");
        self.report(match Country::suggestion(word) {
            Some(meant) => finding.help(format!("did you mean `{meant}` ({})?", meant.name())).fix(
                format!("write `{meant}`"),
                place,
                meant.code(),
            ),
            None => finding.help("country codes are the two capital letters of ISO 3166-1"),
        });
    }

    /// Reports a name that nothing declares, with the nearest right one among items of `kinds` and `others`.
    pub(crate) fn unresolved(&mut self, name: &str, span: Span, kinds: &[ItemKind], hint: &str) {
        let candidates: Vec<&str> = self.candidates(kinds).collect();
        let finding = unresolved(name, self.anchor(span), candidates, hint);
        self.report(finding);
    }

    /// The names of items of these kinds.
    pub(crate) fn candidates(&self, kinds: &[ItemKind]) -> impl Iterator<Item = &'db str> {
        let wanted = kinds.to_vec();
        names(self.db, self.package)
            .iter()
            .filter(move |named| wanted.contains(&named.item.kind))
            .map(|named| named.name.as_str())
    }
}

/// A word with `a` or `an` before it.
pub(crate) fn with_article(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {word}")
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
        None if hint.is_empty() => {
            finding.help("declare it, or write the name of something that is declared")
        }
        None => finding.help(hint),
    }
}
