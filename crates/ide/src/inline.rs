//! Writing a notion out where it is used, with what is passed to it in place of its parameters.

use acquis_analysis::{
    Database, Mention, Package, Role, SourceFile, Symbol, declaration_at, declarations_of, mentions,
    mentions_at, mentions_of, parsed,
};
use acquis_base::{Edit, Name, Place, Span};
use acquis_syntax::ast::{DeclarationKind, Expr, ExprKind};

use crate::actions::{Action, ActionKind};
use crate::extract::is_notion;
use crate::layout::keeping_layout;

/// The action that writes out the notion that is used at an offset; one that is used nowhere else goes with its name.
pub fn inline_define(db: &Database, package: Package, (file, offset): (SourceFile, u32)) -> Option<Action> {
    let mention = mentions_at(db, file, offset).into_iter().find(|it| it.role == Role::Uses)?;
    let name = is_notion(&mention.symbol)?;
    let decl = declaration_at(db, file, mention.place.span.start)?;
    let start = decl.start(db);
    let tree = &parsed(db, decl).declaration;
    let at = Span { start: mention.place.span.start - start, end: mention.place.span.end - start };
    let text = decl.text(db);
    let call = tree.exprs.iter().find(|expr| match &expr.kind {
        ExprKind::Call(called, _) => called.span == at,
        ExprKind::Name(_) => expr.span == at,
        _ => false,
    })?;
    let operand = |expr: &Expr| {
        let written = expr.span.of(text);
        if needs_no_brackets(expr) { written.to_owned() } else { format!("({written})") }
    };
    let arguments: Vec<String> = match &call.kind {
        ExprKind::Call(_, arguments) => arguments.iter().map(|id| operand(tree.exprs.get(*id))).collect(),
        _ => vec![],
    };
    let whole = written_out(db, package, name, &arguments)?;
    let path = file.path(db).clone();
    let replaced = Edit { place: Place::new(path, call.span.shifted(start)), text: whole };
    let mut edits = keeping_layout(file.text(db), vec![replaced]);
    let uses = mentions_of(db, package, &mention.symbol);
    if uses.iter().filter(|it| it.role == Role::Uses).count() == 1 {
        let declared = declarations_of(db, package, name);
        let [declared] = declared.as_slice() else { return None };
        let span = Span::new(0, declared.text(db).len()).shifted(declared.start(db));
        edits.push(Edit { place: Place::new(declared.key(db).file.clone(), span), text: String::new() });
        edits.sort_by(|a, b| a.place.cmp(&b.place));
    }
    Some(Action {
        title: format!("write `{name}` out"),
        kind: ActionKind::Inline,
        edits,
        mends: None,
        is_certain: false,
    })
}

/// The body of a notion with arguments in place of its parameters.
fn written_out(db: &Database, package: Package, name: &Name, arguments: &[String]) -> Option<String> {
    let declared = declarations_of(db, package, name);
    let [declared] = declared.as_slice() else { return None };
    let tree = &parsed(db, *declared).declaration;
    let DeclarationKind::Define(written) = &tree.kind else { return None };
    if written.parameters.len() != arguments.len() {
        return None;
    }
    let body = tree.exprs.get(written.body);
    let text = declared.text(db);
    let parameter = |mention: &Mention| {
        let Symbol::Local(_, bound, _) = &mention.symbol else { return None };
        let is_use = mention.role == Role::Uses && body.span.start <= mention.span.start;
        let at = written.parameters.iter().position(|it| it.name.span == *bound)?;
        arguments.get(at).filter(|_| is_use).map(|argument| (mention.span, argument))
    };
    let mut out = String::new();
    let mut at = body.span.range().start;
    for (span, argument) in mentions(db, *declared).iter().filter_map(parameter) {
        out.push_str(text.get(at..span.range().start)?);
        out.push_str(argument);
        at = span.range().end;
    }
    out.push_str(text.get(at..body.span.range().end)?);
    Some(if needs_no_brackets(body) { out } else { format!("({out})") })
}

/// Whether an expression is one operand wherever it stands.
fn needs_no_brackets(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Call(..)
            | ExprKind::Field(..)
            | ExprKind::Name(_)
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::Percent(_)
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Level(_)
            | ExprKind::OwnLevel
            | ExprKind::AssessmentDate
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rename::apply;
    use crate::testing::{marked, package};
    use crate::trial::holds;

    const FACTS: &str = "facts { staff : Integer from 0 to 9  guests : Integer from 0 to 9 }\n";

    fn inlined(text: &str) -> Option<String> {
        let (text, at) = marked(&format!("{FACTS}{text}"));
        let (db, package) = package(&[("a", &text)]);
        let file = package.file(&db, "a.acq")?;
        let action = inline_define(&db, package, (file, at)).filter(|action| holds(&db, package, action))?;
        Some(apply(&text, &action.edits).strip_prefix(FACTS).expect("unchanged").to_owned())
    }

    #[test]
    fn a_notion_is_written_out_and_goes_when_nothing_else_uses_it() {
        let text = "
define few(n : Integer from 0 to 9) : Bool = n < 3 or n = 9

assume \"so\" f‸ew(staff) and guests > 2
";
        assert_eq!(
            inlined(text).as_deref(),
            Some("\nassume \"so\" (staff < 3 or staff = 9) and guests > 2\n")
        );
        let twice = format!("{text}assume \"too\" few(guests)\n");
        let new = inlined(&twice).expect("offered");
        assert!(new.contains("define few") && new.contains("\"so\" (staff < 3"), "{new}");
    }

    #[test]
    fn what_is_passed_stays_together() {
        let text = "define neither(a : Bool) : Bool = not a

assume \"so\" neit‸her(staff = 1 or guests = 1)
";
        assert_eq!(inlined(text).as_deref(), Some("\nassume \"so\" (not (staff = 1 or guests = 1))\n"));
    }

    #[test]
    fn nothing_is_offered_where_a_notion_is_declared() {
        assert_eq!(inlined("define f‸ew : Bool = staff < 3\nassume \"so\" few\n"), None);
    }
}
