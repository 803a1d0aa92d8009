//! What there is to say of something that is named: how it is declared, what it is for, and on what it rests. Hover shows it,
//! and so does completion beside each name.

use acquis_analysis::{
    Database, Decl, ItemKind, Package, Symbol, copies_of, criteria_at, criteria_of, declaration_of,
    declarations_of, derogations_from, facts_of, outlines, parsed, set_out_in, shown, standing,
};
use acquis_base::{Name, Span, find_code};
use acquis_ir::{Node, ProvisionId, Type};
use acquis_syntax::ast::{self, ClauseKind, DeclarationKind};

use crate::quoted::quoted;

/// The most entries, values or fields that are listed.
const MOST_LISTED: usize = 24;

/// The longest paragraph, in bytes, that is shown in full: beyond what anybody reads beside a cursor.
const MOST_SHOWN: usize = 16 * 1024;

/// What there is to say of something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// How it is declared, in the language, on one line or several.
    pub signature: String,
    /// What it is: `field of Party`.
    pub kind: String,
    /// Paragraphs of Markdown.
    pub paragraphs: Vec<String>,
}

impl Card {
    fn new(signature: impl Into<String>, kind: impl Into<String>) -> Self {
        Self { signature: signature.into(), kind: kind.into(), paragraphs: vec![] }
    }

    fn say(mut self, paragraph: impl Into<String>) -> Self {
        let paragraph = paragraph.into();
        if !paragraph.is_empty() {
            self.paragraphs.push(cut(paragraph));
        }
        self
    }

    fn say_all<S: Into<String>>(self, paragraphs: impl IntoIterator<Item = S>) -> Self {
        paragraphs.into_iter().fold(self, Self::say)
    }

    /// The card as Markdown.
    pub fn markdown(&self) -> String {
        let mut parts = vec![];
        if !self.signature.is_empty() {
            parts.push(format!("```acquis\n{}\n```", self.signature));
        }
        if !self.kind.is_empty() {
            parts.push(format!("*{}*", self.kind));
        }
        parts.extend(self.paragraphs.iter().cloned());
        parts.join("\n\n")
    }
}

/// A paragraph as far as it is shown: up to the last whole line that has room, with a block of code in it closed.
fn cut(paragraph: String) -> String {
    if paragraph.len() <= MOST_SHOWN {
        return paragraph;
    }
    let end = (0..=MOST_SHOWN).rev().find(|at| paragraph.is_char_boundary(*at)).unwrap_or(0);
    let kept = paragraph.get(..end).unwrap_or("");
    let kept = kept.rsplit_once('\n').map_or(kept, |(lines, _)| lines).trim_end();
    let fences = kept.lines().filter(|line| line.trim_start().starts_with("```")).count();
    format!("{kept}{}\n\n…", if fences % 2 == 1 { "\n```" } else { "" })
}

/// What there is to say of a symbol, which at one place has the type `ty`.
pub fn card(db: &Database, package: Package, symbol: &Symbol, ty: Option<&Type>) -> Option<Card> {
    let cards = Cards { db, package };
    match symbol {
        Symbol::Module(name) => cards.module(name),
        Symbol::Item(kind, name) => cards.item(*kind, name),
        Symbol::Fact(name) => cards.fact(name),
        Symbol::Field(entity, name) => cards.field(entity, name),
        Symbol::Value(owner, name) => cards.value(owner, name),
        Symbol::Choice(reading, name) => cards.choice(reading, name),
        Symbol::Level(ladder, number) => cards.level(ladder, *number),
        Symbol::Provision(id) => Some(cards.provision(id)),
        Symbol::Exception(rule, label) => cards.exception(rule, label),
        Symbol::Point(key, label) => cards.point(key, label),
        Symbol::Parameter(key, name) => cards.parameter(key, name),
        Symbol::Local(_, _, name) => {
            let signature = ty.map_or_else(|| name.to_string(), |ty| format!("{name} : {ty}"));
            Some(Card::new(signature, "variable"))
        }
        Symbol::Country(country) => Some(Card::new(country.code(), "country").say(country.name())),
        Symbol::BuiltIn(name) => Some(Card::new(name.as_str(), "type of the language").say(built_in(name))),
        Symbol::Diagnostic(number) => {
            let code = find_code(number)?;
            Some(Card::new(code.id, "diagnostic").say(format!("`{}`: {}", code.name, code.summary)))
        }
    }
}

