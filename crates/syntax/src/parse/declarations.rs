//! Declarations of files, vocabulary and notions.

use acquis_base::{Diagnostic, Name, Span, codes};
use pest::iterators::Pair;

use super::parts::{Parts, count, ident, span};
use super::{Builder, Rule, docs_before, law, unread};
use crate::ast::{
    Assume, Bound, Choice, DeclarationKind, Define, Entity, Enumeration, ExprId, ExprKind, Facts, Field,
    Ident, Import, Reading, Register, RegisterEntry, TypeForm, TypeFormKind, Variable, Variant,
};
use crate::error::explain;
use crate::habits;
use crate::words::{is_identifier, word_length};

/// Fields, with whether a faulty one was left out.
type Fields = (Vec<Field>, bool);

impl<'t> Builder<'t> {
    /// The declaration, its span, and messages for whatever stands after it.
    pub(super) fn declaration_text(&mut self, pair: Pair<'t, Rule>) -> Option<(DeclarationKind, Span)> {
        let mut parts = pair.into_inner();
        let declaration = parts.next()?;
        let place = span(&declaration);
        let mut kind = self.declaration(declaration)?;
        if let Some(leftover) = parts.find(|part| part.as_rule() == Rule::leftover) {
            self.leftover(leftover.as_span().start());
            match &mut kind {
                DeclarationKind::Assume(assume) => assume.formula = self.half_read(place),
                DeclarationKind::Define(define) => define.body = self.half_read(place),
                _ => {}
            }
        }
        Some((kind, place))
    }

    /// Stands for a formula of which only the start could be read, so that nothing is said about its meaning.
    pub(super) fn half_read(&mut self, place: Span) -> ExprId {
        self.exprs.add(ExprKind::Error, place)
    }

    fn declaration(&mut self, pair: Pair<'t, Rule>) -> Option<DeclarationKind> {
        Some(match pair.as_rule() {
            Rule::import => DeclarationKind::Import(import(pair)?),
            Rule::instrument => DeclarationKind::Instrument(self.instrument(pair)?),
            Rule::entity => DeclarationKind::Entity(self.entity(pair)?),
            Rule::enumeration => DeclarationKind::Enumeration(self.enumeration(pair)?),
            Rule::register => DeclarationKind::Register(self.register(pair)?),
            Rule::facts => DeclarationKind::Facts(self.facts(pair)),
            Rule::assume => DeclarationKind::Assume(self.assume(pair)?),
            Rule::define => DeclarationKind::Define(self.define(pair)?),
            Rule::reading => DeclarationKind::Reading(self.reading(pair)?),
            Rule::ladder => DeclarationKind::Ladder(self.ladder(pair)?),
            Rule::criterion => DeclarationKind::Criterion(self.criterion(pair)?),
            Rule::derogation => DeclarationKind::Derogation(self.derogation(pair)?),
            Rule::not_formalised => DeclarationKind::NotFormalised(law::not_formalised(pair)?),
            Rule::value_rule => DeclarationKind::Rule(self.rule(pair)?),
            Rule::waiver => DeclarationKind::Waiver(law::waiver(pair)?),
            Rule::amendment => DeclarationKind::Amendment(Box::new(self.amendment(pair)?)),
            Rule::scenario => DeclarationKind::Scenario(self.scenario(pair)?),
            _ => return None,
        })
    }

    /// Text after a whole declaration: what was expected there is what could have gone on.
    fn leftover(&mut self, start: usize) {
        if self.starts_declaration(start) {
            let (unread, finding) = unread::without_keyword(self.text, start);
            self.unread = Some(unread);
            self.findings.push(finding);
            return;
        }
        if let Some(finding) = habits::semicolon(self.text, start) {
            self.findings.push(finding);
            return;
        }
        let finding = explain(Rule::only_declaration, self.text, Span::new(0, self.text.len()));
        let at = finding.labels.first().map_or(0, |label| label.place.start as usize);
        // A failure before the leftover belongs to a clause that was reported already.
        if at >= start || self.findings.is_empty() {
            self.findings.push(finding);
        }
    }

