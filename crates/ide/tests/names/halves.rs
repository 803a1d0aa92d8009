//! The law cut off at many places, as it is while somebody writes: every question is answered, and what stood before the
//! cut still means what it meant.

use acquis_analysis::{Database, Package, SourceFile, Symbol, mentions_in};
use acquis_base::Span;
use acquis_ide::calls::{prepare_calls, prepare_types};
use acquis_ide::completion::completion;
use acquis_ide::definition::{declaration, definition, type_definition};
use acquis_ide::document_links::document_links;
use acquis_ide::highlight::highlight;
use acquis_ide::hover::hover;
use acquis_ide::implementation::implementation;
use acquis_ide::inlay_hints::{Wanted, inlay_hints};
use acquis_ide::linked_editing::linked_editing;
use acquis_ide::rename::prepare;
use acquis_ide::signature_help::signature_help;
use acquis_ide::tokens::tokens;

use crate::cada::Law;

const EVERY: usize = 701;

/// What is shown of a text stands in it, in its order.
fn hold_what_is_shown(db: &Database, package: Package, file: SourceFile, offset: u32) {
    let text = file.text(db);
    let is_in = |span: Span| text.get(span.range()).is_some();
    // What an editor shows above the cut.
    let range = Span { start: offset.saturating_sub(2000), end: offset };
    let hints = inlay_hints(db, package, file, range, Wanted::default());
    assert!(hints.is_sorted_by_key(|hint| hint.offset));
    assert!(hints.iter().all(|hint| is_in(Span { start: hint.offset, end: hint.offset })));
    for hint in &hints {
        hint.tooltip(db, package);
    }
    let links = document_links(db, package, file);
    assert!(links.iter().all(|link| is_in(link.span)));
    let coloured = tokens(db, file, Some(range));
    assert!(coloured.is_sorted_by_key(|token| token.span.start));
    assert!(coloured.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    assert!(coloured.iter().all(|token| is_in(token.span) && !token.span.is_empty()));
    let linked = linked_editing(db, package, file, offset).unwrap_or_default();
    assert!(linked.iter().all(|span| is_in(*span)));
    if let Some(signature) = signature_help(db, package, file, offset, false) {
        let label = &signature.label;
        assert!(signature.parameters.iter().all(|it| label.get(it.span.range()).is_some()));
    }
}

#[test]
fn a_law_that_is_cut_off_is_answered_for_as_far_as_it_goes() {
    let mut law = Law::new();
    let files = law.package.files(&law.db).clone();
    let (mut asked, mut answered) = (0, 0);
    for file in files {
        let whole = file.text(&law.db).clone();
        let before: Vec<(u32, Symbol)> = mentions_in(&law.db, file)
            .into_iter()
            .map(|mention| (mention.place.span.end, mention.symbol))
            .collect();
        let cuts = (0..whole.len()).step_by(EVERY).filter(|at| whole.is_char_boundary(*at));
        for at in cuts.collect::<Vec<_>>() {
            let text = whole.get(..at).expect("a boundary").to_owned();
            file.update(&mut law.db, text);
            let (db, package, offset) = (&law.db, law.package, u32::try_from(at).expect("small"));
            completion(db, package, file, offset);
            definition(db, package, file, offset);
            declaration(db, package, file, offset);
            type_definition(db, package, file, offset);
            implementation(db, package, file, offset);
            highlight(db, file, offset);
            hover(db, package, file, offset);
            prepare_calls(db, package, file, offset);
            prepare_types(db, package, file, offset);
            let _ = prepare(db, file, offset);
            hold_what_is_shown(db, package, file, offset);
            // What is declared in this file after the cut is gone, and so may be what uses of it mean.
            let now = mentions_in(db, file);
            let kept = before.iter().filter(|(end, _)| *end <= offset).collect::<Vec<_>>();
            asked += kept.len();
            let same = |(end, symbol): &&&(u32, Symbol)| {
                now.iter().any(|it| it.place.span.end == *end && it.symbol == *symbol)
            };
            answered += kept.iter().filter(same).count();
        }
        file.update(&mut law.db, whole);
    }
    assert!(asked > 10_000, "{asked}");
    assert!(answered * 100 >= asked * 97, "{answered} of {asked}");
}
