//! Reading the parts of a rule in the order of the grammar.

use acquis_base::{Name, Span};
use pest::iterators::{Pair, Pairs};

use super::Rule;
use crate::ast::{Count, DateText, Ident, Text};
use crate::characters::without_fillers;

/// The parts of one rule. Punctuation and keywords that are not asked for are passed over.
pub(super) struct Parts<'t> {
    pairs: std::iter::Peekable<Pairs<'t, Rule>>,
}

impl<'t> Parts<'t> {
    pub(super) fn of(pair: Pair<'t, Rule>) -> Self {
        Self { pairs: pair.into_inner().peekable() }
    }

    /// The next part if it is `rule`; keywords and punctuation before it are passed over.
    pub(super) fn maybe(&mut self, rule: Rule) -> Option<Pair<'t, Rule>> {
        while let Some(next) = self.pairs.peek() {
            if next.as_rule() == rule {
                return self.pairs.next();
            }
            if !is_silent(next.as_rule()) {
                return None;
            }
            self.pairs.next();
        }
        None
    }

    /// The next part if it is one of `rules`.
    pub(super) fn one_of(&mut self, rules: &[Rule]) -> Option<Pair<'t, Rule>> {
        while let Some(next) = self.pairs.peek() {
            if rules.contains(&next.as_rule()) {
                return self.pairs.next();
            }
            if !is_silent(next.as_rule()) {
                return None;
            }
            self.pairs.next();
        }
        None
    }

    /// Whether the next part is `rule`, which is then taken.
    pub(super) fn flag(&mut self, rule: Rule) -> bool {
        self.maybe(rule).is_some()
    }

    /// The next part that carries meaning, whatever it is.
    pub(super) fn next(&mut self) -> Option<Pair<'t, Rule>> {
        self.pairs.by_ref().find(|pair| !is_silent(pair.as_rule()))
    }

    pub(super) fn ident(&mut self) -> Option<Ident> {
        self.maybe(Rule::ident).map(|pair| ident(&pair))
    }

    pub(super) fn text(&mut self) -> Option<Text> {
        self.maybe(Rule::text).map(|pair| text(&pair))
    }

    pub(super) fn count(&mut self) -> Option<Count> {
        self.maybe(Rule::integer).map(|pair| count(&pair))
    }

    pub(super) fn date(&mut self) -> Option<DateText> {
        let pair = self.maybe(Rule::date)?;
        Some(DateText { text: Name::from(pair.as_str()), span: span(&pair) })
    }
}

/// Punctuation, and keywords whose presence says nothing that their construct does not.
fn is_silent(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::open_brace
            | Rule::close_brace
            | Rule::open_paren
            | Rule::close_paren
            | Rule::open_bracket
            | Rule::close_bracket
            | Rule::colon
            | Rule::semicolon
            | Rule::comma
            | Rule::is_defined
            | Rule::bar
            | Rule::in_target
    ) || is_keyword(rule)
}

/// Whether a rule is that of a word of the language.
pub(crate) fn is_keyword(rule: Rule) -> bool {
    // The derived enumeration has no property for this, and its names are the grammar's own.
    rule >= Rule::kw_a && rule <= Rule::kw_working
}

/// Whether a rule is a sign that compares or computes.
pub(crate) fn is_operator_sign(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::not_equal
            | Rule::less_equal
            | Rule::greater_equal
            | Rule::equal
            | Rule::less
            | Rule::greater
            | Rule::add
            | Rule::minus
            | Rule::times
            | Rule::divide
    )
}

/// The place of a rule from its first to its last token. The parser itself counts blanks and comments after the last
/// token in where something could have gone on.
pub(super) fn span(pair: &Pair<'_, Rule>) -> Span {
    let (start, end) = (pair.as_span().start(), pair.as_span().end());
    let trimmed = pair.as_str().trim_end();
    let last_line = trimmed.rsplit_once('\n').map_or(trimmed, |(_, line)| line);
    if !last_line.contains("//") {
        return Span::new(start, start + trimmed.len());
    }
    let last_inner = pair.clone().into_inner().next_back();
    let from = last_inner.map_or(start, |inner| span(&inner).end as usize);
    let tail = pair.as_str().get(from - start..).unwrap_or("");
    Span::new(start, (from + token_end(tail)).clamp(start, end))
}

/// Where the last token of `tail` ends, which holds blanks, comments and perhaps punctuation.
fn token_end(tail: &str) -> usize {
    if tail.starts_with('"') {
        return tail.len();
    }
    let mut at = 0;
    let mut end = 0;
    while let Some(c) = tail.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = tail.get(at..).unwrap_or("");
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else {
            at += c.len_utf8();
            if !c.is_whitespace() {
                end = at;
            }
        }
    }
    end
}

pub(super) fn ident(pair: &Pair<'_, Rule>) -> Ident {
    Ident { name: Name::from(without_fillers(pair.as_str()).as_ref()), span: span(pair) }
}

/// The names that are listed in a rule.
pub(super) fn names(pair: Pair<'_, Rule>) -> Vec<Ident> {
    let mut parts = Parts::of(pair);
    std::iter::from_fn(|| parts.ident()).collect()
}

/// A label in parentheses without them, or a word as it is.
pub(super) fn label(pair: &Pair<'_, Rule>) -> Ident {
    let bare = pair.as_str().trim_start_matches('(').trim_end_matches(')');
    Ident { name: Name::from(bare), span: span(pair) }
}

pub(super) fn text(pair: &Pair<'_, Rule>) -> Text {
    let quoted = pair.as_str();
    let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or("");
    let value = inner.replace("\\\"", "\"").replace("\\\\", "\\");
    Text { value: Name::from(value), span: span(pair) }
}

pub(super) fn count(pair: &Pair<'_, Rule>) -> Count {
    let value = pair.as_str().replace('_', "").parse().unwrap_or(u32::MAX);
    Count { value, span: span(pair) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_the_last_rules_of_the_grammar_in_one_run() {
        for rule in Rule::all_rules() {
            let named = format!("{rule:?}").starts_with("kw_");
            assert_eq!(is_keyword(*rule), named, "{rule:?}");
        }
    }
}
