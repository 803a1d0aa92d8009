//! What hangs on what: which notions, criteria, derogations and rules depend on a fact or a notion, and on what these depend;
//! and what stands above and below: levels and their criteria, criteria and their copies.

use acquis_analysis::{
    Database, Decl, ItemKind, Package, Role, SourceFile, Symbol, copies_of, criteria_at, criteria_of,
    declaration_at, declarations_of, definition_of, mentions, mentions_at, mentions_of, named, outlines,
    parsed, shown, standing,
};
use acquis_base::{Place, Span};
use acquis_ir::ProvisionId;
use acquis_syntax::ast::DeclarationKind;

/// Something that depends, or on which something depends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub detail: String,
    /// Where it is named.
    pub place: Place,
    /// The text that belongs to it, in the same file.
    pub whole: Span,
    /// What it stands for.
    pub symbol: Symbol,
}

/// Something with the places at which it depends, or is depended on, in the file of the one that depends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependence {
    /// The other one.
    pub node: Node,
    /// Where.
    pub places: Vec<Place>,
}

/// What can be asked on what it depends: the fact, field, notion, register, reading, rule or criterion named at an offset.
pub fn prepare_calls(db: &Database, package: Package, file: SourceFile, offset: u32) -> Vec<Node> {
    let found = mentions_at(db, file, offset);
    found.iter().filter_map(|mention| node_of(db, package, &mention.symbol)).collect()
}

/// The symbol as a node; nothing for what has no dependents of its own.
fn node_of(db: &Database, package: Package, symbol: &Symbol) -> Option<Node> {
    match symbol {
        Symbol::Provision(id) => {
            let decl = criteria_of(db, package, id).first().copied()?;
            Some(node(db, package, decl, symbol.clone()))
        }
        Symbol::Item(kind, name) if depends(*kind) => {
            let decl = declarations_of(db, package, name).first().copied()?;
            Some(node(db, package, decl, symbol.clone()))
        }
        Symbol::Fact(name) => leaf(db, package, symbol, name.to_string(), "fact of the dossier".to_owned()),
        Symbol::Field(entity, name) => {
            leaf(db, package, symbol, name.to_string(), format!("field of {entity}"))
        }
        _ => None,
    }
}

fn depends(kind: ItemKind) -> bool {
    matches!(
        kind,
        ItemKind::Define | ItemKind::Derogation | ItemKind::Rule | ItemKind::Register | ItemKind::Reading
    )
}

fn leaf(db: &Database, package: Package, symbol: &Symbol, name: String, detail: String) -> Option<Node> {
    let place = definition_of(db, package, symbol).into_iter().next()?;
    let whole = place.span;
    Some(Node { name, detail, place, whole, symbol: symbol.clone() })
}

/// A declaration as a node.
fn node(db: &Database, package: Package, decl: Decl<'_>, symbol: Symbol) -> Node {
    let at = named(db, decl);
    let (name, detail) = match (&symbol, &parsed(db, decl).declaration.kind) {
        (_, DeclarationKind::Criterion(written)) => {
            let title = written.title.as_ref().map(|title| title.value.to_string()).unwrap_or_default();
            let level = standing(db, decl).and_then(|standing| standing.level);
            let level = level.map(|(_, level)| format!("level {level}")).unwrap_or_default();
            let provision = match &symbol {
                Symbol::Provision(id) => shown(db, package, id),
                _ => written.provision.citation.path.to_string(),
            };
            (
                provision,
                [level, title].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" · "),
            )
        }
        (_, DeclarationKind::Assume(written)) => (written.gloss.value.to_string(), "assumption".to_owned()),
        (Symbol::Item(kind, name), _) => (name.to_string(), kind.as_str().to_owned()),
        (symbol, _) => (symbol.word().map(ToString::to_string).unwrap_or_default(), String::new()),
    };
    Node { name, detail, place: at.place, whole: at.whole.span, symbol }
}

/// What a declaration stands for, if anything can depend on it or it on something.
fn symbol_of(db: &Database, decl: Decl<'_>) -> Option<Symbol> {
    match &parsed(db, decl).declaration.kind {
        DeclarationKind::Criterion(_) => standing(db, decl)?.provision.map(Symbol::Provision),
        DeclarationKind::Define(it) => Some(Symbol::Item(ItemKind::Define, it.name.name.clone())),
        DeclarationKind::Derogation(it) => Some(Symbol::Item(ItemKind::Derogation, it.name.name.clone())),
        DeclarationKind::Rule(it) => Some(Symbol::Item(ItemKind::Rule, it.name.name.clone())),
        _ => None,
    }
}

