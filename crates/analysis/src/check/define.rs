//! Notions and assumptions.

use acquis_base::{Diagnostic, codes};
use acquis_ir::Type;
use acquis_syntax::ast;
use salsa::Database;

use super::{Checked, Content};
use crate::citations::Resolver;
use crate::declaration::{Decl, tree};
use crate::elaborate::{Elaborator, Setting};
use crate::lookup::Lookup;
use crate::vocabulary::resolved_define;

pub(super) fn define<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Define) -> Checked {
    let Some(resolved) = resolved_define(db, decl) else { return Checked::default() };
    let mut lookup = Lookup::new(db, decl);
    lookup.account = resolved.account.clone();
    parameters(&mut lookup, written);
    let cites = Resolver::new(db, decl).all(&written.cites, &mut lookup.account.findings);
    let names = written.parameters.iter().zip(&resolved.signature.parameters);
    let setting = Setting {
        parameters: names
            .map(|(name, known)| (known.name.clone(), known.ty.clone(), name.name.span))
            .collect(),
        ..Setting::default()
    };
    let exprs = &tree(db, decl).exprs;
    let mut elaborator = Elaborator::new(lookup, exprs, setting);
    let formula = match &resolved.signature.ty {
        Some(Type::List(list)) => elaborator.list(written.body, &list.element),
        Some(ty) => elaborator.value(written.body, ty),
        // The type is wrong and was reported; the names in the body still count as used.
        None => elaborator.condition_quietly(written.body),
    };
    unused_parameters(&mut elaborator, written);
    Checked::from(elaborator.lookup, Content::Define(formula, cites))
}

/// A parameter's name stands once and hides nothing.
fn parameters(lookup: &mut Lookup<'_>, written: &ast::Define) {
    for (at, parameter) in written.parameters.iter().enumerate() {
        let name = &parameter.name;
        let earlier = written.parameters.iter().take(at).find(|other| other.name.name == name.name);
        if let Some(earlier) = earlier {
            let message = format!("the parameter `{}` stands twice", name.name);
            let finding = Diagnostic::at(&codes::DUPLICATE, message, lookup.anchor(name.span), "again")
                .label(lookup.anchor(earlier.name.span), "first here");
            lookup.report(finding);
        } else {
            lookup.refuse_taken("parameter", name);
        }
    }
}

fn unused_parameters(elaborator: &mut Elaborator<'_, '_>, written: &ast::Define) {
    for parameter in &written.parameters {
        let name = &parameter.name;
        if !elaborator.used_parameters.contains(&name.name) && !name.name.starts_with('_') {
            let message = format!("the parameter `{}` is never used", name.name);
            let place = elaborator.lookup.anchor(name.span);
            let finding = Diagnostic::at(&codes::UNUSED_VARIABLE, message, place.clone(), "never used")
                .help(format!("remove it, or call it `_{}`", name.name))
                .fix(format!("call it `_{}`", name.name), place, format!("_{}", name.name));
            elaborator.lookup.report(finding);
        }
    }
}

pub(super) fn assume<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Assume) -> Checked {
    let mut elaborator = Elaborator::new(Lookup::new(db, decl), &tree(db, decl).exprs, Setting::default());
    let formula = elaborator.condition(written.formula);
    Checked::from(elaborator.lookup, Content::Assume(formula))
}
