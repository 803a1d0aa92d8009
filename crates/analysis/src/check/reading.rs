//! Readings.

use acquis_base::{Diagnostic, codes};
use acquis_syntax::ast;
use salsa::Database;

use super::{Checked, Content};
use crate::citations::Resolver;
use crate::declaration::{Decl, Finding, anchor};

pub(super) fn check<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Reading) -> Checked {
    let mut findings = vec![];
    let cites = Resolver::new(db, decl).all(&written.cites, &mut findings);
    let at = |span| anchor(db, decl, span);
    let wrong = |message: String, span, label: &str, help: &str| -> Finding {
        Diagnostic::at(&codes::BAD_CHOICE, message, at(span), label).help(help)
    };
    for (index, choice) in written.choices.iter().enumerate() {
        if written.choices.iter().take(index).any(|earlier| earlier.name.name == choice.name.name) {
            let message = format!("the choice `{}` stands twice", choice.name.name);
            findings.push(wrong(message, choice.name.span, "again", "remove one, or give it another name"));
        }
    }
    let defaults: Vec<_> = written.choices.iter().filter(|choice| choice.default).collect();
    match defaults.as_slice() {
        [_] => {}
        [] => findings.push(wrong(
            format!("the reading `{}` has no default", written.name.name),
            written.name.span,
            "no default",
            "say with `default` which choice applies unless another is asked for",
        )),
        [_, second, ..] => findings.push(wrong(
            format!("the reading `{}` has two defaults", written.name.name),
            second.name.span,
            "a second default",
            "make all but one an `alternative`",
        )),
    }
    if written.choices.len() == 1 {
        findings.push(wrong(
            format!("the reading `{}` leaves no choice", written.name.name),
            written.name.span,
            "one choice only",
            "a reading has at least two choices",
        ));
    }
    Checked { content: Content::Cites(cites), ..Checked::only(findings) }
}
