//! What is named where: for every name, citation and path of a declaration what it stands for. Editors ask for it;
//! checking a package does not.
//!
//! It is found from the tree and from the signatures of other declarations, whether or not the declaration has faults:
//! a body that is half written still says what most of its names mean. Where bare words take their meaning from the type
//! that is expected, that type is found by the rules of elaboration (`crates/analysis/src/elaborate/`); a test holds the
//! two together.

mod amendment;
mod expressions;
mod facts;
mod law;
mod outline;
mod scenario;

use acquis_base::{Name, Place, Span};
use acquis_ir::{Country, ProvisionId, Type};
use acquis_syntax::ast::{self, DeclarationKind};
use salsa::Database;

use crate::check::derogation::derogation_head;
use crate::citations::{Resolver, outlines};
use crate::criteria::{criterion_head, criterion_of};
use crate::declaration::{Decl, DeclKey, all_declarations, declaration_of, declarations, place, tree};
use crate::input::{Package, SourceFile};
use crate::lookup::Lookup;
use crate::names::{ItemKind, declared_by, items_of_kind, meanings};
use crate::types::{BUILT_IN, Position, resolve};
use crate::vocabulary::{evidence_kinds, facts_declarations};

pub use facts::dossier_mentions;

/// Something that can be named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    /// A module, by its dotted path.
    Module(Name),
    /// What a declaration declares by name.
    Item(ItemKind, Name),
    /// A fact of the dossier.
    Fact(Name),
    /// A field of an entity, its identity included.
    Field(Name, Name),
    /// A value of an enumeration.
    Value(Name, Name),
    /// A choice of a reading.
    Choice(Name, Name),
    /// A level of a ladder.
    Level(Name, u32),
    /// A provision of an outline, in the form in which it is shown.
    Provision(ProvisionId),
    /// An exception of a rule.
    Exception(Name, Name),
    /// A named point of the criterion that the declaration writes.
    Point(DeclKey, Name),
    /// A parameter of the criterion that the declaration writes.
    Parameter(DeclKey, Name),
    /// A variable of the declaration, by the place where it is bound.
    Local(DeclKey, Span, Name),
    /// A country.
    Country(Country),
    /// A type of the language.
    BuiltIn(Name),
    /// A diagnostic, by its number.
    Diagnostic(Name),
}

impl Symbol {
    /// The word by which it is named everywhere; nothing for what is cited or numbered.
    pub fn word(&self) -> Option<&Name> {
        match self {
            Self::Module(name)
            | Self::Item(_, name)
            | Self::Fact(name)
            | Self::Field(_, name)
            | Self::Value(_, name)
            | Self::Choice(_, name)
            | Self::Exception(_, name)
            | Self::Point(_, name)
            | Self::Parameter(_, name)
            | Self::Local(_, _, name)
            | Self::BuiltIn(name)
            | Self::Diagnostic(name) => Some(name),
            Self::Level(..) | Self::Provision(_) | Self::Country(_) => None,
        }
    }
}

/// What naming something does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Declares it.
    Declares,
    /// Formalises the provision named.
    Formalises,
    /// Means the criterion that formalises the provision named.
    MeansCriterion,
    /// Gives a fact a value, or a parameter another.
    Writes,
    /// Uses it.
    Uses,
}

/// Something named at a place of a declaration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mention {
    /// Where, counted from the start of the declaration's text.
    pub span: Span,
    /// What.
    pub symbol: Symbol,
    /// To what end.
    pub role: Role,
    /// The type of the value that stands there, where it has one that is known.
    pub ty: Option<Type>,
}

/// A mention with its place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentioned {
    /// Where.
    pub place: Place,
    /// What.
    pub symbol: Symbol,
    /// To what end.
    pub role: Role,
    /// The type of the value that stands there, where it has one that is known.
    pub ty: Option<Type>,
}

/// All that a declaration names, in the order of its text.
#[salsa::tracked]
pub fn mentions<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Vec<Mention> {
    let mut walker = Walker::new(db, decl, tree(db, decl), decl.text(db));
    walker.declaration();
    let mut found = walker.found;
    found.sort_by_key(|mention| (mention.span.start, mention.span.end));
    found.dedup();
    found
}

/// The declaration whose text holds this offset of a file; where one ends and the next begins, the next.
pub fn declaration_at<'db>(db: &'db dyn Database, file: SourceFile, offset: u32) -> Option<Decl<'db>> {
    let decl = declaration_before(db, file, offset)?;
    let end = decl.start(db).saturating_add(Span::new(0, decl.text(db).len()).end);
    (offset <= end).then_some(decl)
}

