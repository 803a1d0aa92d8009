//! Waivers: that they name a warning, a day and a reason.

use acquis_base::{ALL_CODES, Code, Diagnostic, Severity, codes, find_code, nearest};
use acquis_ir::Date;
use acquis_syntax::ast;
use salsa::Database;

use super::Checked;
use crate::declaration::{Decl, Finding, anchor};
use crate::outline::no_such_date;

/// The code that a waiver names, if it can be waived. Errors cannot: they leave open what the package means. Nor can
/// the warning that a waiver is idle.
pub(crate) fn waived_code(written: &ast::Waiver) -> Option<&'static Code> {
    ALL_CODES.iter().copied().find(|code| code.id == written.code.name.as_str() && can_be_waived(code))
}

fn can_be_waived(code: &Code) -> bool {
    code.severity != Severity::Error && code != &codes::IDLE_WAIVER
}

pub(super) fn check<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Waiver) -> Checked {
    let at = |span| anchor(db, decl, span);
    let bad = |message: String, span, label: &str| -> Finding {
        Diagnostic::at(&codes::BAD_WAIVER, message, at(span), label)
    };
    let mut findings = vec![];
    if waived_code(written).is_none() {
        let word = &written.code.name;
        findings.push(match find_code(word).filter(|code| code.id == word.as_str()) {
            Some(code) if code.severity == Severity::Error => {
                bad(format!("{word} cannot be waived: it is an error"), written.code.span, "an error")
                    .note("an error leaves open what the package means; only warnings are waived")
                    .help("mend what it finds, and remove the waiver")
            }
            Some(_) => bad(format!("{word} cannot be waived"), written.code.span, "about waivers")
                .help("remove the waiver that waives nothing"),
            None => {
                let finding =
                    bad(format!("there is no diagnostic `{word}`"), written.code.span, "not a code");
                match nearest(word, ALL_CODES.iter().filter(|code| can_be_waived(code)).map(|code| code.id)) {
                    Some(meant) => finding.help(format!("did you mean {meant}?")).fix(
                        format!("write {meant}"),
                        at(written.code.span),
                        meant,
                    ),
                    None => finding.help("write the number of a warning, such as ACQ0301"),
                }
            }
        });
    }
    if !written.until.text.parse::<Date>().is_ok_and(Date::is_in_fact_range) {
        findings.push(no_such_date(&written.until.text, at(written.until.span)));
    }
    if written.because.value.trim().is_empty() {
        findings.push(
            bad("a waiver without a reason".to_owned(), written.because.span, "no reason")
                .note("whoever reads the waiver must be able to tell whether the reason still holds")
                .help("say why the finding is left as it is"),
        );
    }
    Checked::only(findings)
}
