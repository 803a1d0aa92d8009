//! What other declarations need to know of a declaration: its signature, without its body and without its places, so
//! that an edit elsewhere in it stops here.

use std::collections::{BTreeMap, HashSet};

use acquis_base::{Diagnostic, Name, codes};
use acquis_ir::{
    Cited, Entity, Enumeration, Field, Package as PackageInfo, Program, ProvisionId, Register, Type, Variant,
};
use acquis_syntax::ast::{self, DeclarationKind};
use salsa::Database;

use crate::citations::Resolver;
use crate::declaration::{Decl, tree};
use crate::index::has_broken;
use crate::input::Package;
use crate::lookup::{Account, Lookup, unresolved};
use crate::names::{ItemKind, items_of_kind};
use crate::types::{BUILT_IN, Position, resolve};

/// Keys of a dossier that are not facts.
pub const DOSSIER_KEYS: &[&str] = &["subject", "as_of", "registers", "evidence", "package"];

/// The values of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct EnumSignature {
    /// Whether they are the kinds of evidence.
    pub of_evidence: bool,
    /// Whether they are ordered, least first.
    pub ordered: bool,
    /// Their names.
    pub variants: Vec<Name>,
}

/// The values that an enumeration declares.
#[salsa::tracked]
pub fn enum_signature<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<EnumSignature> {
    let DeclarationKind::Enumeration(written) = &tree(db, decl).kind else { return None };
    let variants = written.variants.iter().map(|variant| variant.name.name.clone()).collect();
    Some(EnumSignature { of_evidence: written.of_evidence, ordered: written.ordered, variants })
}

/// The values of all enumerations of a package, each with the first enumeration that has it.
#[salsa::tracked]
pub fn value_owners(db: &dyn Database, package: Package) -> BTreeMap<Name, Name> {
    let mut owners = BTreeMap::new();
    for (name, item) in items_of_kind(db, package, ItemKind::Enumeration) {
        for variant in enum_signature(db, item.decl).iter().flat_map(|signature| &signature.variants) {
            owners.entry(variant.clone()).or_insert_with(|| name.clone());
        }
    }
    owners
}

/// The enumeration whose values are the kinds of evidence; if there are several, which is reported, the first by name.
#[salsa::tracked]
pub fn evidence_kinds(db: &dyn Database, package: Package) -> Option<Name> {
    let is_it = |decl| {
        enum_signature(db, decl).as_ref().is_some_and(|signature: &EnumSignature| signature.of_evidence)
    };
    let mut all = items_of_kind(db, package, ItemKind::Enumeration);
    all.find(|(_, item)| is_it(item.decl)).map(|(name, _)| name.clone())
}

/// A field without its documentation. Its type is missing where it could not be resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct FieldSignature {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Option<Type>,
}

/// The fields of an entity or of the dossier.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct EntitySignature {
    /// The key that holds the identity.
    pub identity: Option<Name>,
    /// The fields.
    pub fields: Vec<FieldSignature>,
    /// Whether faulty fields were left out, so that an unknown one may still be right.
    pub incomplete: bool,
}

impl EntitySignature {
    /// The field of that name and its index.
    pub(crate) fn field(&self, name: &str) -> Option<(u32, &FieldSignature)> {
        let at = self.fields.iter().position(|field| field.name == *name)?;
        Some((u32::try_from(at).ok()?, self.fields.get(at)?))
    }
}

/// Whether the records of an entity can be referred to. Apart from the signature, whose fields may refer to any
/// entity, this one included.
#[salsa::tracked(returns(copy))]
pub(crate) fn has_identity<'db>(db: &'db dyn Database, decl: Decl<'db>) -> bool {
    matches!(&tree(db, decl).kind, DeclarationKind::Entity(entity) if entity.identity.is_some())
}

/// A signature with what was used and what was wrong on the way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resolved<T> {
    /// The signature.
    pub signature: T,
    /// What was used and what is wrong.
    pub account: Account,
}

/// The fields that an `entity` or `facts` declaration lists.
#[salsa::tracked]
pub fn resolved_fields<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<Resolved<EntitySignature>> {
    let (fields, identity, incomplete, position) = match &tree(db, decl).kind {
        DeclarationKind::Entity(entity) => {
            (&entity.fields, entity.identity.as_ref(), entity.incomplete, Position::Field)
        }
        DeclarationKind::Facts(facts) => (&facts.fields, None, facts.incomplete, Position::Facts),
        _ => return None,
    };
    let mut lookup = Lookup::new(db, decl);
    let mut signature =
        EntitySignature { identity: identity.map(|ident| ident.name.clone()), fields: vec![], incomplete };
    let mut taken: HashSet<&Name> = identity.iter().map(|ident| &ident.name).collect();
    for field in fields {
        if !taken.insert(&field.name.name) {
            field_twice(&mut lookup, fields, field);
            continue;
        }
        if position == Position::Facts && DOSSIER_KEYS.contains(&field.name.name.as_str()) {
            reserved_field(&mut lookup, field);
        }
        let ty = resolve(&mut lookup, &field.ty, position);
        signature.fields.push(FieldSignature { name: field.name.name.clone(), ty });
    }
    Some(Resolved { signature, account: lookup.account })
}