/// The last declaration that starts at or before an offset of a file; what is written after its end goes on with it.
pub fn declaration_before<'db>(db: &'db dyn Database, file: SourceFile, offset: u32) -> Option<Decl<'db>> {
    let all = declarations(db, file);
    let after = all.partition_point(|decl| decl.start(db) <= offset);
    all.get(after.checked_sub(1)?).copied()
}

/// What is named at an offset of a file; several symbols where a range of provisions declares them. What starts or goes
/// on at the offset comes before what ends there, and what is narrow before what is wide around it.
pub fn mentions_at(db: &dyn Database, file: SourceFile, offset: u32) -> Vec<Mentioned> {
    // The name at the end of one declaration touches the start of the next.
    let decls = [offset.checked_sub(1), Some(offset)].into_iter().flatten();
    let mut decls: Vec<Decl<'_>> = decls.filter_map(|at| declaration_at(db, file, at)).collect();
    decls.dedup();
    let touching = decls.into_iter().flat_map(|decl| {
        let found = mentions(db, decl).iter().map(move |mention| (decl, mention, decl.start(db)));
        found.filter(|(_, it, start)| {
            let span = it.span.shifted(*start);
            span.start <= offset && offset <= span.end
        })
    });
    let touching: Vec<_> = touching.collect();
    let rank = |(_, it, start): &(Decl<'_>, &Mention, u32)| {
        let span = it.span.shifted(*start);
        (offset == span.end, span.len(), span.start)
    };
    let best = touching.iter().map(rank).min();
    let nearest = touching.iter().filter(|it| Some(rank(it)) == best);
    nearest.map(|(decl, mention, _)| placed(db, *decl, mention)).collect()
}

/// All that a file names, in the order of the text.
pub fn mentions_in(db: &dyn Database, file: SourceFile) -> Vec<Mentioned> {
    let all = declarations(db, file).iter();
    all.flat_map(|decl| mentions(db, *decl).iter().map(|it| placed(db, *decl, it))).collect()
}

/// Where a symbol is declared; of provisions that a range mentions and an item details, the item.
pub fn definition_of(db: &dyn Database, package: Package, symbol: &Symbol) -> Vec<Place> {
    if let Symbol::Module(name) = symbol {
        let files = package.files(db).iter().filter(|file| file.module(db) == name);
        return files.map(|file| Place::new(file.path(db).clone(), Span::default())).collect();
    }
    let declaring = declaring(db, package, symbol);
    let places = declaring.iter().flat_map(|decl| {
        let found = mentions(db, *decl).iter();
        let found = found.filter(|it| it.role == Role::Declares && it.symbol == *symbol);
        found.map(|it| placed(db, *decl, it).place)
    });
    let mut places: Vec<Place> = places.collect();
    if matches!(symbol, Symbol::Provision(_)) {
        let narrowest = places.iter().map(|place| place.span.len()).min();
        places.retain(|place| Some(place.span.len()) == narrowest);
    }
    places.sort();
    places
}

/// The declarations that may declare a symbol.
fn declaring<'db>(db: &'db dyn Database, package: Package, symbol: &Symbol) -> Vec<Decl<'db>> {
    let named = |name: &Name| meanings(db, package, name).iter().map(|item| item.decl).collect();
    match symbol {
        Symbol::Item(_, name)
        | Symbol::Field(name, _)
        | Symbol::Value(name, _)
        | Symbol::Choice(name, _)
        | Symbol::Level(name, _)
        | Symbol::Exception(name, _) => named(name),
        Symbol::Provision(id) => named(&id.instrument),
        Symbol::Fact(_) => facts_declarations(db, package).clone(),
        Symbol::Point(key, _) | Symbol::Parameter(key, _) | Symbol::Local(key, ..) => {
            declaration_of(db, package, key).into_iter().collect()
        }
        Symbol::Module(_) | Symbol::Country(_) | Symbol::BuiltIn(_) | Symbol::Diagnostic(_) => vec![],
    }
}

