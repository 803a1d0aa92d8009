//! What is checked of each declaration by itself, given the signatures of others: names, types, citations, and that
//! it says what its kind must say. One file for each kind.

pub(crate) mod criterion;
mod define;
pub(crate) mod derogation;
pub(crate) mod evidence;
mod ladder;
mod reading;
mod register;
pub(crate) mod rule;
mod scenario;
pub(crate) use register::register_entries;
pub(crate) use scenario::ScenarioContent;
mod vocabulary;
mod waiver;
pub(crate) use waiver::waived_code;

use acquis_base::{Diagnostic, Name, codes, nearest};
use acquis_ir::{
    Cited, Clock, Condition, Exception, Exhibit, Formula, Outcome, Point, ProvisionId, Requirement, Type,
    WorkingDay,
};
use acquis_syntax::ast::DeclarationKind;
use salsa::Database;

use crate::citations::{Resolver, without_wrong_citation};
use crate::collisions::Undecided;
use crate::declaration::{Decl, Finding, anchor, parsed, tree};
use crate::elaborate::Constant;
use crate::lookup::{Account, Lookup};
use crate::names::is_module;
use crate::outline::outlined;
use crate::rules::mixed_names;
use crate::together::{Batch, batch_of};

/// A declaration with its formulas, what it uses, and what is wrong with it beyond its grammar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Checked {
    /// The formulas.
    pub content: Content,
    /// What it uses and what is wrong.
    pub account: Account,
}

/// The formulas of a declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Content {
    /// It has none.
    #[default]
    None,
    /// The body of a notion, with the provisions it cites.
    Define(Formula, Vec<Cited>),
    /// An assumption.
    Assume(Formula),
    /// What a criterion asks, after copying.
    Criterion(CriterionContent),
    /// A derogation.
    Derogation(DerogationContent),
    /// What a rule says.
    Rule(Box<RuleContent>),
    /// The cases of a scenario.
    Scenario(ScenarioContent),
    /// The provisions that a declaration without formulas cites.
    Cites(Vec<Cited>),
}

/// What a criterion asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CriterionContent {
    /// Its title, its own or the one copied.
    pub title: Option<Name>,
    /// Its constants.
    pub(crate) constants: Vec<Constant>,
    /// What it asks as a whole.
    pub requirement: Requirement,
    /// Its labelled parts.
    pub points: Vec<Point>,
    /// Where the text says how it is shown.
    pub evidence: Vec<Cited>,
    /// What it is shown by.
    pub exhibits: Vec<Exhibit>,
    /// Labels of limbs that are numbers or letters of the text.
    pub labels: Vec<Name>,
}

/// What a derogation says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DerogationContent {
    /// The criterion that is probably meant in place of the one that it names.
    pub meant: Option<ProvisionId>,
    /// The provision that it rests on.
    pub basis: Option<Cited>,
    /// When it opens.
    pub opens: Vec<Formula>,
    /// What closes it again.
    pub except: Vec<Formula>,
    /// What must hold to rely on it.
    pub conditions: Vec<Condition>,
    /// Labels of limbs that are numbers or letters of the text.
    pub labels: Vec<Name>,
}

/// What a rule says. What could not be made sense of is missing; the program has none of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RuleContent {
    /// The provision that it formalises.
    pub basis: Option<Cited>,
    /// The type of its value.
    pub ty: Option<Type>,
    /// The list that there is one result for each element of.
    pub for_each: Option<Formula>,
    /// When it applies.
    pub applies: Vec<Formula>,
    /// What holds where no exception does.
    pub default: Option<Outcome>,
    /// The exceptions.
    pub exceptions: Vec<Exception>,
    /// What stops the clock.
    pub clock: Option<Clock>,
    /// That it ends on a working day.
    pub working_day: Option<WorkingDay>,
    /// Exceptions that are not seen to exclude each other.
    pub undecided: Vec<Undecided>,
}

impl RuleContent {
    /// Its formulas that speak of an element of `for each`, apart from those of the clock and of days off.
    pub(crate) fn conditions_and_values(&self) -> impl Iterator<Item = &Formula> {
        let exceptions =
            self.exceptions.iter().flat_map(|exception| [&exception.condition, &exception.outcome.formula]);
        let default = self.default.iter().map(|default| &default.formula);
        let uncapped = self.clock.iter().filter_map(|clock| clock.uncapped.as_ref());
        self.applies.iter().chain(default).chain(exceptions).chain(uncapped)
    }

    /// The list of days off.
    pub(crate) fn days_off(&self) -> Option<&Formula> {
        self.working_day.as_ref().and_then(|ends| ends.days_off.as_ref())
    }

    fn formulas(&self) -> impl Iterator<Item = &Formula> {
        let stops = self.clock.iter().flat_map(|clock| [&clock.range, &clock.from, &clock.to]);
        self.for_each.iter().chain(self.conditions_and_values()).chain(stops).chain(self.days_off())
    }
}

