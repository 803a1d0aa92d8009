//! What the form being written takes: the parameters of a notion, the parts of a quantifier, the cases of `first of`, with
//! the one at which the cursor stands.
//!
//! The words before the cursor are read one after the other, whether or not they follow the grammar, so that a call is
//! explained while it is half written.

use acquis_analysis::{
    Database, Decl, ItemKind, Package, SourceFile, Symbol, declaration_before, declarations_of, parsed,
};
use acquis_base::{Name, Span};
use acquis_syntax::ast::{DeclarationKind, TypeForm, TypeFormKind};
use acquis_syntax::{LexemeKind, is_reserved, lexemes};

use crate::card::card;

/// A parameter of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Where it stands in the label.
    pub span: Span,
    /// What it is for, as Markdown.
    pub documentation: String,
}

/// How something is written that takes other things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// How it is written.
    pub label: String,
    /// What it is for, as Markdown.
    pub documentation: String,
    /// What it takes.
    pub parameters: Vec<Parameter>,
    /// The parameter at which the cursor stands; behind the last one where there are too many.
    pub active: u32,
}

/// How the innermost form around an offset of a file is written. If a character was just `typed`, only the parentheses of
/// a call count: others are typed for other reasons.
pub fn signature_help(
    db: &Database,
    package: Package,
    file: SourceFile,
    offset: u32,
    typed: bool,
) -> Option<Signature> {
    let decl = declaration_before(db, file, offset)?;
    let start = decl.start(db);
    let rest = file.text(db).get(start as usize..)?;
    let words = words_before(rest, offset.saturating_sub(start))?;
    let mut open = Open::default();
    for at in 0..words.len() {
        open.take(&words, at);
    }
    for frame in open.frames.iter().rev() {
        match frame.form {
            Form::Paren | Form::Bracket if !typed => {}
            Form::Paren | Form::Bracket | Form::Block => return None,
            Form::Call(_) | Form::Count => return frame.signature(db, package),
            _ if typed => return None,
            _ => return frame.signature(db, package),
        }
    }
    None
}

/// A word, number, text or sign, with its place.
struct Word<'t> {
    kind: LexemeKind,
    text: &'t str,
    span: Span,
}

/// What stands before an offset, without comments and without the word that is being written there; nothing within a
/// comment or a quoted text.
fn words_before(text: &str, offset: u32) -> Option<Vec<Word<'_>>> {
    let mut words = vec![];
    for lexeme in lexemes(text).take_while(|lexeme| lexeme.span.start < offset) {
        let Span { end, .. } = lexeme.span;
        match lexeme.kind {
            LexemeKind::Comment if offset <= end => return None,
            LexemeKind::Text if offset < end => return None,
            LexemeKind::Comment => {}
            LexemeKind::Word if offset <= end => {}
            kind => words.push(Word { kind, text: lexeme.span.of(text), span: lexeme.span }),
        }
    }
    Some(words)
}

/// A form that takes something.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form<'t> {
    /// A notion, called.
    Call(&'t str),
    Count,
    /// Parentheses, brackets and braces that belong to no form.
    Paren,
    Bracket,
    Block,
    FirstOf,
    ByReading(&'t str),
    /// With its number, where it has one.
    Quantified(String),
    If,
    Should,
    Chain,
    /// With the words that compare.
    Share(String),
    Each,
    Period,
}

impl Form<'_> {
    fn is_bracketed(&self) -> bool {
        matches!(
            self,
            Self::Call(_)
                | Self::Count
                | Self::Paren
                | Self::Bracket
                | Self::Block
                | Self::FirstOf
                | Self::ByReading(_)
        )
    }
}

/// A form that is open, and at which of its parameters.
struct Frame<'t> {
    form: Form<'t>,
    at: u32,
    /// The choices of a reading that are written, and whether the last of them is being said.
    chosen: Vec<&'t str>,
    is_chosen: bool,
}

/// Where the parts of a quantifier stand among its parameters.
const ELEMENT: u32 = 0;
const LIST: u32 = 1;
const FILTER: u32 = 2;
const EXCEPT: u32 = 3;
const BODY: u32 = 4;

/// The forms that are open.
#[derive(Default)]
struct Open<'t> {
    frames: Vec<Frame<'t>>,
}

impl<'t> Open<'t> {
    fn push(&mut self, form: Form<'t>) {
        self.frames.push(Frame { form, at: 0, chosen: vec![], is_chosen: false });
    }

    /// Leaves the forms that end without a bracket of their own.
    fn unwind(&mut self) {
        while self.frames.last().is_some_and(|frame| !frame.form.is_bracketed()) {
            self.frames.pop();
        }
    }