/// Where a symbol is declared and used, in the order of files and texts.
pub fn mentions_of(db: &dyn Database, package: Package, symbol: &Symbol) -> Vec<Mentioned> {
    let word = match symbol {
        Symbol::Country(country) => Some(Name::from(country.code())),
        symbol => symbol.word().cloned(),
    };
    // A text that does not have the word names nothing by it, and need not be looked at.
    let may_name = |decl: &Decl<'_>| word.as_ref().is_none_or(|word| decl.text(db).contains(word.as_str()));
    let local = match symbol {
        Symbol::Local(key, ..) => Some(key),
        _ => None,
    };
    let decls: Vec<Decl<'_>> = match local {
        Some(_) => declaring(db, package, symbol),
        None => {
            let amendments =
                package.amendments(db).iter().flat_map(|file| declarations(db, *file).iter().copied());
            all_declarations(db, package).chain(amendments).filter(may_name).collect()
        }
    };
    let found = decls.iter().flat_map(|decl| {
        let found = mentions(db, *decl).iter().filter(|it| it.symbol == *symbol);
        found.map(|it| placed(db, *decl, it))
    });
    let mut found: Vec<Mentioned> = found.collect();
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

fn placed<'db>(db: &'db dyn Database, decl: Decl<'db>, mention: &Mention) -> Mentioned {
    Mentioned {
        place: place(db, decl, mention.span),
        symbol: mention.symbol.clone(),
        role: mention.role,
        ty: mention.ty.clone(),
    }
}

/// The criterion, or the provision relaxed or formalised, to which numbered labels of a declaration belong.
fn own_provision<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<ProvisionId> {
    match &tree(db, decl).kind {
        DeclarationKind::Criterion(_) => criterion_head(db, decl)?.provision.clone(),
        DeclarationKind::Derogation(_) => derogation_head(db, decl).as_ref()?.from.clone(),
        DeclarationKind::Rule(written) => Resolver::new(db, decl).find(&written.under.citation, &mut vec![]),
        _ => None,
    }
}

/// What criteria that copy another need to know of it: its parameters and its named points.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    /// Its parameters with their types.
    pub(crate) parameters: Vec<(Name, Option<Type>)>,
    /// Its points without number.
    pub(crate) points: Vec<Name>,
}

/// The parameters and the named points that a criterion itself writes.
#[salsa::tracked]
pub(crate) fn criterion_parts<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Parts {
    let mut parts = Parts::default();
    let DeclarationKind::Criterion(written) = &tree(db, decl).kind else { return parts };
    let mut lookup = Lookup::new(db, decl);
    for clause in &written.clauses {
        let clause = match &clause.kind {
            ast::ClauseKind::Plus(inner) => inner,
            _ => clause,
        };
        match &clause.kind {
            ast::ClauseKind::Parameter(variable, _) => {
                let ty = resolve(&mut lookup, &variable.ty, Position::CriterionParameter);
                parts.parameters.push((variable.name.name.clone(), ty));
            }
            ast::ClauseKind::Point(point) if !point.numbered => parts.points.push(point.label.name.clone()),
            _ => {}
        }
    }
    parts
}

/// The type of the value of a rule.
#[salsa::tracked]
pub(crate) fn rule_type<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<Type> {
    let DeclarationKind::Rule(written) = &tree(db, decl).kind else { return None };
    resolve(&mut Lookup::new(db, decl), &written.ty, Position::Rule)
}

/// The most criteria that copy one another.
const MOST_COPIES: usize = 16;

/// A criterion, the one that it copies, the one which that copies, and so on.
fn copied_from<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Vec<Decl<'db>> {
    let package = decl.file(db).package(db);
    let mut chain = vec![decl];
    let next = |decl| {
        let from = criterion_head(db, decl)?.copied.as_ref()?.1.as_ref()?;
        criterion_of(db, package, from)
    };
    while let Some(next) = chain.last().and_then(|last| next(*last))
        && !chain.contains(&next)
        && chain.len() <= MOST_COPIES
    {
        chain.push(next);
    }
    chain
}

/// A name that stands for what is being written.
pub const MARKER: &str = "acquis_is_written_here";

/// What is wanted where something is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A value in an expression, of this type where one is known.
    Value(Option<Type>),
    /// A field that an expression reads of what has this type.
    Member(Type),
    /// A key of what has this type, on the way to a fact; a fact of the dossier where nothing stands before it.
    Field(Option<Type>),
    /// A field of something whose type is not known.
    FieldOfUnknown,
    /// A word for a value of this type.
    Word(Option<Type>),
    /// The name of something declared, of this kind.
    Item(ItemKind),
    /// A type.
    Type,
    /// A choice of a reading.
    Choice(Name),
    /// An exception of a rule.
    Exception(Name),
    /// A module.
    Module,
}

