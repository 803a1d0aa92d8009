//! Text whose line breaks are still open, and its printing within a width. After Wadler, "A prettier printer" (2003), and
//! Lindig, "Strictly Pretty" (2000); with comments, which end a line wherever they stand, so that no layout can swallow a
//! token.

use std::borrow::Cow;
use std::rc::Rc;

/// How many characters a line has at most, as far as its tokens leave a choice.
const WIDTH: usize = 120;

/// How many blanks a level of indentation has.
const STEP: usize = 4;

/// Text with open line breaks.
#[derive(Debug, Clone)]
pub(super) enum Doc<'t> {
    Text(Cow<'t, str>),
    /// A blank that never becomes a line break.
    Space,
    /// A blank, or a line break where its group does not fit.
    Line,
    /// Nothing, or a line break where its group does not fit.
    Soft,
    /// A line break.
    Hard,
    /// A line break after an empty line.
    Empty,
    /// A comment, after which the line ends.
    Comment(&'t str),
    Concat(Vec<Doc<'t>>),
    Indent(Rc<Doc<'t>>),
    /// Its own line breaks are made together or not at all.
    Group(Rc<Doc<'t>>, Breaks),
    /// The first where the probe has room up to the end of its first line, else the second.
    Either(Rc<Choice<'t>>),
    Shared(Rc<Doc<'t>>),
}

/// Two layouts of one thing.
#[derive(Debug, Clone)]
pub(super) struct Choice<'t> {
    /// What decides: the start of the first.
    probe: Doc<'t>,
    first: Doc<'t>,
    second: Doc<'t>,
}

/// Where a text cannot do without a line break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Breaks {
    Nowhere,
    AtItsEnd,
    Within,
}

impl<'t> Doc<'t> {
    pub(super) fn nothing() -> Self {
        Self::Concat(vec![])
    }

    pub(super) fn text(text: &'t str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    pub(super) fn indent(inner: Self) -> Self {
        Self::Indent(Rc::new(inner))
    }

    pub(super) fn group(inner: Self) -> Self {
        let breaks = inner.breaks();
        Self::Group(Rc::new(inner), breaks)
    }

    /// On the same line after a blank, if all of its first line has room there; else on the next, indented.
    pub(super) fn same_line_or_next(inner: Self) -> Self {
        let inner = Rc::new(inner);
        let same = Self::Concat(vec![Self::Space, Self::Shared(Rc::clone(&inner))]);
        let next = Self::indent(Self::Concat(vec![Self::Hard, Self::Shared(inner)]));
        Self::either(same.clone(), same, next)
    }

    /// On the next line, indented, if it has no room on the same one.
    pub(super) fn this_line_or_next(inner: Self) -> Self {
        Self::group(Self::indent(Self::Concat(vec![Self::Line, inner])))
    }

    /// The first where `probe`, its start, has room up to the end of its first line; else the second.
    pub(super) fn either(probe: Self, first: Self, second: Self) -> Self {
        Self::Either(Rc::new(Choice { probe, first, second }))
    }

    /// Where it cannot do without a line break.
    pub(super) fn breaks(&self) -> Breaks {
        match self {
            Self::Text(_) | Self::Space | Self::Line | Self::Soft => Breaks::Nowhere,
            Self::Comment(_) => Breaks::AtItsEnd,
            Self::Hard | Self::Empty => Breaks::Within,
            Self::Either(choice) => choice.first.breaks(),
            Self::Indent(inner) | Self::Shared(inner) => inner.breaks(),
            Self::Group(_, breaks) => *breaks,
            Self::Concat(parts) => {
                let mut found = Breaks::Nowhere;
                for part in parts {
                    if found == Breaks::AtItsEnd && !part.is_nothing() {
                        return Breaks::Within;
                    }
                    found = found.max(part.breaks());
                }
                found
            }
        }
    }

    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Concat(parts) if parts.iter().all(Self::is_nothing))
    }

    /// The text on one line; nothing where it cannot do without a line break.
    pub(super) fn flat(&self) -> Option<String> {
        let mut printer = Printer::default();
        (self.breaks() == Breaks::Nowhere).then(|| printer.print(self, 0, Mode::Flat));
        Some(printer.out).filter(|out| !out.is_empty())
    }

    /// The text within [`WIDTH`], as far as its tokens allow.
    pub(super) fn printed(&self) -> String {
        let mut printer = Printer::default();
        printer.print(self, 0, Mode::Broken);
        printer.out
    }
}

/// Whether the lines of a group are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Flat,
    Broken,
}

#[derive(Default)]
struct Printer {
    out: String,
    column: usize,
    /// A line break that is made before the next token: how far that is indented, and whether an empty line comes first.
    line_break: Option<(usize, bool)>,
    /// A blank that is made before the next token on this line.
    space: bool,
    /// Whether the line ends with a comment.
    after_comment: bool,
}

type Task<'d, 't> = (usize, Mode, &'d Doc<'t>);

impl Printer {
    fn print(&mut self, doc: &Doc<'_>, indent: usize, mode: Mode) {
        let mut tasks: Vec<Task<'_, '_>> = vec![(indent, mode, doc)];
        while let Some((indent, mode, doc)) = tasks.pop() {
            match (doc, mode) {
                (Doc::Text(text), _) => self.token(text, indent),
                (Doc::Comment(text), _) => self.comment(text, indent),
                (Doc::Space, _) | (Doc::Line, Mode::Flat) => self.space = true,
                (Doc::Soft, Mode::Flat) => {}
                (Doc::Line | Doc::Soft, Mode::Broken) | (Doc::Hard, _) => self.break_line(indent, false),
                (Doc::Empty, _) => self.break_line(indent, true),
                (Doc::Concat(parts), _) => tasks.extend(parts.iter().rev().map(|part| (indent, mode, part))),
                (Doc::Indent(inner), _) => tasks.push((indent + STEP, mode, inner)),
                (Doc::Shared(inner), _) => tasks.push((indent, mode, inner)),
                (Doc::Group(inner, breaks), _) => {
                    let flat = *breaks != Breaks::Within && (mode == Mode::Flat || self.fits(inner, &tasks));
                    tasks.push((indent, if flat { Mode::Flat } else { Mode::Broken }, inner));
                }
                (Doc::Either(choice), Mode::Flat) => tasks.push((indent, mode, &choice.first)),
                (Doc::Either(choice), Mode::Broken) => {
                    let has_room = self.fits(&choice.probe, &[]);
                    tasks.push((indent, mode, if has_room { &choice.first } else { &choice.second }));
                }
            }
        }
    }

    fn break_line(&mut self, indent: usize, empty: bool) {
        let before = self.line_break.is_some_and(|(_, empty)| empty);
        self.line_break = Some((indent, before || empty));
        self.space = false;
    }

    fn token(&mut self, text: &str, indent: usize) {
        if self.after_comment && self.line_break.is_none() {
            self.break_line(indent, false);
        }
        self.go_on();
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn comment(&mut self, text: &str, indent: usize) {
        self.token(text, indent);
        self.after_comment = true;
    }

    /// Makes the line break or the blank that is due.
    fn go_on(&mut self) {
        let starts = self.out.is_empty();
        match self.line_break.take() {
            Some((indent, empty)) => {
                if !starts {
                    self.out.push_str(if empty { "\n\n" } else { "\n" });
                }
                self.out.extend(std::iter::repeat_n(' ', indent));
                self.column = indent;
            }
            None if self.space && !starts => {
                self.out.push(' ');
                self.column += 1;
            }
            None => {}
        }
        self.space = false;
        self.after_comment = false;
    }

    /// Whether `doc` has room on the line, with what follows it up to where a line can be broken.
    fn fits(&self, doc: &Doc<'_>, rest: &[Task<'_, '_>]) -> bool {
        let mut column = match self.line_break {
            Some((indent, _)) => indent,
            None => self.column + usize::from(self.space),
        };
        let mut own: Vec<&Doc<'_>> = vec![doc];
        let mut rest = rest.iter().rev();
        let mut following: Vec<&Doc<'_>> = vec![];
        while column <= WIDTH {
            let (doc, is_own) = match own.pop() {
                Some(doc) => (doc, true),
                None => match following.pop() {
                    Some(doc) => (doc, false),
                    None => match rest.next() {
                        Some((_, _, doc)) => (*doc, false),
                        None => return true,
                    },
                },
            };
            let tasks = if is_own { &mut own } else { &mut following };
            match doc {
                Doc::Text(text) => column += text.chars().count(),
                Doc::Space => column += 1,
                Doc::Line if is_own => column += 1,
                Doc::Soft if is_own => {}
                Doc::Line | Doc::Soft | Doc::Hard | Doc::Empty | Doc::Comment(_) => return true,
                Doc::Concat(parts) => tasks.extend(parts.iter().rev()),
                Doc::Indent(inner) | Doc::Shared(inner) | Doc::Group(inner, _) => tasks.push(inner),
                Doc::Either(choice) if is_own => tasks.push(&choice.first),
                Doc::Either(_) => return true,
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(count: usize) -> Doc<'static> {
        let word = || Doc::text("a word of twenty-two c");
        Doc::group(Doc::indent(Doc::Concat((0..count).flat_map(|_| [Doc::Line, word()]).collect())))
    }

    #[test]
    fn a_group_breaks_all_of_its_lines_or_none() {
        let fits = Doc::Concat(vec![Doc::text("x"), words(5)]).printed();
        assert_eq!(fits.lines().count(), 1);
        let breaks = Doc::Concat(vec![Doc::text("x"), words(6)]).printed();
        assert_eq!(breaks.lines().count(), 7);
    }

    #[test]
    fn what_follows_a_comment_stands_on_the_next_line() {
        let doc =
            Doc::Concat(vec![Doc::text("a"), Doc::Space, Doc::Comment("// why"), Doc::Space, Doc::text("b")]);
        assert_eq!(doc.printed(), "a // why\nb");
        assert_eq!(doc.flat(), None);
    }

    #[test]
    fn nothing_ends_with_blanks() {
        let doc = Doc::Concat(vec![
            Doc::text("a"),
            Doc::Space,
            Doc::Hard,
            Doc::Empty,
            Doc::Space,
            Doc::text("b"),
            Doc::Space,
        ]);
        assert_eq!(doc.printed(), "a\n\nb");
    }
}
