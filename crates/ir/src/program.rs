//! The program of a package.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use acquis_base::Name;

use crate::{Date, Exhibit, Formula, Outlines, ProvisionId, Quantified, Standard, Type, Value};

/// What `acquis.toml` says of a package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Package {
    /// Its name.
    pub name: Name,
    /// What it is called in reports.
    pub title: Option<Name>,
    /// Its version.
    pub version: Option<Name>,
    /// The amendments that are in it, in the order in which they were applied.
    pub amendments: Vec<Name>,
}

/// A whole checked package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Program {
    /// The package.
    pub package: Package,
    /// What can be cited.
    pub outlines: Outlines,
    /// Enumerations by name.
    pub enumerations: BTreeMap<Name, Enumeration>,
    /// Entities by name.
    pub entities: BTreeMap<Name, Entity>,
    /// What a dossier holds.
    pub facts: Vec<Field>,
    /// Registers by name.
    pub registers: BTreeMap<Name, Register>,
    /// Readings by name.
    pub readings: BTreeMap<Name, Reading>,
    /// Notions by name.
    pub defines: BTreeMap<Name, Define>,
    /// What is true of every realistic dossier.
    pub assumes: Vec<Assume>,
    /// Ladders by name.
    pub ladders: BTreeMap<Name, Ladder>,
    /// The ladder meant when none is named.
    pub default_ladder: Option<Name>,
    /// Criteria in the order of the outline.
    pub criteria: Vec<Criterion>,
    /// Derogations in the order of citation.
    pub derogations: Vec<Derogation>,
    /// Provisions that are left out on purpose.
    pub not_formalised: Vec<NotFormalised>,
    /// Rules in the order of the provisions that they formalise.
    pub rules: Vec<Rule>,
    /// The enumeration whose values are the kinds of evidence.
    pub evidence_kinds: Option<Name>,
    /// Whether a fact counts as unknown to a criterion as long as the evidence that it asks for is not given.
    pub evidence_decides: bool,
}

impl Program {
    /// The fields of an entity; empty for a name that is none.
    pub fn fields(&self, entity: &str) -> &[Field] {
        self.entities.get(entity).map_or(&[], |entity| &entity.fields)
    }

    /// The derogations from a criterion, in the order of citation.
    pub fn derogations_of<'a>(&'a self, criterion: &'a ProvisionId) -> impl Iterator<Item = &'a Derogation> {
        self.derogations.iter().filter(move |derogation| derogation.from == *criterion)
    }

    /// The rule of that name.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.name == *name)
    }

    /// The criterion that formalises a provision.
    pub fn criterion(&self, provision: &ProvisionId) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.provision == *provision)
    }
}

/// A citation, with what the draft prints in its stead.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cited {
    /// The provision meant.
    pub provision: ProvisionId,
    /// The provision printed, where the draft errs.
    pub printed: Option<ProvisionId>,
}

/// An enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Enumeration {
    /// Its name.
    pub name: Name,
    /// Documentation.
    pub docs: Option<Name>,
    /// Whether its values are ordered, least first.
    pub ordered: bool,
    /// Its values.
    pub variants: Vec<Variant>,
}

impl Enumeration {
    /// The value of that name.
    pub fn value(&self, name: &str) -> Option<Value> {
        let at = self.variants.iter().position(|variant| variant.name == *name)?;
        let variant = self.variants.get(at)?;
        Some(Value::Variant(variant.name.clone(), u32::try_from(at).ok()?))
    }
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Variant {
    /// Its name.
    pub name: Name,
    /// What it means, or else its documentation.
    pub gloss: Option<Name>,
}

/// An entity.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entity {
    /// Its name.
    pub name: Name,
    /// Documentation.
    pub docs: Option<Name>,
    /// The key that holds the identity in a dossier, for entities that can be referred to.
    pub identity: Option<Name>,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A field of an entity or of a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// Whether nobody who gives the facts can change it.
    pub fixed: bool,
    /// Documentation.
    pub docs: Option<Name>,
}

/// A dated set.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Register {
    /// Its name.
    pub name: Name,
    /// What it is called in reports.
    pub title: Option<Name>,
    /// Documentation.
    pub docs: Option<Name>,
    /// What it lists: countries, or the values of an enumeration.
    pub of: Type,
    /// The provision under which its entries are made.
    pub basis: Option<Cited>,
    /// The last day for which the entries are known to be complete; for all days when absent.
    pub known_until: Option<Date>,
    /// Its entries, sorted by key and first day.
    pub entries: Vec<RegisterEntry>,
}