    /// Leaves the forms within the innermost one that `is_meant`, if there is one within the same brackets, and goes on
    /// to a parameter of it.
    fn go_on(&mut self, is_meant: impl Fn(&Frame<'t>) -> bool, to: u32) {
        let within = self.frames.iter().rposition(|frame| frame.form.is_bracketed()).map_or(0, |at| at + 1);
        let meant = self.frames.iter().skip(within).rposition(is_meant);
        if let Some(at) = meant {
            self.frames.truncate(within + at + 1);
            if let Some(frame) = self.frames.last_mut() {
                frame.at = to;
            }
        }
    }

    fn take(&mut self, words: &[Word<'t>], at: usize) {
        let Some(word) = words.get(at) else { return };
        let ahead = |by: usize| words.get(at + by).map_or("", |word| word.text);
        let back = |by: usize| at.checked_sub(by).and_then(|at| words.get(at));
        let before = |by: usize| back(by).map_or("", |word| word.text);
        match (word.kind, word.text) {
            (LexemeKind::Open, "(") => {
                let touches =
                    |by: usize, start: u32| back(by).filter(|word| word.span.end == start).map(|it| it.kind);
                let is_call = touches(1, word.span.start) == Some(LexemeKind::Word);
                let start = back(1).map_or(0, |name| name.span.start);
                // `18a(1)` belongs to a citation, and the parameters of a notion are declared there.
                let is_name = touches(2, start) != Some(LexemeKind::Number) && before(2) != "define";
                self.push(match before(1) {
                    "count" if is_call => Form::Count,
                    name if is_call && is_name && !is_reserved(name) => Form::Call(name),
                    _ => Form::Paren,
                });
            }
            (LexemeKind::Open, "[") => self.push(Form::Bracket),
            (LexemeKind::Open, _) => {
                let form = match (before(3), before(2), before(1)) {
                    (_, "first", "of") => Form::FirstOf,
                    ("by", "reading", name) => Form::ByReading(name),
                    _ => Form::Block,
                };
                self.push(form);
            }
            (LexemeKind::Close, _) => {
                self.unwind();
                self.frames.pop();
            }
            (LexemeKind::Sign, sign) => self.sign(sign, before(1)),
            (LexemeKind::Word, text) => {
                let in_chain = self.frames.last().is_some_and(|frame| frame.form == Form::Chain);
                if in_chain && !matches!(before(1), "." | "of") && before(1) != "chain" && text != "of" {
                    self.frames.pop();
                }
                self.word(text, [before(1), ahead(1), ahead(2), ahead(3)]);
            }
            _ => {}
        }
    }

    fn sign(&mut self, sign: &str, before: &'t str) {
        if !matches!(sign, "," | ";" | ":") {
            return;
        }
        self.unwind();
        let Some(frame) = self.frames.last_mut() else { return };
        match (sign, &frame.form) {
            (",", Form::Call(_)) => frame.at += 1,
            (";", Form::FirstOf) => frame.at = 0,
            (":", Form::FirstOf) if frame.at == 0 => frame.at = 1,
            (";", Form::ByReading(_)) => frame.is_chosen = false,
            (":", Form::ByReading(_)) => {
                frame.chosen.push(before);
                frame.is_chosen = true;
            }
            _ => {}
        }
    }

    fn word(&mut self, word: &'t str, [before, next, second, third]: [&'t str; 4]) {
        let top = self.frames.last().map(|frame| (&frame.form, frame.at));
        match word {
            "every" | "some" => self.push(Form::Quantified(word.to_owned())),
            "no" if next != "level" => self.push(Form::Quantified(word.to_owned())),
            "at" | "exactly" | "more" | "less" if before == "is" => {}
            "at" if matches!(next, "least" | "most") && !matches!(third, "day" | "days") => {
                self.push(Form::Quantified(format!("at {next} {second}")));
            }
            "exactly" => self.push(Form::Quantified(format!("exactly {next}"))),
            "is" => match (next, second) {
                ("at" | "more" | "less", _) => self.push(Form::Share(format!("is {next} {second}"))),
                ("exactly", _) => self.push(Form::Share("is exactly".to_owned())),
                _ => {}
            },
            "of" => {
                if let Some((Form::Share(_), _)) = top {
                    self.go_on(|frame| matches!(frame.form, Form::Share(_)), 1);
                }
            }
            "in" => {
                if let Some((Form::Quantified(_) | Form::Each, ELEMENT)) = top {
                    self.go_on(|_| true, LIST);
                }
            }
            "where" => match top {
                Some((Form::FirstOf, _)) => {
                    if let Some(frame) = self.frames.last_mut() {
                        frame.at = 0;
                    }
                }
                Some((Form::Each, _)) => self.go_on(|_| true, FILTER),
                _ => {
                    let part = if before == "except" { EXCEPT } else { FILTER };
                    self.go_on(|frame| matches!(frame.form, Form::Quantified(_)) && frame.at < BODY, part);
                }
            },
            "otherwise" => {
                self.unwind();
                if let Some(frame) = self.frames.last_mut().filter(|frame| frame.form == Form::FirstOf) {
                    frame.at = 2;
                }
            }
            "satisfies" => {
                self.go_on(|frame| matches!(frame.form, Form::Quantified(_)) && frame.at < BODY, BODY);
            }
            "if" => self.push(Form::If),
            "then" => self.go_on(|frame| frame.form == Form::If && frame.at == 0, 1),
            "else" => self.go_on(|frame| frame.form == Form::If && frame.at == 1, 2),
            "should" => self.push(Form::Should),
            "by" => self.go_on(|frame| frame.form == Form::Should, 1),
            "chain" if next == "of" => self.push(Form::Chain),
            "each" if before != "for" => self.push(Form::Each),
            "period" if next == "of" => self.push(Form::Period),
            "after" => self.go_on(|frame| frame.form == Form::Period, 1),
            "and" | "or" | "implies" => self.end_bodies(),
            "holds" | "fails" | "parameter" | "applies" | "requires" | "unless" | "point" | "evidence"
            | "without" | "plus" | "opens" => self.unwind(),
            _ => {}
        }
    }

    /// A connective ends what has no brackets and is at its last part.
    fn end_bodies(&mut self) {
        let is_ending = |frame: &Frame<'_>| match frame.form {
            Form::Quantified(_) => frame.at == BODY,
            Form::If => frame.at == 2,
            Form::Should | Form::Share(_) | Form::Chain => true,
            _ => false,
        };
        while self.frames.last().is_some_and(is_ending) {
            self.frames.pop();
        }
    }
}

