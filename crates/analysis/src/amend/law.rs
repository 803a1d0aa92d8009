//! The law as amendments see it: files of declarations, each with its text and tree; as it is written, or as the
//! amendments left it that came before.

use std::borrow::Cow;
use std::ops::Range;

use acquis_base::{Name, Span};
use acquis_ir::ProvisionId;
use acquis_syntax::ast::{self, Called, DeclarationKind};
use acquis_syntax::{cut, parse_declaration};
use salsa::Database;

use super::traced::{Splice, Traced};
use crate::citations::outlines;
use crate::declaration::{Decl, declarations, tree};
use crate::input::Package;

/// The files of a package's law.
pub(crate) struct Law<'db> {
    pub(crate) files: Vec<LawFile<'db>>,
    /// The instrument that citations mean which name none.
    pub(crate) own: Option<Name>,
}

/// A file of the law.
#[derive(Clone)]
pub(crate) struct LawFile<'db> {
    pub(crate) path: Name,
    pub(crate) module: Name,
    /// Its text as written; what amendments made of it stands in `traced`.
    base: &'db str,
    pub(crate) traced: Option<Traced>,
    pub(crate) decls: Vec<LawDecl<'db>>,
}

/// A declaration of the law.
#[derive(Clone)]
pub(crate) struct LawDecl<'db> {
    /// Where its text starts in its file.
    pub(crate) start: usize,
    /// Its text, with the comments above it.
    pub(crate) text: Cow<'db, str>,
    pub(crate) tree: Cow<'db, ast::Declaration>,
    /// The declaration, while nothing in its file is amended.
    pub(crate) decl: Option<Decl<'db>>,
}

/// Which declaration: the number of its file and its own number in that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct At {
    pub(crate) file: usize,
    pub(crate) decl: usize,
}

impl<'db> LawFile<'db> {
    /// Its text as it is now.
    pub(crate) fn text(&self) -> &str {
        self.traced.as_ref().map_or(self.base, Traced::text)
    }

    /// Its text as it is now, with the origin of each stretch.
    pub(crate) fn traced(&self) -> Traced {
        self.traced.clone().unwrap_or_else(|| Traced::whole(&self.path, self.base))
    }

    /// Replaces stretches of the text, and reads the declarations again.
    pub(crate) fn splice(&mut self, splices: Vec<Splice>) {
        let traced = self.traced().spliced(splices);
        let text = traced.text();
        let decls = cut(text).pieces.into_iter().map(|piece| {
            let own = piece.span.of(text).to_owned();
            LawDecl {
                start: piece.span.start as usize,
                tree: Cow::Owned(parse_declaration(&own).declaration),
                text: Cow::Owned(own),
                decl: None,
            }
        });
        self.decls = decls.collect();
        self.traced = Some(traced);
    }
}

impl LawDecl<'_> {
    /// The text of the declaration itself, without what stands above it.
    pub(crate) fn own(&self) -> &str {
        self.tree.span.of(&self.text)
    }

    /// A place of the declaration in its file.
    pub(crate) fn range(&self, span: Span) -> Range<usize> {
        self.start + span.start as usize..self.start + span.end as usize
    }

    /// The declaration with the comments that stand directly above it.
    pub(crate) fn with_comments(&self) -> Range<usize> {
        let own = self.tree.span;
        let before = self.text.get(..own.start as usize).unwrap_or("");
        let mut start = own.start as usize - (before.len() - before.trim_end_matches([' ', '\t']).len());
        for line in before.trim_end_matches([' ', '\t']).split_inclusive('\n').rev() {
            let words = line.trim();
            if !words.starts_with("//") || words.starts_with("//!") || !line.ends_with('\n') {
                break;
            }
            start -= line.len();
        }
        // A comment on the first line of the text stands behind the declaration before it.
        if start == 0 && self.start > 0 {
            start = own.start as usize;
        }
        self.start + start..self.start + own.end as usize
    }
}

impl<'db> Law<'db> {
    /// The law of a package, as it is written.
    pub(crate) fn of(db: &'db dyn Database, package: Package) -> Self {
        let files = package.files(db).iter().map(|file| LawFile {
            path: file.path(db).clone(),
            module: file.module(db).clone(),
            base: file.text(db),
            traced: None,
            decls: declarations(db, *file)
                .iter()
                .map(|decl| LawDecl {
                    start: decl.start(db) as usize,
                    text: Cow::Borrowed(decl.text(db)),
                    tree: Cow::Borrowed(tree(db, *decl)),
                    decl: Some(*decl),
                })
                .collect(),
        });
        Self { files: files.collect(), own: outlines(db, package).own.clone() }
    }

