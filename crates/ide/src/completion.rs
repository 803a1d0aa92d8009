//! What may be written at a place: names by what they stand for and by the type that is expected, provisions as far as their
//! citation is written, words of the language by what the grammar allows there.
//!
//! A name stands in for what is being written, and the declaration is read with it. Where the text does not parse, as it
//! seldom does while somebody writes, a few ways are tried in which it may go on.

use acquis_analysis::{
    Cursor, Database, Decl, ItemKind, MARKER, Package, SourceFile, Symbol, Wanted, declaration_before,
    declarations_of, facts_of, names_of_kind, outlines, parsed, wanted_in,
};
use acquis_base::{Name, Span};
use acquis_ir::{Country, Grade, Type};
use acquis_syntax::ast::{ClauseKind, DeclarationKind};
use acquis_syntax::{DECLARATION_KEYWORDS, Expected, expected};

use crate::card::card;

/// What kind of thing is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Variable,
    Field,
    Value,
    Notion,
    Register,
    Reading,
    Choice,
    Type,
    Level,
    Provision,
    Country,
    Module,
    Rule,
    Item,
    Keyword,
}

/// Something that may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What is shown and written.
    pub label: String,
    /// What it is.
    pub kind: Kind,
    /// How it is declared, or what it is called.
    pub detail: String,
    /// What else there is to say of it, as Markdown.
    pub documentation: String,
    /// What is replaced.
    pub replaces: Span,
    /// A text with places to fill in, `$1` and so on, where more than the label is written.
    pub snippet: Option<&'static str>,
    /// Whether it has the type that is expected; such come first.
    pub fits: bool,
    /// What it names, with the type that it has here.
    names: Option<(Symbol, Option<Type>)>,
}

impl Completion {
    /// By what [`explained`] finds what it names again; nothing for what has nothing more to say.
    pub fn key(&self) -> Option<String> {
        let (symbol, _) = self.names.as_ref()?;
        Some(match symbol {
            Symbol::Item(kind, name) => format!("{} {name}", kind.as_str()),
            Symbol::Fact(name) => format!("fact {name}"),
            Symbol::Field(of, name) => format!("field {of} {name}"),
            Symbol::Value(of, name) => format!("value {of} {name}"),
            Symbol::Choice(of, name) => format!("choice {of} {name}"),
            Symbol::Exception(of, name) => format!("case {of} {name}"),
            Symbol::Module(name) => format!("module {name}"),
            Symbol::BuiltIn(name) => format!("type {name}"),
            _ => return None,
        })
    }

    /// Says how it is declared and what else there is to say of it. Editors ask for that of the one that is looked at.
    pub fn explain(&mut self, db: &Database, package: Package) {
        let Some((symbol, ty)) = &self.names else { return };
        let Some(card) = card(db, package, symbol, ty.as_ref()) else { return };
        self.detail = if card.signature.is_empty() { card.kind.clone() } else { card.signature.clone() };
        self.documentation = card.paragraphs.join("\n\n");
    }
}

/// What there is to say of what is named by a key of a completion, how it is declared and what else.
pub fn explained(db: &Database, package: Package, key: &str) -> Option<(String, String)> {
    const KINDS: [ItemKind; 9] = [
        ItemKind::Instrument,
        ItemKind::Entity,
        ItemKind::Enumeration,
        ItemKind::Register,
        ItemKind::Define,
        ItemKind::Ladder,
        ItemKind::Derogation,
        ItemKind::Reading,
        ItemKind::Rule,
    ];
    let words: Vec<&str> = key.split(' ').collect();
    let name = |word: &str| Name::from(word);
    let symbol = match words.as_slice() {
        ["fact", fact] => Symbol::Fact(name(fact)),
        ["field", of, field] => Symbol::Field(name(of), name(field)),
        ["value", of, value] => Symbol::Value(name(of), name(value)),
        ["choice", of, choice] => Symbol::Choice(name(of), name(choice)),
        ["case", of, case] => Symbol::Exception(name(of), name(case)),
        ["module", module] => Symbol::Module(name(module)),
        ["type", ty] => Symbol::BuiltIn(name(ty)),
        [kind, item] => Symbol::Item(KINDS.into_iter().find(|known| known.as_str() == *kind)?, name(item)),
        _ => return None,
    };
    let card = card(db, package, &symbol, None)?;
    let detail = if card.signature.is_empty() { card.kind.clone() } else { card.signature.clone() };
    Some((detail, card.paragraphs.join("\n\n")))
}

