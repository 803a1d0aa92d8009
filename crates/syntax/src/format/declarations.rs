//! The layout of declarations and their clauses.

use super::doc::{Breaks, Doc};
use super::layout::{Head, Layout};
use crate::concrete::{Node, Part};
use crate::parse::Rule;

impl<'t> Layout<'t> {
    /// A construct with a layout of its own.
    pub(super) fn construct(&mut self, node: &Node) -> Option<Doc<'t>> {
        if let Some(doc) = self.expression(node) {
            return Some(doc);
        }
        Some(match node.rule {
            Rule::instrument
            | Rule::entity
            | Rule::facts
            | Rule::register
            | Rule::reading
            | Rule::ladder
            | Rule::scenario
            | Rule::amendment
            | Rule::criterion
            | Rule::value_rule
            | Rule::point => self.with_block(node),
            Rule::derogation => self.derogation(node),
            Rule::provision | Rule::evidence => self.with_short_block(node),
            Rule::enumeration => self.enumeration(node),
            Rule::not_formalised | Rule::waiver | Rule::rung | Rule::entry | Rule::choice | Rule::variant => {
                self.head(&node.parts).filled()
            }
            Rule::define | Rule::parameter | Rule::with_parameter | Rule::assume => self.definition(node),
            Rule::requires
            | Rule::unless
            | Rule::applies
            | Rule::opens
            | Rule::condition
            | Rule::exception
            | Rule::default
            | Rule::set_fact => self.clause(node),
            Rule::replaced
            | Rule::inserted
            | Rule::added
            | Rule::deleted
            | Rule::substituted
            | Rule::corrected => self.operation(node),
            Rule::amended_number
            | Rule::authored
            | Rule::of_body
            | Rule::of_day
            | Rule::standing
            | Rule::justified
            | Rule::builds => self.head(&node.parts).filled(),
            Rule::excepted => self.excepted(node),
            Rule::clock | Rule::working_day => self.clause_of_rule(node),
            Rule::each_of => self.each_of(node),
            Rule::exhibit => self.exhibit(node),
            Rule::field | Rule::variable => self.typed(&node.parts),
            Rule::table => self.table(node),
            _ => return None,
        })
    }

    /// A declaration or clause with a block: its head, and each item on a line of its own.
    fn with_block(&mut self, node: &Node) -> Doc<'t> {
        let (head, block) = parts_of(node);
        let head = self.typed_head(head);
        let [open, items @ .., close] = block else { return head.filled() };
        let brace = self.part(open);
        Doc::Concat(vec![head.opening(brace), self.lines(items, close)])
    }

    /// A derogation. What it rests on and for whom stand on lines of their own, for they are what is looked for first.
    fn derogation(&mut self, node: &Node) -> Doc<'t> {
        let (head, block) = parts_of(node);
        let is_basis = |part: &Part| matches!(part.rule(), Some(Rule::under | Rule::for_each));
        let named = head.iter().position(is_basis).unwrap_or(head.len());
        let [open, items @ .., close] = block else { return self.with_block(node) };
        if named == head.len() {
            return self.with_block(node);
        }
        let (named, bases) = head.split_at(named);
        let named = self.head(named).filled();
        let bases = bases.iter().flat_map(|part| [Doc::Hard, self.part(part)]).collect();
        let brace = self.part(open);
        Doc::Concat(vec![named, Doc::indent(Doc::Concat(bases)), Doc::Hard, brace, self.lines(items, close)])
    }

    /// A construct whose block stands on its line, if that holds one thing without a block of its own and has room.
    fn with_short_block(&mut self, node: &Node) -> Doc<'t> {
        let (head, block) = parts_of(node);
        let [open, only @ Part::Node(inner), close] = block else { return self.with_block(node) };
        if inner.child(Rule::provision_body).is_some() {
            return self.with_block(node);
        }
        let head = self.head(head);
        let brace = self.part(open);
        let only = self.part(only);
        let mut lines = vec![Doc::Hard, only.clone()];
        let close = self.closing(&mut lines, close);
        let is_short = lines.len() == 2 && only.breaks() == Breaks::Nowhere;
        let block = Doc::Concat(vec![Doc::indent(Doc::Concat(lines)), Doc::Hard, close.clone()]);
        let spread = Doc::Concat(vec![head.clone().opening(brace.clone()), block]);
        if !is_short {
            return spread;
        }
        let line = Doc::Concat(vec![head.filled(), Doc::Space, brace, Doc::Space, only, Doc::Space, close]);
        Doc::either(line.clone(), line, spread)
    }

    fn enumeration(&mut self, node: &Node) -> Doc<'t> {
        let (head, block) = parts_of(node);
        let [open, items @ .., close] = block else { return self.flow(&node.parts) };
        let head = self.head(head);
        let open = self.part(open);
        let is_explained = |part: &Part| match part {
            Part::Node(variant) => variant.parts.iter().any(|part| part.rule() == Some(Rule::text)),
            Part::Token(_) => false,
        };
        let explained = items.iter().any(is_explained);
        let line = if explained { Doc::Hard } else { Doc::Line };
        let mut inner = vec![line.clone()];
        inner.extend(self.separated(items, &line));
        let close = self.part(close);
        let block = Doc::Concat(vec![open, Doc::indent(Doc::Concat(inner)), line, close]);
        Doc::Concat(vec![head.filled(), Doc::Space, Doc::group(block)])
    }

    /// A head, an equals sign, and what it is defined as.
    fn definition(&mut self, node: &Node) -> Doc<'t> {
        let [head @ .., value] = node.parts.as_slice() else { return self.flow(&node.parts) };
        let head = self.typed_head(head).filled();
        Doc::Concat(vec![head, self.defined_as(value)])
    }

    /// The words that introduce a formula or value, and it.
    fn clause(&mut self, node: &Node) -> Doc<'t> {
        let [words @ .., value] = node.parts.as_slice() else { return self.flow(&node.parts) };
        let words = self.flow(words);
        Doc::Concat(vec![words, self.after(value)])
    }

    /// An exception of a rule: what it is called and goes before, and below that when it applies and what it gives.
    fn excepted(&mut self, node: &Node) -> Doc<'t> {
        let is_when = |part: &Part| part.rule() == Some(Rule::kw_when);
        let is_then = |part: &Part| part.rule() == Some(Rule::kw_then);
        let when = node.parts.iter().position(is_when).unwrap_or(node.parts.len());
        let (named, rest) = node.parts.split_at(when);
        let (when, then) = rest.split_at(rest.iter().position(is_then).unwrap_or(rest.len()));
        let ([when, condition], [then, outcome]) = (when, then) else { return self.flow(&node.parts) };
        let named = self.head(named).filled();
        let when = Doc::Concat(vec![self.part(when), self.after(condition)]);
        let then = Doc::Concat(vec![self.part(then), self.after(outcome)]);
        let line = Doc::Concat(vec![named.clone(), Doc::Space, when.clone(), Doc::Space, then.clone()]);
        let then = Doc::group(Doc::Concat(vec![Doc::Line, then]));
        let lines = Doc::Concat(vec![named, Doc::indent(Doc::Concat(vec![Doc::Hard, when, then]))]);
        if line.breaks() == Breaks::Within { lines } else { Doc::either(line.clone(), line, lines) }
    }

    /// An operation of an amendment: what it does on a line, or broken before its target, its fingerprint and its new text.
    fn operation(&mut self, node: &Node) -> Doc<'t> {
        self.in_lines(node, |before, part| {
            let starts = matches!(
                part.rule(),
                Some(
                    Rule::kw_by
                        | Rule::in_target
                        | Rule::kw_after
                        | Rule::kw_before
                        | Rule::kw_at
                        | Rule::kw_to
                        | Rule::fingerprint
                )
            );
            // `correct Article 19 to read Article 18` stays together.
            starts && (before.rule() != Some(Rule::citation) || part.rule() != Some(Rule::kw_to))
        })
    }

    /// A clause of a rule with several parts, each on a line of its own if they have no room on one.
    fn clause_of_rule(&mut self, node: &Node) -> Doc<'t> {
        let mut is_capped = false;
        self.in_lines(node, |_, part| {
            let starts = match part.rule() {
                Some(Rule::kw_from | Rule::cap | Rule::days_off) => true,
                Some(Rule::under) => !is_capped,
                _ => false,
            };
            is_capped |= part.rule() == Some(Rule::cap);
            starts
        })
    }

    /// Parts in a row, broken where one starts a line if they have no room on one. What starts a line is asked of a part
    /// and the one before it, in their order.
    fn in_lines(&mut self, node: &Node, mut starts: impl FnMut(&Part, &Part) -> bool) -> Doc<'t> {
        let Some(first) = node.parts.first() else { return Doc::nothing() };
        let mut docs = vec![self.part(first)];
        for (before, part) in node.parts.iter().zip(node.parts.iter().skip(1)) {
            docs.push(if starts(before, part) {
                Doc::Line
            } else {
                self.between(before, part).unwrap_or_else(Doc::nothing)
            });
            docs.push(self.part(part));
        }
        Doc::group(Doc::indent(Doc::Concat(docs)))
    }

    fn each_of(&mut self, node: &Node) -> Doc<'t> {
        let is_filter = |part: &Part| part.rule() == Some(Rule::where_filter);
        let at = node.parts.iter().position(is_filter).unwrap_or(node.parts.len());
        let (named, filter) = node.parts.split_at(at);
        let mut docs = vec![self.flow(named)];
        for part in filter {
            docs.push(Doc::indent(Doc::Concat(vec![Doc::Line, self.part(part)])));
        }
        Doc::group(Doc::Concat(docs))
    }

    /// What is asked for, and the facts that it is to support.
    fn exhibit(&mut self, node: &Node) -> Doc<'t> {
        let is_for = |part: &Part| part.rule() == Some(Rule::kw_for);
        let at = node.parts.iter().position(is_for).unwrap_or(node.parts.len());
        let (asked, facts) = node.parts.split_at(at);
        let asked = self.flow(asked);
        let mut docs = vec![Doc::Line];
        let mut before: Option<&Part> = None;
        for part in facts {
            let after_comma = before.is_some_and(|before| before.rule() == Some(Rule::comma));
            if let Some(blank) = before.and_then(|before| self.between(before, part)) {
                docs.push(if after_comma { Doc::group(Doc::Line) } else { blank });
            }
            docs.push(self.part(part));
            before = Some(part);
        }
        Doc::Concat(vec![asked, Doc::group(Doc::indent(Doc::Concat(docs)))])
    }

    /// A name with its type: a blank stands on both sides of the colon.
    fn typed(&mut self, parts: &[Part]) -> Doc<'t> {
        self.typed_head(parts).filled()
    }

    fn typed_head(&mut self, parts: &[Part]) -> Head<'t> {
        let colon = parts.iter().position(|part| part.rule() == Some(Rule::colon));
        let Some(colon) = colon else { return self.head(parts) };
        let (named, typed) = parts.split_at(colon);
        let mut head = self.head(named);
        let typed = self.head(typed);
        let last = head.others.last_mut().unwrap_or(&mut head.first);
        *last = Doc::Concat(vec![last.clone(), Doc::Space, typed.first]);
        head.others.extend(typed.others);
        head
    }
}

/// The head of a construct, and its block with both braces, if it has one.
fn parts_of(node: &Node) -> (&[Part], &[Part]) {
    if let Some((Part::Node(last), head)) = node.parts.split_last()
        && last.parts.first().is_some_and(|part| part.rule() == Some(Rule::open_brace))
        && !matches!(last.rule, Rule::value_record)
    {
        return (head, &last.parts);
    }
    let is_open = |part: &Part| part.rule() == Some(Rule::open_brace);
    match node.parts.iter().position(is_open) {
        Some(at) => node.parts.split_at(at),
        None => (&node.parts, &[]),
    }
}