fn field_twice(lookup: &mut Lookup<'_>, fields: &[ast::Field], field: &ast::Field) {
    let mut finding = Diagnostic::at(
        &codes::DUPLICATE,
        format!("the field `{}` is declared twice", field.name.name),
        lookup.anchor(field.name.span),
        "declared again",
    );
    if let Some(first) =
        fields.iter().find(|other| other.name.name == field.name.name && other.name.span != field.name.span)
    {
        finding = finding.label(lookup.anchor(first.name.span), "declared here");
    }
    lookup.report(finding.help("remove one, or give it another name"));
}

fn reserved_field(lookup: &mut Lookup<'_>, field: &ast::Field) {
    let finding = Diagnostic::at(
        &codes::DUPLICATE,
        format!("`{}` has a meaning of its own in every dossier", field.name.name),
        lookup.anchor(field.name.span),
        "reserved",
    )
    .note(format!("reserved keys of a dossier are {}", DOSSIER_KEYS.join(", ")))
    .help("give the fact another name");
    lookup.report(finding);
}

/// The fields of an entity or of the dossier.
#[salsa::tracked]
pub fn entity_signature<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<EntitySignature> {
    resolved_fields(db, decl).as_ref().map(|resolved| resolved.signature.clone())
}

/// The `facts` declarations of a package; a package that assesses has one.
#[salsa::tracked]
pub fn facts_declarations(db: &dyn Database, package: Package) -> Vec<Decl<'_>> {
    crate::index::facts(db, package).collect()
}

/// The fields of a dossier. If it is declared twice, which is reported as such, those of all its declarations.
#[salsa::tracked]
pub fn facts_signature(db: &dyn Database, package: Package) -> EntitySignature {
    let mut all = EntitySignature::default();
    for signature in
        facts_declarations(db, package).iter().filter_map(|decl| entity_signature(db, *decl).as_ref())
    {
        all.incomplete |= signature.incomplete;
        let new: Vec<FieldSignature> =
            signature.fields.iter().filter(|field| all.field(&field.name).is_none()).cloned().collect();
        all.fields.extend(new);
    }
    all
}

/// Whether a dossier of a package has a fact of this name.
pub fn is_fact(db: &dyn Database, package: Package, name: &str) -> bool {
    facts_signature(db, package).field(name).is_some()
}

/// What a register lists and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct RegisterSignature {
    /// The type of its keys; missing where it could not be resolved.
    pub of: Option<Type>,
    /// The provision under which its entries are made.
    pub basis: Option<Cited>,
}

/// What a `register` declaration lists and rests on, with the findings about both.
#[salsa::tracked]
pub fn resolved_register<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<Resolved<RegisterSignature>> {
    let DeclarationKind::Register(register) = &tree(db, decl).kind else { return None };
    let mut lookup = Lookup::new(db, decl);
    let of = match register.of.name.as_str() {
        "Country" => Some(Type::Country),
        _ if lookup.peek(&register.of.name).is_some_and(|item| item.kind == ItemKind::Enumeration) => {
            lookup.item(&register.of.name, register.of.span);
            Some(Type::Enum(register.of.name.clone()))
        }
        _ => {
            not_listable(&mut lookup, &register.of);
            None
        }
    };
    let resolver = Resolver::new(db, decl);
    let basis = register.under.as_ref().and_then(|under| resolver.cited(under, &mut lookup.account.findings));
    Some(Resolved { signature: RegisterSignature { of, basis }, account: lookup.account })
}

/// Reports something that a register cannot list.
fn not_listable(lookup: &mut Lookup<'_>, of: &ast::Ident) {
    let item = lookup.item(&of.name, of.span);
    if item.is_some_and(|item| item.kind == ItemKind::Broken) {
        return;
    }
    let help = "a register lists countries (`of Country`) or values of an enumeration";
    if item.is_none() && !BUILT_IN.contains(&of.name.as_str()) {
        let candidates = lookup.candidates(&[ItemKind::Enumeration]).chain(["Country"]);
        let finding = unresolved(&of.name, lookup.anchor(of.span), candidates, help);
        lookup.report(finding);
        return;
    }
    let message = format!("a register cannot list `{}`", of.name);
    let finding =
        Diagnostic::at(&codes::BAD_TYPE, message, lookup.anchor(of.span), "not listed by registers");
    lookup.report(finding.help(help));
}

/// What a register lists and what it rests on.
#[salsa::tracked]
pub fn register_signature<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<RegisterSignature> {
    resolved_register(db, decl).as_ref().map(|resolved| resolved.signature.clone())
}