/// How many are explained at once, before anybody looks at one.
const MOST_EXPLAINED: usize = 60;

/// The most provisions that are offered at once. Where there are so many, more may be left out.
pub const MOST_PROVISIONS: usize = 200;

/// What may be written at an offset of a file, what fits best first.
pub fn completion(db: &Database, package: Package, file: SourceFile, offset: u32) -> Vec<Completion> {
    let text = file.text(db);
    let Some(before) = text.get(..offset as usize) else { return vec![] };
    if in_comment_or_text(before) {
        return vec![];
    }
    let word = before.chars().rev().take_while(|c| is_word(*c)).map(char::len_utf8).sum::<usize>();
    let start = before.len() - word;
    let rest = text.get(offset as usize..).unwrap_or("");
    let end = before.len() + rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let mut offers = Offers { db, package, replaces: Span::new(start, end), found: vec![] };
    let decl = declaration_before(db, file, Span::at(start).start);
    let decl_start = decl.map_or(0, |decl| decl.start(db) as usize);
    let head = text.get(decl_start..start).unwrap_or("");
    if let Some(written) = citation_before(before) {
        let rest = citation_after(&written.path, text.get(offset as usize..).unwrap_or(""));
        offers.provisions(&written, Span::new(before.len() - written.raw, before.len() + rest));
        return offers.sorted();
    }
    let tail = decl.map_or("", |decl| {
        let decl_end = decl_start.saturating_add(decl.text(db).len());
        text.get(end..decl_end).unwrap_or("")
    });
    if let Some(path) = import_before(before) {
        let rest = text.get(offset as usize..).unwrap_or("");
        let rest = rest.find(|c| !is_word(c) && c != '.').unwrap_or(rest.len());
        offers.replaces = Span::new(before.len() - path, before.len() + rest);
        offers.wanted(&Cursor { wanted: Wanted::Module, scope: vec![] });
        return offers.sorted();
    }
    // Where a declaration starts, what follows tells nothing of the word that it starts with.
    let cursor = decl.filter(|_| !code_of(head).is_empty());
    let cursor = cursor.and_then(|decl| found_by_trial(db, decl, head, tail));
    if let Some(cursor) = &cursor {
        offers.wanted(cursor);
    }
    // After a dot no word of the language stands, and where a name of one kind is wanted neither.
    let open = cursor.is_none_or(|cursor| {
        let names_rule = cursor.wanted == Wanted::Item(ItemKind::Rule);
        names_rule || matches!(cursor.wanted, Wanted::Value(_) | Wanted::Type | Wanted::Field(None))
    });
    if open && !code_of(head).ends_with('.') {
        offers.words(head);
    }
    offers.sorted()
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Whether a text ends within a comment or a quoted text.
fn in_comment_or_text(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or("");
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '/' if !quoted && line.get(at..).is_some_and(|rest| rest.starts_with("//")) => return true,
            _ => {}
        }
    }
    quoted
}

/// How a formula may go on, so that it can be read.
const WAYS: [&str; 11] = [
    "",
    " satisfies true",
    " = acquis_other",
    " in acquis_other satisfies true",
    ";",
    ": true;",
    " satisfies true;",
    " for acquis_fact;",
    " : acquis_other = true",
    " then true else true",
    " { acquis_other: true; }",
];

/// What is wanted where `head` ends, in a declaration that goes on as it does or in one of a few other ways.
fn found_by_trial(db: &Database, decl: Decl<'_>, head: &str, tail: &str) -> Option<Cursor> {
    let closed = closing(head);
    let defined = format!("{closed} : Bool = true");
    for way in WAYS {
        for tail in [tail, closed.as_str(), defined.as_str()] {
            if let Some(cursor) = wanted_in(db, decl, &format!("{head}{MARKER}{way}{tail}")) {
                return Some(cursor);
            }
        }
    }
    None
}

