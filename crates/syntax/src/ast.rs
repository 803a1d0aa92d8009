//! The syntax tree: one owned tree for each declaration, without meaning. Every span counts from the first byte of
//! the declaration's own text, so that a tree does not change when its declaration moves in the file.
//!
//! Expressions live in one table for each declaration ([`Exprs`]) and refer to each other by index.

use acquis_base::{Comparison, Name, ProvisionKind, ProvisionPath, Rounding, Span};

/// A word with its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ident {
    /// The word.
    pub name: Name,
    /// Where it stands.
    pub span: Span,
}

/// A quoted text with its place; the quotes are not part of `value`, escapes are resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Text {
    /// What the quotes hold.
    pub value: Name,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// An unsigned whole number as written (`level 3`, `with 2 places`), saturated at `u32::MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Count {
    /// The number.
    pub value: u32,
    /// Where it stands.
    pub span: Span,
}

/// A date as written, not yet known to exist.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DateText {
    /// `YYYY-MM-DD`.
    pub text: Name,
    /// Where it stands.
    pub span: Span,
}

/// A citation as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Citation {
    /// The instrument's name where one is written, else the package's own instrument is meant.
    pub instrument: Option<Ident>,
    /// The path below the instrument; never empty.
    pub path: ProvisionPath,
    /// Where it stands.
    pub span: Span,
}

/// A citation, with the one that is printed in its stead where the draft errs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cited {
    /// The provision meant.
    pub citation: Citation,
    /// The provision printed.
    pub printed: Option<Citation>,
}

impl Cited {
    /// Where it stands, `printed as` included.
    pub fn span(&self) -> Span {
        self.printed.as_ref().map_or(self.citation.span, |printed| self.citation.span.to(printed.span))
    }
}

/// A declaration with its place and documentation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Declaration {
    /// What is declared.
    pub kind: DeclarationKind,
    /// From its keyword to its last token.
    pub span: Span,
    /// The `///` lines directly above, joined by line breaks, without the slashes.
    pub docs: Option<Name>,
    /// The expressions of the declaration.
    pub exprs: Exprs,
}

/// The kinds of declaration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant is documented at the type that it wraps")]
pub enum DeclarationKind {
    Import(Import),
    Instrument(Instrument),
    Entity(Entity),
    Enumeration(Enumeration),
    Register(Register),
    Facts(Facts),
    Assume(Assume),
    Define(Define),
    Reading(Reading),
    Ladder(Ladder),
    Criterion(Criterion),
    Derogation(Derogation),
    NotFormalised(NotFormalised),
    Rule(Rule),
    Scenario(Scenario),
    Waiver(Waiver),
    Broken(Broken),
}

/// A declaration whose head could not be read. Its keyword and name are salvaged where possible, so that what refers
/// to it is not reported as well.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Broken {
    /// The word the text starts with.
    pub keyword: Name,
    /// The name after it.
    pub name: Option<Ident>,
    /// The citation after it.
    pub citation: Option<Citation>,
}

/// `import vocabulary`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Import {
    /// The module's path, dotted.
    pub module: Ident,
}

/// `instrument cada "…" { … }`: the outline of a legal text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Instrument {
    /// The name by which citations choose it.
    pub name: Ident,
    /// Its title.
    pub title: Option<Text>,
    /// Document number, procedure, date, status, in the order written.
    pub facts: Vec<InstrumentFact>,
    /// Its provisions.
    pub provisions: Vec<Provision>,
    /// Whether a faulty item was left out.
    pub incomplete: bool,
}

/// What is known of an instrument as a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the variants are the words of the grammar")]
pub enum InstrumentFact {
    Document(Text),
    Procedure(Text),
    Dated(DateText),
    Status(Ident),
}

/// One item of an outline: a provision, or a range of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Provision {
    /// What it is.
    pub kind: ProvisionKind,
    /// Its number or letter, without parentheses; the first of a range.
    pub first: Ident,
    /// The last of a range.
    pub last: Option<Ident>,
    /// Its heading.
    pub heading: Option<Text>,
    /// The letter by which a section is also known.
    pub named: Option<Ident>,
    /// The number that the draft prints where it differs.
    pub printed: Option<Ident>,
    /// The references that its text prints.
    pub refers_to: Vec<Citation>,
    /// The kind of act that it empowers.
    pub empowers: Option<Ident>,
    /// Whether its contents are left out on purpose.
    pub not_transcribed: bool,
    /// The provisions below it.
    pub children: Vec<Provision>,
    /// Where it stands.
    pub span: Span,
    /// Whether a faulty item below was left out.
    pub incomplete: bool,
}

