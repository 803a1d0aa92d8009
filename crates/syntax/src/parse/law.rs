//! Declarations of law: outlines, ladders, criteria, derogations.

use acquis_base::{Diagnostic, Name, ProvisionKind, ProvisionPath, Span, Step, codes, nearest};
use pest::iterators::Pair;

use super::declarations::{type_form, word_of};
use super::parts::{Parts, ident, label, span};
use super::{Builder, Rule};
use crate::ast::{
    Citation, Cited, Clause, ClauseKind, Copied, Criterion, Derogation, Instrument, InstrumentFact, Ladder,
    NotFormalised, Point, Provision, Rung, Variable, Waiver,
};
use crate::error::explain;
use crate::words::{CLAUSE_KEYWORDS, is_reserved, word_length};

pub(super) fn citation(pair: Pair<'_, Rule>) -> Option<Citation> {
    let place = span(&pair);
    let mut instrument = None;
    let mut steps = vec![];
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::instrument_name => instrument = Some(ident(&part)),
            Rule::article_cited | Rule::annex_cited | Rule::recital_cited => steps = cited_steps(part),
            _ => {}
        }
    }
    if steps.is_empty() {
        None
    } else {
        Some(Citation { instrument, path: ProvisionPath(steps), span: place })
    }
}

fn cited_steps(pair: Pair<'_, Rule>) -> Vec<Step> {
    let recital = pair.as_rule() == Rule::recital_cited;
    let step = |part: Pair<'_, Rule>| {
        let word = label(&part).name;
        match part.as_rule() {
            Rule::provision_number if recital => Some(Step::Recital(word)),
            Rule::provision_number => Some(Step::Article(word)),
            Rule::annex_number => Some(Step::Annex(word)),
            Rule::section_letter => Some(Step::Section(word)),
            Rule::dotted_number => Some(Step::Number(word)),
            Rule::provision_label => Some(Step::Label(word)),
            _ => None,
        }
    };
    pair.into_inner().filter_map(step).collect()
}

fn cited(pair: Pair<'_, Rule>) -> Option<Cited> {
    let mut parts = Parts::of(pair);
    let provision = citation(parts.maybe(Rule::citation)?)?;
    let printed =
        parts.maybe(Rule::printed_as).and_then(|pair| citation(Parts::of(pair).maybe(Rule::citation)?));
    Some(Cited { citation: provision, printed })
}

pub(super) fn under(pair: Pair<'_, Rule>) -> Option<Cited> {
    cited(Parts::of(pair).maybe(Rule::cited)?)
}

pub(super) fn cites(pair: Pair<'_, Rule>) -> Vec<Cited> {
    Parts::of(pair).maybe(Rule::citations).map(citations).unwrap_or_default()
}

pub(super) fn citations(pair: Pair<'_, Rule>) -> Vec<Cited> {
    let mut parts = Parts::of(pair);
    std::iter::from_fn(|| parts.maybe(Rule::cited)).filter_map(cited).collect()
}

pub(super) fn not_formalised(pair: Pair<'_, Rule>) -> Option<NotFormalised> {
    let mut parts = Parts::of(pair);
    Some(NotFormalised { provision: citation(parts.maybe(Rule::citation)?)?, because: parts.text()? })
}

pub(super) fn waiver(pair: Pair<'_, Rule>) -> Option<Waiver> {
    let mut parts = Parts::of(pair);
    Some(Waiver { code: parts.ident()?, until: parts.date()?, because: parts.text()? })
}

impl<'t> Builder<'t> {
    pub(super) fn instrument(&mut self, pair: Pair<'t, Rule>) -> Option<Instrument> {
        let block = span(&pair);
        let mut parts = Parts::of(pair);
        let name = parts.ident()?;
        let title = parts.text();
        let before = self.findings.len();
        let mut facts = vec![];
        let mut provisions = vec![];
        while let Some(part) = parts.next() {
            match part.as_rule() {
                Rule::instrument_fact => facts.extend(instrument_fact(part)),
                _ => self.outline_item(part, block, before, &mut provisions),
            }
        }
        let incomplete = self.findings.len() > before;
        Some(Instrument { name, title, facts, provisions, incomplete })
    }