    /// Whether what stands at `start` is probably a declaration of its own, whose keyword is lost: it starts a line, and
    /// is not indented below this declaration. The blank after the keyword may be left of it.
    fn starts_declaration(&self, start: usize) -> bool {
        let indent_at = |at: usize| {
            let line = self.text.get(..at).unwrap_or("").rsplit('\n').next().unwrap_or("");
            (line.len(), line.trim().is_empty())
        };
        let start = start + super::first_word(self.text.get(start..).unwrap_or("")).0;
        let (indent, starts_line) = indent_at(start);
        let closes = self.text.get(start..).unwrap_or("").starts_with(['}', ')', ']', ';', ',']);
        starts_line && !closes && indent <= indent_at(super::first_word(self.text).0).0 + 1
    }

    /// Reports a block whose closing brace is missing, unless a clause in it was reported: then the brace is
    /// probably missing there.
    pub(super) fn unclosed(&mut self, block: Span, at: usize, errors_before: usize) {
        if self.findings.len() > errors_before {
            return;
        }
        let open =
            block.of(self.text).find('{').map_or(block.start as usize, |brace| block.start as usize + brace);
        let end = self.text.get(..at).unwrap_or("").trim_end().len();
        let finding = Diagnostic::at(
            &codes::UNCLOSED,
            "this block is not closed",
            Span::at(end),
            "`}` is missing here",
        )
        .label(Span::new(open, open + 1), "opened here")
        .help("close the block with `}`")
        .fix("insert `}`", Span::at(end), "\n}");
        self.findings.push(finding);
    }

    fn entity(&mut self, pair: Pair<'t, Rule>) -> Option<Entity> {
        let block = span(&pair);
        let mut parts = Parts::of(pair);
        let name = parts.ident()?;
        let identity = parts.maybe(Rule::identified_by).and_then(|pair| Parts::of(pair).ident());
        let (fields, incomplete) = self.fields(parts, block);
        Some(Entity { name, identity, fields, incomplete })
    }

    fn facts(&mut self, pair: Pair<'t, Rule>) -> Facts {
        let block = span(&pair);
        let (fields, incomplete) = self.fields(Parts::of(pair), block);
        Facts { fields, incomplete }
    }

    fn fields(&mut self, mut parts: Parts<'t>, block: Span) -> Fields {
        let before = self.findings.len();
        let mut fields: Vec<Field> = vec![];
        while let Some(part) = parts.next() {
            match part.as_rule() {
                Rule::field => fields.extend(self.field(part)),
                Rule::broken_field => match (salvaged_field(&part), fields.last_mut()) {
                    (_, Some(previous)) if !self.starts_field(&part) => {
                        // It goes on with the type before it, which was taken for a whole one.
                        let place = previous.name.span.to(span(&part));
                        previous.ty.kind = TypeFormKind::Unread;
                        self.findings.push(explain(Rule::only_field, self.text, place));
                    }
                    (salvaged, _) => {
                        self.broken_item(&part, Rule::only_field);
                        fields.extend(salvaged);
                    }
                },
                Rule::unclosed => self.unclosed(block, part.as_span().start(), before),
                _ => {}
            }
        }
        (fields, self.findings.len() > before)
    }

    /// Whether a faulty piece is a field of its own and does not go on with the one before it.
    fn starts_field(&self, part: &Pair<'t, Rule>) -> bool {
        let text = part.as_str();
        let after = text.get(word_length(text)..).unwrap_or("");
        self.starts_line(span(part)) || word_length(text) > 0 && after.trim_start().starts_with(':')
    }

    /// A faulty item of a block: says what was expected in it, or after the item before it.
    pub(super) fn broken_item(&mut self, part: &Pair<'t, Rule>, rule: Rule) {
        self.findings.push(explain(rule, self.text, span(part)));
    }

    pub(super) fn field(&self, pair: Pair<'t, Rule>) -> Option<Field> {
        let place = span(&pair);
        let docs = docs_before(self.text, pair.as_span().start());
        let mut parts = Parts::of(pair);
        let (name, ty) = (parts.ident()?, type_form(parts.maybe(Rule::type_form)?)?);
        Some(Field { name, ty, fixed: parts.flag(Rule::fixed), span: place, docs })
    }

