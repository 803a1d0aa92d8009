//! What files declare, as a tree for one file and as a list that can be searched for a package.

use acquis_analysis::{Database, Package, SourceFile, declarations, parsed};
use acquis_base::{Name, Span};
use acquis_syntax::ast::{self, Clause, ClauseKind, DeclarationKind};

/// Something that a file declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// What it is called: its name, the provision that it cites, its title.
    pub name: String,
    /// What it says, in a line.
    pub detail: Option<Name>,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub span: Span,
    /// Its name.
    pub name_span: Span,
    /// What stands in it.
    pub children: Vec<Symbol>,
}

/// What can be declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the variants are the words of the language")]
pub enum SymbolKind {
    Instrument,
    Provision,
    Entity,
    Field,
    Enumeration,
    Value,
    Register,
    Entry,
    Facts,
    Assumption,
    Notion,
    Reading,
    Choice,
    Ladder,
    Level,
    Criterion,
    Parameter,
    Point,
    Clause,
    Derogation,
    NotFormalised,
    Rule,
    Exception,
    Scenario,
    Amendment,
    Operation,
    Faulty,
}

/// A symbol with where it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The path of its file as shown.
    pub file: Name,
    /// What it stands in, if anything.
    pub container: Option<String>,
    /// The symbol, without what stands in it.
    pub symbol: Symbol,
}

/// What a file declares, in the order of the text. Imports and waivers declare nothing.
pub fn of_file(db: &Database, file: SourceFile) -> Vec<Symbol> {
    let mut found = vec![];
    for decl in declarations(db, file).iter().copied() {
        let reader = Reader { text: decl.text(db), start: decl.start(db) };
        found.extend(reader.declaration(&parsed(db, decl).declaration));
    }
    found
}

/// The symbols of a package whose names hold the characters of `query` in that order, whatever their case: those whose
/// names hold them nearest to each other first, then by name and place. What stands in criteria is not searched.
pub fn search(db: &Database, package: Package, query: &str) -> Vec<Found> {
    let mut ranked = vec![];
    for file in package.all_files(db) {
        let path = file.path(db);
        for symbol in of_file(db, file) {
            let inner = symbol.children.iter().filter(|child| is_searched(child.kind));
            let inner = inner.map(|child| (Some(symbol.name.clone()), child));
            for (container, one) in std::iter::once((None, &symbol)).chain(inner) {
                if let Some(rank) = rank(&one.name, query) {
                    let symbol = Symbol { children: vec![], ..one.clone() };
                    ranked.push((rank, Found { file: path.clone(), container, symbol }));
                }
            }
        }
    }
    ranked.sort_by(|(a_rank, a), (b_rank, b)| {
        let key = |found: &Found| (found.symbol.name.clone(), found.file.clone(), found.symbol.span);
        a_rank.cmp(b_rank).then_with(|| key(a).cmp(&key(b)))
    });
    ranked.into_iter().map(|(_, found)| found).collect()
}

fn is_searched(kind: SymbolKind) -> bool {
    matches!(
        kind,
        SymbolKind::Field
            | SymbolKind::Value
            | SymbolKind::Choice
            | SymbolKind::Level
            | SymbolKind::Exception
    )
}

/// How far the characters of a query are spread in a name, and where they start; nothing if they are not there.
fn rank(name: &str, query: &str) -> Option<(usize, usize)> {
    let characters = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
    let (name, query) = (characters(name), characters(query));
    let query: Vec<char> = query.into_iter().filter(|c| !c.is_whitespace()).collect();
    let Some(first) = query.first() else { return Some((0, 0)) };
    let starts = name.iter().enumerate().filter(|(_, c)| *c == first).map(|(at, _)| at);
    let spread = |start: usize| {
        let mut at = start;
        for wanted in query.iter().skip(1) {
            let rest = name.get(at + 1..)?;
            at += 1 + rest.iter().position(|c| c == wanted)?;
        }
        Some((at - start, start))
    };
    starts.filter_map(spread).min()
}

/// Makes symbols of a tree whose places count from the start of its declaration.
struct Reader<'t> {
    text: &'t str,
    start: u32,
}