/// The vocabulary of a package as a program without law, against which dossiers can be read; nothing while anything in it
/// is in error.
#[salsa::tracked]
pub fn vocabulary(db: &dyn Database, package: Package) -> Option<Program> {
    if ["entity", "enum", "register", "facts"].iter().any(|keyword| has_broken(db, package, keyword)) {
        return None;
    }
    let name = package.manifest(db).name.clone();
    let mut program =
        Program { package: PackageInfo { name, ..PackageInfo::default() }, ..Program::default() };
    for (name, item) in items_of_kind(db, package, ItemKind::Enumeration) {
        let signature = enum_signature(db, item.decl).as_ref()?;
        let variants = signature.variants.iter().map(|name| Variant { name: name.clone(), gloss: None });
        let (name, variants) = (name.clone(), variants.collect());
        let enumeration =
            Enumeration { name: name.clone(), docs: None, ordered: signature.ordered, variants };
        program.enumerations.insert(name, enumeration);
    }
    for (name, item) in items_of_kind(db, package, ItemKind::Entity) {
        let signature = entity_signature(db, item.decl).as_ref()?;
        let (identity, fields) = (signature.identity.clone(), known_fields(signature)?);
        program.entities.insert(name.clone(), Entity { name: name.clone(), docs: None, identity, fields });
    }
    for (name, item) in items_of_kind(db, package, ItemKind::Register) {
        let of = register_signature(db, item.decl).as_ref()?.of.clone()?;
        let register = Register {
            name: name.clone(),
            title: None,
            docs: None,
            of,
            basis: None,
            known_until: None,
            entries: vec![],
        };
        program.registers.insert(name.clone(), register);
    }
    program.facts = known_fields(facts_signature(db, package))?;
    program.evidence_kinds.clone_from(evidence_kinds(db, package));
    Some(program)
}

/// The fields of a signature; nothing if any of them is in error.
fn known_fields(signature: &EntitySignature) -> Option<Vec<Field>> {
    let field = |field: &FieldSignature| {
        Some(Field { name: field.name.clone(), ty: field.ty.clone()?, fixed: false, docs: None })
    };
    if signature.incomplete { None } else { signature.fields.iter().map(field).collect() }
}

/// The parameters and the type of a notion; types are missing where they could not be resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct DefineSignature {
    /// The parameters.
    pub parameters: Vec<FieldSignature>,
    /// The type of its value.
    pub ty: Option<Type>,
}

/// The signature of a `define` declaration, with the findings about it.
#[salsa::tracked]
pub fn resolved_define<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<Resolved<DefineSignature>> {
    let DeclarationKind::Define(define) = &tree(db, decl).kind else { return None };
    let mut lookup = Lookup::new(db, decl);
    let parameters = define.parameters.iter().map(|parameter| {
        let ty = resolve(&mut lookup, &parameter.ty, Position::Parameter);
        FieldSignature { name: parameter.name.name.clone(), ty }
    });
    let parameters = parameters.collect();
    let ty = resolve(&mut lookup, &define.ty, Position::Result);
    Some(Resolved { signature: DefineSignature { parameters, ty }, account: lookup.account })
}

/// The parameters and the type of a notion.
#[salsa::tracked]
pub fn define_signature<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<DefineSignature> {
    resolved_define(db, decl).as_ref().map(|resolved| resolved.signature.clone())
}

/// The alternatives of a reading.
#[salsa::tracked]
pub fn reading_choices<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<Vec<Name>> {
    let DeclarationKind::Reading(reading) = &tree(db, decl).kind else { return None };
    Some(reading.choices.iter().map(|choice| choice.name.name.clone()).collect())
}

/// A level of a ladder and where its criteria are set out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct LevelSignature {
    /// Its number.
    pub number: u32,
    /// The provision that holds its criteria.
    pub set_out_in: Option<ProvisionId>,
}

/// The levels of a `ladder` declaration, with the findings about where they are set out.
#[salsa::tracked]
pub fn resolved_ladder<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<Resolved<Vec<LevelSignature>>> {
    let DeclarationKind::Ladder(ladder) = &tree(db, decl).kind else { return None };
    let resolver = Resolver::new(db, decl);
    let mut findings = vec![];
    let levels = ladder.rungs.iter().map(|rung| LevelSignature {
        number: rung.level.value,
        set_out_in: rung.set_out_in.as_ref().and_then(|citation| resolver.find(citation, &mut findings)),
    });
    let signature = levels.collect();
    Some(Resolved { signature, account: Account { findings, ..Account::default() } })
}

/// The levels of a ladder.
#[salsa::tracked]
pub fn ladder_levels<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<Vec<LevelSignature>> {
    resolved_ladder(db, decl).as_ref().map(|resolved| resolved.signature.clone())
}
