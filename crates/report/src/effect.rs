//! What an amendment changes by itself: of the law that it is written against, which is that with what it builds on.

use acquis_analysis::{Database, Package, Scenarios, amendments, consolidate, program, scenarios};
use acquis_base::Name;
use acquis_eval::Patience;
use acquis_prove::{Party, Terms, Unanswered};

use crate::comparison::{Comparison, compare};
use crate::diff;
use crate::proof::not_answered;
use crate::style::Style;

/// What is said of an amendment that changes no verdict.
const NOTHING: &str = "no criterion, no level and no rule comes out otherwise";

/// In a few words each, what an amendment changes: which provisions and levels, and for how many cases of scenarios.
/// Nothing where it cannot be applied or leads to errors, which is found where it is checked.
pub fn effect_of(
    db: &mut Database,
    package: Package,
    name: &Name,
    patience: &Patience,
) -> Option<Vec<String>> {
    let lines = compared(db, package, name, patience, |found| match found {
        Ok(found) => diff::effect(found),
        Err(why) => vec![not_answered(name, why).message],
    })?;
    Some(if lines.is_empty() { vec![NOTHING.to_owned()] } else { lines })
}

/// The same in full, as `diff` tells it.
pub fn told(db: &mut Database, package: Package, name: &Name, patience: &Patience) -> Option<String> {
    compared(db, package, name, patience, |found| match found {
        Ok(found) => diff::human(found, Style { colour: false }),
        Err(why) => format!("{}\n", not_answered(name, why).message),
    })
}

fn compared<R>(
    db: &mut Database,
    package: Package,
    name: &Name,
    patience: &Patience,
    show: impl FnOnce(&Result<Comparison<'_>, Unanswered>) -> R,
) -> Option<R> {
    let heads = amendments(db, package);
    let builds_on = &heads.iter().find(|head| head.name == *name)?.builds_on;
    let base = if builds_on.is_empty() { package } else { overlay(db, package, builds_on)? };
    let with = overlay(db, package, std::slice::from_ref(name))?;
    let (Some(older), Some(newer)) = (program(db, base), program(db, with)) else { return None };
    let terms = Terms { patience: patience.clone(), ..Terms::default() };
    let scenarios = scenarios(db, package);
    Some(show(&compare(&Party::new(older), &Party::new(newer), &scenarios, &terms)))
}

fn overlay(db: &mut Database, package: Package, names: &[Name]) -> Option<Package> {
    Some(consolidate(db, package, names, &Scenarios::None).ok()?.install(db, None).package)
}