impl Reader<'_> {
    fn symbol(&self, kind: SymbolKind, name: &ast::Ident, span: Span) -> Symbol {
        self.named(kind, name.name.to_string(), name.span, span)
    }

    fn named(&self, kind: SymbolKind, name: String, name_span: Span, span: Span) -> Symbol {
        Symbol {
            name,
            detail: None,
            kind,
            span: span.to(name_span).shifted(self.start),
            name_span: name_span.shifted(self.start),
            children: vec![],
        }
    }

    /// A citation as it is written, with single blanks.
    fn cited(&self, citation: &ast::Citation) -> String {
        citation.span.of(self.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn declaration(&self, declaration: &ast::Declaration) -> Option<Symbol> {
        let span = declaration.span;
        let docs = declaration.docs.as_ref().and_then(|docs| docs.lines().next()).map(Name::from);
        let mut symbol = self.kind(&declaration.kind, span)?;
        symbol.detail = symbol.detail.or(docs);
        Some(symbol)
    }

    fn kind(&self, kind: &DeclarationKind, span: Span) -> Option<Symbol> {
        Some(match kind {
            DeclarationKind::Import(_) | DeclarationKind::Waiver(_) => return None,
            DeclarationKind::Instrument(d) => Symbol {
                detail: said(d.title.as_ref()),
                children: d.provisions.iter().map(|provision| self.provision(provision)).collect(),
                ..self.symbol(SymbolKind::Instrument, &d.name, span)
            },
            DeclarationKind::Entity(d) => {
                Symbol { children: self.fields(&d.fields), ..self.symbol(SymbolKind::Entity, &d.name, span) }
            }
            DeclarationKind::Facts(d) => {
                Symbol { children: self.fields(&d.fields), ..self.word(SymbolKind::Facts, "facts", span) }
            }
            DeclarationKind::Enumeration(d) => {
                let values = d.variants.iter().map(|variant| Symbol {
                    detail: said(variant.gloss.as_ref()).or_else(|| variant.docs.clone()),
                    ..self.symbol(
                        SymbolKind::Value,
                        &variant.name,
                        variant.gloss.as_ref().map_or(variant.name.span, |gloss| gloss.span),
                    )
                });
                Symbol { children: values.collect(), ..self.symbol(SymbolKind::Enumeration, &d.name, span) }
            }
            DeclarationKind::Register(d) => {
                let entries = d.entries.iter().map(|entry| Symbol {
                    detail: Some(entry.from.text.clone()),
                    ..self.symbol(SymbolKind::Entry, &entry.key, entry.from.span)
                });
                Symbol {
                    detail: said(d.title.as_ref()),
                    children: entries.collect(),
                    ..self.symbol(SymbolKind::Register, &d.name, span)
                }
            }
            DeclarationKind::Amendment(d) => {
                let changes = d.changes.iter().map(|change| {
                    let words = change.span.of(self.text).split_whitespace().collect::<Vec<_>>().join(" ");
                    self.named(SymbolKind::Operation, shortened(&words), change.span, change.span)
                });
                Symbol {
                    detail: said(d.title.as_ref()),
                    children: changes.collect(),
                    ..self.symbol(SymbolKind::Amendment, &d.name, span)
                }
            }
            DeclarationKind::Assume(d) => self.titled(SymbolKind::Assumption, &d.gloss, span),
            DeclarationKind::Define(d) => self.symbol(SymbolKind::Notion, &d.name, span),
            DeclarationKind::Reading(d) => {
                let choices = d.choices.iter().map(|choice| Symbol {
                    detail: said(choice.gloss.as_ref()),
                    ..self.symbol(
                        SymbolKind::Choice,
                        &choice.name,
                        choice.gloss.as_ref().map_or(choice.name.span, |gloss| gloss.span),
                    )
                });
                Symbol {
                    detail: said(d.question.as_ref()),
                    children: choices.collect(),
                    ..self.symbol(SymbolKind::Reading, &d.name, span)
                }
            }
            DeclarationKind::Ladder(d) => {
                let rungs = d.rungs.iter().map(|rung| {
                    let end = rung.title.as_ref().map_or(rung.level.span, |title| title.span);
                    Symbol {
                        detail: said(rung.title.as_ref()),
                        ..self.named(
                            SymbolKind::Level,
                            format!("level {}", rung.level.value),
                            rung.level.span,
                            end,
                        )
                    }
                });
                Symbol {
                    detail: said(d.title.as_ref()),
                    children: rungs.collect(),
                    ..self.symbol(SymbolKind::Ladder, &d.name, span)
                }
            }
            DeclarationKind::Criterion(d) => Symbol {
                detail: said(d.title.as_ref()),
                children: self.clauses(&d.clauses),
                ..self.about(SymbolKind::Criterion, &d.provision.citation, span)
            },
            DeclarationKind::Derogation(d) => Symbol {
                detail: Some(Name::from(format!("from {}", self.cited(&d.from.citation)))),
                children: self.clauses(&d.clauses),
                ..self.symbol(SymbolKind::Derogation, &d.name, span)
            },
            DeclarationKind::NotFormalised(d) => Symbol {
                detail: Some(d.because.value.clone()),
                ..self.about(SymbolKind::NotFormalised, &d.provision, span)
            },
            DeclarationKind::Rule(d) => Symbol {
                detail: said(d.title.as_ref()),
                children: self.clauses(&d.clauses),
                ..self.symbol(SymbolKind::Rule, &d.name, span)
            },
            DeclarationKind::Scenario(d) => self.titled(SymbolKind::Scenario, &d.title, span),
            DeclarationKind::Broken(d) => match (&d.name, &d.citation) {
                (Some(name), _) => self.symbol(SymbolKind::Faulty, name, span),
                (None, Some(citation)) => self.about(SymbolKind::Faulty, citation, span),
                (None, None) if d.keyword.is_empty() => return None,
                (None, None) => self.word(SymbolKind::Faulty, &d.keyword, span),
            },
        })
    }

    /// A symbol that is called by the word that it starts with.
    fn word(&self, kind: SymbolKind, word: &str, span: Span) -> Symbol {
        let start = span.range().start;
        self.named(kind, word.to_owned(), Span::new(start, (start + word.len()).min(span.range().end)), span)
    }

    fn titled(&self, kind: SymbolKind, title: &ast::Text, span: Span) -> Symbol {
        // Editors refuse a symbol without a name.
        let name = if title.value.trim().is_empty() { "\"\"" } else { title.value.as_str() };
        self.named(kind, name.to_owned(), title.span, span)
    }

    fn about(&self, kind: SymbolKind, citation: &ast::Citation, span: Span) -> Symbol {
        self.named(kind, self.cited(citation), citation.span, span)
    }

    fn provision(&self, provision: &ast::Provision) -> Symbol {
        let last = provision.last.as_ref().map(|last| format!(" to {}", last.name)).unwrap_or_default();
        let name = format!("{} {}{last}", provision.kind.as_str(), provision.first.name);
        Symbol {
            detail: said(provision.heading.as_ref()),
            children: provision.children.iter().map(|child| self.provision(child)).collect(),
            ..self.named(SymbolKind::Provision, name, provision.first.span, provision.span)
        }
    }

    fn fields(&self, fields: &[ast::Field]) -> Vec<Symbol> {
        let symbol = |field: &ast::Field| Symbol {
            detail: Some(Name::from(field.ty.span.of(self.text))),
            ..self.symbol(SymbolKind::Field, &field.name, field.ty.span)
        };
        fields.iter().map(symbol).collect()
    }

    fn clauses(&self, clauses: &[Clause]) -> Vec<Symbol> {
        clauses.iter().filter_map(|clause| self.clause(&clause.kind, clause.span)).collect()
    }

    fn clause(&self, kind: &ClauseKind, span: Span) -> Option<Symbol> {
        let word = |word: &str| self.word(SymbolKind::Clause, word, span);
        Some(match kind {
            // They are the gloss of what they stand in.
            ClauseKind::Holds(_) | ClauseKind::Fails(_) => return None,
            ClauseKind::Parameter(variable, _) => self.symbol(SymbolKind::Parameter, &variable.name, span),
            ClauseKind::With(name, _) => self.symbol(SymbolKind::Parameter, name, span),
            ClauseKind::Applies(_) => word("applies where"),
            ClauseKind::Requires(_) => word("requires"),
            ClauseKind::Unless(_) => word("unless"),
            ClauseKind::Evidence(_) => word("evidence"),
            ClauseKind::Without(_) => word("without"),
            ClauseKind::Opens(_) => word("opens where"),
            ClauseKind::Exception(_) => word("except where"),
            ClauseKind::Default(_) => word("default"),
            ClauseKind::Clock(_) => word("clock"),
            ClauseKind::WorkingDay(_) => word("ends on a working day"),
            ClauseKind::Condition(gloss, _) => {
                Symbol { detail: said(gloss.as_ref()), ..word("on condition that") }
            }
            ClauseKind::Plus(inner) => self.clause(&inner.kind, span)?,
            ClauseKind::Point(point) => {
                let name = if point.numbered {
                    format!("({})", point.label.name)
                } else {
                    point.label.name.to_string()
                };
                Symbol {
                    detail: said(point.title.as_ref()),
                    children: self.clauses(&point.clauses),
                    ..self.named(SymbolKind::Point, name, point.label.span, span)
                }
            }
            ClauseKind::Excepted(excepted) => Symbol {
                detail: said(excepted.gloss.as_ref()),
                ..self.symbol(SymbolKind::Exception, &excepted.label, span)
            },
        })
    }
}

/// The most characters of an operation that an outline shows.
const LONGEST_OPERATION: usize = 80;

fn shortened(words: &str) -> String {
    match words.char_indices().nth(LONGEST_OPERATION) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or(words)),
        None => words.to_owned(),
    }
}

