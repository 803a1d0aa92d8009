//! What a policy leaves unsaid because it follows, shown between its words: the level at which a point counts and up to
//! which it is owed, the types of bound variables, the headings of what is cited, the choice by which a reading reads.
//!
//! A hint never repeats what stands beside it, and of one heading a declaration shows the first.

use std::collections::BTreeSet;

use acquis_analysis::{
    Database, Decl, ItemKind, Mention, Package, Role, SourceFile, Symbol, criteria_of, declarations,
    declarations_of, definition_of, mentions, outlines, parsed, standing,
};
use acquis_base::{Name, Place, Span};
use acquis_ir::{ProvisionId, Type};
use acquis_syntax::ast::{self, DeclarationKind, ExprKind};

use crate::hover::hover;

/// The most characters of a heading that are shown; a longer one ends in an ellipsis.
pub const MOST_CHARACTERS: usize = 48;

/// The most criteria that copy one another.
const MOST_COPIES: usize = 16;

/// What a hint tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum HintKind {
    Level,
    Type,
    Heading,
    Reading,
}

/// Which hints are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the kinds")]
pub struct Wanted {
    pub levels: bool,
    pub types: bool,
    pub headings: bool,
    pub readings: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { levels: true, types: true, headings: true, readings: true }
    }
}

impl Wanted {
    fn wants(self, kind: HintKind) -> bool {
        match kind {
            HintKind::Level => self.levels,
            HintKind::Type => self.types,
            HintKind::Heading => self.headings,
            HintKind::Reading => self.readings,
        }
    }
}

/// A piece of a hint, with the place to which it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What is shown.
    pub text: String,
    /// Where what it names is declared.
    pub target: Option<Place>,
}

/// What else a hint has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tooltip {
    /// This, as Markdown.
    Said(String),
    /// What there is to say of what is named at this place.
    Of(Place),
}

/// Something that follows and is not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Before which byte it is shown.
    pub offset: u32,
    /// What it tells.
    pub kind: HintKind,
    /// What is shown.
    pub label: Vec<Part>,
    /// What else there is to say.
    pub tooltip: Option<Tooltip>,
    /// What to write there to say the same, where the language has words for it.
    pub insert: Option<String>,
}

impl Hint {
    /// What it shows, in one piece.
    pub fn text(&self) -> String {
        self.label.iter().map(|part| part.text.as_str()).collect()
    }

    /// What else it has to say, as Markdown.
    pub fn tooltip(&self, db: &Database, package: Package) -> Option<String> {
        match self.tooltip.as_ref()? {
            Tooltip::Said(text) => Some(text.clone()),
            Tooltip::Of(place) => {
                let file = package.file(db, &place.file)?;
                Some(hover(db, package, file, place.span.start)?.markdown)
            }
        }
    }
}

/// The hints of a range of a file, in the order of the text. Declarations outside of the range are not looked at.
pub fn inlay_hints(
    db: &Database,
    package: Package,
    file: SourceFile,
    range: Span,
    wanted: Wanted,
) -> Vec<Hint> {
    let all = declarations(db, file);
    let first = all.partition_point(|decl| decl.start(db) <= range.start).saturating_sub(1);
    let mut found = vec![];
    for decl in all.iter().skip(first).take_while(|decl| decl.start(db) <= range.end) {
        let mut hints = Hints { db, package, decl: *decl, wanted, found: vec![] };
        hints.collect();
        found.append(&mut hints.found);
    }
    found.retain(|hint| range.start <= hint.offset && hint.offset <= range.end);
    // Stable, so that a heading stays before the level of what it heads.
    found.sort_by_key(|hint| hint.offset);
    found
}

/// Collects the hints of one declaration.
struct Hints<'db> {
    db: &'db Database,
    package: Package,
    decl: Decl<'db>,
    wanted: Wanted,
    found: Vec<Hint>,
}

fn plain(text: impl Into<String>) -> Part {
    Part { text: text.into(), target: None }
}

