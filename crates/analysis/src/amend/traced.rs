//! Texts that remember where each stretch of them comes from, so that what is found in a consolidated text is shown where
//! somebody wrote it.

use std::ops::Range;

use acquis_base::{Name, Place, Span};

/// Where a stretch of a text comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The text of a file, of which it is a copy; or the operation that made it.
    pub place: Place,
    /// Whether it is a copy, byte by byte.
    pub exact: bool,
    /// The operation that put it there, by its number in the consolidation; nothing for text of the base.
    pub change: Option<usize>,
}

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    end: usize,
    origin: Origin,
}

/// A text with the origin of each stretch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traced {
    text: String,
    runs: Vec<Run>,
}

/// Replaces a stretch of a text by pieces.
#[derive(Debug, Clone)]
pub(crate) struct Splice {
    pub(crate) span: Range<usize>,
    pub(crate) pieces: Vec<(String, Origin)>,
}

impl Traced {
    /// The text of a file as it is.
    pub(crate) fn whole(path: &Name, text: &str) -> Self {
        let place = Place::new(path.clone(), Span::new(0, text.len()));
        let mut traced = Self::default();
        traced.push(text, Origin { place, exact: true, change: None });
        traced
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn push(&mut self, text: &str, origin: Origin) {
        if !text.is_empty() {
            self.text.push_str(text);
            self.runs.push(Run { end: self.text.len(), origin });
        }
    }

    /// The text with stretches replaced, which do not overlap; those at one place stay in their order.
    pub(crate) fn spliced(&self, mut splices: Vec<Splice>) -> Self {
        splices.sort_by_key(|splice| (splice.span.start, splice.span.end));
        let mut out = Self::default();
        let mut at = 0;
        for splice in splices {
            self.copy(at..splice.span.start, &mut out);
            for (text, origin) in splice.pieces {
                out.push(&text, origin);
            }
            at = splice.span.end.max(at);
        }
        self.copy(at..self.text.len(), &mut out);
        out
    }

    fn copy(&self, range: Range<usize>, into: &mut Self) {
        for (text, origin) in self.pieces(range) {
            into.push(&text, origin);
        }
    }

    /// What stands in a stretch, with its origins.
    pub(crate) fn pieces(&self, range: Range<usize>) -> Vec<(String, Origin)> {
        let mut out = vec![];
        let mut start = 0;
        for run in &self.runs {
            let from = range.start.max(start);
            let to = range.end.min(run.end);
            if from < to {
                let text = self.text.get(from..to).unwrap_or("").to_owned();
                let mut origin = run.origin.clone();
                if origin.exact {
                    origin.place.span = within(origin.place.span, from - start, to - start);
                }
                out.push((text, origin));
            }
            start = run.end;
        }
        out
    }

    /// Where what stands at a place was written.
    pub fn origin(&self, span: Span) -> Option<&Origin> {
        let at = span.start as usize;
        self.runs.iter().find(|run| at < run.end).or(self.runs.last()).map(|run| &run.origin)
    }

    /// The place where what stands at a span was written. What spans several stretches is cut at the end of the first.
    pub fn place(&self, span: Span) -> Option<Place> {
        let at = span.start as usize;
        let mut start = 0;
        let mut last = None;
        for run in &self.runs {
            last = Some((start, run));
            if at < run.end {
                break;
            }
            start = run.end;
        }
        let (start, run) = last?;
        let mut place = run.origin.place.clone();
        if run.origin.exact {
            let to = (span.end as usize).clamp(at, run.end.max(at));
            place.span = within(place.span, at.saturating_sub(start), to.saturating_sub(start));
        }
        Some(place)
    }

    /// Whether all of a span is one stretch of text that was written so.
    pub fn is_one_copy(&self, span: Span) -> bool {
        let (from, to) = (span.start as usize, span.end as usize);
        let mut start = 0;
        self.runs.iter().any(|run| {
            let holds = start <= from && to <= run.end && run.origin.exact;
            start = run.end;
            holds
        })
    }

    /// The operations that put text there, in the order of the text, with where what they put starts and ends.
    pub fn changes(&self) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
        let mut start = 0;
        self.runs.iter().filter_map(move |run| {
            let range = start..run.end;
            start = run.end;
            Some((run.origin.change?, range))
        })
    }
}

fn within(span: Span, from: usize, to: usize) -> Span {
    let start = span.start as usize;
    let end = span.end as usize;
    Span::new((start + from).min(end), (start + to).min(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(text: &str) -> (String, Origin) {
        let place = Place::new("am.acq", Span::new(7, 9));
        (text.to_owned(), Origin { place, exact: false, change: Some(0) })
    }

    #[test]
    fn each_stretch_is_shown_where_it_was_written() {
        let base = Traced::whole(&Name::from("a.acq"), "one two three");
        let traced = base.spliced(vec![
            Splice { span: 13..13, pieces: vec![made(" four")] },
            Splice { span: 4..7, pieces: vec![made("TWO!")] },
        ]);
        assert_eq!(traced.text(), "one TWO! three four");
        let place = |from, to| traced.place(Span::new(from, to)).expect("there").to_string_for_test();
        assert_eq!(place(0, 3), "a.acq 0..3");
        assert_eq!(place(4, 6), "am.acq 7..9");
        assert_eq!(place(9, 14), "a.acq 8..13");
        // What spans several stretches is cut.
        assert_eq!(place(9, 18), "a.acq 8..13");
        assert!(traced.is_one_copy(Span::new(9, 14)) && !traced.is_one_copy(Span::new(2, 6)));
        let again = traced.spliced(vec![Splice { span: 0..9, pieces: vec![] }]);
        assert_eq!(again.text(), "three four");
        assert_eq!(again.place(Span::new(1, 2)), Some(Place::new("a.acq", Span::new(9, 10))));
    }

    trait Shown {
        fn to_string_for_test(&self) -> String;
    }

    impl Shown for Place {
        fn to_string_for_test(&self) -> String {
            format!("{} {}..{}", self.file, self.span.start, self.span.end)
        }
    }
}
