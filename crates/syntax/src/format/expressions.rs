//! The layout of formulas and of the values of facts.

use super::doc::{Breaks, Doc};
use super::layout::Layout;
use crate::concrete::{Node, Part};
use crate::parse::Rule;

/// How a formula goes on after what introduces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// It ends in a block, whose lines stand on their own.
    Block,
    /// It has places of its own where a line can be broken.
    Spread,
    /// It is kept together.
    Plain,
}

impl<'t> Layout<'t> {
    pub(super) fn expression(&mut self, node: &Node) -> Option<Doc<'t>> {
        Some(match node.rule {
            Rule::formula | Rule::comparison => self.operators(node, true),
            Rule::arguments | Rule::list | Rule::parameters | Rule::value_list => {
                self.listed(node, Doc::Soft)
            }
            Rule::value_record => self.listed(node, Doc::Line),
            Rule::quantified => self.quantified(node),
            Rule::conditional => self.conditional(node),
            Rule::block | Rule::first_of | Rule::by_reading => self.braces(node),
            Rule::limb | Rule::chosen | Rule::otherwise => self.limb(node),
            Rule::case => self.case(node),
            _ => return None,
        })
    }

    /// Operands with operators between them; each operator starts a line where they have no room on one, indented if it
    /// hangs below what introduces it.
    pub(super) fn operators(&mut self, node: &Node, hangs: bool) -> Doc<'t> {
        let Some((first, others)) = node.parts.split_first() else { return Doc::nothing() };
        let first = self.part(first);
        let mut lines = vec![];
        let mut parts = others.iter();
        while let Some(operator) = parts.next() {
            lines.extend([Doc::Line, self.part(operator)]);
            if let Some(operand) = parts.next() {
                lines.extend([Doc::Space, self.part(operand)]);
            }
        }
        if lines.is_empty() {
            return first;
        }
        let lines = Doc::Concat(lines);
        Doc::group(Doc::Concat(vec![first, if hangs { Doc::indent(lines) } else { lines }]))
    }

    /// Elements between brackets; what stands before the first bracket, and `edge` inside of the brackets.
    fn listed(&mut self, node: &Node, edge: Doc<'t>) -> Doc<'t> {
        let [open, elements @ .., close] = node.parts.as_slice() else { return Doc::nothing() };
        let open = self.part(open);
        if elements.is_empty() {
            return Doc::Concat(vec![open, self.part(close)]);
        }
        let mut inner = vec![edge.clone()];
        inner.extend(self.separated(elements, &Doc::Line));
        let inner = Doc::indent(Doc::Concat(inner));
        Doc::group(Doc::Concat(vec![open, inner, edge, self.part(close)]))
    }

    /// Elements with what separates them; after a comma and before `<` a line can be broken. A comma that separates nothing is
    /// left out.
    pub(super) fn separated(&mut self, elements: &[Part], line: &Doc<'t>) -> Vec<Doc<'t>> {
        let mut docs = vec![];
        let last = elements.len().saturating_sub(1);
        for (at, element) in elements.iter().enumerate() {
            match element {
                Part::Token(comma) if comma.rule == Some(Rule::comma) && at == last => {
                    docs.push(self.left_out(*comma));
                }
                Part::Token(comma) if comma.rule == Some(Rule::comma) => {
                    docs.extend([self.token(*comma), line.clone()]);
                }
                Part::Token(less) if less.rule == Some(Rule::less) => {
                    docs.extend([line.clone(), self.token(*less), Doc::Space]);
                }
                element => docs.push(self.part(element)),
            }
        }
        docs
    }

    /// The head with its filters, and what is said of each element.
    fn quantified(&mut self, node: &Node) -> Doc<'t> {
        let Some((body, head)) = node.parts.split_last() else { return Doc::nothing() };
        let starts = |part: &Part| {
            matches!(part.rule(), Some(Rule::where_filter | Rule::except_filter | Rule::kw_satisfies))
        };
        let (named, others) = head.split_at(head.iter().position(starts).unwrap_or(head.len()));
        let named = self.flow(named);
        let others: Vec<Doc<'t>> = others.iter().map(|part| self.part(part)).collect();
        let ends_in_block = ends_in_block(body);
        let body = self.part(body);
        let body = if ends_in_block { Doc::same_line_or_next(body) } else { Doc::this_line_or_next(body) };
        let with = |between: Doc<'t>| {
            let others = others.iter().flat_map(|part| [between.clone(), part.clone()]);
            Doc::Concat(others.collect())
        };
        let line = Doc::Concat(vec![named.clone(), with(Doc::Space)]);
        let first = Doc::Concat(vec![line.clone(), body.clone()]);
        let second = Doc::Concat(vec![named, Doc::indent(Doc::Concat(vec![with(Doc::Hard), body]))]);
        if line.breaks() == Breaks::Within { second } else { Doc::either(line, first, second) }
    }

    fn conditional(&mut self, node: &Node) -> Doc<'t> {
        let mut first = vec![];
        let mut lines = vec![];
        for part in &node.parts {
            let starts = matches!(part.rule(), Some(Rule::kw_then | Rule::kw_else));
            let docs = if starts || !lines.is_empty() { &mut lines } else { &mut first };
            if !docs.is_empty() || starts {
                docs.push(if starts { Doc::Line } else { Doc::Space });
            }
            docs.push(self.part(part));
        }
        first.push(Doc::indent(Doc::Concat(lines)));
        Doc::group(Doc::Concat(first))
    }

    /// A block within a formula: each part on a line of its own.
    fn braces(&mut self, node: &Node) -> Doc<'t> {
        let is_brace = |part: &Part| part.rule() == Some(Rule::open_brace);
        let Some(open) = node.parts.iter().position(is_brace) else { return self.flow(&node.parts) };
        let (head, block) = node.parts.split_at(open);
        let [open, items @ .., close] = block else { return self.flow(&node.parts) };
        let head = self.flow(head);
        Doc::Concat(vec![head, Doc::Space, self.part(open), self.lines(items, close)])
    }

    /// A part of a block: what names it, its formula, and the semicolon.
    fn limb(&mut self, node: &Node) -> Doc<'t> {
        let [named @ .., value, end] = node.parts.as_slice() else { return self.flow(&node.parts) };
        if named.is_empty() {
            return Doc::Concat(vec![self.part(value), self.part(end)]);
        }
        let named = self.flow(named);
        Doc::Concat(vec![named, self.defined_as(value), self.part(end)])
    }

    /// A case of a chain: its name, its condition, and its formula.
    fn case(&mut self, node: &Node) -> Doc<'t> {
        let is_where = |part: &Part| part.rule() == Some(Rule::kw_where);
        let at = node.parts.iter().position(is_where).unwrap_or(0);
        let (named, rest) = node.parts.split_at(at);
        let [condition @ .., value, end] = rest else { return self.flow(&node.parts) };
        let named = self.flow(named);
        let condition = self.flow(condition);
        let ends_in_block = ends_in_block(value);
        let value = Doc::Concat(vec![self.part(value), self.part(end)]);
        if named.is_nothing() {
            return Doc::Concat(vec![condition, Doc::this_line_or_next(value)]);
        }
        let line = Doc::Concat(vec![named.clone(), Doc::Space, condition.clone(), Doc::Space, value.clone()]);
        let value = if ends_in_block {
            Doc::same_line_or_next(value)
        } else {
            Doc::group(Doc::Concat(vec![Doc::Line, value]))
        };
        let lines = Doc::Concat(vec![Doc::Hard, condition, value]);
        Doc::either(line.clone(), line, Doc::Concat(vec![named, Doc::indent(lines)]))
    }

    /// A formula or value after what introduces it, with the blank or line break between them.
    pub(super) fn after(&mut self, part: &Part) -> Doc<'t> {
        let doc = self.part(part);
        match shape_of_part(part) {
            Shape::Block => Doc::same_line_or_next(doc),
            Shape::Spread => Doc::Concat(vec![Doc::Space, doc]),
            Shape::Plain => Doc::this_line_or_next(doc),
        }
    }

    /// A formula after an equals sign: on the next line, if it has no room on the same one.
    pub(super) fn defined_as(&mut self, part: &Part) -> Doc<'t> {
        let doc = match part {
            Part::Node(node) if node.rule == Rule::formula => self.operators(node, false),
            part => self.part(part),
        };
        if ends_in_block(part) { Doc::same_line_or_next(doc) } else { Doc::this_line_or_next(doc) }
    }
}

