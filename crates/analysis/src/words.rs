//! What the names of a package stand for, as far as one word tells: for colouring names in formulas, where scope is not
//! looked at.

use std::collections::BTreeMap;

use acquis_base::Name;
use acquis_syntax::ast::DeclarationKind;
use salsa::Database;

use crate::declaration::tree;
use crate::index::facts;
use crate::input::Package;
use crate::names::{ItemKind, names};

/// What a name stands for in formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WordKind {
    /// A notion.
    Notion,
    /// A type.
    Type,
    /// A register or reading.
    List,
    /// A fact of the dossier.
    Fact,
    /// A value of an enumeration.
    Value,
}

/// The names of a package that stand for something in formulas. Where a name stands for several things, the one that
/// formulas find first.
#[salsa::tracked]
fn words(db: &dyn Database, package: Package) -> BTreeMap<Name, WordKind> {
    let mut words = BTreeMap::new();
    for named in names(db, package).iter() {
        if let DeclarationKind::Enumeration(written) = &tree(db, named.item.decl).kind {
            words.extend(written.variants.iter().map(|variant| (variant.name.name.clone(), WordKind::Value)));
        }
    }
    for named in names(db, package).iter() {
        let kind = match named.item.kind {
            ItemKind::Define => WordKind::Notion,
            ItemKind::Entity | ItemKind::Enumeration | ItemKind::Ladder => WordKind::Type,
            ItemKind::Register | ItemKind::Reading => WordKind::List,
            ItemKind::Instrument | ItemKind::Derogation | ItemKind::Rule | ItemKind::Broken => continue,
        };
        words.insert(named.name.clone(), kind);
    }
    for decl in facts(db, package) {
        if let DeclarationKind::Facts(written) = &tree(db, decl).kind {
            words.extend(written.fields.iter().map(|field| (field.name.name.clone(), WordKind::Fact)));
        }
    }
    words
}

/// What a name stands for in the formulas of a package.
pub fn kind_of_word(db: &dyn Database, package: Package, word: &str) -> Option<WordKind> {
    words(db, package).get(word).copied()
}
