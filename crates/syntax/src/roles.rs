//! What the words and signs of a declaration are in the grammar, for colouring, and what encloses a place, for selecting.
//! A word that means something at certain places only is a keyword just there.

use acquis_base::Span;
use pest::Parser;

use crate::concrete::{Node, Part, Token};
use crate::lexemes::{LexemeKind, lexemes};
use crate::parse::{AcquisParser, Rule, is_keyword, is_operator_sign};
use crate::words::{DECLARATION_KEYWORDS, is_reserved};

/// What a word or sign is in the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A word of the language.
    Keyword,
    /// A module, or an instrument where it is declared.
    Module,
    /// A type: an entity, an enumeration, a ladder, a built-in type.
    Type,
    /// A notion, rule or derogation, where it is declared or called.
    Function,
    /// A variable where it is bound, a register, a reading, the identity of an element.
    Variable,
    /// A parameter of a notion or criterion.
    Parameter,
    /// A field of an entity or of the facts.
    Property,
    /// A value of an enumeration, a choice of a reading, an exception, a country.
    EnumMember,
    /// A quoted text.
    Text,
    /// A number, date or percentage.
    Number,
    /// A sign that compares or computes.
    Operator,
    /// A provision that is cited, or listed in an outline, and the label of a point.
    Citation,
    /// A comment.
    Comment,
    /// A name in a formula; what it stands for is not said by the grammar.
    Name,
}

/// The words and signs of the text of one declaration with their roles, in the order of the text. Brackets and marks of
/// punctuation are left out. Of a text with a fault is told what its characters tell.
pub fn roles(text: &str) -> Vec<(Span, Role)> {
    let mut found = vec![];
    match Node::of(text) {
        Some(node) => {
            walk(text, &node, None, &mut found);
            let comments = lexemes(text).filter(|lexeme| lexeme.kind == LexemeKind::Comment);
            found.extend(comments.map(|lexeme| (lexeme.span, Role::Comment)));
            found.sort_unstable();
        }
        None => by_characters(text, &mut found),
    }
    found
}

/// The spans of the constructs of a declaration's text that enclose a place, the innermost first, each wider than the one
/// before. Of a text with a fault, the word there and the brackets around it.
pub fn enclosing(text: &str, offset: u32) -> Vec<Span> {
    let mut found = vec![];
    match Node::of(text) {
        Some(node) => around(&node, offset, &mut found),
        None => around_by_characters(text, offset, &mut found),
    }
    found.retain(|span| span.start <= offset && offset <= span.end);
    found.sort_by_key(|span| (span.len(), span.start));
    // A place between two words touches both; the later one is meant.
    let mut nested: Vec<Span> = vec![];
    for span in found.into_iter().rev() {
        if nested
            .last()
            .is_none_or(|outer| outer.start <= span.start && span.end <= outer.end && *outer != span)
        {
            nested.push(span);
        }
    }
    nested.reverse();
    nested
}

fn span_of(node: &Node) -> Option<Span> {
    let first = node.parts.first().and_then(part_span)?;
    Some(first.to(node.parts.last().and_then(part_span)?))
}

fn part_span(part: &Part) -> Option<Span> {
    match part {
        Part::Token(token) => Some(token.span),
        Part::Node(node) => span_of(node),
    }
}

fn around(node: &Node, offset: u32, found: &mut Vec<Span>) {
    found.extend(span_of(node));
    for part in &node.parts {
        match part {
            Part::Token(token) if !token.span.is_empty() => found.push(token.span),
            Part::Token(_) => {}
            Part::Node(inner) => {
                if span_of(inner).is_some_and(|span| span.start <= offset && offset <= span.end) {
                    around(inner, offset, found);
                }
            }
        }
    }
}

fn around_by_characters(text: &str, offset: u32, found: &mut Vec<Span>) {
    let mut open: Vec<Span> = vec![];
    for lexeme in lexemes(text) {
        match lexeme.kind {
            LexemeKind::Open => open.push(lexeme.span),
            LexemeKind::Close => found.extend(open.pop().map(|bracket| bracket.to(lexeme.span))),
            _ if lexeme.span.start <= offset && offset <= lexeme.span.end => found.push(lexeme.span),
            _ => {}
        }
    }
    let blanks = text.len() - text.trim_start().len();
    found.push(Span::new(blanks, text.trim_end().len().max(blanks)));
}

