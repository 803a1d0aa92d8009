//! What is shown above declarations: that a scenario can be run, how often something is used, what was said of a criterion,
//! and what an amendment changes.

use acquis_analysis::{
    Database, Decl, ItemKind, Mentioned, Package, Role, SourceFile, Symbol, declarations, mentions,
    mentions_of, named, parsed, standing,
};
use acquis_base::{Name, Span};
use acquis_ir::ProvisionId;
use acquis_syntax::ast::DeclarationKind;

use crate::document::{Document, all_documents, mentions_in_document};

/// Something to be shown above a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// Where the declaration says what it is called.
    pub span: Span,
    /// What is shown.
    pub kind: LensKind,
}

/// What is shown above a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LensKind {
    /// That the scenario of this title can be run, and what came of it.
    Run(Name),
    /// What was said of the criterion of this provision.
    Verdict(ProvisionId),
    /// What the amendment of this name changes.
    Effect(Name),
    /// How often this is used.
    Uses(Symbol),
}

/// What is shown above the declarations of a file, in the order of its text. What takes a look at the whole package is asked
/// for by [`uses`].
pub fn lenses(db: &Database, file: SourceFile) -> Vec<Lens> {
    let mut found = vec![];
    for decl in declarations(db, file) {
        of_declaration(db, *decl, &mut found);
    }
    found
}

fn of_declaration(db: &Database, decl: Decl<'_>, found: &mut Vec<Lens>) {
    let span = named(db, decl).place.span;
    let mut add = |kind| found.push(Lens { span, kind });
    let item = |kind, name: &Name| LensKind::Uses(Symbol::Item(kind, name.clone()));
    match &parsed(db, decl).declaration.kind {
        DeclarationKind::Amendment(amendment) => add(LensKind::Effect(amendment.name.name.clone())),
        DeclarationKind::Scenario(scenario) => add(LensKind::Run(scenario.title.value.clone())),
        DeclarationKind::Criterion(_) => {
            if let Some(provision) = standing(db, decl).and_then(|standing| standing.provision) {
                add(LensKind::Verdict(provision.clone()));
                add(LensKind::Uses(Symbol::Provision(provision)));
            }
        }
        DeclarationKind::Derogation(derogation) => add(item(ItemKind::Derogation, &derogation.name.name)),
        DeclarationKind::Define(define) => add(item(ItemKind::Define, &define.name.name)),
        DeclarationKind::Entity(entity) => add(item(ItemKind::Entity, &entity.name.name)),
        DeclarationKind::Enumeration(enumeration) => {
            add(item(ItemKind::Enumeration, &enumeration.name.name));
        }
        DeclarationKind::Reading(reading) => add(item(ItemKind::Reading, &reading.name.name)),
        DeclarationKind::Register(register) => add(item(ItemKind::Register, &register.name.name)),
        DeclarationKind::Facts(_) => {
            let start = decl.start(db);
            let declared = mentions(db, decl).iter().filter(|mention| mention.role == Role::Declares);
            let facts = declared.filter(|mention| matches!(mention.symbol, Symbol::Fact(_)));
            found.extend(facts.map(|mention| Lens {
                span: mention.span.shifted(start),
                kind: LensKind::Uses(mention.symbol.clone()),
            }));
        }
        _ => {}
    }
}

/// The places that use something, in sources, in the dossiers given and in those from which scenarios start.
pub fn uses(db: &Database, package: Package, documents: &[Document], symbol: &Symbol) -> Vec<Mentioned> {
    let mut all = mentions_of(db, package, symbol);
    all.retain(|mention| !matches!(mention.role, Role::Declares | Role::Formalises));
    let word = symbol.word().cloned().unwrap_or_default();
    for document in all_documents(db, package, documents) {
        if document.text.contains(word.as_str()) {
            let named = mentions_in_document(db, package, &document).into_iter();
            all.extend(named.filter(|mention| mention.symbol == *symbol));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::package;

    const LAW: &str = "instrument i \"I\" { annex I { section 1 { number 1.1 { points (a) to (a) } } } }
facts { provider : Bool staff : Bool }
ladder l { level 1 set out in Annex I 1 }
define d : Bool = provider
criterion Annex I 1.1(a) at level 1 \"P\" { requires d requires provider }
scenario \"s\" on 2026-01-01 { set provider = true expect Annex I 1.1(a) met }
";

    #[test]
    fn what_can_be_shown_is_found_where_it_is_named() {
        let (db, package) = package(&[("a", LAW)]);
        let file = package.file(&db, "a.acq").expect("there");
        let found = lenses(&db, file);
        let shown: Vec<(&str, usize)> = found
            .iter()
            .map(|lens| {
                let count = match &lens.kind {
                    LensKind::Uses(symbol) => uses(&db, package, &[], symbol).len(),
                    LensKind::Run(_) | LensKind::Verdict(_) | LensKind::Effect(_) => 0,
                };
                (lens.span.of(LAW), count)
            })
            .collect();
        let expected = [
            ("provider", 3),
            ("staff", 0),
            ("d", 1),
            ("Annex I 1.1(a)", 0),
            ("Annex I 1.1(a)", 1),
            ("\"s\"", 0),
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn dossiers_use_facts_too() {
        let (db, package) = package(&[("a", LAW)]);
        let documents = [Document::new("x.yaml", "staff: true\n")];
        let symbol = Symbol::Fact(Name::from("staff"));
        let found = uses(&db, package, &documents, &symbol);
        assert_eq!(found.iter().map(|it| &*it.place.file).collect::<Vec<_>>(), ["x.yaml"]);
    }

    #[test]
    fn nothing_is_shown_above_what_cannot_be_read() {
        let (db, package) = package(&[("a", "define : Bool =\ncriterion at level\nscenario {\n")]);
        let file = package.file(&db, "a.acq").expect("there");
        assert_eq!(
            lenses(&db, file).iter().filter(|lens| matches!(lens.kind, LensKind::Verdict(_))).count(),
            0
        );
    }
}
