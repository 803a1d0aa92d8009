//! The canonical layout as edits: of a whole file, of the declarations that a range touches, of the one that was just
//! ended by `}` or `;`.

use acquis_base::Span;
pub use acquis_syntax::Edit;
use acquis_syntax::format;

/// What brings a file into the canonical layout.
pub fn whole(text: &str) -> Vec<Edit> {
    format(text).edits.into_iter().filter_map(|edit| trimmed(text, edit)).collect()
}

/// The same for the declarations that a range touches.
pub fn range(text: &str, range: Span) -> Vec<Edit> {
    // An edit holds a declaration with the blanks above it; whoever stands in the blanks does not touch it.
    let touches = |edit: &Edit| {
        let raw = edit.span.of(text);
        let own = raw.trim_start();
        let end = edit.span.range().end;
        !own.is_empty() && Span::new(end - own.len(), end).overlaps(range)
    };
    format(text).edits.into_iter().filter(touches).filter_map(|edit| trimmed(text, edit)).collect()
}

/// What the layout changes in a declaration when `}` or `;` was typed before `offset`: nothing unless the character ends
/// the declaration, or stands in one that is read without fault.
pub fn on_type(text: &str, offset: u32, typed: &str) -> Vec<Edit> {
    let before = Span { start: offset.saturating_sub(1), end: offset };
    if matches!(typed, "}" | ";") && before.of(text) == typed { range(text, before) } else { vec![] }
}

/// An edit without what is the same at its start and end, so that a cursor there stays; nothing if all is the same.
pub(crate) fn trimmed(text: &str, edit: Edit) -> Option<Edit> {
    let old = edit.span.of(text);
    let same = |old: &mut dyn Iterator<Item = char>, new: &mut dyn Iterator<Item = char>| {
        old.zip(new).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum::<usize>()
    };
    let head = same(&mut old.chars(), &mut edit.text.chars());
    let (old_rest, new_rest) = (old.get(head..)?, edit.text.get(head..)?);
    let tail = same(&mut old_rest.chars().rev(), &mut new_rest.chars().rev());
    let start = edit.span.range().start;
    let span = Span::new(start + head, start + old.len() - tail);
    let new = new_rest.get(..new_rest.len() - tail)?;
    (!span.is_empty() || !new.is_empty()).then(|| Edit { span, text: new.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::marked;

    fn applied(text: &str, edits: &[Edit]) -> String {
        let mut out = text.to_owned();
        for edit in edits.iter().rev() {
            out.replace_range(edit.span.range(), &edit.text);
        }
        out
    }

    #[test]
    fn the_edits_make_what_fmt_makes_and_touch_no_more_than_differs() {
        let text = "enum   E { a,b }\n\n\n\nenum F { c }\n// end";
        let edits = whole(text);
        assert_eq!(applied(text, &edits), format(text).applied(text));
        assert!(edits.iter().all(|edit| !edit.span.of(text).contains('F')), "{edits:?}");
    }

    #[test]
    fn a_range_lays_out_what_it_touches_alone() {
        let text = "enum   E { a }\nenum   F { b }\n";
        let at = text.find('F').expect("there");
        assert_eq!(applied(text, &range(text, Span::at(at))), "enum   E { a }\n\nenum F { b }\n");
    }

    #[test]
    fn a_brace_that_ends_a_declaration_lays_it_out() {
        let (text, at) = marked("enum   E { a }\nfacts { x:Bool }‸\nenum   F { b }\n");
        assert_eq!(
            applied(&text, &on_type(&text, at, "}")),
            "enum   E { a }\n\nfacts {\n    x : Bool\n}\nenum   F { b }\n"
        );
        assert_eq!(on_type(&text, at, ";"), []);
        let (broken, at) = marked("facts { x Bool }‸");
        assert_eq!(applied(&broken, &on_type(&broken, at, "}")), broken);
    }
}