impl Frame<'_> {
    fn signature(&self, db: &Database, package: Package) -> Option<Signature> {
        let at = self.at;
        Some(match &self.form {
            Form::Call(name) => return of_notion(db, package, name, at),
            Form::ByReading(name) => return self.of_reading(db, package, name),
            Form::Paren | Form::Bracket | Form::Block => return None,
            Form::Count => template(
                "count([LIST])",
                &[LIST_DOC],
                "How many elements a list has; compared with a constant.",
                at,
            ),
            Form::FirstOf => template(
                "first of { where [CONDITION]: [VALUE]; otherwise: [VALUE]; }",
                &[
                    "When the case decides.",
                    "What holds if the case decides, also where it is false.",
                    "What holds if no case decides.",
                ],
                "The first case whose condition holds decides.",
                at,
            ),
            Form::Quantified(words) => quantified(words, at),
            Form::If => template(
                "if [CONDITION] then [VALUE] else [VALUE]",
                &["What decides.", "What holds if it is true.", "What holds if it is false."],
                "One of two values.",
                at,
            ),
            Form::Should => template(
                "should [CONDITION] by reading [READING]",
                &["What should be.", "A reading with the choices `binding` and `advisory`."],
                "What the text says should be: required if the reading binds, else reported only.",
                at,
            ),
            Form::Chain => template(
                "chain of [WAY]",
                &["A record and the references along which to go: `party.controllers`."],
                "All that is reached by one step or more.",
                at,
            ),
            Form::Share(words) => template(
                &format!("PART {words} [PERCENTAGE] of [WHOLE]"),
                &["A percentage.", "What the part is compared with."],
                "What part one number is of another, compared exactly.",
                at,
            ),
            Form::Each => template(
                "each [ELEMENT] in [LIST] where [CONDITION]",
                &[ELEMENT_DOC, LIST_DOC, "Which elements belong to it."],
                "The elements of a list that satisfy a condition.",
                at,
            ),
            Form::Period => template(
                "period of [LENGTH] after [DAY]",
                &[
                    "Days, or months or years with `rounded up` or `rounded down` at the end.",
                    "The day of the event, which does not count.",
                ],
                "The last day of a period.",
                at,
            ),
        })
    }

    /// The choices of a reading; the one that is said, or the first that is not.
    fn of_reading(&self, db: &Database, package: Package, name: &str) -> Option<Signature> {
        let (_, written) = find(db, package, name, |kind| match kind {
            DeclarationKind::Reading(written) => Some(written),
            _ => None,
        })?;
        let mut label = Label::new(format!("by reading {name} {{"));
        for choice in &written.choices {
            label.say(" ");
            let gloss = choice.gloss.as_ref().map(|gloss| gloss.value.to_string());
            label.parameter(&format!("{}: VALUE", choice.name.name), gloss.unwrap_or_default());
            label.say(";");
        }
        label.say(" }");
        let is_choice = |at: &str| written.choices.iter().position(|choice| choice.name.name == at);
        let at = match self.chosen.last() {
            Some(last) if self.is_chosen => is_choice(last),
            _ => written.choices.iter().position(|it| !self.chosen.contains(&it.name.name.as_str())),
        };
        let documentation = said(db, package, ItemKind::Reading, name);
        Some(label.signature(documentation, at.unwrap_or(written.choices.len()).try_into().ok()?))
    }
}