/// What is wanted at the marker, and what is in scope there, innermost first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// What is wanted.
    pub wanted: Wanted,
    /// The variables and parameters in scope.
    pub scope: Vec<(Name, Symbol, Option<Type>)>,
}

/// What is wanted at the [`MARKER`] of `text`, which stands for the text of a declaration as it may become; nothing where
/// the marker is in a piece that cannot be read.
pub fn wanted_in<'db>(db: &'db dyn Database, decl: Decl<'db>, text: &str) -> Option<Cursor> {
    let parsed = acquis_syntax::parse_declaration(text);
    let mut walker = Walker::new(db, decl, &parsed.declaration, text);
    walker.declaration();
    walker.cursor
}

/// A variable in scope.
struct Variable {
    name: Name,
    symbol: Symbol,
    ty: Option<Type>,
}

/// Walks a declaration and notes what it names.
struct Walker<'db, 't> {
    db: &'db dyn Database,
    decl: Decl<'db>,
    tree: &'t ast::Declaration,
    /// The text of the tree.
    text: &'t str,
    package: Package,
    /// Looks names up; what it finds wrong was reported elsewhere.
    lookup: Lookup<'db>,
    exprs: &'t ast::Exprs,
    /// The provision to which numbered labels belong.
    own: Option<ProvisionId>,
    scope: Vec<Variable>,
    /// The rule that is walked, and the type of its value.
    rule_name: Option<Name>,
    result: Option<Type>,
    found: Vec<Mention>,
    /// What is wanted at the marker, if it was met.
    cursor: Option<Cursor>,
}

impl<'db, 't> Walker<'db, 't> {
    fn new(db: &'db dyn Database, decl: Decl<'db>, tree: &'t ast::Declaration, text: &'t str) -> Self {
        Self {
            db,
            decl,
            tree,
            text,
            package: decl.file(db).package(db),
            lookup: Lookup::new(db, decl),
            exprs: &tree.exprs,
            own: own_provision(db, decl),
            scope: vec![],
            rule_name: None,
            result: None,
            found: vec![],
            cursor: None,
        }
    }

    fn add(&mut self, span: Span, symbol: Symbol, role: Role) {
        self.add_typed(span, symbol, role, None);
    }

    fn add_typed(&mut self, span: Span, symbol: Symbol, role: Role, ty: Option<Type>) {
        self.found.push(Mention { span, symbol, role, ty });
    }

    /// Notes what is wanted if this is the marker.
    fn meet(&mut self, name: &str, wanted: impl FnOnce() -> Wanted) {
        if name == MARKER && self.cursor.is_none() {
            let scope = self.scope.iter().rev().map(|it| (it.name.clone(), it.symbol.clone(), it.ty.clone()));
            self.cursor = Some(Cursor { wanted: wanted(), scope: scope.collect() });
        }
    }

    /// Notes a name that stands for something declared; says what.
    fn item(&mut self, ident: &ast::Ident, wanted: ItemKind) -> Option<(ItemKind, Decl<'db>)> {
        self.meet(&ident.name, || Wanted::Item(wanted));
        let item = self.lookup.peek(&ident.name)?;
        self.add(ident.span, Symbol::Item(item.kind, ident.name.clone()), Role::Uses);
        Some((item.kind, item.decl))
    }

    /// Notes a citation and what is printed in its stead.
    fn cited(&mut self, cited: &ast::Cited, role: Role) -> Option<ProvisionId> {
        if let Some(printed) = &cited.printed {
            self.citation(printed, Role::Uses);
        }
        self.citation(&cited.citation, role)
    }

