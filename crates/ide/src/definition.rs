//! Where what stands at a place is defined, declared, and where its type is.

use acquis_analysis::{
    Database, ItemKind, Mentioned, Package, Role, SourceFile, Symbol, criteria_of, declarations_of,
    definition_of, mentions, mentions_at, named,
};
use acquis_base::{Name, Place, Span};
use acquis_ir::{ProvisionId, Type};

use crate::document::{Document, mentions_at_in_document};
use crate::quoted::place_in_text;

/// A place to go to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// Where it is named.
    pub place: Place,
    /// The text that belongs to it, in the same file.
    pub whole: Span,
}

impl Target {
    pub(crate) fn exact(place: Place) -> Self {
        let whole = place.span;
        Self { place, whole }
    }

    pub(crate) fn declaration(db: &Database, decl: acquis_analysis::Decl<'_>) -> Self {
        let named = named(db, decl);
        Self { place: named.place, whole: named.whole.span }
    }
}

/// Places to go to from a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// The name from which they lead.
    pub origin: Span,
    /// Where they lead, sorted.
    pub targets: Vec<Target>,
}

impl Links {
    /// Links from what is named at a place; nothing where there are none.
    pub(crate) fn from(found: &[Mentioned], mut targets: Vec<Target>) -> Option<Self> {
        targets.sort();
        targets.dedup();
        let origin = found.first()?.place.span;
        (!targets.is_empty()).then_some(Self { origin, targets })
    }
}

/// Where what is named at an offset is defined. Whoever names a criterion to copy it, to relax it or to expect a verdict of
/// it is led to the criterion; other citations lead to the outline, and from there to the official text that is at hand.
pub fn definition(db: &Database, package: Package, file: SourceFile, offset: u32) -> Option<Links> {
    let found = mentions_at(db, file, offset);
    let targets = found.iter().flat_map(|mention| {
        let criterion = match (&mention.symbol, mention.role) {
            (Symbol::Provision(id), Role::MeansCriterion) => formalisations(db, package, id),
            (Symbol::Provision(id), Role::Declares) => {
                place_in_text(db, package, id).map(Target::exact).into_iter().collect()
            }
            _ => vec![],
        };
        if criterion.is_empty() { declared(db, package, &mention.symbol) } else { criterion }
    });
    Links::from(&found, targets.collect())
}

/// Where what is named at an offset is declared; of a provision, its place in the outline.
pub fn declaration(db: &Database, package: Package, file: SourceFile, offset: u32) -> Option<Links> {
    let found = mentions_at(db, file, offset);
    let targets = found.iter().flat_map(|mention| declared(db, package, &mention.symbol)).collect();
    Links::from(&found, targets)
}

/// Where what a dossier names at an offset is declared.
pub fn definition_in_document(
    db: &Database,
    package: Package,
    document: &Document,
    offset: u32,
) -> Option<Links> {
    let found = mentions_at_in_document(db, package, document, offset);
    let targets = found.iter().flat_map(|mention| declared(db, package, &mention.symbol)).collect();
    Links::from(&found, targets)
}

/// Where the type of what is named at an offset is declared: the entity, the enumeration or the ladder.
pub fn type_definition(db: &Database, package: Package, file: SourceFile, offset: u32) -> Option<Links> {
    let found = mentions_at(db, file, offset);
    let targets = found.iter().filter_map(|mention| match &mention.symbol {
        Symbol::Value(owner, _) => Some(Symbol::Item(ItemKind::Enumeration, owner.clone())),
        Symbol::Level(ladder, _) => Some(Symbol::Item(ItemKind::Ladder, ladder.clone())),
        _ => type_symbol(mention.ty.as_ref()?),
    });
    let targets = targets.flat_map(|symbol| declared(db, package, &symbol)).collect();
    Links::from(&found, targets)
}

/// The declaration behind a type.
fn type_symbol(ty: &Type) -> Option<Symbol> {
    let item = |kind, name: &Name| Some(Symbol::Item(kind, name.clone()));
    match ty {
        Type::Enum(name) => item(ItemKind::Enumeration, name),
        Type::Level(name) => item(ItemKind::Ladder, name),
        Type::Record(name) | Type::Reference(name) | Type::Pool(name) => item(ItemKind::Entity, name),
        Type::Optional(inner) => type_symbol(inner),
        Type::List(list) => type_symbol(&list.element),
        Type::Bool | Type::Number(_) | Type::Text | Type::Date(..) | Type::Country => None,
    }
}

/// Where a symbol is declared.
pub(crate) fn declared(db: &Database, package: Package, symbol: &Symbol) -> Vec<Target> {
    let places = definition_of(db, package, symbol);
    let Symbol::Item(_, name) = symbol else { return places.into_iter().map(Target::exact).collect() };
    let whole: Vec<Target> =
        declarations_of(db, package, name).into_iter().map(|decl| Target::declaration(db, decl)).collect();
    whole.into_iter().filter(|target| places.contains(&target.place)).collect()
}

/// The criteria that formalise a provision, or the points of criteria that do.
pub(crate) fn formalisations(db: &Database, package: Package, provision: &ProvisionId) -> Vec<Target> {
    let own = criteria_of(db, package, provision);
    if !own.is_empty() {
        return own.into_iter().map(|decl| Target::declaration(db, decl)).collect();
    }
    let Some(path) = provision.path.parent() else { return vec![] };
    let around = ProvisionId { instrument: provision.instrument.clone(), path };
    let wanted = Symbol::Provision(provision.clone());
    let points = criteria_of(db, package, &around).into_iter().flat_map(|decl| {
        let of = move |span: Span| Place::new(decl.key(db).file.clone(), span.shifted(decl.start(db)));
        let found = mentions(db, decl).iter();
        let found = found.filter(|it| it.role == Role::Formalises && it.symbol == wanted);
        found.map(move |it| Target::exact(of(it.span)))
    });
    points.collect()
}
