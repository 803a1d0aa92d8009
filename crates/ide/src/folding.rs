//! What can be folded: blocks and brackets over several lines, comments, and imports that follow each other.

use acquis_base::Span;
use acquis_syntax::{LexemeKind, lexemes};

/// A stretch of text that can be folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fold {
    /// From the first character that stays to the last that is hidden or stays.
    pub span: Span,
    /// What it is.
    pub kind: FoldKind,
}

/// What can be folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoldKind {
    /// From a bracket to the one that closes it.
    Block,
    /// Comments on neighbouring lines.
    Comment,
    /// Imports on neighbouring lines.
    Imports,
}

/// What can be folded in a text, in its order.
pub fn folds(text: &str) -> Vec<Fold> {
    let mut found = vec![];
    let mut open: Vec<Span> = vec![];
    let mut comments: Option<Span> = None;
    let mut imports: Option<Span> = None;
    let mut before: Option<Span> = None;
    let mut in_import = false;
    for lexeme in lexemes(text) {
        let word = lexeme.span.of(text);
        let first_on_line = before.is_none_or(|before| has_break(text, before, lexeme.span));
        if lexeme.kind == LexemeKind::Comment && first_on_line {
            let follows = |run: &Span| breaks(text, *run, lexeme.span) == 1;
            comments = match comments.filter(follows) {
                Some(run) => Some(run.to(lexeme.span)),
                None => {
                    push(text, &mut found, comments, FoldKind::Comment);
                    Some(lexeme.span)
                }
            };
        }
        match (lexeme.kind, word) {
            (LexemeKind::Open, _) => open.push(lexeme.span),
            (LexemeKind::Close, _) => {
                push(text, &mut found, open.pop().map(|bracket| bracket.to(lexeme.span)), FoldKind::Block);
            }
            _ => {}
        }
        match word {
            "import" if first_on_line && open.is_empty() => {
                in_import = true;
                imports = Some(imports.map_or(lexeme.span, |run| run.to(lexeme.span)));
            }
            _ if lexeme.kind == LexemeKind::Comment => {}
            _ if in_import && !first_on_line => imports = imports.map(|run| run.to(lexeme.span)),
            _ => {
                in_import = false;
                push(text, &mut found, imports.take(), FoldKind::Imports);
            }
        }
        before = Some(lexeme.span);
    }
    push(text, &mut found, comments, FoldKind::Comment);
    push(text, &mut found, imports, FoldKind::Imports);
    found.sort_unstable();
    found
}

/// Adds what goes over several lines.
fn push(text: &str, found: &mut Vec<Fold>, span: Option<Span>, kind: FoldKind) {
    found.extend(span.filter(|span| span.of(text).contains('\n')).map(|span| Fold { span, kind }));
}

/// How many lines end between two spans.
fn breaks(text: &str, before: Span, after: Span) -> usize {
    let between = Span { start: before.end, end: after.start };
    between.of(text).bytes().filter(|byte| *byte == b'\n').count()
}

fn has_break(text: &str, before: Span, after: Span) -> bool {
    breaks(text, before, after) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(FoldKind, String)> {
        let all = folds(text).into_iter();
        all.map(|fold| (fold.kind, fold.span.of(text).replace('\n', "⏎"))).collect()
    }

    #[test]
    fn blocks_comments_and_imports_fold() {
        let text = "//! One\n//! two\n\nimport a\nimport b\n\nfacts { // here\n    a : Bool }\n// single\nenum E { x, y }";
        assert_eq!(
            shown(text),
            [
                (FoldKind::Comment, "//! One⏎//! two".to_owned()),
                (FoldKind::Imports, "import a⏎import b".to_owned()),
                (FoldKind::Block, "{ // here⏎    a : Bool }".to_owned()),
            ]
        );
    }

    #[test]
    fn what_is_inside_folds_too_and_a_text_with_a_fault_as_well() {
        let text = "criterion Annex II 2.1(g) {\n  requires all of {\n  a;\n }\n reqires \"{\n } }";
        let found = shown(text);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().any(|(_, span)| span == "{⏎  a;⏎ }"), "{found:?}");
    }
}
