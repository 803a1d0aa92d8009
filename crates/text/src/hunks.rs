//! Where two rows of words differ.

use std::hash::Hash;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The most words between the first and the last that differ, of both rows together, that are compared to find the fewest
/// in which they differ. More are taken for replaced as a whole: the time that it takes grows with their square.
const MOST_WORDS: usize = 3000;

/// Words that differ: those of the older row and those that stand in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hunk {
    pub(crate) old: Range<usize>,
    pub(crate) new: Range<usize>,
}

/// Where two rows differ, in their order; nothing where they are equal.
pub(crate) fn hunks<T: Copy + Eq + Ord + Hash>(old: &[T], new: &[T]) -> Vec<Hunk> {
    let start = old.iter().zip(new).take_while(|(one, other)| one == other).count();
    let (old_rest, new_rest) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let tail =
        old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(one, other)| one == other).count();
    let old_rest = old_rest.get(..old_rest.len() - tail).unwrap_or_default();
    let new_rest = new_rest.get(..new_rest.len() - tail).unwrap_or_default();
    let moved = |range: Range<usize>| range.start + start..range.end + start;
    if old_rest.is_empty() && new_rest.is_empty() {
        return vec![];
    }
    if old_rest.len().saturating_add(new_rest.len()) > MOST_WORDS {
        return vec![Hunk { old: moved(0..old_rest.len()), new: moved(0..new_rest.len()) }];
    }
    let ops = capture_diff_slices(Algorithm::Myers, old_rest, new_rest);
    let differing = ops.into_iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    let mut found: Vec<Hunk> = vec![];
    for op in differing {
        let (old, new) = (moved(op.old_range()), moved(op.new_range()));
        match found.last_mut() {
            Some(last) if last.old.end == old.start && last.new.end == new.start => {
                last.old.end = old.end;
                last.new.end = new.end;
            }
            _ => found.push(Hunk { old, new }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let (old, new): (Vec<&str>, Vec<&str>) = (old.split(' ').collect(), new.split(' ').collect());
        let hunks = hunks(&old, &new);
        let parts = hunks
            .iter()
            .map(|it| format!("{}>{}", old[it.old.clone()].join(" "), new[it.new.clone()].join(" ")));
        parts.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn words_that_differ_are_found() {
        assert_eq!(shown("a b c", "a b c"), "");
        assert_eq!(shown("a b c d", "a x c d"), "b>x");
        assert_eq!(shown("a b c d", "a c d e"), "b>|>e");
        assert_eq!(shown("a a", "a a a"), ">a");
        assert_eq!(shown("a b c", "x y"), "a b c>x y");
    }

    #[test]
    fn long_rows_that_share_little_are_replaced_as_a_whole() {
        // Also where one of them is short.
        let long: Vec<u32> = (0..3000).chain([7]).collect();
        assert_eq!(hunks(&[0, 5000, 7], &long), [Hunk { old: 1..2, new: 1..3000 }]);
        let long: Vec<u32> = (0..4000).collect();
        assert_eq!(hunks(&[5000, 3, 5001], &long), [Hunk { old: 0..3, new: 0..4000 }]);
        let old: Vec<u32> = (0..3000).collect();
        let new: Vec<u32> = (5000..8000).chain(std::iter::once(2999)).collect();
        assert_eq!(hunks(&old, &new), [Hunk { old: 0..2999, new: 0..3000 }]);
    }
}