impl<'db> Hints<'db> {
    fn tree(&self) -> &'db ast::Declaration {
        &parsed(self.db, self.decl).declaration
    }

    fn add(&mut self, at: u32, kind: HintKind, label: Vec<Part>, tooltip: Option<Tooltip>) {
        if self.wanted.wants(kind) && !label.is_empty() {
            let offset = self.decl.start(self.db).saturating_add(at);
            self.found.push(Hint { offset, kind, label, tooltip, insert: None });
        }
    }

    fn place(&self, span: Span) -> Place {
        Place::new(self.decl.key(self.db).file.clone(), span.shifted(self.decl.start(self.db)))
    }

    fn definition(&self, symbol: &Symbol) -> Option<Place> {
        definition_of(self.db, self.package, symbol).into_iter().next()
    }

    fn collect(&mut self) {
        let all = mentions(self.db, self.decl);
        let columns = columns_of(self.tree());
        let mut headed: BTreeSet<&ProvisionId> = BTreeSet::new();
        for mention in all {
            match &mention.symbol {
                Symbol::Provision(id) => {
                    // In a table a hint would move the columns.
                    let in_table = columns.iter().any(|column| column.overlaps(mention.span));
                    if !in_table && self.is_cited(mention) && headed.insert(id) {
                        self.heading(mention, id);
                    }
                    self.level_of_cited(mention, id);
                }
                Symbol::Local(..) | Symbol::Parameter(..) => self.ty(mention),
                Symbol::Item(ItemKind::Reading, name) => self.reading(mention, name),
                _ => {}
            }
        }
        match &self.tree().kind {
            DeclarationKind::Criterion(written) => self.owed(written.level),
            DeclarationKind::Derogation(written) if written.level.is_none() => self.level_of(written),
            _ => {}
        }
        self.own_level();
    }

    /// Whether a provision is cited there, and not only numbered within the one that the declaration is about.
    fn is_cited(&self, mention: &Mention) -> bool {
        let is_own =
            mention.role == Role::Formalises && matches!(self.tree().kind, DeclarationKind::Criterion(_));
        let text = mention.span.of(self.decl.text(self.db));
        mention.role != Role::Declares && !is_own && text.contains(char::is_whitespace)
    }

    fn heading(&mut self, mention: &Mention, id: &ProvisionId) {
        let criterion = criteria_of(self.db, self.package, id).first().copied();
        let title = criterion.and_then(|decl| title_of(self.db, self.package, decl));
        let heading = title.or_else(|| outlines(self.db, self.package).heading(id).cloned());
        let Some(heading) = heading.filter(|heading| !heading.trim().is_empty()) else { return };
        let target = self.definition(&mention.symbol);
        let label = vec![Part { text: format!("“{}”", cut(&heading)), target }];
        let tooltip = Tooltip::Of(self.place(mention.span));
        self.add(mention.span.end, HintKind::Heading, label, Some(tooltip));
    }

    fn level_part(&self, words: &str, ladder: &Name, level: u32) -> Part {
        let target = self.definition(&Symbol::Level(ladder.clone(), level));
        Part { text: format!("{words}level {level}"), target }
    }

    /// The level of a criterion that another copies, or to which it corresponds.
    fn level_of_cited(&mut self, mention: &Mention, id: &ProvisionId) {
        let is_criterion = matches!(self.tree().kind, DeclarationKind::Criterion(_));
        if !is_criterion || mention.role != Role::MeansCriterion || !self.is_cited(mention) {
            return;
        }
        let Some((ladder, level)) = self.level_at(id) else { return };
        let part = self.level_part("of ", &ladder, level);
        let tooltip = part.target.clone().map(Tooltip::Of);
        self.add(mention.span.end, HintKind::Level, vec![part], tooltip);
    }

    fn level_at(&self, id: &ProvisionId) -> Option<(Name, u32)> {
        let criterion = criteria_of(self.db, self.package, id).first().copied()?;
        standing(self.db, criterion)?.level
    }

    /// Up to which level a criterion is owed: each level of a cumulative ladder includes those below.
    fn owed(&mut self, written: Option<ast::Count>) {
        let standing = standing(self.db, self.decl).and_then(|standing| standing.level);
        let (Some(written), Some((ladder, level))) = (written, standing) else { return };
        let Some((true, highest)) = self.ladder(&ladder).filter(|(_, highest)| *highest > level) else {
            return;
        };
        let part = self.level_part("owed up to ", &ladder, highest);
        let said = format!(
            "The ladder `{ladder}` is cumulative: each level includes those below it, so that what level {level} asks is \
             owed at every level up to {highest}."
        );
        self.add(written.span.end, HintKind::Level, vec![part], Some(Tooltip::Said(said)));
    }

    /// Whether a ladder is cumulative, and its highest level.
    fn ladder(&self, name: &str) -> Option<(bool, u32)> {
        let mut all = declarations_of(self.db, self.package, name).into_iter();
        all.find_map(|decl| match &parsed(self.db, decl).declaration.kind {
            DeclarationKind::Ladder(written) => {
                let highest = written.rungs.iter().map(|rung| rung.level.value).max()?;
                Some((written.cumulative.is_some(), highest))
            }
            _ => None,
        })
    }

    /// The level of a derogation that does not name it: that of its criterion.
    fn level_of(&mut self, written: &ast::Derogation) {
        let level = standing(self.db, self.decl).and_then(|standing| standing.level);
        let Some((ladder, level)) = level else { return };
        let part = self.level_part("at ", &ladder, level);
        let tooltip = part.target.clone().map(Tooltip::Of);
        let before = self.found.len();
        self.add(written.from.span().end, HintKind::Level, vec![part], tooltip);
        if let Some(hint) = self.found.get_mut(before) {
            hint.insert = Some(format!(" at level {level}"));
        }
    }

    /// What `own level` is. In a criterion that another copies it is another level there.
    fn own_level(&mut self) {
        let level = standing(self.db, self.decl).and_then(|standing| standing.level);
        let Some((ladder, level)) = level else { return };
        let own = self.tree().exprs.iter().filter(|expr| expr.kind == ExprKind::OwnLevel);
        let ends: BTreeSet<u32> = own.map(|expr| expr.span.end).collect();
        for end in ends {
            let part = self.level_part("= ", &ladder, level);
            let tooltip = part.target.clone().map(Tooltip::Of);
            self.add(end, HintKind::Level, vec![part], tooltip);
        }
    }

    /// The type of a variable where it is bound without one, or of a parameter that gets another value.
    fn ty(&mut self, mention: &Mention) {
        let Some(ty) = &mention.ty else { return };
        let is_bound = match mention.symbol {
            Symbol::Local(..) => mention.role == Role::Declares,
            _ => mention.role == Role::Writes,
        };
        let after = self.decl.text(self.db).get(mention.span.end as usize..).unwrap_or("");
        if !is_bound || after.trim_start().starts_with(':') {
            return;
        }
        let mut label = vec![plain(": ")];
        self.type_parts(ty, &mut label);
        let tooltip = label.iter().find_map(|part| part.target.clone()).map(Tooltip::Of);
        self.add(mention.span.end, HintKind::Type, label, tooltip);
    }

    fn type_parts(&self, ty: &Type, parts: &mut Vec<Part>) {
        let named = |kind: ItemKind, name: &Name| Part {
            text: name.to_string(),
            target: self.definition(&Symbol::Item(kind, name.clone())),
        };
        match ty {
            Type::Enum(name) => parts.push(named(ItemKind::Enumeration, name)),
            Type::Record(name) => parts.push(named(ItemKind::Entity, name)),
            Type::Reference(name) => parts.extend([plain("ref "), named(ItemKind::Entity, name)]),
            Type::Pool(name) => parts.extend([plain("pool of "), named(ItemKind::Entity, name)]),
            Type::Level(name) => parts.extend([plain("level of "), named(ItemKind::Ladder, name)]),
            Type::Optional(inner) => {
                parts.push(plain("optional "));
                self.type_parts(inner, parts);
            }
            Type::List(list) => {
                parts.push(plain("list of "));
                self.type_parts(&list.element, parts);
            }
            Type::Bool | Type::Number(_) | Type::Text | Type::Date(..) | Type::Country => {
                parts.push(plain(ty.to_string()));
            }
        }
    }

    /// The choice that a reading makes unless it is asked otherwise. A scenario says itself which it asks for.
    fn reading(&mut self, mention: &Mention, name: &Name) {
        if mention.role != Role::Uses || matches!(self.tree().kind, DeclarationKind::Scenario(_)) {
            return;
        }
        let mut all = declarations_of(self.db, self.package, name).into_iter();
        let default = all.find_map(|decl| match &parsed(self.db, decl).declaration.kind {
            DeclarationKind::Reading(written) => written.choices.iter().find(|choice| choice.default),
            _ => None,
        });
        let Some(choice) = default else { return };
        let symbol = Symbol::Choice(name.clone(), choice.name.name.clone());
        let target = self.definition(&symbol);
        let tooltip = Tooltip::Of(self.place(mention.span));
        let label = vec![plain("default "), Part { text: choice.name.name.to_string(), target }];
        self.add(mention.span.end, HintKind::Reading, label, Some(tooltip));
    }
}

