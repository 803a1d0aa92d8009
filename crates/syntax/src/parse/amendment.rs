//! Amendments: what they say of themselves, and what they change.

use acquis_base::{Name, Span, nearest};
use pest::iterators::Pair;

use super::declarations::{entry, word_of};
use super::law::{citation, rung, unknown_word};
use super::parts::{Parts, ident, label, names, span, text};
use super::{Builder, Rule};
use crate::ast::{
    Amendment, AmendmentFact, AmendmentFactKind, Called, Change, ChangeKind, Ident, Inserted, NewPart,
    NewPartKind, PartName, Target, TargetName, Words,
};
use crate::error::explain;
use crate::lexemes::with_single_blanks;
use crate::words::{is_reserved, word_length};

/// The words that start the clauses of an amendment.
const CLAUSES: [&str; 13] = [
    "number",
    "by",
    "body",
    "dated",
    "status",
    "because",
    "builds",
    "replace",
    "insert",
    "add",
    "delete",
    "substitute",
    "correct",
];

impl<'t> Builder<'t> {
    pub(super) fn amendment(&mut self, pair: Pair<'t, Rule>) -> Option<Amendment> {
        let block = span(&pair);
        let mut parts = Parts::of(pair);
        let name = parts.ident()?;
        let instrument = parts.ident()?;
        let title = parts.text();
        let before = self.findings.len();
        let mut amendment =
            Amendment { name, instrument, title, facts: vec![], changes: vec![], incomplete: false };
        while let Some(part) = parts.next() {
            match part.as_rule() {
                Rule::broken_amendment => self.broken_amendment(&part, &mut amendment.changes),
                Rule::unclosed => self.unclosed(block, part.as_span().start(), before),
                _ => match fact(&part) {
                    Some(fact) => amendment.facts.push(fact),
                    None => amendment.changes.extend(self.change(part)),
                },
            }
        }
        amendment.incomplete = self.findings.len() > before;
        Some(amendment)
    }

    /// A faulty clause: a word that starts none, or a fault within.
    fn broken_amendment(&mut self, part: &Pair<'t, Rule>, changes: &mut Vec<Change>) {
        let place = span(part);
        // What does not start a line goes on with the operation before it, which was taken for a whole one.
        if !self.starts_line(place)
            && let Some(before) = changes.pop()
        {
            self.findings.push(explain(Rule::only_amendment_clause, self.text, before.span.to(place)));
            return;
        }
        let piece = place.of(self.text);
        let word = piece.get(..word_length(piece)).unwrap_or("");
        if word.is_empty() || CLAUSES.contains(&word) || is_reserved(word) {
            self.broken_item(part, Rule::only_amendment_clause);
            return;
        }
        let meant = nearest(word, CLAUSES);
        let finding = unknown_word(word, place, "clause of an amendment", meant);
        self.findings.push(match meant {
            Some(_) => finding,
            None => finding.help(
                "an amendment says what it is by `number`, `by`, `body`, `dated`, `status`, `because`, `builds on`, and \
                 what it changes by `replace`, `insert`, `add`, `delete`, `substitute`, `correct`",
            ),
        });
    }

    fn change(&mut self, pair: Pair<'t, Rule>) -> Option<Change> {
        let place = span(&pair);
        let rule = pair.as_rule();
        let mut read = Read::default();
        for part in pair.into_inner() {
            self.part_of_change(part, &mut read);
        }
        let kind = match rule {
            Rule::replaced => ChangeKind::Replace(read.target?, read.part.map(Box::new)),
            Rule::inserted => ChangeKind::Insert {
                thing: Box::new(thing(read.thing, read.part)?),
                after: read.after,
                beside: read.target?,
                body: read.body,
            },
            Rule::added => ChangeKind::Add {
                thing: Box::new(thing(read.thing, read.part)?),
                to: read.target?,
                body: read.body,
            },
            Rule::deleted if read.words.is_empty() => ChangeKind::Delete(read.target?),
            Rule::deleted | Rule::substituted => {
                let mut words = read.words.into_iter();
                ChangeKind::Substitute {
                    each: read.each,
                    old: words.next()?,
                    new: words.next(),
                    target: read.target?,
                }
            }
            _ => {
                let mut cited = read.cited.into_iter();
                let first = cited.next()?;
                match (cited.next(), cited.next()) {
                    (Some(meant), Some(target)) => {
                        ChangeKind::CorrectCitation { printed: first, meant, target }
                    }
                    _ => ChangeKind::CorrectNumber(first),
                }
            }
        };
        Some(Change { kind, fingerprint: read.fingerprint, span: place })
    }

    fn part_of_change(&mut self, part: Pair<'t, Rule>, read: &mut Read) {
        match part.as_rule() {
            Rule::target => read.target = target(part),
            Rule::new_thing => read.thing = new_thing(part),
            Rule::new_part => read.part = self.new_part(part),
            Rule::fingerprint => {
                read.fingerprint = Parts::of(part).maybe(Rule::hash).map(|hash| ident(&hash));
            }
            Rule::provision_body => {
                read.body = Some(span(&part));
                self.provision_body(part, &mut vec![]);
            }
            Rule::words => read.words.extend(part.into_inner().next().map(|part| words(&part))),
            Rule::braced_words => read.words.push(words(&part)),
            Rule::citation => read.cited.extend(citation(part)),
            Rule::kw_each => read.each = true,
            Rule::kw_after => read.after = true,
            _ => {}
        }
    }