/// `enum Grade ordered { basic < substantial < high }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Enumeration {
    /// Its name.
    pub name: Ident,
    /// Whether its values are the kinds of evidence.
    pub of_evidence: bool,
    /// Whether its values are ordered, least first.
    pub ordered: bool,
    /// Its values.
    pub variants: Vec<Variant>,
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Variant {
    /// The word that stands for it.
    pub name: Ident,
    /// What it means.
    pub gloss: Option<Text>,
    /// Documentation.
    pub docs: Option<Name>,
}

/// `entity Person identified by id { … }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entity {
    /// Its name.
    pub name: Ident,
    /// The key that holds the identity in a dossier, for entities that can be referred to.
    pub identity: Option<Ident>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Whether a faulty field was left out.
    pub incomplete: bool,
}

/// `location : Country`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Field {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: TypeForm,
    /// Whether nobody who gives the facts can change it.
    pub fixed: bool,
    /// Documentation.
    pub docs: Option<Name>,
}

/// `facts { … }`: what a dossier holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Facts {
    /// The fields of a dossier.
    pub fields: Vec<Field>,
    /// Whether a faulty field was left out.
    pub incomplete: bool,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TypeForm {
    /// Its form.
    pub kind: TypeFormKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of a type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TypeFormKind {
    /// A type that could not be read; already reported.
    Unread,
    /// `list of T`, with `nonempty` where an empty list is refused.
    List(Box<TypeForm>, bool),
    /// `pool of T`: entities that are declared only to be referred to.
    Pool(Box<TypeForm>),
    /// `optional T`.
    Optional(Box<TypeForm>),
    /// `ref T`.
    Reference(Ident),
    /// `level of LADDER`.
    Level(Ident),
    /// A built-in type, an entity or an enumeration, with the bounds and decimal places of a number.
    Plain {
        /// The type's name.
        name: Ident,
        /// `from A to B`.
        bounds: Option<(Bound, Bound)>,
        /// `with N places`.
        places: Option<Count>,
    },
}

/// A bound of a number as written, sign included.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bound {
    /// The digits, with sign and decimal point, without `_`.
    pub text: Name,
    /// Where it stands.
    pub span: Span,
}

/// `register member_states of Country { … }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Register {
    /// Its name.
    pub name: Ident,
    /// What it lists.
    pub of: Ident,
    /// What it is called in reports.
    pub title: Option<Text>,
    /// The provision under which its entries are made.
    pub under: Option<Cited>,
    /// The last day for which the entries are known to be complete.
    pub known_until: Option<DateText>,
    /// Its entries.
    pub entries: Vec<RegisterEntry>,
    /// Whether a faulty entry was left out.
    pub incomplete: bool,
}

/// `GB from 1973-01-01 until 2020-01-31 under act "…"`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RegisterEntry {
    /// What is listed.
    pub key: Ident,
    /// Its first day.
    pub from: DateText,
    /// Its last day, if it has one.
    pub until: Option<DateText>,
    /// The act behind it.
    pub act: Option<Text>,
}

/// `assume "…" FORMULA`: what is true of every realistic dossier.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Assume {
    /// What is assumed, in words.
    pub gloss: Text,
    /// The same as a formula.
    pub formula: ExprId,
}

/// `define in_union(c : Country) : Bool = …`: a named notion.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Define {
    /// Its name.
    pub name: Ident,
    /// Its parameters.
    pub parameters: Vec<Variable>,
    /// The type of its value.
    pub ty: TypeForm,
    /// The provisions it rests on.
    pub cites: Vec<Cited>,
    /// Its body.
    pub body: ExprId,
}

/// `c : Country`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Variable {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: TypeForm,
}

/// `reading control_trigger "…" { default … alternative … }`: a named interpretive choice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reading {
    /// Its name.
    pub name: Ident,
    /// The question that it settles.
    pub question: Option<Text>,
    /// The provisions whose reading is open.
    pub cites: Vec<Cited>,
    /// Its alternatives.
    pub choices: Vec<Choice>,
}

