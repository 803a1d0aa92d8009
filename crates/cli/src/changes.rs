//! What has changed among files between two looks at them.

use std::collections::BTreeMap;
use std::fmt;

use acquis_base::{Host, Stamp, printable};

/// Files as they were at one moment, by path. Of what cannot be looked at it is known that it is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    files: BTreeMap<String, Option<Stamp>>,
}

/// How a file differs from what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// It holds something else.
    Changed,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

/// One file that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) path: String,
    pub(crate) how: How,
}

impl Listing {
    /// Adds a file as it is now, if it is there.
    pub(crate) fn add(&mut self, host: &dyn Host, path: String) {
        if let Some(stamp) = host.stamp(&path) {
            self.files.insert(path, Some(stamp));
        }
    }

    /// Adds something that is there and cannot be looked at.
    pub(crate) fn add_unseen(&mut self, path: String) {
        self.files.insert(path, None);
    }

    /// What is otherwise in a later listing, in the order of paths.
    pub(crate) fn changes(&self, later: &Self) -> Vec<Change> {
        let mut paths: Vec<&String> = self.files.keys().chain(later.files.keys()).collect();
        paths.sort();
        paths.dedup();
        let change = |path: &String| {
            let how = match (self.files.get(path), later.files.get(path)) {
                (before, after) if before == after => return None,
                (None, Some(Some(_))) => How::Added,
                (Some(Some(_)), None) => How::Removed,
                // What could not be looked at was there, whatever it was.
                _ => How::Changed,
            };
            Some(Change { path: path.clone(), how })
        };
        paths.into_iter().filter_map(change).collect()
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.how {
            How::Changed => "changed",
            How::Added => "added",
            How::Removed => "removed",
        };
        write!(f, "{} {how}", printable(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use acquis_base::MemoryHost;

    use super::*;

    /// A listing of files with these contents.
    fn listing(files: &[(&str, &str)]) -> Listing {
        let host = files.iter().fold(MemoryHost::new(), |host, (path, text)| host.with(*path, *text));
        let mut listing = Listing::default();
        files.iter().for_each(|(path, _)| listing.add(&host, (*path).to_owned()));
        listing
    }

    fn changes(before: &Listing, after: &Listing) -> Vec<String> {
        before.changes(after).iter().map(Change::to_string).collect()
    }

    #[test]
    fn nothing_has_changed_among_the_same_files() {
        let files = listing(&[("a.acq", "1"), ("b.acq", "2")]);
        assert_eq!(files.changes(&files.clone()), []);
        assert_eq!(Listing::default().changes(&Listing::default()), []);
    }

    #[test]
    fn what_has_changed_is_named_in_the_order_of_paths() {
        let before = listing(&[("a.acq", "1"), ("b.acq", "2"), ("d.acq", "4"), ("e.acq", "5")]);
        let after = listing(&[("a.acq", "1"), ("b.acq", "3"), ("c.acq", "3"), ("e.acq", "55")]);
        let expected = ["b.acq changed", "c.acq added", "d.acq removed", "e.acq changed"];
        assert_eq!(changes(&before, &after), expected);
    }

    #[test]
    fn a_file_of_another_state_has_changed_though_it_is_as_long() {
        let at = |state| Listing { files: [("a".to_owned(), Some(Stamp { length: 1, state }))].into() };
        assert_eq!(changes(&at(7), &at(8)), ["a changed"]);
        assert_eq!(changes(&at(7), &at(7)), [""; 0]);
    }

    #[test]
    fn a_file_that_is_not_there_is_not_listed() {
        let mut listed = Listing::default();
        listed.add(&MemoryHost::new(), "a.acq".to_owned());
        assert_eq!(listed, Listing::default());
    }

    #[test]
    fn what_could_not_be_looked_at_was_there() {
        let mut closed = Listing::default();
        closed.add_unseen("deep".to_owned());
        assert_eq!(changes(&closed, &closed.clone()), [""; 0]);
        let open = listing(&[("deep/a.acq", "1")]);
        assert_eq!(changes(&closed, &open), ["deep changed", "deep/a.acq added"]);
        assert_eq!(changes(&open, &closed), ["deep changed", "deep/a.acq removed"]);
    }

    #[test]
    fn what_would_act_on_a_terminal_is_written_by_its_number() {
        let change = Change { path: "a\u{1b}[2J.acq".to_owned(), how: How::Added };
        assert_eq!(change.to_string(), "a\\u{1b}[2J.acq added");
    }
}