impl Content {
    /// Its formulas, in the order of the text for one kind after another.
    pub(crate) fn formulas(&self) -> impl Iterator<Item = &Formula> {
        let (single, criterion, derogation, rule) = match self {
            Self::Define(formula, _) | Self::Assume(formula) => (Some(formula), None, None, None),
            Self::Criterion(content) => (None, Some(content), None, None),
            Self::Derogation(content) => (None, None, Some(content), None),
            Self::Rule(content) => (None, None, None, Some(content)),
            Self::None | Self::Cites(_) | Self::Scenario(_) => (None, None, None, None),
        };
        let requirements = criterion.into_iter().flat_map(|content| {
            std::iter::once(&content.requirement).chain(content.points.iter().map(|point| &point.requirement))
        });
        let asked = requirements.flat_map(|it| it.applies.iter().chain(&it.requires).chain(&it.unless));
        let lifted = derogation.into_iter().flat_map(|content| {
            let conditions = content.conditions.iter().map(|condition| &condition.formula);
            content.opens.iter().chain(&content.except).chain(conditions)
        });
        single.into_iter().chain(asked).chain(lifted).chain(rule.into_iter().flat_map(|rule| rule.formulas()))
    }
}

impl Checked {
    fn only(findings: Vec<Finding>) -> Self {
        Self { account: Account { findings, ..Account::default() }, ..Self::default() }
    }

    fn from(lookup: Lookup<'_>, content: Content) -> Self {
        Self { content, account: lookup.account }
    }
}

/// What the check of a declaration comes to.
pub(crate) fn checked<'db>(db: &'db dyn Database, decl: Decl<'db>) -> &'db Checked {
    let together = batch_of(db, decl).and_then(|(batch, at)| checked_together(db, batch).get(at));
    together.unwrap_or_else(|| alone::checked(db, decl))
}

/// What the checks of declarations come to that are looked at together.
#[salsa::tracked]
fn checked_together<'db>(db: &'db dyn Database, batch: Batch<'db>) -> Vec<Checked> {
    batch.members(db).iter().map(|decl| check(db, *decl)).collect()
}

mod alone {
    use super::{Checked, Database, Decl, check};

    /// What the check of a declaration comes to that is looked at by itself.
    #[salsa::tracked]
    pub(super) fn checked<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Checked {
        check(db, decl)
    }
}

/// Checks a declaration. What is wrong with its text comes first, then its names, then its meaning.
fn check<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Checked {
    let mut checked = meaning(db, decl);
    let text = parsed(db, decl).findings.iter().map(|finding| {
        without_wrong_citation(db, decl, finding.clone()).map_places(|span| anchor(db, decl, *span))
    });
    let mut findings: Vec<Finding> = text.chain(mixed_names(db, decl)).collect();
    findings.append(&mut checked.account.findings);
    checked.account.findings = findings;
    checked
}

fn meaning<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Checked {
    match &tree(db, decl).kind {
        DeclarationKind::Import(import) => import_of(db, decl, import),
        DeclarationKind::Instrument(_) => {
            let findings =
                outlined(db, decl).as_ref().map(|outlined| outlined.findings.clone()).unwrap_or_default();
            Checked::only(findings)
        }
        DeclarationKind::Entity(_) | DeclarationKind::Facts(_) => vocabulary::fields(db, decl),
        DeclarationKind::Enumeration(enumeration) => vocabulary::enumeration(db, decl, enumeration),
        DeclarationKind::Register(register) => register::check(db, decl, register),
        DeclarationKind::Define(define) => define::define(db, decl, define),
        DeclarationKind::Assume(assume) => define::assume(db, decl, assume),
        DeclarationKind::Reading(reading) => reading::check(db, decl, reading),
        DeclarationKind::Ladder(ladder) => ladder::check(db, decl, ladder),
        DeclarationKind::Criterion(criterion) => criterion::check(db, decl, criterion),
        DeclarationKind::Derogation(derogation) => derogation::check(db, decl, derogation),
        DeclarationKind::Rule(written) => rule::check(db, decl, written),
        DeclarationKind::NotFormalised(written) => {
            let mut findings = vec![];
            Resolver::new(db, decl).find(&written.provision, &mut findings);
            Checked::only(findings)
        }
        DeclarationKind::Scenario(written) => scenario::check(db, decl, written),
        DeclarationKind::Waiver(written) => waiver::check(db, decl, written),
        // An amendment is no law; what is wrong with it is found where amendments are looked at.
        DeclarationKind::Amendment(_) | DeclarationKind::Broken(_) => Checked::default(),
    }
}

fn import_of<'db>(db: &'db dyn Database, decl: Decl<'db>, import: &acquis_syntax::ast::Import) -> Checked {
    let package = decl.file(db).package(db);
    let name = &import.module.name;
    let mut findings = vec![];
    if !is_module(db, package, name) {
        let place = anchor(db, decl, import.module.span);
        let finding = Diagnostic::at(
            &codes::UNKNOWN_MODULE,
            format!("there is no module `{name}`"),
            place.clone(),
            "unknown module",
        );
        let modules = package.files(db).iter().map(|file| file.module(db).as_str());
        findings.push(match nearest(name, modules) {
            Some(meant) => {
                finding.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), place, meant)
            }
            None => finding.note(
                "a module is a file: `annex_ii/level_3.acq` below the package's folder is `annex_ii.level_3`",
            )
            .help("write the name of a module of the package, or remove the import"),
        });
    }
    Checked::only(findings)
}
