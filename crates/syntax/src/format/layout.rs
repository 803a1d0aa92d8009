//! From tokens and comments to text with open line breaks. Every token is taken once, in the order of the text; a comment
//! goes with the token that it follows on its line, or else with the one below it.

use std::borrow::Cow;

use super::doc::{Breaks, Doc};
use crate::concrete::{Node, Part, Token};
use crate::lexemes::with_single_blanks;
use crate::parse::{Rule, is_keyword};

pub(super) struct Layout<'t> {
    text: &'t str,
    /// Where what has been taken ends: a token or a comment.
    at: usize,
}

impl<'t> Layout<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// A token with the comments above it and behind it.
    pub(super) fn token(&mut self, token: Token) -> Doc<'t> {
        let above = self.comments_above(token);
        let own = Doc::Text(self.words(token));
        let behind = self.comment_behind(token);
        if above.is_empty() && behind.is_none() {
            return own;
        }
        Doc::Concat(above.into_iter().chain([own]).chain(behind).collect())
    }

    /// The comments of a token that is not written.
    pub(super) fn left_out(&mut self, token: Token) -> Doc<'t> {
        let above = self.comments_above(token);
        Doc::Concat(above.into_iter().chain(self.comment_behind(token)).collect())
    }

    /// What a token says; a citation may stand on several lines, or with more blanks than it needs.
    fn words(&self, token: Token) -> Cow<'t, str> {
        let words = token.span.of(self.text);
        match token.rule {
            Some(Rule::citation) => Cow::Owned(words.split_whitespace().collect::<Vec<_>>().join(" ")),
            Some(Rule::bare_words) => Cow::Owned(with_single_blanks(words)),
            Some(Rule::braced_words) => {
                let inner = words.get(1..words.len().saturating_sub(1)).unwrap_or("");
                let inner = with_single_blanks(inner);
                Cow::Owned(if inner.is_empty() { "{}".to_owned() } else { format!("{{ {inner} }}") })
            }
            _ => Cow::Borrowed(words),
        }
    }

    /// The comments on lines of their own above a token, with the line breaks around them.
    fn comments_above(&mut self, token: Token) -> Vec<Doc<'t>> {
        let mut docs = vec![];
        let until = token.span.range().start;
        while let Some(gap) = self.text.get(self.at..until)
            && let Some(start) = gap.find("//")
        {
            let (blanks, comment) = gap.split_at(start);
            docs.push(if has_empty_line(blanks) && !docs.is_empty() { Doc::Empty } else { Doc::Hard });
            let end = comment.find('\n').unwrap_or(comment.len());
            docs.push(Doc::Comment(comment.get(..end).unwrap_or("").trim_end()));
            self.at += start + end;
        }
        if !docs.is_empty() {
            let blanks = self.text.get(self.at..until).unwrap_or("");
            docs.push(if has_empty_line(blanks) { Doc::Empty } else { Doc::Hard });
        }
        docs
    }

    /// The comment that follows a token on its line.
    fn comment_behind(&mut self, token: Token) -> Option<Doc<'t>> {
        self.at = token.span.range().end;
        let rest = self.text.get(self.at..)?;
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
        let comment = rest.get(blanks..).filter(|rest| rest.starts_with("//"))?;
        let comment = comment.get(..comment.find('\n').unwrap_or(comment.len()))?;
        self.at += blanks + comment.len();
        Some(Doc::Concat(vec![Doc::Space, Doc::Comment(comment.trim_end())]))
    }

    /// The line break before what comes next, with one empty line where the author left any.
    fn break_as_written(&self) -> Doc<'t> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let blanks = rest.len() - rest.trim_start().len();
        if has_empty_line(rest.get(..blanks).unwrap_or("")) { Doc::Empty } else { Doc::Hard }
    }

    pub(super) fn part(&mut self, part: &Part) -> Doc<'t> {
        match part {
            Part::Node(node) => self.node(node),
            Part::Token(token) => self.token(*token),
        }
    }

    /// Parts one after the other, with blanks between them as their kinds ask for.
    pub(super) fn flow(&mut self, parts: &[Part]) -> Doc<'t> {
        let mut docs = vec![];
        let mut before: Option<&Part> = None;
        for part in parts {
            docs.extend(before.and_then(|before| self.between(before, part)));
            docs.push(self.part(part));
            before = Some(part);
        }
        Doc::Concat(docs)
    }

    /// The blank between two neighbours within a construct, if one stands there.
    pub(super) fn between(&self, before: &Part, after: &Part) -> Option<Doc<'t>> {
        let (first, second) = (before.rule(), after.rule());
        let opens = matches!(first, Some(Rule::open_paren | Rule::open_bracket | Rule::minus));
        let closes = matches!(
            second,
            Some(
                Rule::close_paren
                    | Rule::close_bracket
                    | Rule::comma
                    | Rule::semicolon
                    | Rule::colon
                    | Rule::arguments
                    | Rule::parameters
                    | Rule::fact_element
            )
        );
        let calls = first == Some(Rule::kw_count) && second == Some(Rule::open_paren);
        let dotted = self.is_dot(before) || self.starts_with_dot(after);
        (!(opens || closes || calls || dotted)).then_some(Doc::Space)
    }

    fn is_dot(&self, part: &Part) -> bool {
        matches!(part, Part::Token(token) if token.rule.is_none() && token.span.of(self.text) == ".")
    }

    fn starts_with_dot(&self, part: &Part) -> bool {
        match part {
            Part::Node(node) => node.parts.first().is_some_and(|first| self.starts_with_dot(first)),
            Part::Token(_) => self.is_dot(part),
        }
    }

    /// A head on one line; or on several, broken where a part of its own begins.
    pub(super) fn head(&mut self, parts: &[Part]) -> Head<'t> {
        let mut head = Head { first: Doc::nothing(), others: vec![] };
        let mut start = 0;
        for at in 1..=parts.len() {
            let ends = match (parts.get(at - 1), parts.get(at)) {
                (Some(before), Some(part)) => starts_chunk(before, part),
                _ => true,
            };
            if let Some(chunk) = parts.get(start..at).filter(|_| ends) {
                let doc = self.flow(chunk);
                if start == 0 {
                    head.first = doc;
                } else {
                    head.others.push(doc);
                }
                start = at;
            }
        }
        head
    }

    /// Constructs on lines of their own between braces, with one empty line where the author left any.
    pub(super) fn lines(&mut self, items: &[Part], close: &Part) -> Doc<'t> {
        let mut inner = vec![];
        for (at, item) in items.iter().enumerate() {
            inner.push(if at == 0 { Doc::Hard } else { self.break_as_written() });
            inner.push(self.part(item));
        }
        self.closed(inner, close)
    }

    /// What stands in a block, up to the brace that closes it.
    pub(super) fn closed(&mut self, mut inner: Vec<Doc<'t>>, close: &Part) -> Doc<'t> {
        let close = self.closing(&mut inner, close);
        if inner.is_empty() {
            return close;
        }
        Doc::Concat(vec![Doc::indent(Doc::Concat(inner)), Doc::Hard, close])
    }

    /// The brace that closes a block; comments above it belong to the block.
    pub(super) fn closing(&mut self, inner: &mut Vec<Doc<'t>>, close: &Part) -> Doc<'t> {
        let Part::Token(brace) = close else { return self.part(close) };
        let before = self.break_as_written();
        let mut comments = self.comments_above(*brace);
        comments.pop();
        if let Some(first) = comments.first_mut().filter(|_| !inner.is_empty()) {
            *first = before;
        }
        inner.extend(comments);
        self.token(*brace)
    }

    /// A construct. Comments above it stand outside of it, so that they break none of its lines.
    pub(super) fn node(&mut self, node: &Node) -> Doc<'t> {
        let above = node.first_token().map(|first| self.comments_above(first)).unwrap_or_default();
        let own = self.construct(node).unwrap_or_else(|| self.flow(&node.parts));
        if above.is_empty() { own } else { Doc::Concat(above.into_iter().chain([own]).collect()) }
    }
}