const ELEMENT_DOC: &str = "A name for what is looked at.";
const LIST_DOC: &str = "A list, a chain, or several lists joined by `together with`.";

fn quantified(words: &str, at: u32) -> Signature {
    let parts = "[ELEMENT] in [LIST] where [CONDITION] except where [CONDITION] satisfies [CONDITION]";
    let about = match words.split(' ').next() {
        Some("every") => "Whether all elements of a list satisfy something.",
        Some("some") => "Whether an element of a list satisfies something.",
        Some("no") => "Whether no element of a list satisfies something.",
        _ => "Whether so many elements of a list satisfy something.",
    };
    let docs = [
        ELEMENT_DOC,
        LIST_DOC,
        "Which elements are looked at; may be left out.",
        "Which of these are not; may be left out.",
        "What they must satisfy.",
    ];
    template(&format!("{words} {parts}"), &docs, about, at)
}

/// A label that is built up.
struct Label {
    text: String,
    parameters: Vec<Parameter>,
}

impl Label {
    fn new(text: String) -> Self {
        Self { text, parameters: vec![] }
    }

    fn say(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn parameter(&mut self, text: &str, documentation: String) {
        let start = self.text.len();
        self.say(text);
        self.parameters.push(Parameter { span: Span::new(start, self.text.len()), documentation });
    }

    fn signature(self, documentation: String, active: u32) -> Signature {
        Signature { label: self.text, documentation, parameters: self.parameters, active }
    }
}

/// A form of the language, with its parameters in brackets.
fn template(text: &str, docs: &[&str], about: &str, active: u32) -> Signature {
    let mut label = Label::new(String::new());
    let mut docs = docs.iter();
    for (nth, piece) in text.split(['[', ']']).enumerate() {
        if nth % 2 == 0 {
            label.say(piece);
        } else {
            label.parameter(piece, docs.next().copied().unwrap_or_default().to_owned());
        }
    }
    label.signature(about.to_owned(), active)
}

fn find<'db, T>(
    db: &'db Database,
    package: Package,
    name: &str,
    pick: impl Fn(&'db DeclarationKind) -> Option<T>,
) -> Option<(Decl<'db>, T)> {
    let all = declarations_of(db, package, name);
    all.into_iter().find_map(|decl| Some((decl, pick(&parsed(db, decl).declaration.kind)?)))
}

/// What there is to say of something declared.
fn said(db: &Database, package: Package, kind: ItemKind, name: &str) -> String {
    let card = card(db, package, &Symbol::Item(kind, Name::from(name)), None);
    card.map(|card| card.paragraphs.join("\n\n")).unwrap_or_default()
}

/// How a notion is called.
fn of_notion(db: &Database, package: Package, name: &str, at: u32) -> Option<Signature> {
    let (decl, written) = find(db, package, name, |kind| match kind {
        DeclarationKind::Define(written) => Some(written),
        _ => None,
    })?;
    let text = |span: Span| {
        let words: Vec<&str> = span.of(decl.text(db)).split_whitespace().collect();
        words.join(" ")
    };
    let mut label = Label::new(format!("{name}("));
    for (nth, parameter) in written.parameters.iter().enumerate() {
        if nth > 0 {
            label.say(", ");
        }
        let shown = text(parameter.name.span.to(parameter.ty.span));
        label.parameter(&shown, about_type(db, package, &parameter.ty));
    }
    label.say(&format!(") : {}", text(written.ty.span)));
    Some(label.signature(said(db, package, ItemKind::Define, name), at))
}

/// What there is to say of a type that is declared.
fn about_type(db: &Database, package: Package, form: &TypeForm) -> String {
    let name = match &form.kind {
        TypeFormKind::List(inner, _) | TypeFormKind::Pool(inner) | TypeFormKind::Optional(inner) => {
            return about_type(db, package, inner);
        }
        TypeFormKind::Reference(name) | TypeFormKind::Level(name) | TypeFormKind::Plain { name, .. } => name,
        TypeFormKind::Unread => return String::new(),
    };
    let kind = find(db, package, &name.name, |kind| match kind {
        DeclarationKind::Entity(_) => Some(ItemKind::Entity),
        DeclarationKind::Enumeration(_) => Some(ItemKind::Enumeration),
        DeclarationKind::Ladder(_) => Some(ItemKind::Ladder),
        _ => None,
    });
    kind.map(|(_, kind)| said(db, package, kind, &name.name)).unwrap_or_default()
}