    fn enumeration(&mut self, pair: Pair<'t, Rule>) -> Option<Enumeration> {
        let block = span(&pair);
        let mut parts = pair.into_inner();
        let name = parts.find(|part| part.as_rule() == Rule::ident).map(|part| ident(&part))?;
        let (mut of_evidence, mut ordered) = (false, false);
        let mut variants = vec![];
        let before = self.findings.len();
        for part in parts {
            match part.as_rule() {
                Rule::of_evidence => of_evidence = true,
                Rule::kw_ordered => ordered = true,
                Rule::variant => variants.extend(self.variant(part)),
                Rule::less | Rule::comma if self.findings.len() == before => self.separator(&part, ordered),
                Rule::unclosed => self.unclosed(block, part.as_span().start(), before),
                _ => {}
            }
        }
        // Who separates by `<` means an order.
        let ordered = ordered || self.findings.len() > before;
        Some(Enumeration { name, of_evidence, ordered, variants })
    }

    fn variant(&self, pair: Pair<'t, Rule>) -> Option<Variant> {
        let docs = docs_before(self.text, pair.as_span().start());
        let mut parts = Parts::of(pair);
        Some(Variant { name: parts.ident()?, gloss: parts.text(), docs })
    }

    fn separator(&mut self, pair: &Pair<'t, Rule>, ordered: bool) {
        let (wanted, why) = if ordered {
            ("<", "the values of an ordered enumeration are separated by `<`, least first")
        } else {
            (",", "the values of an enumeration without order are separated by `,`")
        };
        if pair.as_str() != wanted && !(ordered && pair.as_str() == "," && self.ends_block(pair)) {
            let finding = Diagnostic::at(
                &codes::SYNTAX,
                format!("expected `{wanted}`"),
                span(pair),
                format!("expected `{wanted}`"),
            )
            .note(why)
            .fix(format!("write `{wanted}`"), span(pair), wanted);
            self.findings.push(finding);
        }
    }

    /// Whether only a closing brace follows.
    fn ends_block(&self, pair: &Pair<'t, Rule>) -> bool {
        self.text.get(pair.as_span().end()..).unwrap_or("").trim_start().starts_with('}')
    }

    fn register(&mut self, pair: Pair<'t, Rule>) -> Option<Register> {
        let block = span(&pair);
        let mut parts = Parts::of(pair);
        let name = parts.ident()?;
        let of = parts.ident()?;
        let title = parts.text();
        let under = parts.maybe(Rule::under).and_then(law::under);
        let known_until = parts.maybe(Rule::known_until).and_then(|pair| Parts::of(pair).date());
        let before = self.findings.len();
        let mut entries = vec![];
        while let Some(part) = parts.next() {
            match part.as_rule() {
                Rule::entry => entries.extend(entry(part)),
                Rule::broken_entry => self.broken_item(&part, Rule::only_entry),
                Rule::unclosed => self.unclosed(block, part.as_span().start(), before),
                _ => {}
            }
        }
        let incomplete = self.findings.len() > before;
        Some(Register { name, of, title, under, known_until, entries, incomplete })
    }

    fn assume(&mut self, pair: Pair<'t, Rule>) -> Option<Assume> {
        let mut parts = Parts::of(pair);
        Some(Assume { gloss: parts.text()?, formula: self.next_formula(&mut parts)? })
    }

    fn define(&mut self, pair: Pair<'t, Rule>) -> Option<Define> {
        let mut parts = Parts::of(pair);
        let name = parts.ident()?;
        let parameters = parts.maybe(Rule::parameters).map(parameters).unwrap_or_default();
        let ty = type_form(parts.maybe(Rule::type_form)?)?;
        let cites = parts.maybe(Rule::cites).map(law::cites).unwrap_or_default();
        Some(Define { name, parameters, ty, cites, body: self.next_formula(&mut parts)? })
    }

    fn reading(&mut self, pair: Pair<'t, Rule>) -> Option<Reading> {
        let block = span(&pair);
        let mut parts = Parts::of(pair);
        let name = parts.ident()?;
        let question = parts.text();
        let cites = parts.maybe(Rule::cites).map(law::cites).unwrap_or_default();
        let before = self.findings.len();
        let mut choices = vec![];
        while let Some(part) = parts.next() {
            match part.as_rule() {
                Rule::choice => choices.extend(choice(part)),
                Rule::unclosed => self.unclosed(block, part.as_span().start(), before),
                _ => {}
            }
        }
        Some(Reading { name, question, cites, choices })
    }