/// An alternative of a reading.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Choice {
    /// Whether it applies unless another is asked for.
    pub default: bool,
    /// Its name.
    pub name: Ident,
    /// What it says.
    pub gloss: Option<Text>,
}

/// `ladder union_assurance "…" under … cumulative under … { level 1 … }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ladder {
    /// Its name.
    pub name: Ident,
    /// What it is called in reports.
    pub title: Option<Text>,
    /// The provision that establishes it.
    pub under: Option<Cited>,
    /// Present when each level includes all lower ones, with the provision that says so.
    pub cumulative: Option<Option<Cited>>,
    /// Its levels.
    pub rungs: Vec<Rung>,
}

/// A level of a ladder.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rung {
    /// Its number.
    pub level: Count,
    /// What it is called.
    pub title: Option<Text>,
    /// The provision that holds its criteria.
    pub set_out_in: Option<Citation>,
    /// How good evidence must be for its criteria.
    pub standard: Option<Standard>,
}

/// `evidence audited not older than 12 months rounded down under Article 20(1)`, of a level.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Standard {
    /// The grade that is asked for.
    pub grade: Ident,
    /// How old it may be.
    pub not_older: Option<Period>,
    /// The provision that says so.
    pub under: Option<Cited>,
}

/// What a criterion is shown by: where the text says so, and the items.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Evidence {
    /// Where the text says how it is shown.
    pub cites: Vec<Cited>,
    /// What is asked for.
    pub exhibits: Vec<Exhibit>,
}

/// `certificate "the certification report" certified for certificates;`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Exhibit {
    /// Its kind.
    pub kind: Ident,
    /// What it shows, in words.
    pub gloss: Option<Text>,
    /// The grade that is asked for, where it is another than the level's.
    pub grade: Option<Ident>,
    /// How old it may be, where it is otherwise than for the level.
    pub not_older: Option<Period>,
    /// The facts that it supports, by the way to each from the dossier inwards.
    pub facts: Vec<FactName>,
    /// Where it stands.
    pub span: Span,
}

/// `provider.controllers`: a fact of every dossier, without choosing among the elements of lists.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FactName {
    /// The fields, from the dossier inwards; at least one.
    pub steps: Vec<Ident>,
    /// Where it stands.
    pub span: Span,
}

/// `criterion Annex II 3.1(g) at level 3 "…" { … }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Criterion {
    /// The provision that it formalises.
    pub provision: Cited,
    /// Its level.
    pub level: Option<Count>,
    /// Its title.
    pub title: Option<Text>,
    /// The point of the level below that it corresponds to, where letters do not match.
    pub counterpart: Option<Citation>,
    /// The criterion that it copies.
    pub copied: Option<Copied>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// Whether a faulty clause was left out.
    pub incomplete: bool,
}

/// `restates` or `refines` with the criterion copied.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Copied {
    /// Whether differences are declared (`refines`).
    pub refines: bool,
    /// The criterion copied.
    pub from: Citation,
}

/// A clause of a criterion, a point, a derogation or a rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Clause {
    /// What it says.
    pub kind: ClauseKind,
    /// Where it stands.
    pub span: Span,
}

/// The clauses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ClauseKind {
    /// `holds "…"`: one line for when the criterion holds.
    Holds(Text),
    /// `fails "…"`: one line for when it does not.
    Fails(Text),
    /// `parameter minimum : Grade = substantial`.
    Parameter(Variable, ExprId),
    /// `applies where …`.
    Applies(ExprId),
    /// `requires …`.
    Requires(ExprId),
    /// `unless …`.
    Unless(ExprId),
    /// `point (i) "…" { … }`.
    Point(Point),
    /// `evidence Annex III G { … }`.
    Evidence(Evidence),
    /// `with minimum = high`, in a criterion that refines.
    With(Ident, ExprId),
    /// `without unless` (no name) or `without point (iii)`, in a criterion that refines.
    Without(Option<Ident>),
    /// `plus …`, in a criterion that refines.
    Plus(Box<Clause>),
    /// `opens where …`, in a derogation.
    Opens(ExprId),
    /// `on condition that …`, in a derogation.
    Condition(Option<Text>, ExprId),
    /// `except where …`, in a derogation.
    Exception(ExprId),
    /// `default …`, in a rule.
    Default(Outcome),
    /// `exception urgent when … then …`, in a rule.
    Excepted(Box<Excepted>),
    /// `clock stops …`, in a rule.
    Clock(Box<Clock>),
    /// `ends on a working day`, in a rule.
    WorkingDay(WorkingDay),
}