    fn all_cited<'c>(&mut self, cited: impl IntoIterator<Item = &'c ast::Cited>) {
        for cited in cited {
            self.cited(cited, Role::Uses);
        }
    }

    /// Notes a citation, the instrument that it names apart from the provision.
    fn citation(&mut self, citation: &ast::Citation, role: Role) -> Option<ProvisionId> {
        let mut span = citation.span;
        if let Some(instrument) = &citation.instrument {
            self.item(instrument, ItemKind::Instrument);
            let rest = self.text.get(instrument.span.end as usize..).unwrap_or("");
            let blanks = rest.len().saturating_sub(rest.trim_start().len());
            span.start = instrument.span.end.saturating_add(Span::new(0, blanks).end).min(span.end);
        }
        let provision = Resolver::new(self.db, self.decl).find(citation, &mut vec![])?;
        self.add(span, Symbol::Provision(provision.clone()), role);
        Some(provision)
    }

    /// Notes a label in parentheses as the provision below the declaration's own.
    fn numbered(&mut self, label: &ast::Ident, of: Option<&ProvisionId>, role: Role) -> bool {
        let Some(of) = of else { return false };
        let path = of.path.child(acquis_base::Step::Label(label.name.clone()));
        let instruments = &outlines(self.db, self.package).instruments;
        let Some((_, node)) = instruments.get(&of.instrument).and_then(|it| it.find(&path)) else {
            return false;
        };
        let id = ProvisionId { instrument: of.instrument.clone(), path: node.path.clone() };
        self.add(label.span, Symbol::Provision(id), role);
        true
    }

    /// Notes the names in a type, and resolves it.
    fn type_form(&mut self, form: &ast::TypeForm, position: Position) -> Option<Type> {
        self.type_names(form);
        resolve(&mut self.lookup, form, position)
    }

    fn type_names(&mut self, form: &ast::TypeForm) {
        match &form.kind {
            ast::TypeFormKind::Unread => {}
            ast::TypeFormKind::List(inner, _)
            | ast::TypeFormKind::Pool(inner)
            | ast::TypeFormKind::Optional(inner) => self.type_names(inner),
            ast::TypeFormKind::Reference(name)
            | ast::TypeFormKind::Level(name)
            | ast::TypeFormKind::Plain { name, .. } => self.type_name(name),
        }
    }

    fn type_name(&mut self, name: &ast::Ident) {
        self.meet(&name.name, || Wanted::Type);
        if BUILT_IN.contains(&name.name.as_str()) {
            self.add(name.span, Symbol::BuiltIn(name.name.clone()), Role::Uses);
        } else {
            self.item(name, ItemKind::Entity);
        }
    }

    /// The ladder of levels that do not name theirs.
    fn ladder(&self) -> Option<Name> {
        let chosen = self.package.manifest(self.db).ladder.as_ref().map(|(name, _)| name.clone());
        chosen.or_else(|| self.only_ladder())
    }

    fn only_ladder(&self) -> Option<Name> {
        let mut all = items_of_kind(self.db, self.package, ItemKind::Ladder).map(|(name, _)| name);
        all.next().filter(|_| all.next().is_none()).cloned()
    }

    /// Notes a kind of evidence.
    fn evidence_kind(&mut self, kind: &ast::Ident) {
        let kinds = evidence_kinds(self.db, self.package).clone();
        self.meet(&kind.name, || Wanted::Word(kinds.map(Type::Enum)));
        if let Some(kinds) = evidence_kinds(self.db, self.package).clone()
            && self.is_value(&kinds, &kind.name)
        {
            self.add(kind.span, Symbol::Value(kinds, kind.name.clone()), Role::Uses);
        }
    }

    fn declaration(&mut self) {
        if let Some((ident, kind)) = declared_by(self.tree) {
            self.add(ident.span, Symbol::Item(kind, ident.name.clone()), Role::Declares);
        }
        match &self.tree.kind {
            DeclarationKind::Import(import) => {
                self.meet(&import.module.name, || Wanted::Module);
                self.add(import.module.span, Symbol::Module(import.module.name.clone()), Role::Uses);
            }
            DeclarationKind::Instrument(written) => self.instrument(written),
            DeclarationKind::Entity(written) => self.entity(written),
            DeclarationKind::Facts(written) => self.facts(written),
            DeclarationKind::Enumeration(written) => self.enumeration(written),
            DeclarationKind::Register(written) => self.register(written),
            DeclarationKind::Assume(written) => {
                self.condition(written.formula);
            }
            DeclarationKind::Define(written) => self.define(written),
            DeclarationKind::Reading(written) => self.reading(written),
            DeclarationKind::Ladder(written) => self.ladder_levels(written),
            DeclarationKind::Criterion(written) => self.criterion(written),
            DeclarationKind::Derogation(written) => self.derogation(written),
            DeclarationKind::Rule(written) => self.rule(written),
            DeclarationKind::NotFormalised(written) => {
                self.citation(&written.provision, Role::Uses);
            }
            DeclarationKind::Scenario(written) => self.scenario(written),
            DeclarationKind::Waiver(written) => {
                self.add(written.code.span, Symbol::Diagnostic(written.code.name.clone()), Role::Uses);
            }
            DeclarationKind::Amendment(written) => self.amendment(written),
            DeclarationKind::Broken(written) => {
                if let Some(citation) = &written.citation {
                    self.citation(citation, Role::Uses);
                }
            }
        }
    }
}