/// The brackets that close what a text leaves open.
fn closing(head: &str) -> String {
    let mut open = vec![];
    let mut quoted = false;
    for line in head.lines() {
        let code = line.split("//").next().unwrap_or("");
        for c in code.chars() {
            match c {
                '"' => quoted = !quoted,
                '{' if !quoted => open.push(";}"),
                '(' if !quoted => open.push(")"),
                '[' if !quoted => open.push("]"),
                '}' | ')' | ']' if !quoted => {
                    open.pop();
                }
                _ => {}
            }
        }
        quoted = false;
    }
    // Only a block within a block holds limbs that end in a semicolon.
    let depth = open.len();
    let closers = open.iter().enumerate().rev().map(|(at, closer)| match *closer {
        ";}" if at == 0 || depth == 1 => "}",
        other => other,
    });
    closers.collect()
}

/// A citation as far as it is written.
struct Written {
    instrument: Option<Name>,
    /// The path, with single blanks.
    path: String,
    /// Its length in the text, without the instrument.
    raw: usize,
}

/// The citation that a text ends with, if it does.
fn citation_before(before: &str) -> Option<Written> {
    let line = before.rsplit('\n').next().unwrap_or("");
    let starts = ["Article ", "Annex ", "Recital "].iter().filter_map(|word| line.rfind(word));
    let at = starts.max()?;
    let raw = line.get(at..)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '(' | ')' | '.' | ' ' | '-');
    // The kind of citation, the number of an annex, and one more word at most.
    let words = raw.trim_end().split(' ').filter(|word| !word.is_empty()).count();
    let most = if raw.starts_with("Annex") { 3 } else { 2 };
    let complete = raw.ends_with(' ') && words >= most;
    if !raw.chars().all(fits) || words > most || complete {
        return None;
    }
    let ahead = line.get(..at)?;
    if ahead.chars().next_back().is_some_and(is_word) {
        return None;
    }
    let name: String = ahead.trim_end().chars().rev().take_while(|c| is_word(*c)).collect();
    let name: String = name.chars().rev().collect();
    let instrument = (!name.is_empty() && ahead.ends_with(' ')).then(|| Name::from(name));
    Some(Written { instrument, path: raw.split_whitespace().collect::<Vec<_>>().join(" "), raw: raw.len() })
}

/// How long the rest of a citation is that goes on where `written` ends: the rest of the word, and after the number of an
/// annex what is numbered in it.
fn citation_after(written: &str, rest: &str) -> usize {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '(' | ')' | '.' | '-');
    let word = |text: &str| text.find(|c| !fits(c)).unwrap_or(text.len());
    let mut end = word(rest);
    let words = written.split(' ').filter(|word| !word.is_empty()).count();
    if written.starts_with("Annex") && words <= 2 && (words == 2 || end > 0) {
        let after = rest.get(end..).unwrap_or("");
        let next = after.strip_prefix(' ').unwrap_or("");
        let length = word(next);
        let numbered = next.get(..length).unwrap_or("");
        let is_number = numbered.starts_with(|c: char| c.is_ascii_digit());
        let is_letter = length == 1 && numbered.starts_with(|c: char| c.is_ascii_uppercase());
        if is_number || is_letter {
            end += 1 + length;
        }
    }
    end
}

/// How long the path of a module is as far as it is written, where a text ends in one that is imported.
fn import_before(before: &str) -> Option<usize> {
    let line = before.rsplit('\n').next().unwrap_or("");
    let path = line.trim_start().strip_prefix("import ")?.trim_start();
    path.chars().all(|c| is_word(c) || c == '.').then_some(path.len())
}

/// Collects what is offered.
struct Offers<'db> {
    db: &'db Database,
    package: Package,
    replaces: Span,
    found: Vec<Completion>,
}

impl<'db> Offers<'db> {
    fn sorted(mut self) -> Vec<Completion> {
        let mut seen = std::collections::BTreeSet::new();
        self.found.retain(|it| seen.insert((it.label.clone(), it.kind)));
        // Stable, so that what is near stays before what is far.
        self.found.sort_by_key(|it| (!it.fits, it.kind == Kind::Keyword));
        let (db, package) = (self.db, self.package);
        self.found.iter_mut().take(MOST_EXPLAINED).for_each(|it| it.explain(db, package));
        self.found
    }