/// A labelled part of a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Point {
    /// Its label without parentheses, or its name.
    pub label: Ident,
    /// Whether the label stands in parentheses and so names a provision of the outline.
    pub numbered: bool,
    /// Its title.
    pub title: Option<Text>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// Whether a faulty clause was left out.
    pub incomplete: bool,
}

/// `derogation associated_third_country from Annex II 3.1(g) under … { … }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Derogation {
    /// Its name.
    pub name: Ident,
    /// The criterion that it relaxes.
    pub from: Cited,
    /// The level at which it stands, where written.
    pub level: Option<Count>,
    /// The provision that it rests on.
    pub under: Option<Cited>,
    /// The variable of `for each party that fails`.
    pub for_each: Option<Ident>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// Whether a faulty clause was left out.
    pub incomplete: bool,
}

/// `not formalised Annex II 1.2 because "…"`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NotFormalised {
    /// The provision left out.
    pub provision: Citation,
    /// Why.
    pub because: Text,
}

/// `waive ACQ0301 until 2027-06-30 because "…"`, about the declaration that follows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Waiver {
    /// The number of the diagnostic.
    pub code: Ident,
    /// The last day of the waiver.
    pub until: DateText,
    /// Why.
    pub because: Text,
}

/// `rule decision_due "…" for each a in applications : Date under … { … }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Its name.
    pub name: Ident,
    /// What it is called in reports.
    pub title: Option<Text>,
    /// What there is one result for each of.
    pub for_each: Option<EachOf>,
    /// The type of its value.
    pub ty: TypeForm,
    /// The provision that it formalises.
    pub under: Cited,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// Whether a faulty clause was left out.
    pub incomplete: bool,
}

/// `for each x in LIST where …`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EachOf {
    /// The variable.
    pub variable: Ident,
    /// The list.
    pub range: ExprId,
    /// Which elements count.
    pub filter: Option<ExprId>,
}

/// What a rule gives by default or by an exception.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Outcome {
    /// The value, or the day after which a period runs.
    pub expr: ExprId,
    /// The period, where one is written.
    pub period: Option<Period>,
    /// Where it stands.
    pub span: Span,
}

/// `period of 60 days after …`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Period {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: DurationUnit,
    /// How a day rounds that the month reached does not have.
    pub rounding: Option<Rounding>,
    /// Where the duration stands.
    pub span: Span,
}

/// `exception urgent "…" under … over others under … when … then …`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Excepted {
    /// Its label.
    pub label: Ident,
    /// What it says, in words.
    pub gloss: Option<Text>,
    /// The provision that it rests on, where it is another than the rule's.
    pub under: Option<Cited>,
    /// The exceptions that it goes before, with the provision that says so.
    pub over: Option<(Vec<Ident>, Cited)>,
    /// When it applies.
    pub condition: ExprId,
    /// What follows then.
    pub outcome: Outcome,
}

/// `clock stops for each x in LIST from … to … at most 30 days in total`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Clock {
    /// What it stops for.
    pub each: EachOf,
    /// The day on which it stops.
    pub from: ExprId,
    /// The day on which it runs again.
    pub to: ExprId,
    /// The most days that all stops together count.
    pub cap: Option<Count>,
    /// The provision that stops it.
    pub under: Option<Cited>,
    /// When the cap does not count.
    pub uncapped: Option<ExprId>,
}

/// `ends on a working day except on holidays`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WorkingDay {
    /// The list of days that are no working days, beside Saturdays and Sundays.
    pub days_off: Option<ExprId>,
    /// The provision that says so.
    pub under: Option<Cited>,
}

/// `scenario "…" from "examples/a.yaml" on 2027-01-01 reading r = x { … }`: facts, and what must come of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scenario {
    /// Its title.
    pub title: Text,
    /// The dossier that it starts from.
    pub from: Option<Text>,
    /// The assessment date.
    pub on: Option<DateText>,
    /// Readings with the choices to be made.
    pub readings: Vec<(Ident, Ident)>,
    /// Its clauses.
    pub clauses: Vec<ScenarioClause>,
    /// Its tables: each row is a case of its own.
    pub tables: Vec<CaseTable>,
    /// Whether a faulty clause was left out.
    pub incomplete: bool,
}

