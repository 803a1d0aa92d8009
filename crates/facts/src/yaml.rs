//! YAML 1.2, of which a dossier needs little: block and flow lists and records, quoted and plain scalars. Anchors,
//! aliases, tags, merge keys and several documents in one file are refused: they make a file say more than a reader
//! sees in it.

mod fault;

use acquis_base::{Diagnostic, Name, Span, codes};
use granit_parser::{Event, Parser, ScalarStyle};

use crate::document::{Fault, Key, MAX_DEPTH, Node, NodeKind, too_deep};

pub(crate) fn parse(text: &str) -> Result<Node, Fault> {
    let mut builder = Builder { text, open: vec![], finished: None, documents: 0 };
    for step in Parser::new_from_str(text) {
        let (event, place) = match step {
            Ok(step) => step,
            Err(error) => return Err(fault::syntax(text, &error)),
        };
        let range = place.byte_range().unwrap_or(0..0);
        let end = range.end.min(text.len());
        builder.event(&event, Span::new(range.start.min(end), end))?;
    }
    Ok(builder.finished.unwrap_or(Node { kind: NodeKind::Null, span: Span::default() }))
}

/// A list or record that is not closed yet.
enum Open {
    List(Span, Vec<Node>),
    Record(Span, Vec<(Key, Node)>, Option<Key>),
}

struct Builder<'t> {
    text: &'t str,
    open: Vec<Open>,
    finished: Option<Node>,
    documents: usize,
}

impl Builder<'_> {
    fn event(&mut self, event: &Event<'_>, span: Span) -> Result<(), Fault> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(refused(
                        "a second document",
                        span,
                        "put each dossier into a file of its own",
                    ));
                }
                Ok(())
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                Err(refused("an alias", span, "write the value out where it is meant"))
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_decoration(*anchor, tag.is_some(), span)?;
                self.value(scalar(text, *style, span))
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_decoration(*anchor, tag.is_some(), span)?;
                self.open(Open::List(span, vec![]), span)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_decoration(*anchor, tag.is_some(), span)?;
                self.open(Open::Record(span, vec![], None), span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            _ => Ok(()),
        }
    }

    fn refuse_decoration(&self, anchor: usize, tagged: bool, span: Span) -> Result<(), Fault> {
        if anchor != 0 {
            return Err(refused("an anchor", self.decoration(span), "write the value out where it is meant"));
        }
        if tagged {
            let help = "remove it; the vocabulary says what type a fact has";
            return Err(refused("a tag", self.decoration(span), help));
        }
        Ok(())
    }

    /// The place of the anchor or tag before a value.
    fn decoration(&self, value: Span) -> Span {
        let before = self.text.get(..value.start as usize).unwrap_or("").trim_end();
        let start = before.rfind(|c: char| c.is_whitespace() || "[{,".contains(c)).map_or(0, |at| at + 1);
        match before.get(start..).unwrap_or("").starts_with(['&', '!']) {
            true => Span::new(start, before.len()),
            false => value,
        }
    }

    fn open(&mut self, open: Open, span: Span) -> Result<(), Fault> {
        if let Some(Open::Record(_, _, None)) = self.open.last() {
            return Err(key_is_no_text(span));
        }
        self.open.push(open);
        if self.open.len() > MAX_DEPTH { Err(too_deep(span)) } else { Ok(()) }
    }

    fn close(&mut self, end: Span) -> Result<(), Fault> {
        let node = match self.open.pop() {
            Some(Open::List(start, items)) => Node { kind: NodeKind::list(items), span: start.to(end) },
            Some(Open::Record(start, entries, _)) => {
                Node { kind: NodeKind::record(entries), span: start.to(end) }
            }
            None => return Ok(()),
        };
        self.value(node)
    }

    fn value(&mut self, node: Node) -> Result<(), Fault> {
        match self.open.last_mut() {
            None => self.finished = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Record(_, entries, key)) => match key.take() {
                Some(key) => entries.push((key, node)),
                None => *key = Some(as_key(node)?),
            },
        }
        Ok(())
    }
}

fn as_key(node: Node) -> Result<Key, Fault> {
    match node.kind {
        NodeKind::Plain(name) if name == "<<" => {
            Err(refused("a merge key", node.span, "write the facts out where they are meant"))
        }
        NodeKind::Plain(name) | NodeKind::Text(name) => Ok(Key { name, span: node.span }),
        _ => Err(key_is_no_text(node.span)),
    }
}

fn key_is_no_text(span: Span) -> Fault {
    let finding = Diagnostic::at(&codes::DOSSIER_SYNTAX, "a key is a word or a text", span, "not a key")
        .help("write `name: value`");
    Box::new(finding)
}

fn scalar(text: &str, style: ScalarStyle, span: Span) -> Node {
    let kind = match style {
        ScalarStyle::Plain if matches!(text, "" | "~" | "null" | "Null" | "NULL") => NodeKind::Null,
        ScalarStyle::Plain => NodeKind::Plain(Name::from(text)),
        _ => NodeKind::Text(Name::from(text)),
    };
    Node { kind, span }
}

fn refused(what: &str, span: Span, help: &str) -> Fault {
    let finding = Diagnostic::at(
        &codes::YAML_FEATURE,
        format!("this dossier uses {what}"),
        span,
        format!("{what} is refused"),
    )
    .note("a dossier says what stands in it, once, where it stands")
    .help(help);
    Box::new(finding)
}
