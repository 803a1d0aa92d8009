//! What each amendment of several changes by itself.

use std::collections::BTreeMap;

use acquis_analysis::chosen_amendments;
use acquis_base::Name;
use acquis_eval::Patience;
use acquis_report::effect::effect_of;

use crate::session::CheckedPackage;

/// What each amendment changes, in lines.
pub(crate) type Effects = BTreeMap<Name, Vec<String>>;

/// What each of these amendments changes, with all that they build on. What cannot be applied is reported where that is
/// tried.
pub(crate) fn effects(package: &mut CheckedPackage, names: &[Name]) -> Effects {
    let names = chosen_amendments(&package.db, package.package, names).unwrap_or_default();
    let effects = names.into_iter().filter_map(|name| {
        let lines = effect_of(&mut package.db, package.package, &name, &Patience::default())?;
        Some((name, lines))
    });
    effects.collect()
}