/// A clause of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ScenarioClause {
    /// What it says.
    pub kind: ScenarioClauseKind,
    /// Where it stands.
    pub span: Span,
}

/// The clauses of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ScenarioClauseKind {
    /// `set provider.established_in = CH`.
    Set(FactPath, FactValue),
    /// `remove provider.safeguards`.
    Remove(FactPath),
    /// `assume CH in associated_third_countries from 2027-01-01`.
    Assume(Supposed),
    /// `expect …`.
    Expect(Expected),
}

/// The way to a fact: `subcontractors[2].direct_contract`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FactPath {
    /// Its steps, outermost first; never empty.
    pub steps: Vec<FactStep>,
    /// Where it stands.
    pub span: Span,
}

/// A step on the way to a fact.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FactStep {
    /// The field.
    pub field: Ident,
    /// The element, where the field is a list.
    pub element: Option<FactElement>,
}

/// Which element of a list is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FactElement {
    /// The one at this place, counted from 1.
    Number(Count),
    /// The one that is called so.
    Identity(Text),
}

impl FactElement {
    /// Where it stands, without the brackets.
    pub fn span(&self) -> Span {
        match self {
            Self::Number(number) => number.span,
            Self::Identity(text) => text.span,
        }
    }
}

/// The value of a fact as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FactValue {
    /// What it is.
    pub kind: FactValueKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of a fact's value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FactValueKind {
    /// A word: a truth value, a country, a value of an enumeration, an identity, `none`, `unknown`.
    Word(Name),
    /// A number as written, without `_`.
    Number(Name),
    /// A percentage as written, without sign.
    Percent(Name),
    /// A date as written.
    Date(Name),
    /// A quoted text.
    Text(Name),
    /// `[a, b]`.
    List(Vec<FactValue>),
    /// `{ field: value }`.
    Record(Vec<(Ident, FactValue)>),
}

/// What a scenario supposes of a register.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Supposed {
    /// The key.
    pub key: Ident,
    /// The register.
    pub register: Ident,
    /// What is supposed of the key.
    pub what: SupposedEntry,
}

/// What a scenario supposes of a key of a register.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SupposedEntry {
    /// An entry from one day, perhaps until another, perhaps by an act.
    Entry(DateText, Option<DateText>, Option<Text>),
    /// That it has no entry: `assume CH not in …`.
    Absent,
    /// That it is not known whether it has one: `assume CH in … unknown`.
    Unknown,
    /// `assume CH in …` without a day.
    Undated,
}

/// What a scenario expects.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Expected {
    /// `level 3`, `no level`: the highest level attained.
    Level(ExpectedLevel),
    /// `reachable level 3`: the highest level that is not out of reach.
    Reachable(ExpectedLevel),
    /// `Annex II 2.1(g) not met`.
    Verdict(Citation, ExpectedVerdict),
    /// `evidence diagram for Annex II 2.1(b) stale`: what there is of the items of a kind, or of all, at worst.
    Evidence(Option<Ident>, Citation, Ident),
    /// `missing provider.safeguards`.
    Missing(FactPath),
    /// `missing CH in associated_third_countries`.
    MissingEntry(Ident, Ident),
    /// `nothing missing`.
    NothingMissing,
    /// `decision_due = 2027-05-30`, `fee[A1] by default`.
    Rule(FactStep, ExpectedGift),
}

/// What a rule is expected to give.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExpectedGift {
    /// A value, perhaps on a ground.
    Value(FactValue, Option<ExpectedGround>),
    /// Whatever value, on a ground.
    Ground(ExpectedGround),
    /// No date that is settled, and none after this one.
    Latest(DateText),
    /// Nothing, because it does not apply.
    NotApplicable,
    /// Nothing that is settled.
    Open,
}

/// What a value is expected to rest on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExpectedGround {
    /// `by default`.
    Default,
    /// `by exception complex`.
    Exception(Ident),
}

/// A level, or none, of a ladder.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ExpectedLevel {
    /// The level; nothing for `no level`.
    pub level: Option<Count>,
    /// The ladder, where it is written.
    pub ladder: Option<Ident>,
}

/// A verdict as a scenario expects it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the variants are the words of the grammar")]
pub enum ExpectedVerdict {
    Met,
    MetByDerogation(Ident),
    NotMet,
    NotApplicable,
    Undetermined,
}