    fn outline_item(&mut self, part: Pair<'t, Rule>, block: Span, before: usize, into: &mut Vec<Provision>) {
        match part.as_rule() {
            Rule::provision => into.extend(self.provision(part)),
            Rule::broken_provision => self.broken_provision(&part),
            Rule::unclosed => self.unclosed(block, part.as_span().start(), before),
            _ => {}
        }
    }

    /// A faulty item of an outline: a word that is no kind of provision, or a fault within a provision.
    fn broken_provision(&mut self, part: &Pair<'t, Rule>) {
        let place = span(part);
        let word = first_word_of(place.of(self.text));
        let kinds = PROVISION_KINDS.iter().map(|kind| kind.as_str());
        match nearest(word.trim_end_matches('s'), kinds).filter(|kind| !word.starts_with(kind)) {
            Some(meant) => self.findings.push(unknown_word(word, place, "provision", Some(meant))),
            None if nearest(word, PROVISION_MARKS).is_some() => {
                let meant = nearest(word, PROVISION_MARKS);
                self.findings.push(unknown_word(word, place, "part of a provision", meant));
            }
            None => self.broken_item(part, Rule::only_provision),
        }
    }

    fn provision(&mut self, pair: Pair<'t, Rule>) -> Option<Provision> {
        let place = span(&pair);
        let mut parts = Parts::of(pair);
        let kind = provision_kind(parts.maybe(Rule::provision_kind)?.as_str())?;
        let mut labels = Parts::of(parts.maybe(Rule::labels)?);
        let first = label(&labels.maybe(Rule::outline_label)?);
        let last = labels.maybe(Rule::outline_label).map(|pair| label(&pair));
        let mut provision = Provision {
            kind,
            first,
            last,
            heading: None,
            named: None,
            printed: None,
            refers_to: vec![],
            empowers: None,
            not_transcribed: false,
            deleted: false,
            children: vec![],
            span: place,
            incomplete: false,
        };
        let before = self.findings.len();
        while let Some(part) = parts.next() {
            match part.as_rule() {
                Rule::provision_mark => mark(part, &mut provision),
                Rule::text => provision.heading = Some(super::parts::text(&part)),
                Rule::provision_body => self.provision_body(part, &mut provision.children),
                _ => {}
            }
        }
        provision.incomplete = self.findings.len() > before;
        Some(provision)
    }

    pub(super) fn provision_body(&mut self, pair: Pair<'t, Rule>, into: &mut Vec<Provision>) {
        let block = span(&pair);
        let before = self.findings.len();
        let mut parts = Parts::of(pair);
        while let Some(part) = parts.next() {
            self.outline_item(part, block, before, into);
        }
    }

    pub(super) fn ladder(&mut self, pair: Pair<'t, Rule>) -> Option<Ladder> {
        let block = span(&pair);
        let mut parts = Parts::of(pair);
        let name = parts.ident()?;
        let title = parts.text();
        let established = parts.maybe(Rule::under).and_then(under);
        let cumulative =
            parts.maybe(Rule::cumulative).map(|pair| Parts::of(pair).maybe(Rule::under).and_then(under));
        let before = self.findings.len();
        let mut rungs = vec![];
        while let Some(part) = parts.next() {
            match part.as_rule() {
                Rule::rung => rungs.extend(rung(part)),
                Rule::unclosed => self.unclosed(block, part.as_span().start(), before),
                _ => {}
            }
        }
        Some(Ladder { name, title, under: established, cumulative, rungs })
    }

    pub(super) fn criterion(&mut self, pair: Pair<'t, Rule>) -> Option<Criterion> {
        let mut parts = Parts::of(pair);
        let provision = cited(parts.maybe(Rule::cited)?)?;
        let level = parts.maybe(Rule::at_level).and_then(|pair| Parts::of(pair).count());
        let title = parts.text();
        let counterpart =
            parts.maybe(Rule::counterpart).and_then(|pair| citation(Parts::of(pair).maybe(Rule::citation)?));
        let copied = parts.maybe(Rule::copied).and_then(copied);
        let before = self.findings.len();
        let clauses = match parts.maybe(Rule::criterion_body) {
            Some(body) => self.clauses(body, Rule::only_criterion_clause),
            None => vec![],
        };
        let incomplete = self.findings.len() > before;
        Some(Criterion { provision, level, title, counterpart, copied, clauses, incomplete })
    }