/// An entry of a register.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RegisterEntry {
    /// What is listed.
    pub key: Value,
    /// Its first day.
    pub from: Date,
    /// Its last day, if it has one.
    pub until: Option<Date>,
    /// The act behind it.
    pub act: Option<Name>,
}

/// A named interpretive choice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reading {
    /// Its name.
    pub name: Name,
    /// Documentation.
    pub docs: Option<Name>,
    /// The question that it settles.
    pub question: Option<Name>,
    /// The provisions whose reading is open.
    pub cites: Vec<Cited>,
    /// Its alternatives.
    pub choices: Vec<Choice>,
    /// The one that applies unless another is asked for.
    pub default: Name,
}

/// An alternative of a reading.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Choice {
    /// Its name.
    pub name: Name,
    /// What it says.
    pub gloss: Option<Name>,
}

/// A named notion.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Define {
    /// Its name.
    pub name: Name,
    /// Documentation.
    pub docs: Option<Name>,
    /// The provisions it rests on.
    pub cites: Vec<Cited>,
    /// How many of the body's variables are parameters.
    pub parameters: u32,
    /// The type of its value.
    pub ty: Type,
    /// Its body.
    pub body: Formula,
}

/// Something that is true of every realistic dossier.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Assume {
    /// The same in words.
    pub gloss: Name,
    /// The formula.
    pub formula: Formula,
}

/// An ordered set of levels.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ladder {
    /// Its name.
    pub name: Name,
    /// What it is called in reports.
    pub title: Option<Name>,
    /// Documentation.
    pub docs: Option<Name>,
    /// The provision that establishes it.
    pub basis: Option<Cited>,
    /// Whether each level includes all lower ones.
    pub cumulative: bool,
    /// The provision that says so.
    pub cumulation_basis: Option<Cited>,
    /// Its levels, from 1 upwards.
    pub levels: Vec<Level>,
}

impl Ladder {
    /// What stands for the ladder of a package that has none: it has no level and no name.
    pub fn none() -> &'static Self {
        static NONE: LazyLock<Ladder> = LazyLock::new(|| Ladder {
            name: Name::default(),
            title: None,
            docs: None,
            basis: None,
            cumulative: true,
            cumulation_basis: None,
            levels: vec![],
        });
        &NONE
    }

    /// Whether a criterion must be satisfied for a level of this ladder: in a cumulative one also those of lower levels.
    pub fn asks(&self, level: u32, criterion: &Criterion) -> bool {
        criterion.ladder == self.name
            && (criterion.level == level || self.cumulative && criterion.level < level)
    }

    /// Whether this stands for the ladder of a package that has none.
    pub fn is_none(&self) -> bool {
        self.name.is_empty()
    }
}

/// A level of a ladder.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Level {
    /// Its number.
    pub number: u32,
    /// What it is called.
    pub title: Option<Name>,
    /// The provision that holds its criteria.
    pub set_out_in: Option<ProvisionId>,
    /// How good evidence must be for its criteria.
    pub standard: Option<Standard>,
}

/// What a criterion or one of its points asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Requirement {
    /// One line for when it holds.
    pub holds: Option<Name>,
    /// One line for when it does not.
    pub fails: Option<Name>,
    /// When it applies; always when absent.
    pub applies: Option<Formula>,
    /// What it requires; all of these.
    pub requires: Vec<Formula>,
    /// The carve-outs, any of which stands in for what is required.
    pub unless: Vec<Formula>,
}

impl Requirement {
    /// The one quantifier that all of what is required consists of, with its formula: what a derogation for each that
    /// fails takes apart.
    pub fn each(&self) -> Option<(&Formula, Quantified<'_>)> {
        let [formula] = self.requires.as_slice() else { return None };
        Some((formula, formula.root_expr()?.quantified()?))
    }
}