/// A table of cases: facts first, then what is expected.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CaseTable {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A column of a table of cases.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Column {
    /// What it holds.
    pub kind: ColumnKind,
    /// Where its head stands.
    pub span: Span,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// Values of a fact, or of a rule.
    Fact(FactPath),
    /// Verdicts of a criterion.
    Verdict(Citation),
    /// The highest level attained.
    Level,
    /// The highest level that is not out of reach.
    Reachable,
}

/// A row of a table of cases.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Where it stands.
    pub span: Span,
}

/// A cell of a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cell {
    /// The verdict that it could be.
    pub verdict: Option<ExpectedVerdict>,
    /// The value that it could be.
    pub value: Option<FactValue>,
    /// Where it stands.
    pub span: Span,
}

/// Index of an expression in the table of its declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(u32);

/// The expressions of one declaration. An expression comes after those it is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Exprs {
    table: Vec<Expr>,
    /// The place of the first expression that is deeper than [`MAX_DEPTH`].
    too_deep: Option<Span>,
}

/// How deep an expression may be: how many expressions stand within each other.
pub const MAX_DEPTH: u32 = 128;

impl Exprs {
    /// Adds an expression.
    pub fn add(&mut self, kind: ExprKind, span: Span) -> ExprId {
        let id = ExprId(u32::try_from(self.table.len()).unwrap_or(u32::MAX));
        let mut depth = 0;
        kind.for_each_part(&mut |part| depth = depth.max(self.get(part).depth));
        depth = depth.saturating_add(1);
        if depth > MAX_DEPTH {
            self.too_deep.get_or_insert(span);
        }
        self.table.push(Expr { kind, span, depth });
        id
    }

    /// The place of the first expression that is deeper than [`MAX_DEPTH`].
    pub fn too_deep(&self) -> Option<Span> {
        self.too_deep
    }

    /// The expression `id`; an id of another table gives [`ExprKind::Error`].
    pub fn get(&self, id: ExprId) -> &Expr {
        static NONE: Expr = Expr { kind: ExprKind::Error, span: Span { start: 0, end: 0 }, depth: 0 };
        self.table.get(id.0 as usize).unwrap_or(&NONE)
    }

    /// All expressions, parts before wholes.
    pub fn iter(&self) -> impl Iterator<Item = &Expr> {
        self.table.iter()
    }
}

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
    /// How many expressions stand within each other, itself included.
    depth: u32,
}

/// The forms of expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExprKind {
    /// A piece that could not be read; already reported.
    Error,
    /// `true`, `false`.
    Bool(bool),
    /// A whole or decimal number as written, without `_`.
    Number(Name),
    /// A percentage as written, without sign.
    Percent(Name),
    /// A quoted text.
    Text(Name),
    /// A date as written.
    Date(Name),
    /// `30 days`, `2 months rounded down`.
    Duration(u32, DurationUnit, Option<Rounding>),
    /// `level 3`.
    Level(u32),
    /// `own level`.
    OwnLevel,
    /// `assessment_date`.
    AssessmentDate,
    /// A name: a variable, fact, parameter, notion, register, value of an enumeration, or country.
    Name(Name),
    /// `base.field`.
    Field(ExprId, Ident),
    /// `notion(arguments)`.
    Call(Ident, Vec<ExprId>),
    /// `[a, b]`.
    List(Vec<ExprId>),
    /// `not a`.
    Not(ExprId),
    /// `-a`.
    Negate(ExprId),
    /// `a and b and …`, or a block `all of { … }`.
    All(Vec<Limb>),
    /// `a or b or …`, or a block `any of { … }`.
    Any(Vec<Limb>),
    /// `a implies b`.
    Implies(ExprId, ExprId),
    /// `a < b` and the like.
    Compare(Comparison, ExprId, ExprId),
    /// `a in b`, with `true` for `not in`.
    In(ExprId, ExprId, bool),
    /// `register as of date`.
    AsOf(ExprId, ExprId),
    /// `a is at least 5 % of b`.
    Share(ExprId, Comparison, Name, ExprId),
    /// `a + b`, `a - b`, `a * b`, `a / b`.
    Arithmetic(Operation, ExprId, ExprId),
    /// `customer exists`.
    Exists(ExprId),
    /// `every x in … satisfies …` and its kin.
    Quantified(Box<Quantified>),
    /// `chain of x.controllers`.
    Chain(ExprId),
    /// `each s in subcontractors where …`.
    Each(Ident, ExprId, ExprId),
    /// `a together with b`.
    Together(Vec<ExprId>),
    /// `count(…)`.
    Count(ExprId),
    /// `first of { where …: …; otherwise: …; }`.
    FirstOf(Box<FirstOf>),
    /// `if a then b else c`.
    If(ExprId, ExprId, ExprId),
    /// `by reading r { each: …; both: …; }`.
    ByReading(Ident, Vec<(Ident, ExprId)>),
    /// `should a by reading r`.
    Should(ExprId, Option<Ident>),
}