    pub(super) fn derogation(&mut self, pair: Pair<'t, Rule>) -> Option<Derogation> {
        let mut parts = Parts::of(pair);
        let name = parts.ident()?;
        let from = cited(parts.maybe(Rule::cited)?)?;
        let level = parts.maybe(Rule::at_level).and_then(|pair| Parts::of(pair).count());
        let basis = parts.maybe(Rule::under).and_then(under);
        let for_each = parts.maybe(Rule::for_each).and_then(|pair| Parts::of(pair).ident());
        let before = self.findings.len();
        let clauses = self.clauses(parts.maybe(Rule::derogation_body)?, Rule::only_derogation_clause);
        let incomplete = self.findings.len() > before;
        Some(Derogation { name, from, level, under: basis, for_each, clauses, incomplete })
    }

    /// The clauses of a body; `rule` is the clause rule without recovery.
    pub(super) fn clauses(&mut self, pair: Pair<'t, Rule>, rule: Rule) -> Vec<Clause> {
        let block = span(&pair);
        let before = self.findings.len();
        let mut clauses: Vec<Clause> = vec![];
        let mut parts = Parts::of(pair);
        while let Some(part) = parts.next() {
            match part.as_rule() {
                Rule::broken_clause | Rule::broken_derogation | Rule::broken_rule_clause => {
                    self.broken_clause(span(&part), clauses.last_mut(), rule);
                }
                Rule::unclosed => self.unclosed(block, part.as_span().start(), before),
                _ => clauses.extend(self.clause(part)),
            }
        }
        clauses
    }

    /// A faulty clause. A word that starts no clause is named as such, and so is a clause of another kind of
    /// declaration; else the fault lies in the clause itself or in how the clause before it goes on.
    fn broken_clause(&mut self, place: Span, previous: Option<&mut Clause>, rule: Rule) {
        let word = first_word_of(place.of(self.text));
        let own = clause_words(rule);
        if CLAUSE_KEYWORDS.contains(&word) && !own.contains(&word) {
            self.findings.push(clause_of_another(word, place, rule));
        } else if own.contains(&word) {
            self.findings.push(explain(rule, self.text, place));
        } else if !word.is_empty() && !is_reserved(word) && self.starts_line(place) {
            let meant = nearest(word, own.iter().copied());
            let finding = unknown_word(word, place, "clause", meant);
            let words: Vec<String> = own.iter().map(|word| format!("`{word}`")).collect();
            self.findings.push(match meant {
                Some(_) => finding,
                None => finding.help(format!("a clause starts with {}", acquis_base::or_list(&words))),
            });
        } else if let Some(previous) = previous {
            self.findings.push(explain(rule, self.text, previous.span.to(place)));
            self.only_half_read(previous);
        } else {
            self.findings.push(explain(rule, self.text, place));
        }
    }

    /// Whether only blanks stand before a place on its line.
    pub(super) fn starts_line(&self, place: Span) -> bool {
        let before = self.text.get(..place.start as usize).unwrap_or("");
        before.trim_end_matches([' ', '\t']).ends_with(['\n', '{'])
    }

    /// Takes back the formula of a clause that goes on in a way that could not be read.
    fn only_half_read(&mut self, clause: &mut Clause) {
        let place = clause.span;
        match &mut clause.kind {
            ClauseKind::Applies(formula)
            | ClauseKind::Requires(formula)
            | ClauseKind::Unless(formula)
            | ClauseKind::Opens(formula)
            | ClauseKind::Condition(_, formula)
            | ClauseKind::Exception(formula)
            | ClauseKind::Parameter(_, formula)
            | ClauseKind::With(_, formula) => *formula = self.half_read(place),
            ClauseKind::Plus(inner) => self.only_half_read(inner),
            ClauseKind::Default(outcome) => outcome.expr = self.half_read(place),
            ClauseKind::Excepted(excepted) => excepted.outcome.expr = self.half_read(place),
            ClauseKind::Clock(clock) => clock.to = self.half_read(place),
            ClauseKind::Holds(_)
            | ClauseKind::Fails(_)
            | ClauseKind::Point(_)
            | ClauseKind::Evidence(_)
            | ClauseKind::Without(_)
            | ClauseKind::WorkingDay(_) => {}
        }
    }