fn by_characters(text: &str, found: &mut Vec<(Span, Role)>) {
    let mut cited_to = 0;
    for lexeme in lexemes(text) {
        if lexeme.span.start < cited_to {
            continue;
        }
        let word = lexeme.span.of(text);
        let role = match lexeme.kind {
            LexemeKind::Comment => Role::Comment,
            LexemeKind::Text => Role::Text,
            LexemeKind::Number => Role::Number,
            LexemeKind::Word if is_reserved(word) || DECLARATION_KEYWORDS.contains(&word) => Role::Keyword,
            LexemeKind::Word if matches!(word, "Article" | "Annex" | "Recital") => {
                let rest = text.get(lexeme.span.range().start..).unwrap_or("");
                let cited = AcquisParser::parse(Rule::citation, rest).ok().and_then(|mut pairs| pairs.next());
                match cited.map(|pair| pair.as_span().end()) {
                    Some(length) => {
                        let span = Span::new(lexeme.span.range().start, lexeme.span.range().start + length);
                        cited_to = span.end;
                        found.push((span, Role::Citation));
                        continue;
                    }
                    None => Role::Name,
                }
            }
            LexemeKind::Word => Role::Name,
            LexemeKind::Sign if matches!(word, "=" | "<" | ">" | "+" | "-" | "*" | "/" | "!") => {
                Role::Operator
            }
            LexemeKind::Open | LexemeKind::Close | LexemeKind::Sign => continue,
        };
        found.push((lexeme.span, role));
    }
}

fn walk(text: &str, node: &Node, around: Option<Rule>, found: &mut Vec<(Span, Role)>) {
    let mut nth_name = 0;
    for part in &node.parts {
        match part {
            Part::Node(inner) => walk(text, inner, Some(node.rule), found),
            Part::Token(token) if matches!(token.rule, Some(Rule::bare_words | Rule::braced_words)) => {
                let mut own = vec![];
                by_characters(token.span.of(text), &mut own);
                found.extend(own.into_iter().map(|(span, role)| (span.shifted(token.span.start), role)));
            }
            Part::Token(token) => {
                let role = if token.rule == Some(Rule::ident) {
                    nth_name += 1;
                    Some(role_of_name(node, around, nth_name))
                } else {
                    role_of(token, node.rule)
                };
                found.extend(role.filter(|_| !token.span.is_empty()).map(|role| (token.span, role)));
            }
        }
    }
}

/// What a token is that is no name.
fn role_of(token: &Token, within: Rule) -> Option<Role> {
    let Some(rule) = token.rule else {
        return (within == Rule::percent || within == Rule::bound).then_some(Role::Number);
    };
    Some(match rule {
        rule if is_keyword(rule) => Role::Keyword,
        Rule::duration_unit | Rule::provision_kind | Rule::target_kind => Role::Keyword,
        Rule::text => Role::Text,
        Rule::integer | Rule::decimal | Rule::date | Rule::hash => Role::Number,
        Rule::citation | Rule::outline_label | Rule::section_letter | Rule::point_name => Role::Citation,
        Rule::module_path => Role::Module,
        rule if rule == Rule::is_defined || is_operator_sign(rule) => Role::Operator,
        _ => return None,
    })
}

