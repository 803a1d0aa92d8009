//! What is asked for of lists, and how that adds up.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::Name;

/// Which element quantifiers bound from outside are known by an instance of something.
pub(super) type Known = BTreeSet<u32>;

/// How many elements are asked for, by list, by whether along a walk, and by which universal quantifiers around are
/// known by the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Needs(BTreeMap<(Name, bool, Known), u32>);

impl Needs {
    pub(super) fn one(path: Name, walked: bool, known: Known, count: u32) -> Self {
        Self(BTreeMap::from([((path, walked, known), count)]))
    }

    /// What both ask for together.
    pub(super) fn and(mut self, other: Self) -> Self {
        for (key, count) in other.0 {
            let sum = self.0.entry(key).or_default();
            *sum = sum.saturating_add(count);
        }
        self
    }

    /// What either asks for, when one of them suffices.
    pub(super) fn or(mut self, other: Self) -> Self {
        for (key, count) in other.0 {
            let most = self.0.entry(key).or_default();
            *most = (*most).max(count);
        }
        self
    }

    /// The same, asked for so often.
    pub(super) fn times(mut self, count: u32) -> Self {
        for need in self.0.values_mut() {
            *need = need.saturating_mul(count);
        }
        self
    }

    /// The same, asked for each of `size` elements.
    pub(super) fn for_each(mut self, universal: u32, size: u32) -> Self {
        for ((_, _, known), count) in &mut self.0 {
            if !known.contains(&universal) {
                *count = count.saturating_mul(size.max(1));
            }
        }
        self
    }

    pub(super) fn totals(&self) -> BTreeMap<(Name, bool), u32> {
        let mut totals: BTreeMap<(Name, bool), u32> = BTreeMap::new();
        for ((path, walked, _), count) in &self.0 {
            let total = totals.entry((path.clone(), *walked)).or_default();
            *total = total.saturating_add(*count);
        }
        totals
    }
}