/// A head, cut where a line can be broken.
#[derive(Clone)]
pub(super) struct Head<'t> {
    pub(super) first: Doc<'t>,
    pub(super) others: Vec<Doc<'t>>,
}

impl<'t> Head<'t> {
    /// As many parts on each line as have room.
    pub(super) fn filled(self) -> Doc<'t> {
        let others = self.others.into_iter().map(|part| Doc::group(Doc::Concat(vec![Doc::Line, part])));
        Doc::Concat(vec![self.first, Doc::indent(Doc::Concat(others.collect()))])
    }

    /// The head, and the brace that opens its block: on the same line, or on a line of its own below a head of several.
    pub(super) fn opening(self, brace: Doc<'t>) -> Doc<'t> {
        let spread = Doc::Concat(vec![self.clone().filled(), Doc::Hard, brace.clone()]);
        let mut line = vec![self.first];
        line.extend(self.others.into_iter().flat_map(|part| [Doc::Space, part]));
        line.push(Doc::Space);
        let line = Doc::Concat(line);
        if line.breaks() != Breaks::Nowhere {
            return spread;
        }
        let line = Doc::Concat(vec![line, brace]);
        Doc::either(line.clone(), line, spread)
    }
}

/// Whether a line of a head can be broken before a part.
fn starts_chunk(before: &Part, part: &Part) -> bool {
    match part.rule() {
        Some(Rule::text) => !before.rule().is_some_and(is_keyword),
        Some(
            Rule::printed_as
            | Rule::at_level
            | Rule::counterpart
            | Rule::copied
            | Rule::under
            | Rule::for_each
            | Rule::cumulative
            | Rule::known_until
            | Rule::each_of
            | Rule::starts_from
            | Rule::on_day
            | Rule::asked_under
            | Rule::read_as
            | Rule::identified_by
            | Rule::cites
            | Rule::set_out_in
            | Rule::standard
            | Rule::act
            | Rule::provision_mark
            | Rule::kw_because,
        ) => true,
        _ => false,
    }
}

/// Whether blanks hold an empty line.
pub(super) fn has_empty_line(blanks: &str) -> bool {
    blanks.bytes().filter(|byte| *byte == b'\n').count() > 1
}
