//! What can be done where the cursor stands, as the protocol calls it.

use acquis_analysis::SourceFile;
use acquis_base::{Code, Diagnostic as Finding, Span};
use acquis_ide::actions::{Action, ActionKind, fix_all, quick_fixes};
use acquis_ide::expectations::expect_found;
use acquis_ide::extract::extract_define;
use acquis_ide::inline::inline_define;
use acquis_ide::missing::add_missing;
use tower_lsp_server::ls_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Diagnostic,
};

use crate::convert::{self, diagnostic, workspace_edit};
use crate::snapshot::{Held, Pages, Snapshot};

/// The kind of what repairs all that can be repaired in a file. An editor that fixes all on saving finds it under its
/// parent.
pub(crate) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.acquis");

/// The kinds that are offered.
pub(crate) fn kinds() -> Vec<CodeActionKind> {
    vec![
        CodeActionKind::QUICKFIX,
        CodeActionKind::REFACTOR_EXTRACT,
        CodeActionKind::REFACTOR_INLINE,
        CodeActionKind::REFACTOR_REWRITE,
        FIX_ALL,
    ]
}

/// Whether a kind is among those asked for, each of which stands for those below it too.
fn is_wanted(kind: &CodeActionKind, only: Option<&[CodeActionKind]>) -> bool {
    let below = |asked: &CodeActionKind| {
        let rest = kind.as_str().strip_prefix(asked.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || asked.as_str().is_empty())
    };
    only.is_none_or(|only| only.iter().any(below))
}

/// What can be done at a range of a file.
pub(crate) fn actions(
    snapshot: &Snapshot,
    held: &Held,
    file: SourceFile,
    params: &CodeActionParams,
) -> Vec<CodeActionOrCommand> {
    let only = params.context.only.as_deref();
    let pages = snapshot.pages(held);
    let shown = file.path(&snapshot.db);
    let span = pages.lines(shown).span(params.range);
    let found = convert::findings(snapshot, held);
    let offers = Offers { snapshot, held, file, span, found: &found, pages: &pages, only };
    let mut all = vec![];
    if is_wanted(&CodeActionKind::QUICKFIX, only) {
        for (finding, fix) in quick_fixes(&found, shown, span) {
            all.push(CodeAction {
                is_preferred: Some(true),
                diagnostics: Some(vec![diagnostic(finding, &pages)]),
                ..offers.change(&fix.title, CodeActionKind::QUICKFIX, &fix.edits)
            });
        }
    }
    all.extend(offers.at_cursor().into_iter().filter_map(|action| offers.action(&action)));
    if is_wanted(&FIX_ALL, only) {
        let edits = fix_all(&found, shown);
        if !edits.is_empty() {
            all.push(offers.change("make all repairs of this file", FIX_ALL, &edits));
        }
    }
    all.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

struct Offers<'s> {
    snapshot: &'s Snapshot,
    held: &'s Held,
    file: SourceFile,
    span: Span,
    found: &'s [Finding],
    pages: &'s Pages<'s>,
    only: Option<&'s [CodeActionKind]>,
}

impl Offers<'_> {
    /// What does more than mend a finding. Nothing is tried that was not asked for.
    fn at_cursor(&self) -> Vec<Action> {
        let (db, package) = (&self.snapshot.db, self.held.package);
        let place = (self.file, self.span.start);
        let mut all = vec![];
        if self.is_wanted(&CodeActionKind::QUICKFIX) || self.is_wanted(&CodeActionKind::REFACTOR_REWRITE) {
            all.extend(add_missing(db, package, self.found, place));
            all.extend(expect_found(db, package, place));
        }
        if self.is_wanted(&CodeActionKind::REFACTOR_EXTRACT) {
            all.extend(extract_define(db, package, self.file, self.span));
        }
        if self.is_wanted(&CodeActionKind::REFACTOR_INLINE) {
            all.extend(inline_define(db, package, place));
        }
        all
    }

    fn is_wanted(&self, kind: &CodeActionKind) -> bool {
        is_wanted(kind, self.only)
    }

    fn action(&self, action: &Action) -> Option<CodeAction> {
        let kind = match action.kind {
            ActionKind::QuickFix => CodeActionKind::QUICKFIX,
            ActionKind::Extract => CodeActionKind::REFACTOR_EXTRACT,
            ActionKind::Inline => CodeActionKind::REFACTOR_INLINE,
            ActionKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
        };
        let diagnostics = action.mends.map(|code| self.mended(code));
        self.is_wanted(&kind)
            .then(|| CodeAction { diagnostics, ..self.change(&action.title, kind, &action.edits) })
    }

    /// The findings of a kind that are shown at the range.
    fn mended(&self, code: &'static Code) -> Vec<Diagnostic> {
        let shown = self.file.path(&self.snapshot.db);
        let here = |finding: &&Finding| {
            finding.code == code
                && finding.place().is_some_and(|at| at.file == *shown && at.span.overlaps(self.span))
        };
        self.found.iter().filter(here).map(|finding| diagnostic(finding, self.pages)).collect()
    }

    fn change(
        &self,
        title: &str,
        kind: CodeActionKind,
        edits: &[acquis_base::Edit<acquis_base::Place>],
    ) -> CodeAction {
        CodeAction {
            title: title.to_owned(),
            kind: Some(kind),
            edit: Some(workspace_edit(edits, None, self.pages)),
            ..CodeAction::default()
        }
    }
}
