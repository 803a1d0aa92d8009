//! Which declarations cite provisions, as those ask who see that a provision has changed.

use acquis_base::{Place, Span};
use acquis_ir::ProvisionId;
use acquis_syntax::ast::DeclarationKind;
use salsa::Database;

use crate::criteria::criterion_head;
use crate::declaration::{Anchor, Decl, all_declarations, anchor, declarations, tree};
use crate::input::Package;
use crate::mention::{Role, Symbol, mentions};
use crate::names::declared;
use crate::relations::shown;

/// A declaration that cites a provision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citing {
    /// The provision.
    pub provision: ProvisionId,
    /// What the declaration is: `criterion`, `derogation`, `rule`, `scenario`, `amendment`, `notion`, ….
    pub word: &'static str,
    /// What it is called; empty where it has no name.
    pub name: String,
    /// Where it cites the provision first.
    pub place: Place,
    /// The same, as findings keep it.
    pub(crate) anchor: Anchor,
}

/// The declarations of a package that cite provisions, amendments among them, in the order of files and texts: each once
/// for each provision. Outlines, which list what there is, are not among them.
pub fn citing(db: &dyn Database, package: Package) -> Vec<Citing> {
    let amendments = package.amendments(db).iter().flat_map(|file| declarations(db, *file).iter().copied());
    let mut found = vec![];
    for decl in all_declarations(db, package).chain(amendments) {
        let Some((word, name)) = called(db, package, decl) else { continue };
        let mut first: Vec<(&ProvisionId, Span)> = vec![];
        for mention in mentions(db, decl) {
            if let Symbol::Provision(id) = &mention.symbol
                && mention.role != Role::Declares
                && !first.iter().any(|(known, _)| *known == id)
            {
                first.push((id, mention.span));
            }
        }
        found.extend(first.into_iter().map(|(id, span)| Citing {
            provision: id.clone(),
            word,
            name: name.clone(),
            place: Place::new(decl.key(db).file.clone(), span.shifted(decl.start(db))),
            anchor: anchor(db, decl, span),
        }));
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

/// What a declaration is and what it is called, if it is one that cites.
fn called<'db>(db: &'db dyn Database, package: Package, decl: Decl<'db>) -> Option<(&'static str, String)> {
    let named = |word: &'static str, name: &str| Some((word, name.to_owned()));
    match &tree(db, decl).kind {
        DeclarationKind::Criterion(written) => {
            let provision = criterion_head(db, decl).and_then(|head| head.provision.as_ref());
            let path = || written.provision.citation.path.to_string();
            Some(("criterion", provision.map_or_else(path, |id| shown(db, package, id))))
        }
        DeclarationKind::NotFormalised(written) => {
            named("not formalised", &written.provision.path.to_string())
        }
        DeclarationKind::Scenario(written) => named("scenario", &format!("\"{}\"", written.title.value)),
        DeclarationKind::Amendment(written) => named("amendment", &written.name.name),
        DeclarationKind::Facts(_) => named("facts", ""),
        DeclarationKind::Assume(_) => named("assumption", ""),
        DeclarationKind::Instrument(_)
        | DeclarationKind::Import(_)
        | DeclarationKind::Waiver(_)
        | DeclarationKind::Broken(_) => None,
        DeclarationKind::Entity(_)
        | DeclarationKind::Enumeration(_)
        | DeclarationKind::Register(_)
        | DeclarationKind::Define(_)
        | DeclarationKind::Reading(_)
        | DeclarationKind::Ladder(_)
        | DeclarationKind::Derogation(_)
        | DeclarationKind::Rule(_) => {
            let (ident, kind) = declared(db, decl)?;
            named(kind.as_str(), &ident.name)
        }
    }
}