fn shape_of_part(part: &Part) -> Shape {
    match part {
        Part::Node(node) => shape(node),
        Part::Token(_) => Shape::Plain,
    }
}

/// Whether the last lines of a formula are those of a block.
fn ends_in_block(part: &Part) -> bool {
    let Part::Node(node) = part else { return false };
    match (node.rule, node.parts.as_slice()) {
        (Rule::block | Rule::first_of | Rule::by_reading, _) => true,
        (Rule::formula | Rule::comparison | Rule::operand, [only]) => ends_in_block(only),
        (Rule::term | Rule::quantified, [.., last]) => ends_in_block(last),
        _ => false,
    }
}

fn shape(node: &Node) -> Shape {
    match (node.rule, node.parts.as_slice()) {
        (Rule::block | Rule::first_of | Rule::by_reading, _) => Shape::Block,
        (Rule::conditional | Rule::quantified, _) | (Rule::formula, [_, _, ..]) => Shape::Spread,
        (Rule::formula | Rule::comparison | Rule::operand | Rule::outcome | Rule::fact_value, [only]) => {
            shape_of_part(only)
        }
        (Rule::term, [.., last]) => shape_of_part(last),
        (Rule::value_list | Rule::value_record | Rule::list, _) => Shape::Spread,
        _ => Shape::Plain,
    }
}