    pub(super) fn next_formula(&mut self, parts: &mut Parts<'t>) -> Option<ExprId> {
        let pair = parts.maybe(Rule::formula)?;
        let place = span(&pair);
        let formula = self.formula(pair);
        let is_open = self.open_texts.iter().any(|start| (place.start..place.end).contains(start));
        Some(if is_open { self.half_read(place) } else { formula })
    }
}

/// The name of a field whose type could not be read, so that nothing that refers to it is reported.
fn salvaged_field(pair: &Pair<'_, Rule>) -> Option<Field> {
    let text = pair.as_str();
    let word = text.get(..word_length(text)).filter(|word| is_identifier(word))?;
    let start = pair.as_span().start();
    let place = Span::new(start, start + word.len());
    let name = Ident { name: Name::from(word), span: place };
    Some(Field {
        name,
        ty: TypeForm { kind: TypeFormKind::Unread, span: place },
        fixed: false,
        span: place,
        docs: None,
    })
}

fn import(pair: Pair<'_, Rule>) -> Option<Import> {
    Parts::of(pair).maybe(Rule::module_path).map(|path| Import { module: ident(&path) })
}

pub(super) fn entry(pair: Pair<'_, Rule>) -> Option<RegisterEntry> {
    let mut parts = Parts::of(pair);
    let key = parts.ident()?;
    let from = parts.date()?;
    let until = parts.date();
    let act = parts.maybe(Rule::act).and_then(|pair| Parts::of(pair).text());
    Some(RegisterEntry { key, from, until, act })
}

fn choice(pair: Pair<'_, Rule>) -> Option<Choice> {
    let default = word_of(&pair) == "default";
    let mut parts = Parts::of(pair);
    Some(Choice { default, name: parts.ident()?, gloss: parts.text() })
}

/// The first word of a rule's text.
pub(super) fn word_of<'t>(pair: &Pair<'t, Rule>) -> &'t str {
    let text = pair.as_str();
    text.get(..word_length(text)).unwrap_or("")
}

fn parameters(pair: Pair<'_, Rule>) -> Vec<Variable> {
    let mut parts = Parts::of(pair);
    std::iter::from_fn(|| parts.maybe(Rule::variable)).filter_map(variable).collect()
}

fn variable(pair: Pair<'_, Rule>) -> Option<Variable> {
    let mut parts = Parts::of(pair);
    Some(Variable { name: parts.ident()?, ty: type_form(parts.maybe(Rule::type_form)?)? })
}

/// A type as written.
pub(super) fn type_form(pair: Pair<'_, Rule>) -> Option<TypeForm> {
    let place = span(&pair);
    let form = pair.into_inner().next()?;
    let rule = form.as_rule();
    let mut parts = Parts::of(form);
    let kind = match rule {
        Rule::list_type => {
            let element = type_form(parts.maybe(Rule::type_form)?)?;
            TypeFormKind::List(Box::new(element), parts.flag(Rule::kw_nonempty))
        }
        Rule::pool_type => TypeFormKind::Pool(Box::new(type_form(parts.maybe(Rule::type_form)?)?)),
        Rule::optional_type => TypeFormKind::Optional(Box::new(type_form(parts.maybe(Rule::type_form)?)?)),
        Rule::reference_type => TypeFormKind::Reference(parts.ident()?),
        Rule::level_type => TypeFormKind::Level(parts.ident()?),
        _ => {
            let name = parts.ident()?;
            let bounds = parts.maybe(Rule::bounds).and_then(bounds);
            let places = parts
                .maybe(Rule::places)
                .and_then(|pair| Parts::of(pair).maybe(Rule::integer).map(|pair| count(&pair)));
            TypeFormKind::Plain { name, bounds, places }
        }
    };
    Some(TypeForm { kind, span: place })
}

fn bounds(pair: Pair<'_, Rule>) -> Option<(Bound, Bound)> {
    let mut parts = Parts::of(pair);
    Some((bound(&parts.maybe(Rule::bound)?), bound(&parts.maybe(Rule::bound)?)))
}

fn bound(pair: &Pair<'_, Rule>) -> Bound {
    // The pair itself may reach over a comment, in which there may be digits.
    let digits: String = pair.clone().into_inner().map(|part| part.as_str().replace('_', "")).collect();
    Bound { text: Name::from(digits), span: span(pair) }
}