    fn offer(&mut self, label: &str, kind: Kind, detail: &str, fits: bool) {
        self.found.push(Completion {
            label: label.to_owned(),
            kind,
            detail: detail.to_owned(),
            documentation: String::new(),
            replaces: self.replaces,
            snippet: None,
            fits,
            names: None,
        });
    }

    fn symbol(&mut self, label: &str, kind: Kind, symbol: &Symbol, ty: Option<&Type>, fits: bool) {
        self.offer(label, kind, "", fits);
        if let Some(last) = self.found.last_mut() {
            last.names = Some((symbol.clone(), ty.cloned()));
        }
    }

    fn wanted(&mut self, cursor: &Cursor) {
        match &cursor.wanted {
            Wanted::Value(expected) => {
                self.words_of(expected.as_ref());
                self.scope(cursor, expected.as_ref());
                self.facts();
                self.notions();
            }
            Wanted::Word(ty) => self.words_of(ty.as_ref()),
            Wanted::Field(None) => {
                self.facts();
                self.items(ItemKind::Rule, Kind::Rule);
            }
            Wanted::Member(ty) => self.fields_of(ty, false),
            Wanted::Field(Some(ty)) => self.fields_of(ty, true),
            Wanted::FieldOfUnknown => {}
            Wanted::Item(kind) => {
                let shown = match kind {
                    ItemKind::Reading => Kind::Reading,
                    ItemKind::Register => Kind::Register,
                    ItemKind::Rule => Kind::Rule,
                    _ => Kind::Item,
                };
                self.items(*kind, shown);
            }
            Wanted::Type => {
                for name in ["Bool", "Text", "Date", "Country", "Integer", "Decimal", "Percentage", "Days"] {
                    self.symbol(name, Kind::Type, &Symbol::BuiltIn(name.into()), None, true);
                }
                self.items(ItemKind::Entity, Kind::Type);
                self.items(ItemKind::Enumeration, Kind::Type);
                self.items(ItemKind::Ladder, Kind::Item);
            }
            Wanted::Choice(reading) => {
                for decl in declarations_of(self.db, self.package, reading) {
                    if let DeclarationKind::Reading(written) = &parsed(self.db, decl).declaration.kind {
                        for choice in &written.choices {
                            let symbol = Symbol::Choice(reading.clone(), choice.name.name.clone());
                            self.symbol(&choice.name.name, Kind::Choice, &symbol, None, true);
                        }
                    }
                }
            }
            Wanted::Exception(rule) => {
                for decl in declarations_of(self.db, self.package, rule) {
                    let DeclarationKind::Rule(written) = &parsed(self.db, decl).declaration.kind else {
                        continue;
                    };
                    for clause in &written.clauses {
                        if let ClauseKind::Excepted(it) = &clause.kind {
                            let symbol = Symbol::Exception(rule.clone(), it.label.name.clone());
                            self.symbol(&it.label.name, Kind::Rule, &symbol, None, true);
                        }
                    }
                }
            }
            Wanted::Module => {
                for file in self.package.files(self.db) {
                    let module = file.module(self.db);
                    self.symbol(module, Kind::Module, &Symbol::Module(module.clone()), None, true);
                }
            }
        }
    }

    fn scope(&mut self, cursor: &Cursor, expected: Option<&Type>) {
        for (name, symbol, ty) in &cursor.scope {
            let fits = expected.is_some() && ty.as_ref() == expected;
            self.symbol(name, Kind::Variable, symbol, ty.as_ref(), fits || expected.is_none());
        }
    }