/// Where the heads of the columns of tables stand.
fn columns_of(tree: &ast::Declaration) -> Vec<Span> {
    match &tree.kind {
        DeclarationKind::Scenario(written) => {
            let columns = written.tables.iter().flat_map(|table| &table.columns);
            columns.map(|column| column.span).collect()
        }
        _ => vec![],
    }
}

/// The title of a criterion, its own or that of the one which it copies.
fn title_of(db: &Database, package: Package, decl: Decl<'_>) -> Option<Name> {
    let mut at = decl;
    for _ in 0..=MOST_COPIES {
        let DeclarationKind::Criterion(written) = &parsed(db, at).declaration.kind else { return None };
        if let Some(title) = &written.title {
            return Some(title.value.clone());
        }
        let (_, from) = standing(db, at)?.copied?;
        at = criteria_of(db, package, &from).first().copied()?;
    }
    None
}

/// A heading of at most [`MOST_CHARACTERS`] characters, cut at a word where there is one.
fn cut(heading: &str) -> String {
    let Some((end, _)) = heading.char_indices().nth(MOST_CHARACTERS) else { return heading.to_owned() };
    // One character is for the ellipsis.
    let most = heading.get(..end).and_then(|head| head.char_indices().next_back()).map_or(0, |(at, _)| at);
    let head = heading.get(..most).unwrap_or("");
    let starts_word = heading.get(most..).is_some_and(|rest| rest.starts_with(char::is_whitespace));
    let word = head.rfind(char::is_whitespace).filter(|at| !starts_word && *at > most / 2);
    let kept = head.get(..word.unwrap_or(most)).unwrap_or(head);
    format!("{}…", kept.trim_end_matches(|c: char| c.is_whitespace() || c == ','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_heading_is_cut_at_a_word_and_stays_within_its_length() {
        assert_eq!(cut("Associated third countries"), "Associated third countries");
        let exactly = "x".repeat(MOST_CHARACTERS);
        assert_eq!(cut(&exactly), exactly);
        let long = "Détention, organisation et contrôle de ce qui dépend, en tout, de tiers";
        let shown = cut(long);
        assert_eq!(shown, "Détention, organisation et contrôle de ce qui…");
        assert!(shown.chars().count() <= MOST_CHARACTERS);
        let unbroken = "é".repeat(60);
        assert_eq!(cut(&unbroken).chars().count(), MOST_CHARACTERS);
    }
}