/// What a name is by the construct that it stands in, the construct around that, and the names before it.
fn role_of_name(node: &Node, around: Option<Rule>, nth: usize) -> Role {
    match (node.rule, nth) {
        (Rule::instrument, _) | (Rule::amendment, 2) => Role::Module,
        (Rule::amendment | Rule::asked_under | Rule::builds, _) => Role::Function,
        (
            Rule::enumeration
            | Rule::entity
            | Rule::reference_type
            | Rule::level_type
            | Rule::plain_type
            | Rule::ladder
            | Rule::of_ladder,
            _,
        )
        | (Rule::register, 2) => Role::Type,
        (Rule::define | Rule::derogation | Rule::value_rule | Rule::met_by, _) => Role::Function,
        (Rule::fact_step, 1) if around == Some(Rule::rule_gives) => Role::Function,
        (Rule::reference, _) if node.child(Rule::arguments).is_some() => Role::Function,
        (Rule::reference, _) | (Rule::chain, 1) => Role::Name,
        (Rule::variable, _) if around == Some(Rule::parameters) => Role::Parameter,
        (Rule::parameter | Rule::with_parameter, _) => Role::Parameter,
        (
            Rule::register
            | Rule::reading
            | Rule::for_each
            | Rule::each_of
            | Rule::quantified
            | Rule::each
            | Rule::should
            | Rule::by_reading
            | Rule::fact_element,
            _,
        )
        | (Rule::read_as, 1)
        | (Rule::supposed | Rule::missing_entry, 2) => Role::Variable,
        (Rule::named_target | Rule::new_thing, _) => match node.parts.first() {
            Some(Part::Node(kind)) => role_of_kind(kind.parts.first().and_then(Part::rule)),
            _ => Role::Name,
        },
        (Rule::part_name, _) => match node.parts.first().and_then(Part::rule) {
            Some(Rule::kw_parameter) => Role::Parameter,
            Some(Rule::kw_field) => Role::Property,
            _ => Role::EnumMember,
        },
        (
            Rule::field
            | Rule::identified_by
            | Rule::suffix
            | Rule::chain
            | Rule::fact_name
            | Rule::fact_step
            | Rule::value_field,
            _,
        ) => Role::Property,
        _ => Role::EnumMember,
    }
}

/// What a name is that an operation of an amendment calls after the word that starts its declaration.
fn role_of_kind(keyword: Option<Rule>) -> Role {
    match keyword {
        Some(Rule::kw_instrument) => Role::Module,
        Some(Rule::kw_entity | Rule::kw_enum | Rule::kw_ladder) => Role::Type,
        Some(Rule::kw_register | Rule::kw_reading) => Role::Variable,
        _ => Role::Function,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let all = roles(text).into_iter().map(|(span, role)| format!("{}:{role:?}", span.of(text)));
        all.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_word_is_a_keyword_only_where_it_means_something() {
        assert_eq!(
            shown("entity Item identified by id { status : list of Text fixed }"),
            "entity:Keyword Item:Type identified:Keyword by:Keyword id:Property status:Property list:Keyword of:Keyword \
             Text:Type fixed:Keyword"
        );
    }

    #[test]
    fn calls_names_and_fields_are_told_apart() {
        assert_eq!(
            shown(
                "define d(p : Party) : Bool cites Article 1 = far(p) and every c in p.list satisfies c.share >= 5 %"
            ),
            "define:Keyword d:Function p:Parameter Party:Type Bool:Type cites:Keyword Article 1:Citation =:Operator \
             far:Function p:Name and:Keyword every:Keyword c:Variable in:Keyword p:Name list:Property satisfies:Keyword \
             c:Name share:Property >=:Operator 5:Number %:Number"
        );
    }

    #[test]
    fn a_text_with_a_fault_is_told_by_its_characters() {
        assert_eq!(
            shown("// why\ncriterion Annex II 2.1(g) { reqires \"x\" and }"),
            "// why:Comment criterion:Keyword Annex II 2.1(g):Citation reqires:Name \"x\":Text and:Keyword"
        );
    }

    #[test]
    fn a_place_is_enclosed_by_ever_wider_constructs() {
        let text = "define d : Bool = a and not (b.c or d)";
        let at = u32::try_from(text.find('b').expect("there")).expect("small");
        let found: Vec<&str> = enclosing(text, at).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(
            found,
            ["b", "b.c", "b.c or d", "(b.c or d)", "not (b.c or d)", "a and not (b.c or d)", text]
        );
        let broken = "define d = { a ( b }";
        let at = u32::try_from(broken.find('a').expect("there")).expect("small");
        assert_eq!(enclosing(broken, at).into_iter().map(|span| span.of(broken)).next_back(), Some(broken));
    }
}