    /// The words that stand for values of a type.
    fn words_of(&mut self, ty: Option<&Type>) {
        match ty {
            Some(Type::Enum(owner)) => {
                for decl in declarations_of(self.db, self.package, owner) {
                    if let DeclarationKind::Enumeration(written) = &parsed(self.db, decl).declaration.kind {
                        for variant in &written.variants {
                            let symbol = Symbol::Value(owner.clone(), variant.name.name.clone());
                            self.symbol(&variant.name.name, Kind::Value, &symbol, None, true);
                        }
                    }
                }
            }
            Some(Type::Country) => {
                for country in Country::all() {
                    self.offer(country.code(), Kind::Country, country.name(), true);
                }
            }
            Some(Type::Level(ladder)) => {
                for decl in declarations_of(self.db, self.package, ladder) {
                    if let DeclarationKind::Ladder(written) = &parsed(self.db, decl).declaration.kind {
                        for rung in &written.rungs {
                            let number = rung.level.value;
                            let symbol = Symbol::Level(ladder.clone(), number);
                            self.symbol(&format!("level {number}"), Kind::Level, &symbol, None, true);
                        }
                    }
                }
            }
            Some(Type::Bool) => {
                for word in ["true", "false"] {
                    self.offer(word, Kind::Keyword, "", false);
                }
            }
            Some(Type::Optional(inner)) => self.words_of(Some(inner)),
            Some(Type::List(list)) => self.words_of(Some(&list.element)),
            _ => {}
        }
    }

    fn facts(&mut self) {
        for decl in facts_of(self.db, self.package) {
            if let DeclarationKind::Facts(written) = &parsed(self.db, decl).declaration.kind {
                for field in &written.fields {
                    let symbol = Symbol::Fact(field.name.name.clone());
                    self.symbol(&field.name.name, Kind::Field, &symbol, None, false);
                }
            }
        }
    }

    fn fields_of(&mut self, ty: &Type, with_identity: bool) {
        let entity = match ty {
            Type::Record(name) | Type::Reference(name) | Type::Pool(name) => name,
            Type::Optional(inner) => return self.fields_of(inner, with_identity),
            Type::List(list) => return self.fields_of(&list.element, with_identity),
            Type::Enum(_) => return self.words_of(Some(ty)),
            _ => return,
        };
        for decl in declarations_of(self.db, self.package, entity) {
            let DeclarationKind::Entity(written) = &parsed(self.db, decl).declaration.kind else { continue };
            // No expression reads an identity.
            let identity = written.identity.iter().filter(|_| with_identity);
            for name in written.fields.iter().map(|field| &field.name).chain(identity) {
                let symbol = Symbol::Field(entity.clone(), name.name.clone());
                self.symbol(&name.name, Kind::Field, &symbol, None, true);
            }
        }
    }

    fn notions(&mut self) {
        self.items(ItemKind::Define, Kind::Notion);
        self.items(ItemKind::Register, Kind::Register);
        self.items(ItemKind::Enumeration, Kind::Type);
    }

    fn items(&mut self, wanted: ItemKind, shown: Kind) {
        for name in names_of_kind(self.db, self.package, wanted) {
            self.symbol(&name, shown, &Symbol::Item(wanted, name.clone()), None, false);
        }
    }

    /// The provisions whose citation starts as it is written.
    fn provisions(&mut self, written: &Written, replaces: Span) {
        let outlines = outlines(self.db, self.package);
        let named = written.instrument.as_ref().filter(|name| outlines.instruments.contains_key(*name));
        let Some(instrument) =
            named.or(outlines.own.as_ref()).and_then(|name| outlines.instruments.get(name))
        else {
            return;
        };
        self.replaces = replaces;
        // A citation in another form of the same provision starts as it is written too.
        let starts = instrument.index.iter().map(|(path, at)| (*at, path.to_string()));
        let mut starting: Vec<(u32, String)> =
            starts.filter(|(_, path)| path.starts_with(&written.path)).collect();
        starting.sort();
        for (at, path) in starting.into_iter().take(MOST_PROVISIONS) {
            let Some(node) = instrument.nodes.get(at as usize) else { continue };
            let heading = instrument.heading(&node.path).map(ToString::to_string).unwrap_or_default();
            self.offer(&path, Kind::Provision, &heading, true);
        }
    }

