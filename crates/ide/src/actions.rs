//! Repairs: those of single findings, and all of a file at once. What else can be done where the cursor stands has a file
//! of its own for each.

use acquis_base::{Code, Diagnostic, Edit, Fix, Place, Span};

/// To what end something is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionKind {
    /// A finding is mended.
    QuickFix,
    /// A piece gets a name of its own.
    Extract,
    /// A name gives way to what it stands for.
    Inline,
    /// The same place is written otherwise, or in full.
    Rewrite,
}

/// Something that can be done where the cursor stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What it does, as an imperative.
    pub title: String,
    /// To what end.
    pub kind: ActionKind,
    /// What changes, in the order of files and texts.
    pub edits: Vec<Edit<Place>>,
    /// The findings at the cursor that it mends.
    pub mends: Option<&'static Code>,
    /// Whether a policy that checks checks afterwards for certain. Where it is not, a [`crate::trial::Trial`] tells, for the
    /// price of a check of the package.
    pub is_certain: bool,
}

/// The findings of a file that have a repair and are shown where a range touches them, each with its repair.
pub fn quick_fixes<'d>(
    found: &'d [Diagnostic],
    file: &str,
    range: Span,
) -> Vec<(&'d Diagnostic, &'d Fix<Place>)> {
    let here = |finding: &&Diagnostic| {
        finding.place().is_some_and(|place| *place.file == *file && place.span.overlaps(range))
    };
    found.iter().filter(here).filter_map(|finding| Some((finding, finding.fix.as_ref()?))).collect()
}

/// The edits of all repairs of the findings in a file that do not stand in each other's way, in the order of files and
/// texts. Repairs are taken in the order of the places where their findings are shown, of two at one place by code and
/// message, in whatever order they were found. Each is made as a whole; one that overlaps or touches what an earlier one changes
/// is left for the next time.
pub fn fix_all(found: &[Diagnostic], file: &str) -> Vec<Edit<Place>> {
    let mut taken: Vec<Edit<Place>> = vec![];
    let here = found.iter().filter(|finding| finding.place().is_some_and(|place| *place.file == *file));
    let mut here: Vec<&Diagnostic> = here.collect();
    here.sort_by(|a, b| (a.place(), a.code.id, &a.message).cmp(&(b.place(), b.code.id, &b.message)));
    for finding in here {
        let Some(fix) = &finding.fix else { continue };
        let clashes = |edit: &Edit<Place>| taken.iter().any(|other| clash(other, edit));
        if !fix.edits.iter().any(clashes) {
            taken.extend(fix.edits.iter().cloned());
        }
    }
    taken.sort_by(|a, b| a.place.cmp(&b.place));
    taken
}

/// Whether of two edits only one can be made. Lines that are added at one place stand one below the other.
fn clash(one: &Edit<Place>, other: &Edit<Place>) -> bool {
    let is_line = |edit: &Edit<Place>| {
        edit.place.span.is_empty() && (edit.text.starts_with('\n') || edit.text.ends_with('\n'))
    };
    let are_lines = one.place == other.place && is_line(one) && is_line(other) && one.text != other.text;
    one.place.file == other.place.file && one.place.span.overlaps(other.place.span) && !are_lines
}

#[cfg(test)]
mod tests {
    use acquis_base::codes;

    use super::*;
    use crate::diagnostics::diagnostics;
    use crate::testing::{marked, package};

    fn applied(text: &str, edits: &[Edit<Place>]) -> String {
        let mut out = text.to_owned();
        for edit in edits.iter().rev() {
            out.replace_range(edit.place.span.range(), &edit.text);
        }
        out
    }

    #[test]
    fn a_repair_is_offered_where_its_finding_is_shown() {
        let (text, at) =
            marked("facts { encrypted : Bool }\ndefine d : Bool = ‸encripted\ndefine e : Bool = missing");
        let (db, package) = package(&[("a", &text)]);
        let found = diagnostics(&db, package, &[], None);
        let offered = quick_fixes(&found, "a.acq", Span::at(at as usize));
        let titles: Vec<&str> = offered.iter().map(|(_, fix)| fix.title.as_str()).collect();
        assert_eq!(titles, ["write `encrypted`"]);
        assert_eq!(quick_fixes(&found, "b.acq", Span::at(at as usize)), []);
    }

    #[test]
    fn several_imports_are_added_at_once_each_on_its_line() {
        let text = "import c\n\nassume \"so\" limit and bound and c\n";
        let others = [
            ("b", "define limit : Bool = true"),
            ("c", "define c : Bool = true"),
            ("d", "define bound : Bool = true"),
        ];
        let with = |text: &'static str| others.iter().copied().chain([("a", text)]).collect::<Vec<_>>();
        let (db, before) = package(&with(text));
        let found = diagnostics(&db, before, &[], None);
        let mended = applied(text, &fix_all(&found, "a.acq"));
        assert_eq!(mended, "import c\nimport b\nimport d\n\nassume \"so\" limit and bound and c\n");
    }

    #[test]
    fn of_repairs_in_each_other_s_way_the_earlier_is_made_and_the_other_left_as_a_whole() {
        let place = |start, end| Place::new("a.acq", Span::new(start, end));
        let finding = |code, shown: (usize, usize), edits: &[(usize, usize, &str)]| {
            let mut finding = Diagnostic::at(code, "wrong", place(shown.0, shown.1), "here");
            let edit = |&(start, end, text): &(usize, usize, &str)| Edit {
                place: place(start, end),
                text: text.to_owned(),
            };
            finding.fix = Some(Fix { title: "mend".to_owned(), edits: edits.iter().map(edit).collect() });
            finding
        };
        let found = [
            finding(&codes::SYNTAX, (0, 2), &[(0, 2, "first"), (8, 9, "also first")]),
            finding(&codes::SYNTAX, (3, 4), &[(3, 4, "second"), (9, 10, "touches the first")]),
            finding(&codes::UNRESOLVED, (3, 4), &[(3, 4, "third")]),
            finding(&codes::TYPE_MISMATCH, (3, 4), &[(3, 4, "instead of the third")]),
            finding(&codes::SYNTAX, (12, 14), &[(11, 14, "last")]),
        ];
        let texts = |found: &[Diagnostic]| {
            let edits = fix_all(found, "a.acq");
            edits.into_iter().map(|edit| edit.text).collect::<Vec<_>>()
        };
        let made = ["first", "third", "also first", "last"];
        assert_eq!(texts(&found), made);
        for turn in 1..found.len() {
            let mut turned = found.to_vec();
            turned.rotate_left(turn);
            assert_eq!(texts(&turned), made, "the order in which they are found does not matter");
        }
    }

    #[test]
    fn all_repairs_together_leave_nothing_to_repair() {
        let text =
            "facts { encrypted : Bool }\ndefine d : Bool = encripted\ndefin e : Bool = d and encrypted";
        let (db, before) = package(&[("a", text)]);
        let found = diagnostics(&db, before, &[], None);
        let mended = applied(text, &fix_all(&found, "a.acq"));
        let (db, after) = package(&[("a", &mended)]);
        let left = diagnostics(&db, after, &[], None);
        assert!(found.len() >= 2 && left.iter().all(|finding| finding.fix.is_none()), "{mended}\n{left:?}");
    }
}