    pub(super) fn clause(&mut self, pair: Pair<'t, Rule>) -> Option<Clause> {
        let place = span(&pair);
        let rule = pair.as_rule();
        let word = word_of(&pair);
        let mut parts = Parts::of(pair);
        let kind = match rule {
            Rule::holds => ClauseKind::Holds(parts.text()?),
            Rule::fails => ClauseKind::Fails(parts.text()?),
            Rule::parameter => {
                let variable =
                    Variable { name: parts.ident()?, ty: type_form(parts.maybe(Rule::type_form)?)? };
                ClauseKind::Parameter(variable, self.next_formula(&mut parts)?)
            }
            Rule::applies => ClauseKind::Applies(self.next_formula(&mut parts)?),
            Rule::requires => ClauseKind::Requires(self.next_formula(&mut parts)?),
            Rule::unless => ClauseKind::Unless(self.next_formula(&mut parts)?),
            Rule::point => ClauseKind::Point(self.point(parts)?),
            Rule::evidence => ClauseKind::Evidence(self.evidence(parts)?),
            Rule::with_parameter => ClauseKind::With(parts.ident()?, self.next_formula(&mut parts)?),
            Rule::without => ClauseKind::Without(parts.maybe(Rule::point_name).map(|pair| label(&pair))),
            Rule::plus => {
                let inner = parts.one_of(&[Rule::requires, Rule::unless, Rule::point])?;
                ClauseKind::Plus(Box::new(self.clause(inner)?))
            }
            Rule::opens => ClauseKind::Opens(self.next_formula(&mut parts)?),
            Rule::condition => {
                let gloss = parts.text();
                ClauseKind::Condition(gloss, self.next_formula(&mut parts)?)
            }
            Rule::exception => ClauseKind::Exception(self.next_formula(&mut parts)?),
            Rule::default => ClauseKind::Default(self.outcome(parts.maybe(Rule::outcome)?)?),
            Rule::excepted => ClauseKind::Excepted(Box::new(self.excepted(parts)?)),
            Rule::clock => ClauseKind::Clock(Box::new(self.clock(parts)?)),
            Rule::working_day => ClauseKind::WorkingDay(self.working_day(parts)),
            _ => {
                debug_assert!(false, "a clause that starts with {word} has no place in the tree");
                return None;
            }
        };
        Some(Clause { kind, span: place })
    }

    fn point(&mut self, mut parts: Parts<'t>) -> Option<Point> {
        let name = parts.maybe(Rule::point_name)?;
        let title = parts.text();
        let before = self.findings.len();
        let clauses = self.clauses(parts.maybe(Rule::point_body)?, Rule::only_point_clause);
        let incomplete = self.findings.len() > before;
        let numbered = name.as_str().starts_with('(');
        Some(Point { label: label(&name), numbered, title, clauses, incomplete })
    }
}

fn first_word_of(piece: &str) -> &str {
    piece.get(..word_length(piece)).unwrap_or("")
}

/// The words that start the clauses of a body; `rule` is its clause rule without recovery.
fn clause_words(rule: Rule) -> &'static [&'static str] {
    match rule {
        Rule::only_derogation_clause => &["opens", "on", "except"],
        Rule::only_rule_clause => &["applies", "default", "exception", "clock", "ends"],
        Rule::only_point_clause => &["holds", "fails", "applies", "requires", "unless", "evidence"],
        _ => &[
            "holds",
            "fails",
            "parameter",
            "applies",
            "requires",
            "unless",
            "point",
            "evidence",
            "with",
            "without",
            "plus",
        ],
    }
}

