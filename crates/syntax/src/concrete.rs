//! The text of a declaration as a tree of its tokens. Nothing of the text is lost: between two tokens stand blanks and
//! comments only. What lays texts out, folds or colours them works on this tree; meaning is read from [`crate::ast`].

use acquis_base::Span;
use pest::iterators::Pair;

use crate::parse::{Rule, faultless};

/// A construct of the grammar with its parts in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) rule: Rule,
    pub(crate) parts: Vec<Part>,
}

/// A part of a construct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Node(Node),
    Token(Token),
}

/// A word, number, text, citation or sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// The rule that it is; nothing for a sign that the grammar gives no name.
    pub(crate) rule: Option<Rule>,
    pub(crate) span: Span,
}

impl Node {
    /// The tree of a declaration's text, if it is read without any fault.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let pair = faultless(text)?;
        Some(Reader { text, at: 0 }.node(pair))
    }

    /// The first construct of a rule among the parts.
    pub(crate) fn child(&self, rule: Rule) -> Option<&Node> {
        self.parts.iter().find_map(|part| match part {
            Part::Node(node) if node.rule == rule => Some(node),
            _ => None,
        })
    }

    /// The first token.
    pub(crate) fn first_token(&self) -> Option<Token> {
        self.parts.iter().find_map(|part| match part {
            Part::Token(token) => Some(*token),
            Part::Node(node) => node.first_token(),
        })
    }
}

impl Part {
    /// The rule that it is; nothing for a sign that the grammar gives no name.
    pub(crate) fn rule(&self) -> Option<Rule> {
        match self {
            Self::Node(node) => Some(node.rule),
            Self::Token(token) => token.rule,
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    /// Where the last token ended.
    at: usize,
}

impl<'t> Reader<'t> {
    fn node(&mut self, pair: Pair<'t, Rule>) -> Node {
        let rule = pair.as_rule();
        let end = pair.as_span().end();
        let mut parts = vec![];
        for inner in pair.into_inner() {
            if inner.as_rule() == Rule::EOI {
                continue;
            }
            self.signs(inner.as_span().start(), &mut parts);
            parts.push(self.part(inner));
        }
        self.signs(end, &mut parts);
        Node { rule, parts }
    }

    fn part(&mut self, pair: Pair<'t, Rule>) -> Part {
        let rule = pair.as_rule();
        if !is_one_token(rule) && pair.clone().into_inner().next().is_some() {
            return Part::Node(self.node(pair));
        }
        let span = pair.as_span();
        self.at = span.end();
        Part::Token(Token { rule: Some(rule), span: Span::new(span.start(), span.end()) })
    }

    /// The signs without a name between the last token and `end`.
    fn signs(&mut self, end: usize, parts: &mut Vec<Part>) {
        while let Some(rest) = self.text.get(self.at..end).filter(|rest| !rest.is_empty()) {
            let length = rest.chars().next().map_or(1, char::len_utf8);
            if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            let start = self.at;
            self.at += length;
            if !rest.starts_with(char::is_whitespace) {
                parts.push(Part::Token(Token { rule: None, span: Span::new(start, self.at) }));
            }
        }
    }
}

/// Rules that have parts and are one token all the same: no comment can stand within them.
fn is_one_token(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::citation | Rule::outline_label | Rule::point_name | Rule::bare_words | Rule::braced_words
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens<'t>(node: &Node, text: &'t str, into: &mut Vec<&'t str>) {
        for part in &node.parts {
            match part {
                Part::Node(node) => tokens(node, text, into),
                Part::Token(token) => into.push(token.span.of(text)),
            }
        }
    }

    #[test]
    fn every_token_is_in_the_tree_and_no_comment() {
        let text = "/// doc\ncriterion Annex II\n 2.1(g) at level 2 { // why\n requires each.a.b is at most 5 % of c\n}";
        let node = Node::of(text).expect("reads");
        let mut found = vec![];
        tokens(&node, text, &mut found);
        assert_eq!(
            found.join("~"),
            "criterion~Annex II\n 2.1(g)~at~level~2~{~requires~each~.~a~.~b~is~at~most~5~%~of~c~}"
        );
    }

    #[test]
    fn a_text_in_error_has_no_tree() {
        for text in ["criterion Annex II 2.1(g) { reqires a }", "define a : Bool = true }", "facts {"] {
            assert_eq!(Node::of(text), None, "{text}");
        }
    }
}