/// A criterion: one lettered point at one level.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Criterion {
    /// The provision that it formalises.
    pub provision: ProvisionId,
    /// The provision printed, where the draft errs.
    pub printed: Option<ProvisionId>,
    /// The ladder that it belongs to.
    pub ladder: Name,
    /// Its level.
    pub level: u32,
    /// Its title.
    pub title: Option<Name>,
    /// Documentation.
    pub docs: Option<Name>,
    /// The criterion of a lower level that it corresponds to.
    pub counterpart: Option<ProvisionId>,
    /// The criterion that it copies.
    pub copied: Option<Copied>,
    /// What it asks as a whole.
    pub requirement: Requirement,
    /// Its labelled parts, all of which are required too.
    pub points: Vec<Point>,
    /// Where the text says how it is shown.
    pub evidence: Vec<Cited>,
    /// What it is shown by.
    pub exhibits: Vec<Exhibit>,
}

/// That a criterion copies another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Copied {
    /// Whether differences are declared.
    pub refines: bool,
    /// The criterion copied.
    pub from: ProvisionId,
}

/// A labelled part of a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Point {
    /// `(i)`, or a name.
    pub label: Name,
    /// The provision that it is, where the label is one of the outline.
    pub provision: Option<ProvisionId>,
    /// Its title.
    pub title: Option<Name>,
    /// What it asks.
    pub requirement: Requirement,
}

/// An exception to a criterion at its own level.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Derogation {
    /// Its name.
    pub name: Name,
    /// Documentation.
    pub docs: Option<Name>,
    /// The criterion that it relaxes.
    pub from: ProvisionId,
    /// The provision that it rests on.
    pub basis: Option<Cited>,
    /// Whether it binds the elements that fail what the criterion requires of each: then the first variable of every
    /// formula below is such an element.
    pub for_each: bool,
    /// When it opens; all of these.
    pub opens: Vec<Formula>,
    /// What closes it again; any of these.
    pub except: Vec<Formula>,
    /// What must hold to rely on it.
    pub conditions: Vec<Condition>,
}

/// A condition of relying on a derogation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Condition {
    /// The condition in words.
    pub gloss: Option<Name>,
    /// The formula.
    pub formula: Formula,
}

/// A provision that is left out on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NotFormalised {
    /// The provision.
    pub provision: ProvisionId,
    /// Why.
    pub because: Name,
}

/// A value with a default and exceptions. Where there is one result for each element of a list, the first variable of
/// every formula below is that element.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Its name.
    pub name: Name,
    /// What it is called in reports.
    pub title: Option<Name>,
    /// Documentation.
    pub docs: Option<Name>,
    /// The provision that it formalises.
    pub basis: Cited,
    /// The type of its value.
    pub ty: Type,
    /// The list that there is one result for each element of.
    pub for_each: Option<Formula>,
    /// When it applies; all of these.
    pub applies: Vec<Formula>,
    /// What holds where no exception is effective.
    pub default: Outcome,
    /// The exceptions.
    pub exceptions: Vec<Exception>,
    /// What stops the clock.
    pub clock: Option<Clock>,
    /// That it ends on a working day.
    pub working_day: Option<WorkingDay>,
}

/// What a rule gives by default or by an exception.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Outcome {
    /// The value. Of a period its last day, as the day of the event moved by the period's length.
    pub formula: Formula,
    /// Whether it is a period, which starts on the day after the event.
    pub period: bool,
}

/// An exception of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Exception {
    /// Its label.
    pub label: Name,
    /// What it says, in words.
    pub gloss: Option<Name>,
    /// The provision that it rests on, where it is another than the rule's.
    pub basis: Option<Cited>,
    /// When it applies.
    pub condition: Formula,
    /// What follows then.
    pub outcome: Outcome,
    /// The exceptions that go before it, by their indices: those that are said to, and those that go before these.
    pub yields_to: Vec<usize>,
}

/// Stretches of time that lengthen a time limit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Clock {
    /// The list of stops. In `from` and `to` the last outer variable is an element of it.
    pub range: Formula,
    /// The first day of a stop.
    pub from: Formula,
    /// The day on which the clock runs again.
    pub to: Formula,
    /// The most days that all stops together count.
    pub cap: Option<u32>,
    /// When the cap does not count.
    pub uncapped: Option<Formula>,
    /// The provision that stops the clock.
    pub basis: Option<Cited>,
}

/// That a last day which is no working day moves to the next one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WorkingDay {
    /// The list of days off beside Saturdays and Sundays.
    pub days_off: Option<Formula>,
    /// The provision that says so.
    pub basis: Option<Cited>,
}