/// The message for a clause that belongs into a declaration of another kind.
fn clause_of_another(word: &str, place: Span, rule: Rule) -> Diagnostic<Span> {
    let start = place.start as usize;
    let span = Span::new(start, start + word.len());
    let (owner, help) = match rule {
        Rule::only_derogation_clause => (
            "a derogation",
            "a derogation says when it `opens where …`, what closes it again by `except where …`, and what must hold \
             to rely on it by `on condition that …`",
        ),
        Rule::only_point_clause => (
            "a point",
            "a point has `applies where`, `requires` and `unless`; the rest stands in its criterion",
        ),
        Rule::only_rule_clause => (
            "a rule",
            "a rule says when it `applies where …`, what holds by `default …`, and what else by `exception label when … then \
             …`",
        ),
        _ => ("a criterion", "`opens where`, `on condition that` and `except where` belong to a derogation"),
    };
    let message = format!("`{word}` starts no clause of {owner}");
    Diagnostic::at(&codes::UNKNOWN_KEYWORD, message, span, "a clause of another declaration").help(help)
}

pub(super) fn unknown_word(word: &str, place: Span, what: &str, meant: Option<&str>) -> Diagnostic<Span> {
    let start = place.start as usize;
    let span = Span::new(start, start + word.len());
    let message = format!("`{word}` starts no {what}");
    let finding = Diagnostic::at(&codes::UNKNOWN_KEYWORD, message, span, format!("not a {what}"));
    match meant.filter(|meant| *meant != word) {
        Some(meant) => {
            finding.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), span, meant)
        }
        None => finding,
    }
}

fn instrument_fact(pair: Pair<'_, Rule>) -> Option<InstrumentFact> {
    let word = word_of(&pair);
    let mut parts = Parts::of(pair);
    Some(match word {
        "document" => InstrumentFact::Document(parts.text()?),
        "procedure" => InstrumentFact::Procedure(parts.text()?),
        "address" => InstrumentFact::Address(parts.text()?),
        "dated" => InstrumentFact::Dated(parts.date()?),
        _ => InstrumentFact::Status(parts.ident()?),
    })
}

/// The words that start what is said of a provision.
const PROVISION_MARKS: [&str; 5] = ["named", "printed", "refers", "empowers", "deleted"];

const PROVISION_KINDS: [ProvisionKind; 7] = [
    ProvisionKind::Article,
    ProvisionKind::Annex,
    ProvisionKind::Recital,
    ProvisionKind::Section,
    ProvisionKind::Number,
    ProvisionKind::Paragraph,
    ProvisionKind::Point,
];

fn provision_kind(word: &str) -> Option<ProvisionKind> {
    PROVISION_KINDS.into_iter().find(|kind| word.starts_with(kind.as_str()))
}

pub(super) fn mark(pair: Pair<'_, Rule>, provision: &mut Provision) {
    let Some(mark) = pair.into_inner().next() else { return };
    let rule = mark.as_rule();
    let mut parts = Parts::of(mark);
    match rule {
        Rule::named_as => provision.named = parts.maybe(Rule::section_letter).map(|pair| ident(&pair)),
        Rule::printed_number => provision.printed = parts.maybe(Rule::outline_label).map(|pair| label(&pair)),
        Rule::refers_to => provision.refers_to.extend(parts.maybe(Rule::citation).and_then(citation)),
        Rule::empowers => provision.empowers = parts.ident(),
        Rule::not_transcribed => provision.not_transcribed = true,
        Rule::deleted_mark => provision.deleted = true,
        _ => {}
    }
}

pub(super) fn rung(pair: Pair<'_, Rule>) -> Option<Rung> {
    let place = span(&pair);
    let mut parts = Parts::of(pair);
    let level = parts.count()?;
    let title = parts.text();
    let set_out_in =
        parts.maybe(Rule::set_out_in).and_then(|pair| citation(Parts::of(pair).maybe(Rule::citation)?));
    let standard = parts.maybe(Rule::standard).and_then(super::evidence::standard);
    Some(Rung { level, title, set_out_in, standard, span: place })
}

fn copied(pair: Pair<'_, Rule>) -> Option<Copied> {
    let refines = word_of(&pair) == "refines";
    Some(Copied { refines, from: citation(Parts::of(pair).maybe(Rule::citation)?)? })
}

/// The name under which a label is shown: `(i)` for a numbered point, the word for a named one.
impl Point {
    /// `(i)` for a numbered point, the bare word for a named one.
    pub fn shown(&self) -> Name {
        if self.numbered { Name::from(format!("({})", self.label.name)) } else { self.label.name.clone() }
    }
}