/// What a type of the language holds.
fn built_in(name: &str) -> &'static str {
    match name {
        "Bool" => "True or false.",
        "Text" => "Words, compared for equality alone.",
        "Date" => "A day.",
        "Country" => "A country, by its two letters of ISO 3166-1.",
        "Integer" => "A whole number from a least to a greatest.",
        "Decimal" => "An exact number with so many decimal places.",
        "Percentage" => "A share in hundredths, never compared with a plain number.",
        "Days" => "A number of days.",
        _ => "",
    }
}

/// Builds cards.
struct Cards<'db> {
    db: &'db Database,
    package: Package,
}

impl<'db> Cards<'db> {
    fn tree(&self, decl: Decl<'db>) -> &'db ast::Declaration {
        &parsed(self.db, decl).declaration
    }

    /// The first declaration of a name that is of a kind.
    fn find<T>(
        &self,
        name: &str,
        pick: impl Fn(&'db DeclarationKind) -> Option<T>,
    ) -> Option<(Decl<'db>, T)> {
        let all = declarations_of(self.db, self.package, name);
        all.into_iter().find_map(|decl| Some((decl, pick(&self.tree(decl).kind)?)))
    }

    /// A piece of a declaration's text on one line.
    fn source(&self, decl: Decl<'db>, span: Span) -> String {
        span.of(decl.text(self.db)).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// How a declaration starts: its text up to its block or its body.
    fn head(&self, decl: Decl<'db>) -> String {
        let tree = self.tree(decl);
        let text = tree.span.of(decl.text(self.db));
        let mut quoted = false;
        let block = text.char_indices().find(|(_, c)| {
            quoted ^= *c == '"';
            *c == '{' && !quoted
        });
        let mut end = block.map_or(text.len(), |(at, _)| at);
        if let DeclarationKind::Define(written) = &tree.kind {
            let body = tree.exprs.get(written.body).span.start.saturating_sub(tree.span.start);
            let before = text.get(..body as usize).unwrap_or(text).trim_end();
            end = before.strip_suffix('=').unwrap_or(before).len();
        }
        text.get(..end).unwrap_or(text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn module(&self, name: &Name) -> Option<Card> {
        let file = self.package.files(self.db).iter().find(|file| file.module(self.db) == name)?;
        let docs = acquis_syntax::module_docs(file.text(self.db));
        Some(
            Card::new(format!("import {name}"), format!("module, {}", file.path(self.db)))
                .say_all(docs.as_ref().map(Name::as_str)),
        )
    }

    fn item(&self, kind: ItemKind, name: &Name) -> Option<Card> {
        let (decl, _) = self.find(name, Some)?;
        let tree = self.tree(decl);
        let card = Card::new(self.head(decl), kind.as_str());
        let card = card.say_all(tree.docs.as_ref().map(Name::as_str));
        Some(match &tree.kind {
            DeclarationKind::Entity(written) => card
                .say(listed("Fields", written.fields.iter().map(|field| format!("`{}`", field.name.name)))),
            DeclarationKind::Enumeration(written) => {
                let least = if written.ordered { "Values, least first" } else { "Values" };
                card.say(bullets(
                    least,
                    written.variants.iter().map(|it| glossed(&it.name, it.gloss.as_ref())),
                ))
            }
            DeclarationKind::Register(written) => self.register(card, decl, written),
            DeclarationKind::Define(written) => self.cites(card, &written.cites),
            DeclarationKind::Reading(written) => {
                let choices = written.choices.iter().map(choice_line);
                self.cites(card.say(bullets("Choices", choices)), &written.cites)
            }
            DeclarationKind::Ladder(written) => {
                let levels = written.rungs.iter().map(|rung| {
                    let title =
                        rung.title.as_ref().map(|title| format!(" {}", title.value)).unwrap_or_default();
                    format!("level {}{title}", rung.level.value)
                });
                self.cites(card.say(bullets("Levels", levels)), &written.under)
            }
            DeclarationKind::Derogation(written) => self.derogation(card, decl, written),
            DeclarationKind::Rule(written) => self.rule(card, written),
            DeclarationKind::Instrument(written) => {
                let facts = written.facts.iter().map(|fact| match fact {
                    ast::InstrumentFact::Document(text) => format!("document {}", text.value),
                    ast::InstrumentFact::Procedure(text) => format!("procedure {}", text.value),
                    ast::InstrumentFact::Address(text) => format!("<{}>", text.value),
                    ast::InstrumentFact::Dated(date) => format!("dated {}", date.text),
                    ast::InstrumentFact::Status(word) => format!("status {}", word.name),
                });
                card.say(facts.collect::<Vec<_>>().join(" · "))
            }
            _ => card,
        })
    }

    fn register(&self, card: Card, decl: Decl<'db>, written: &ast::Register) -> Card {
        let known = written.known_until.as_ref().map(|day| format!("Known until {}.", day.text));
        let entries = written.entries.iter().map(|entry| {
            let end = entry.act.as_ref().map(|act| act.span).or(entry.until.as_ref().map(|day| day.span));
            let end = end.unwrap_or(entry.from.span);
            self.source(decl, entry.key.span.to(end))
        });
        let card = card.say_all(known).say(bullets("Entries", entries.map(|entry| format!("`{entry}`"))));
        self.cites(card, &written.under)
    }

    fn derogation(&self, card: Card, decl: Decl<'db>, written: &ast::Derogation) -> Card {
        let standing = standing(self.db, decl).unwrap_or_default();
        let from = standing.provision.as_ref().map(|from| {
            let level = standing.level.as_ref().map(|(_, level)| format!(", at its level, {level}"));
            format!("From {}{}.", self.linked(from), level.unwrap_or_default())
        });
        let basis = match &written.under {
            Some(under) => self.basis("Basis", under),
            None => "No basis is named.".to_owned(),
        };
        card.say_all(from).say(basis)
    }

    fn rule(&self, card: Card, written: &ast::Rule) -> Card {
        let exceptions = written.clauses.iter().filter_map(|clause| match &clause.kind {
            ClauseKind::Excepted(excepted) => Some(glossed(&excepted.label, excepted.gloss.as_ref())),
            _ => None,
        });
        let card = card.say(bullets("Exceptions", exceptions));
        card.say(self.basis("Under", &written.under))
    }

    fn fact(&self, name: &Name) -> Option<Card> {
        let all = facts_of(self.db, self.package).into_iter();
        let mut facts = all.filter_map(|decl| match &self.tree(decl).kind {
            DeclarationKind::Facts(facts) => {
                Some((decl, facts.fields.iter().find(|it| it.name.name == *name)?))
            }
            _ => None,
        });
        let (decl, field) = facts.next()?;
        Some(self.of_field(decl, field, "fact of the dossier".to_owned()))
    }

    fn field(&self, entity: &Name, name: &Name) -> Option<Card> {
        let (decl, written) = self.find(entity, |kind| match kind {
            DeclarationKind::Entity(written) => Some(written),
            _ => None,
        })?;
        match written.fields.iter().find(|field| field.name.name == *name) {
            Some(field) => Some(self.of_field(decl, field, format!("field of {entity}"))),
            None => Some(Card::new(format!("{name} : Text"), format!("identity of {entity}"))),
        }
    }

    fn of_field(&self, decl: Decl<'db>, field: &ast::Field, kind: String) -> Card {
        let mut signature = self.source(decl, field.name.span.to(field.ty.span));
        if field.fixed {
            signature.push_str(" fixed");
        }
        Card::new(signature, kind).say_all(field.docs.as_ref().map(Name::as_str))
    }

    fn value(&self, owner: &Name, name: &Name) -> Option<Card> {
        let (_, written) = self.find(owner, |kind| match kind {
            DeclarationKind::Enumeration(written) => Some(written),
            _ => None,
        })?;
        let variant = written.variants.iter().find(|variant| variant.name.name == *name)?;
        let card = Card::new(format!("{owner}.{name}"), format!("value of {owner}"));
        let card = card.say_all(variant.gloss.as_ref().map(|gloss| gloss.value.as_str()));
        let card = card.say_all(variant.docs.as_ref().map(Name::as_str));
        if !written.ordered {
            return Some(card);
        }
        let order = written.variants.iter().map(|variant| match variant.name.name == *name {
            true => format!("**{name}**"),
            false => variant.name.name.to_string(),
        });
        Some(card.say(order.collect::<Vec<_>>().join(" < ")))
    }

    fn choice(&self, reading: &Name, name: &Name) -> Option<Card> {
        let (_, written) = self.find(reading, |kind| match kind {
            DeclarationKind::Reading(written) => Some(written),
            _ => None,
        })?;
        let choice = written.choices.iter().find(|choice| choice.name.name == *name)?;
        let kind = if choice.default { "default" } else { "alternative" };
        let card = Card::new(format!("{kind} {name}"), format!("choice of the reading {reading}"));
        let card = card.say_all(written.question.as_ref().map(|question| question.value.as_str()));
        Some(card.say_all(choice.gloss.as_ref().map(|gloss| gloss.value.as_str())))
    }

    fn level(&self, ladder: &Name, number: u32) -> Option<Card> {
        let (decl, written) = self.find(ladder, |kind| match kind {
            DeclarationKind::Ladder(written) => Some(written),
            _ => None,
        })?;
        let rung = written.rungs.iter().find(|rung| rung.level.value == number)?;
        let title = rung.title.as_ref().map(|title| format!(" {}", self.source(decl, title.span)));
        let card =
            Card::new(format!("level {number}{}", title.unwrap_or_default()), format!("level of {ladder}"));
        let set_out = set_out_in(self.db, self.package, ladder, number);
        let set_out = set_out.map(|id| format!("Set out in {}.", self.linked(&id)));
        let count = criteria_at(self.db, self.package, ladder, number).len();
        let count = format!("{}.", acquis_base::counted(count, "criterion", "criteria"));
        let below = written.cumulative.is_some() && number > 1;
        let included = below.then(|| "It includes the levels below it.".to_owned());
        Some(card.say_all(set_out).say(count).say_all(included))
    }

    fn exception(&self, rule: &Name, label: &Name) -> Option<Card> {
        let (decl, written) = self.find(rule, |kind| match kind {
            DeclarationKind::Rule(written) => Some(written),
            _ => None,
        })?;
        let excepted = written.clauses.iter().find_map(|clause| match &clause.kind {
            ClauseKind::Excepted(excepted) if excepted.label.name == *label => Some((clause, excepted)),
            _ => None,
        });
        let (clause, excepted) = excepted?;
        let card = Card::new(self.source(decl, clause.span), format!("exception of the rule {rule}"));
        let card = card.say_all(excepted.gloss.as_ref().map(|gloss| gloss.value.as_str()));
        Some(card.say_all(excepted.under.as_ref().map(|under| self.basis("Under", under))))
    }

    fn criterion_of_key(&self, key: &acquis_analysis::DeclKey) -> Option<(Decl<'db>, &'db ast::Criterion)> {
        let decl = declaration_of(self.db, self.package, key)?;
        match &self.tree(decl).kind {
            DeclarationKind::Criterion(written) => Some((decl, written)),
            _ => None,
        }
    }

    fn point(&self, key: &acquis_analysis::DeclKey, label: &Name) -> Option<Card> {
        let (_, written) = self.criterion_of_key(key)?;
        let path = &written.provision.citation.path;
        let points = written.clauses.iter().filter_map(|clause| match &clause.kind {
            ClauseKind::Point(point) => Some(point),
            ClauseKind::Plus(inner) => match &inner.kind {
                ClauseKind::Point(point) => Some(point),
                _ => None,
            },
            _ => None,
        });
        let point = points.into_iter().find(|point| point.label.name == *label)?;
        let card = Card::new(format!("point {label}"), format!("point of the criterion {path}"));
        Some(card.say_all(point.title.as_ref().map(|title| title.value.as_str())))
    }

    fn parameter(&self, key: &acquis_analysis::DeclKey, name: &Name) -> Option<Card> {
        let (decl, written) = self.criterion_of_key(key)?;
        let clause = written.clauses.iter().find(
            |clause| matches!(&clause.kind, ClauseKind::Parameter(variable, _) if variable.name.name == *name),
        )?;
        let path = &written.provision.citation.path;
        Some(Card::new(self.source(decl, clause.span), format!("parameter of the criterion {path}")))
    }

    fn node(&self, id: &ProvisionId) -> Option<&'db Node> {
        let instrument = outlines(self.db, self.package).instruments.get(&id.instrument)?;
        instrument.find(&id.path).map(|(_, node)| node)
    }

    /// A provision as it is shown, with its own heading.
    fn linked(&self, id: &ProvisionId) -> String {
        let heading = outlines(self.db, self.package).heading(id);
        let heading = heading.map(|heading| format!(" “{heading}”")).unwrap_or_default();
        format!("{}{heading}", shown(self.db, self.package, id))
    }

    fn basis(&self, word: &str, cited: &ast::Cited) -> String {
        let own = outlines(self.db, self.package).own.clone();
        let named = cited.citation.instrument.as_ref().map(|ident| ident.name.clone()).or(own);
        let shown = match named {
            Some(instrument) => self.linked(&ProvisionId { instrument, path: cited.citation.path.clone() }),
            None => cited.citation.path.to_string(),
        };
        let printed = cited.printed.as_ref().map(|printed| format!(", printed as {}", printed.path));
        format!("{word} {shown}{}.", printed.unwrap_or_default())
    }

    fn cites<'t>(&self, card: Card, cited: impl IntoIterator<Item = &'t ast::Cited>) -> Card {
        card.say_all(cited.into_iter().map(|cited| self.basis("Under", cited)))
    }

    fn provision(&self, id: &ProvisionId) -> Card {
        let outlines = outlines(self.db, self.package);
        let node = self.node(id);
        let kind = node.map_or("provision", |node| node.kind.as_str());
        let mut card = Card::new(shown(self.db, self.package, id), kind);
        card =
            card.say_all(node.and_then(|node| node.heading.as_ref()).map(|heading| format!("**{heading}**")));
        card = card.say(self.headings_around(id));
        if let Some(node) = node {
            let printed = node.printed.as_ref().map(|number| format!("The draft prints it as {number}."));
            let empowers =
                node.empowers.as_ref().map(|act| format!("It empowers: {}.", act.replace('_', " ")));
            let refers = node.refers_to.iter().map(|to| outlines.show(to)).collect::<Vec<_>>();
            let refers = (!refers.is_empty()).then(|| format!("It refers to {}.", refers.join(", ")));
            let left = node.not_transcribed.then(|| "Its contents are not transcribed.".to_owned());
            let deleted = node.deleted.then(|| "It is deleted.".to_owned());
            card = card.say_all(deleted);
            card = card.say_all([printed, empowers, refers, left].into_iter().flatten());
        }
        for decl in criteria_of(self.db, self.package, id) {
            card = self.criterion(card, decl);
        }
        let relaxed = derogations_from(self.db, self.package, id).into_iter().filter_map(|decl| match &self
            .tree(decl)
            .kind
        {
            DeclarationKind::Derogation(written) => Some(format!("`{}`", written.name.name)),
            _ => None,
        });
        let copied = copies_of(self.db, self.package, id).into_iter();
        let copied =
            copied.filter_map(|decl| standing(self.db, decl)?.provision.map(|id| outlines.show(&id)));
        let card = card.say(listed("Derogations", relaxed)).say(listed("Copied by", copied));
        card.say_all(quoted(self.db, self.package, id))
    }

    /// The headings of what stands around a provision, outermost first.
    fn headings_around(&self, id: &ProvisionId) -> String {
        let outlines = outlines(self.db, self.package);
        let Some(instrument) = outlines.instruments.get(&id.instrument) else { return String::new() };
        let mut chain = vec![];
        let mut at = match instrument.find(&id.path) {
            Some((_, node)) => node.parent,
            None => {
                instrument.nearest_containing(&id.path).and_then(|node| Some(instrument.find(&node.path)?.0))
            }
        };
        while let Some(node) = at.and_then(|at| instrument.nodes.get(at as usize)) {
            let heading = node.heading.as_ref().map(|heading| format!(" “{heading}”")).unwrap_or_default();
            chain.push(format!("{}{heading}", node.path));
            at = node.parent;
        }
        chain.push(instrument.title.as_ref().unwrap_or(&instrument.name).to_string());
        chain.reverse();
        chain.join(" › ")
    }

    /// What the criterion of a provision says, its own or copied.
    fn criterion(&self, card: Card, decl: Decl<'db>) -> Card {
        let standing = standing(self.db, decl).unwrap_or_default();
        let level = standing.level.as_ref().map(|(ladder, level)| {
            let set_out = set_out_in(self.db, self.package, ladder, *level);
            let set_out = set_out.map(|id| format!(", set out in {}", shown(self.db, self.package, &id)));
            format!("Criterion at level {level} of `{ladder}`{}.", set_out.unwrap_or_default())
        });
        let copied = standing.copied.as_ref().map(|(refines, from)| {
            let word = if *refines { "Refines" } else { "Restates" };
            let below = criteria_of(self.db, self.package, from).into_iter();
            let level = below.filter_map(|decl| acquis_analysis::standing(self.db, decl)?.level).next();
            let level = level.map(|(_, level)| format!(" of level {level}")).unwrap_or_default();
            format!("{word} {}{level}.", shown(self.db, self.package, from))
        });
        let mut titled = Some(decl);
        let mut title = None;
        // What a copy does not say itself it has from the criterion copied.
        for _ in 0..MOST_LISTED {
            let Some(at) = titled else { break };
            let DeclarationKind::Criterion(written) = &self.tree(at).kind else { break };
            if let Some(found) = &written.title {
                title = Some(format!("**{}**", found.value));
                break;
            }
            let from = acquis_analysis::standing(self.db, at).and_then(|standing| standing.copied);
            titled = from.and_then(|(_, from)| criteria_of(self.db, self.package, &from).first().copied());
        }
        let glosses = match &self.tree(titled.unwrap_or(decl)).kind {
            DeclarationKind::Criterion(written) => {
                written.clauses.iter().filter_map(|clause| match &clause.kind {
                    ClauseKind::Holds(text) => Some(format!("holds: {}", text.value)),
                    ClauseKind::Fails(text) => Some(format!("fails: {}", text.value)),
                    _ => None,
                })
            }
            _ => return card,
        };
        let glosses = bullets("", glosses);
        let docs = self.tree(decl).docs.as_ref().map(ToString::to_string);
        card.say_all(title).say_all(level).say_all(copied).say(glosses).say_all(docs)
    }
}

fn glossed(name: &ast::Ident, gloss: Option<&ast::Text>) -> String {
    match gloss {
        Some(gloss) => format!("`{}`: {}", name.name, gloss.value),
        None => format!("`{}`", name.name),
    }
}

fn choice_line(choice: &ast::Choice) -> String {
    let line = glossed(&choice.name, choice.gloss.as_ref());
    if choice.default { format!("{line} (default)") } else { line }
}

/// Names after a word, on one line; nothing where there are none.
fn listed(word: &str, names: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = names.collect();
    if all.is_empty() {
        return String::new();
    }
    let more = all.len().saturating_sub(MOST_LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let first: Vec<String> = all.into_iter().take(MOST_LISTED).collect();
    format!("{word}: {}{more}.", first.join(", "))
}

/// Lines below a word; nothing where there are none.
fn bullets(word: &str, lines: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = lines.collect();
    if all.is_empty() {
        return String::new();
    }
    let more = all.len().saturating_sub(MOST_LISTED);
    let mut out = if word.is_empty() { String::new() } else { format!("{word}:\n\n") };
    let mut shown: Vec<String> = all.into_iter().take(MOST_LISTED).map(|line| format!("- {line}")).collect();
    if more > 0 {
        shown.push(format!("- and {more} more"));
    }
    out.push_str(&shown.join("\n"));
    out
}