fn said(text: Option<&ast::Text>) -> Option<Name> {
    text.map(|text| text.value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{file, package};

    fn shown(symbols: &[Symbol], indent: usize, into: &mut String) {
        for symbol in symbols {
            let detail = symbol.detail.as_ref().map(|detail| format!(" | {detail}")).unwrap_or_default();
            into.push_str(&format!("{:indent$}{:?} {}{detail}\n", "", symbol.kind, symbol.name));
            shown(&symbol.children, indent + 2, into);
        }
    }

    #[test]
    fn a_file_is_told_by_its_declarations_and_what_stands_in_them() {
        let text = "import b\n/// A party.\nentity Party { share : Percent from 0 to 100 }\n\
            enum Grade { low \"little\", high }\n\
            ladder l \"Ladder\" { level 1 \"One\" }\n\
            criterion Annex  II 2.1(g) at level 2 \"Control\" { holds \"h\" requires a point (i) \"Access\" { requires b } }\n\
            derogation d from Annex II 2.1(g) under Article 1 { on condition that \"kept\": a }\n\
            scenario \"A title\" { expect level 1 }\n\
            define ( : Bool\n";
        let (db, file) = file(text);
        let mut found = String::new();
        shown(&of_file(&db, file), 0, &mut found);
        assert_eq!(
            found,
            "Entity Party | A party.\n  Field share | Percent from 0 to 100\n\
             Enumeration Grade\n  Value low | little\n  Value high\n\
             Ladder l | Ladder\n  Level level 1 | One\n\
             Criterion Annex II 2.1(g) | Control\n  Clause requires\n  Point (i) | Access\n    Clause requires\n\
             Derogation d | from Annex II 2.1(g)\n  Clause on condition that | kept\n\
             Scenario A title\n\
             Faulty define\n"
        );
    }

    #[test]
    fn names_lie_in_what_they_name_and_parts_in_their_wholes() {
        fn hold(symbols: &[Symbol], within: Span, text: &str) {
            for symbol in symbols {
                assert_eq!(symbol.span.to(symbol.name_span), symbol.span, "{symbol:?}");
                assert_eq!(within.to(symbol.span), within, "{symbol:?}");
                assert!(!symbol.name.is_empty() && !symbol.name_span.of(text).is_empty(), "{symbol:?}");
                hold(&symbol.children, symbol.span, text);
            }
        }
        let text = "instrument x \"X\" { annex II \"Levels\" { point (a) to (c) } }\n\
                    rule due : Date under Article 1 { default day exception late \"Late\" when a then b }\n\
                    register r of Country { DE from 2020-01-01 }\nassume \"sane\" a\nfacts { a : Bool }\n";
        let (db, file) = file(text);
        let found = of_file(&db, file);
        assert_eq!(found.len(), 5);
        hold(&found, Span::new(0, text.len()), text);
    }

    #[test]
    fn a_search_finds_characters_in_their_order_whatever_their_case() {
        let (db, package) = package(&[
            ("a", "define third_country : Bool = true\nentity T { hidden : Bool, }"),
            ("b", "define the_rate_d : Bool = true\ncriterion Annex II 2.1(d) { requires a }"),
        ]);
        let names = |query| {
            let found = search(&db, package, query).into_iter();
            found.map(|found| found.symbol.name).collect::<Vec<_>>()
        };
        assert_eq!(names("TRD"), ["third_country", "the_rate_d"]);
        assert_eq!(names("ii2.1(d)"), ["Annex II 2.1(d)"]);
        assert_eq!(names("zz"), Vec::<String>::new());
        let all = search(&db, package, "");
        assert!(all.iter().any(|found| &*found.file == "a.acq"), "{all:?}");
    }
}