impl ExprKind {
    /// Calls `visit` for each expression that this one is made of.
    fn for_each_part(&self, visit: &mut dyn FnMut(ExprId)) {
        match self {
            Self::Error
            | Self::Bool(_)
            | Self::Number(_)
            | Self::Percent(_)
            | Self::Text(_)
            | Self::Date(_)
            | Self::Duration(..)
            | Self::Level(_)
            | Self::OwnLevel
            | Self::AssessmentDate
            | Self::Name(_) => {}
            Self::Field(a, _)
            | Self::Not(a)
            | Self::Negate(a)
            | Self::Exists(a)
            | Self::Chain(a)
            | Self::Count(a)
            | Self::Should(a, _) => visit(*a),
            Self::Implies(a, b)
            | Self::Compare(_, a, b)
            | Self::In(a, b, _)
            | Self::AsOf(a, b)
            | Self::Share(a, _, _, b)
            | Self::Arithmetic(_, a, b)
            | Self::Each(_, a, b) => [*a, *b].into_iter().for_each(visit),
            Self::If(a, b, c) => [*a, *b, *c].into_iter().for_each(visit),
            Self::Call(_, parts) | Self::List(parts) | Self::Together(parts) => {
                parts.iter().copied().for_each(visit);
            }
            Self::All(limbs) | Self::Any(limbs) => limbs.iter().map(|limb| limb.formula).for_each(visit),
            Self::ByReading(_, choices) => choices.iter().map(|(_, formula)| *formula).for_each(visit),
            Self::Quantified(quantified) => {
                let Quantified { range, filter, except, body, .. } = **quantified;
                [Some(range), filter, except, Some(body)].into_iter().flatten().for_each(visit);
            }
            Self::FirstOf(first) => {
                first.cases.iter().flat_map(|case| [case.condition, case.value]).for_each(&mut *visit);
                visit(first.otherwise);
            }
        }
    }
}

/// Units of duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the variants are the words of the grammar")]
pub enum DurationUnit {
    Days,
    Months,
    Years,
}

/// Arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the variants are the operators of the grammar")]
pub enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Operation {
    /// The operator as written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}

/// A limb of a conjunction or disjunction, labelled where the text labels it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Limb {
    /// `point (i) "…":`.
    pub label: Option<LimbLabel>,
    /// What it says.
    pub formula: ExprId,
}

/// The label of a limb.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LimbLabel {
    /// Its label without parentheses, or its name.
    pub label: Ident,
    /// Whether the label stands in parentheses and so names a provision of the outline.
    pub numbered: bool,
    /// What the limb asks, in words.
    pub gloss: Option<Text>,
}

/// `every x in LIST where A except where B satisfies C`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Quantified {
    /// How many.
    pub quantifier: Quantifier,
    /// The variable.
    pub variable: Ident,
    /// The list.
    pub range: ExprId,
    /// Which elements count.
    pub filter: Option<ExprId>,
    /// Which of those are carved out.
    pub except: Option<ExprId>,
    /// What they must satisfy.
    pub body: ExprId,
}

/// The quantifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the variants are the words of the grammar")]
pub enum Quantifier {
    Every,
    Some,
    No,
    AtLeast(u32),
    AtMost(u32),
    Exactly(u32),
}

/// An ordered fallback.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FirstOf {
    /// The cases, tried in order.
    pub cases: Vec<Case>,
    /// What the last limb is called.
    pub otherwise_gloss: Option<Text>,
    /// What applies when no case does.
    pub otherwise: ExprId,
}

/// A case of an ordered fallback.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Case {
    /// `point european "…"`.
    pub label: Option<LimbLabel>,
    /// When the case decides.
    pub condition: ExprId,
    /// What it says then.
    pub value: ExprId,
}