    /// The words of the language that may stand after `head`, and what else the grammar allows there.
    fn words(&mut self, head: &str) {
        let first = code_of(head);
        if first.is_empty() {
            return self.declarations();
        }
        let Expected { words, expression, operator, citation, ty, grade } = expected(head);
        let mut all: Vec<&str> = words.iter().map(String::as_str).collect();
        if expression {
            all.extend([
                "every",
                "some",
                "no",
                "not",
                "all of",
                "any of",
                "first of",
                "if",
                "by reading",
                "true",
                "false",
                "own level",
                "chain of",
                "should",
                "count",
                "each",
                "at least",
                "at most",
                "exactly",
                "assessment_date",
            ]);
        }
        if operator {
            all.extend(["and", "or", "implies", "in", "not in", "exists", "as of", "together with"]);
            all.extend(["is at least", "is at most", "is more than", "is less than", "is exactly"]);
        }
        if ty {
            all.extend(["list of", "level of", "optional", "ref", "pool of"]);
        }
        if grade {
            all.extend(Grade::ALL.iter().map(|grade| grade.as_str()));
        }
        for word in all {
            self.keyword(word);
        }
        if citation {
            for word in ["Article ", "Annex ", "Recital "] {
                self.offer(word, Kind::Keyword, "", false);
            }
            self.items(ItemKind::Instrument, Kind::Item);
        }
        if can_end(head) {
            self.declarations();
        }
    }

    fn declarations(&mut self) {
        let all = DECLARATION_KEYWORDS.iter().filter(|word| !matches!(**word, "amendment" | "formalised"));
        for word in all {
            self.keyword(word);
        }
        self.keyword("not formalised");
    }

    fn keyword(&mut self, word: &str) {
        self.found.push(Completion {
            label: phrase(word).to_owned(),
            kind: Kind::Keyword,
            detail: String::new(),
            documentation: String::new(),
            replaces: self.replaces,
            snippet: snippet(word),
            fits: false,
            names: None,
        });
    }
}

/// A text without its comments and the blanks around.
fn code_of(head: &str) -> String {
    let lines = head.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Whether the next declaration may start: a line starts, and no block is open.
fn can_end(head: &str) -> bool {
    let line = head.rsplit('\n').next().unwrap_or("");
    line.trim().is_empty() && closing(head).is_empty()
}

/// The words that follow a word of the language always.
fn phrase(word: &str) -> &str {
    match word {
        "applies" => "applies where",
        "opens" => "opens where",
        "printed" => "printed as",
        "counterpart" => "counterpart of",
        "clock" => "clock stops",
        "known" => "known until",
        "identified" => "identified by",
        other => other,
    }
}

/// What a construct looks like, with places to fill in.
fn snippet(word: &str) -> Option<&'static str> {
    Some(match word {
        "criterion" => {
            "criterion ${1:Annex I 1.1(a)} at level ${2:1} \"$3\" {\n    holds \"$4\"\n    fails \"$5\"\n    requires $0\n}"
        }
        "derogation" => {
            "derogation ${1:name} from ${2:Annex I 1.1(a)} under ${3:Article 1} {\n    opens where $0\n}"
        }
        "define" => "define ${1:name}($2) : ${3:Bool} = $0",
        "entity" => "entity ${1:Name} {\n    $0\n}",
        "enum" => "enum ${1:Name} { $0 }",
        "reading" => {
            "reading ${1:name} \"$2\" cites ${3:Article 1} {\n    default ${4:one} \"$5\"\n    alternative ${6:other} \"$0\"\n}"
        }
        "rule" => "rule ${1:name} \"$2\" : ${3:Bool} under ${4:Article 1} {\n    default $0\n}",
        "scenario" => "scenario \"$1\" from \"${2:examples/service.yaml}\" {\n    expect $0\n}",
        "register" => "register ${1:name} of Country \"$2\" under ${3:Article 1} {\n    $0\n}",
        "ladder" => "ladder ${1:name} \"$2\" under ${3:Article 1} {\n    level 1 \"$0\"\n}",
        "not formalised" => "not formalised ${1:Annex I 1.1(a)} because \"$0\"",
        "waive" => "waive ${1:ACQ0301} until ${2:2030-01-01} because \"$0\"",
        "every" => "every ${1:x} in ${2:list} satisfies $0",
        "some" => "some ${1:x} in ${2:list} satisfies $0",
        "no" => "no ${1:x} in ${2:list} satisfies $0",
        "all of" => "all of {\n    $0;\n}",
        "any of" => "any of {\n    $0;\n}",
        "if" => "if $1 then $2 else $0",
        "by reading" => "by reading ${1:name} {\n    $0\n}",
        _ => return None,
    })
}