    fn new_part(&mut self, pair: Pair<'t, Rule>) -> Option<NewPart> {
        let place = span(&pair);
        let inner = pair.into_inner().next()?;
        let before = self.findings.len();
        let kind = match inner.as_rule() {
            Rule::new_heading => NewPartKind::Heading(Parts::of(inner).text()?),
            Rule::new_entry => NewPartKind::Entry(entry(Parts::of(inner).maybe(Rule::entry)?)?),
            Rule::new_field => {
                NewPartKind::Field(Box::new(self.field(Parts::of(inner).maybe(Rule::field)?)?))
            }
            Rule::rung => NewPartKind::Level(Box::new(rung(inner)?)),
            _ => NewPartKind::Clause(Box::new(self.clause(inner)?)),
        };
        let kind = if self.findings.len() > before { NewPartKind::Unread } else { kind };
        Some(NewPart { kind, span: place })
    }
}

/// The parts of an operation as they are read, whatever their order.
#[derive(Default)]
struct Read {
    target: Option<Target>,
    thing: Option<Inserted>,
    part: Option<NewPart>,
    fingerprint: Option<Ident>,
    words: Vec<Words>,
    cited: Vec<crate::ast::Citation>,
    body: Option<Span>,
    each: bool,
    after: bool,
}

fn thing(thing: Option<Inserted>, part: Option<NewPart>) -> Option<Inserted> {
    thing.or(part.map(Inserted::Part))
}

fn fact(pair: &Pair<'_, Rule>) -> Option<AmendmentFact> {
    let mut parts = Parts::of(pair.clone());
    let kind = match pair.as_rule() {
        Rule::amended_number => AmendmentFactKind::Number(parts.text()?),
        Rule::authored => AmendmentFactKind::By(parts.text()?),
        Rule::of_body => AmendmentFactKind::Body(parts.text()?),
        Rule::of_day => AmendmentFactKind::Dated(parts.date()?),
        Rule::standing => AmendmentFactKind::Status(parts.ident()?, parts.date()),
        Rule::justified => AmendmentFactKind::Because(parts.text()?),
        Rule::builds => AmendmentFactKind::Builds(names(pair.clone())),
        _ => return None,
    };
    Some(AmendmentFact { kind, span: span(pair) })
}

fn words(pair: &Pair<'_, Rule>) -> Words {
    let written = pair.as_str();
    let inner = match pair.as_rule() {
        Rule::braced_words => written.get(1..written.len().saturating_sub(1)).unwrap_or(""),
        _ => written,
    };
    let offset = if pair.as_rule() == Rule::braced_words { 1 } else { 0 };
    let blanks = inner.len() - inner.trim_start().len();
    let start = pair.as_span().start() + offset + blanks;
    let inner = inner.trim();
    Words { text: Name::from(with_single_blanks(inner)), span: Span::new(start, start + inner.len()) }
}

fn target(pair: Pair<'_, Rule>) -> Option<Target> {
    let place = span(&pair);
    let mut parts = vec![];
    let mut whole = None;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::part_of => parts.extend(part.into_inner().next().and_then(part_name)),
            _ => whole = named(part),
        }
    }
    Some(Target { parts, whole: whole?, span: place })
}

fn part_name(pair: Pair<'_, Rule>) -> Option<PartName> {
    let word = word_of(&pair).to_owned();
    let name = pair.into_inner().find_map(|part| match part.as_rule() {
        Rule::point_name => Some(label(&part)),
        Rule::ident | Rule::integer => Some(Ident { name: Name::from(part.as_str()), span: span(&part) }),
        _ => None,
    });
    Some(PartName { word: Name::from(word), name })
}

fn named(pair: Pair<'_, Rule>) -> Option<TargetName> {
    let place = span(&pair);
    let mut kind = None;
    let mut called = Called::Keyword;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::target_kind => kind = Some(Name::from(part.as_str().trim_end())),
            Rule::kw_facts | Rule::kw_assume => kind = Some(Name::from(part.as_str())),
            Rule::citation => called = Called::Provision(citation(part)?),
            Rule::ident => called = Called::Name(ident(&part)),
            Rule::text => called = Called::Text(text(&part)),
            _ => {}
        }
    }
    Some(TargetName { kind, name: called, span: place })
}

fn new_thing(pair: Pair<'_, Rule>) -> Option<Inserted> {
    let mut inner = pair.clone().into_inner();
    let first = inner.next()?;
    if first.as_rule() != Rule::citation {
        return Some(Inserted::Declaration(named(pair)?));
    }
    let rest = inner.map(|part| span(&part)).reduce(Span::to);
    Some(Inserted::Provision(citation(first)?, rest))
}