/// What depends on a node: each declaration of the law that names it, and of a criterion those that copy or relax it.
pub fn dependents(db: &Database, package: Package, of: &Node) -> Vec<Dependence> {
    let mut found: Vec<Dependence> = vec![];
    for mention in mentions_of(db, package, &of.symbol) {
        let is_use = match &of.symbol {
            Symbol::Provision(_) => mention.role == Role::MeansCriterion,
            _ => mention.role != Role::Declares,
        };
        let file = package.file(db, &mention.place.file).filter(|_| is_use);
        let decl = file.and_then(|file| declaration_at(db, file, mention.place.span.start));
        let Some((decl, symbol)) = decl.and_then(|decl| Some((decl, symbol_of(db, decl)?))) else { continue };
        match found.iter_mut().find(|known| known.node.symbol == symbol) {
            Some(known) => known.places.push(mention.place),
            None => {
                found.push(Dependence { node: node(db, package, decl, symbol), places: vec![mention.place] });
            }
        }
    }
    found
}

/// On what a node depends: each fact, field, notion, register, reading and criterion that it names.
pub fn dependencies(db: &Database, package: Package, of: &Node) -> Vec<Dependence> {
    let decls = match &of.symbol {
        Symbol::Provision(id) => criteria_of(db, package, id),
        Symbol::Item(_, name) => declarations_of(db, package, name),
        _ => vec![],
    };
    let mut found: Vec<Dependence> = vec![];
    for decl in decls {
        for mention in mentions(db, decl) {
            let is_use = match &mention.symbol {
                Symbol::Provision(_) => mention.role == Role::MeansCriterion,
                _ => mention.role != Role::Declares,
            };
            if !is_use || mention.symbol == of.symbol {
                continue;
            }
            let place = Place::new(decl.key(db).file.clone(), mention.span.shifted(decl.start(db)));
            if let Some(known) = found.iter_mut().find(|known| known.node.symbol == mention.symbol) {
                known.places.push(place);
            } else if let Some(node) = node_of(db, package, &mention.symbol) {
                found.push(Dependence { node, places: vec![place] });
            }
        }
    }
    found
}

/// What has something above or below it: the level or the criterion named at an offset.
pub fn prepare_types(db: &Database, package: Package, file: SourceFile, offset: u32) -> Vec<Node> {
    let found = mentions_at(db, file, offset);
    found.iter().filter_map(|mention| type_node(db, package, &mention.symbol)).collect()
}

fn type_node(db: &Database, package: Package, symbol: &Symbol) -> Option<Node> {
    match symbol {
        Symbol::Level(ladder, number) => {
            leaf(db, package, symbol, format!("level {number}"), format!("level of {ladder}"))
        }
        Symbol::Provision(_) => node_of(db, package, symbol),
        _ => None,
    }
}

/// What stands above: of a criterion the one that it copies, or else its level; of a level of a cumulative ladder the one
/// below it, which it includes.
pub fn supertypes(db: &Database, package: Package, of: &Node) -> Vec<Node> {
    let above = match &of.symbol {
        Symbol::Provision(id) => criteria_of(db, package, id).first().and_then(|decl| {
            let standing = standing(db, *decl)?;
            match standing.copied {
                Some((_, from)) => Some(Symbol::Provision(from)),
                None => standing.level.map(|(ladder, level)| Symbol::Level(ladder, level)),
            }
        }),
        Symbol::Level(ladder, number) if is_cumulative(db, package, ladder) => {
            number.checked_sub(1).map(|below| Symbol::Level(ladder.clone(), below))
        }
        _ => None,
    };
    above.and_then(|symbol| type_node(db, package, &symbol)).into_iter().collect()
}

/// What stands below: of a criterion those that copy it; of a level the one that includes it, and the criteria that say
/// themselves what they require.
pub fn subtypes(db: &Database, package: Package, of: &Node) -> Vec<Node> {
    let mut below: Vec<Symbol> = vec![];
    let provision = |decl| standing(db, decl).and_then(|standing| standing.provision);
    match &of.symbol {
        Symbol::Provision(id) => {
            below.extend(copies_of(db, package, id).into_iter().filter_map(provision).map(Symbol::Provision));
        }
        Symbol::Level(ladder, number) => {
            if is_cumulative(db, package, ladder) {
                below.push(Symbol::Level(ladder.clone(), number.saturating_add(1)));
            }
            let own = criteria_at(db, package, ladder, *number).into_iter();
            let own = own.filter(|decl| standing(db, *decl).is_some_and(|it| it.copied.is_none()));
            below.extend(in_order(db, package, own.filter_map(provision).collect()).map(Symbol::Provision));
        }
        _ => {}
    }
    below.iter().filter_map(|symbol| type_node(db, package, symbol)).collect()
}

/// Provisions in the order of the outline.
fn in_order(
    db: &Database,
    package: Package,
    mut provisions: Vec<ProvisionId>,
) -> impl Iterator<Item = ProvisionId> + use<> {
    let outlines = outlines(db, package);
    provisions.sort_by_key(|id| (id.instrument.clone(), outlines.find(id).map(|(at, _)| at)));
    provisions.into_iter()
}

fn is_cumulative(db: &Database, package: Package, ladder: &str) -> bool {
    declarations_of(db, package, ladder).into_iter().any(|decl| match &parsed(db, decl).declaration.kind {
        DeclarationKind::Ladder(written) => written.cumulative.is_some(),
        _ => false,
    })
}