    pub(crate) fn get(&self, at: At) -> Option<&LawDecl<'db>> {
        self.files.get(at.file)?.decls.get(at.decl)
    }

    /// Every declaration, file by file.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (At, &LawDecl<'db>)> {
        self.files
            .iter()
            .enumerate()
            .flat_map(|(file, of)| of.decls.iter().enumerate().map(move |(decl, it)| (At { file, decl }, it)))
    }

    /// The declarations of which something is so.
    pub(crate) fn all(&self, wanted: impl Fn(&ast::Declaration) -> bool) -> Vec<At> {
        self.iter().filter(|(_, decl)| wanted(&decl.tree)).map(|(at, _)| at).collect()
    }

    /// The provision that a citation in the law means, as it is written.
    pub(crate) fn id(&self, citation: &ast::Citation) -> Option<ProvisionId> {
        let named = citation.instrument.as_ref().map(|ident| ident.name.clone());
        Some(ProvisionId { instrument: named.or_else(|| self.own.clone())?, path: citation.path.clone() })
    }

    /// The outline of an instrument.
    pub(crate) fn instrument(&self, name: &str) -> Option<(At, &ast::Instrument)> {
        self.iter().find_map(|(at, decl)| match &decl.tree.kind {
            DeclarationKind::Instrument(written) if written.name.name == name => Some((at, written)),
            _ => None,
        })
    }
}

/// The word that starts a declaration.
pub(crate) fn keyword(tree: &ast::Declaration) -> &'static str {
    match &tree.kind {
        DeclarationKind::Import(_) => "import",
        DeclarationKind::Instrument(_) => "instrument",
        DeclarationKind::Entity(_) => "entity",
        DeclarationKind::Enumeration(_) => "enum",
        DeclarationKind::Register(_) => "register",
        DeclarationKind::Facts(_) => "facts",
        DeclarationKind::Assume(_) => "assume",
        DeclarationKind::Define(_) => "define",
        DeclarationKind::Reading(_) => "reading",
        DeclarationKind::Ladder(_) => "ladder",
        DeclarationKind::Criterion(_) => "criterion",
        DeclarationKind::Derogation(_) => "derogation",
        DeclarationKind::NotFormalised(_) => "not formalised",
        DeclarationKind::Rule(_) => "rule",
        DeclarationKind::Scenario(_) => "scenario",
        DeclarationKind::Waiver(_) => "waive",
        DeclarationKind::Amendment(_) => "amendment",
        DeclarationKind::Broken(_) => "",
    }
}

/// What a declaration is called: its name, its gloss, or nothing where it is about a provision.
pub(crate) fn name_of(tree: &ast::Declaration) -> Option<Name> {
    match &tree.kind {
        DeclarationKind::Assume(written) => Some(written.gloss.value.clone()),
        _ => crate::names::declared_by(tree).map(|(ident, _)| ident.name.clone()),
    }
}

/// The provisions that a declaration is about: that of a criterion, those on which a rule, a notion or a derogation rests.
pub(crate) fn provisions_of(tree: &ast::Declaration) -> Vec<&ast::Citation> {
    match &tree.kind {
        DeclarationKind::Criterion(written) => vec![&written.provision.citation],
        DeclarationKind::Rule(written) => vec![&written.under.citation],
        DeclarationKind::Define(written) => written.cites.iter().map(|cited| &cited.citation).collect(),
        DeclarationKind::Derogation(written) => vec![&written.from.citation],
        DeclarationKind::NotFormalised(written) => vec![&written.provision],
        _ => vec![],
    }
}

/// How a name of an operation reads.
pub(crate) fn shown(target: &ast::TargetName) -> String {
    let called = match &target.name {
        Called::Name(ident) => ident.name.to_string(),
        Called::Text(text) => format!("\"{}\"", text.value),
        Called::Provision(citation) => citation_shown(citation),
        Called::Keyword => String::new(),
    };
    let kind = target.kind.as_deref().unwrap_or("");
    format!("{kind} {called}").trim().to_owned()
}

pub(crate) fn citation_shown(citation: &ast::Citation) -> String {
    match &citation.instrument {
        Some(ident) => format!("{} {}", ident.name, citation.path),
        None => citation.path.to_string(),
    }
}
