//! Edits that keep the canonical layout where there was one, and places between declarations.

use acquis_analysis::{Database, Decl, declarations, parsed};
use acquis_base::{Edit, Place, Span};
use acquis_syntax::ast::DeclarationKind;
use acquis_syntax::{cut, format};

use crate::formatting::trimmed;

/// A text in the canonical layout.
pub(crate) fn laid_out(text: &str) -> String {
    format(text).applied(text)
}

/// The place above a declaration, its comments and the waivers that are about it.
pub(crate) fn above<'db>(db: &'db Database, decl: Decl<'db>) -> Place {
    let all = declarations(db, decl.file(db));
    let at = all.iter().position(|other| *other == decl).unwrap_or(0);
    let is_waiver =
        |decl: &Decl<'db>| matches!(parsed(db, *decl).declaration.kind, DeclarationKind::Waiver(_));
    let first = all.iter().take(at).rev().take_while(|decl| is_waiver(decl)).last().copied();
    let first = first.unwrap_or(decl);
    let is_of_file = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with("//!");
    let head: usize = first.text(db).split_inclusive('\n').take_while(is_of_file).map(str::len).sum();
    let start = (first.start(db) as usize).saturating_add(head);
    Place::new(first.key(db).file.clone(), Span::at(start))
}

/// Edits of one file after which what was in the canonical layout is in it again: of a declaration that would not be, its
/// edits become one. The edits are in the order of the text and do not overlap.
pub(crate) fn keeping_layout(text: &str, edits: Vec<Edit<Place>>) -> Vec<Edit<Place>> {
    let mut kept = vec![];
    let mut rest = edits.into_iter().peekable();
    for piece in &cut(text).pieces {
        let span = piece.span;
        let mut inside = vec![];
        while let Some(edit) = rest.next_if(|edit| edit.place.span.end <= span.end) {
            inside.push(edit);
        }
        let Some(file) = inside.first().map(|edit| edit.place.file.clone()) else { continue };
        match laid_out_again(text, span, &inside) {
            Some(edit) => kept.push(Edit { place: Place::new(file, edit.span), text: edit.text }),
            None => kept.extend(inside),
        }
    }
    kept.extend(rest);
    kept
}

/// The edits of a declaration as one that lays it out, if it was laid out before and would not be afterwards.
fn laid_out_again(text: &str, piece: Span, edits: &[Edit<Place>]) -> Option<acquis_syntax::Edit> {
    let whole = piece.of(text);
    let start = piece.range().start + (whole.len() - whole.trim_start().len());
    let own = Span { start: Span::at(start).start, end: piece.end };
    let is_laid_out = |text: &str| laid_out(text).trim_end() == text.trim_end();
    if edits.iter().any(|edit| edit.place.span.start < own.start) || !is_laid_out(own.of(text)) {
        return None;
    }
    let mut edited = String::new();
    let mut at = own.range().start;
    for edit in edits {
        let range = edit.place.span.range();
        edited.push_str(text.get(at..range.start)?);
        edited.push_str(&edit.text);
        at = range.end;
    }
    edited.push_str(text.get(at..own.range().end)?);
    if is_laid_out(&edited) {
        return None;
    }
    let tail = edited.len() - edited.trim_end().len();
    let blanks = edited.get(edited.len() - tail..)?.to_owned();
    let new = format!("{}{blanks}", laid_out(&edited).trim_end());
    trimmed(text, acquis_syntax::Edit { span: own, text: new })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rename::apply;

    fn renamed(text: &str, old: &str, new: &str) -> String {
        let at = text.match_indices(old).map(|(at, _)| at);
        let edit = |at: usize| Edit {
            place: Place::new("a.acq", Span::new(at, at + old.len())),
            text: new.to_owned(),
        };
        apply(text, &keeping_layout(text, at.map(edit).collect()))
    }

    #[test]
    fn a_table_stays_aligned_where_it_was() {
        let text = "scenario \"s\" {\n    | staff | level |\n    | 1     | 2     |\n}\n\nenum E { staff }\n";
        let expected = "scenario \"s\" {\n    | employees | level |\n    | 1         | 2     |\n}\n\nenum E { employees }\n";
        assert_eq!(renamed(text, "staff", "employees"), expected);
    }

    #[test]
    fn what_its_author_lays_out_otherwise_stays_so() {
        let text = "scenario \"s\" {\n  | staff | level |\n  | 1 | 2 |\n}\n";
        assert_eq!(renamed(text, "staff", "employees"), text.replace("staff", "employees"));
    }
}
