//! A provision of an official text.

use acquis_base::{Name, ProvisionPath, Span};

/// What a provision is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A title of the enacting terms.
    Title,
    /// A chapter.
    Chapter,
    /// A section of a chapter.
    Section,
    /// An article.
    Article,
    /// A numbered paragraph of an article.
    Paragraph,
    /// A paragraph without a number that is not the first of what it stands in.
    Subparagraph,
    /// A point: `(a)`, `(1)`.
    Point,
    /// A point with a Roman number.
    RomanPoint,
    /// An item behind a dash.
    Indent,
    /// An annex.
    Annex,
    /// A part of an annex with a heading of its own.
    Part,
    /// A number within an annex: `3.1`.
    Number,
    /// A recital.
    Recital,
}

impl Kind {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Chapter => "chapter",
            Self::Section => "section",
            Self::Article => "article",
            Self::Paragraph => "paragraph",
            Self::Subparagraph => "subparagraph",
            Self::Point => "point",
            Self::RomanPoint => "roman point",
            Self::Indent => "indent",
            Self::Annex => "annex",
            Self::Part => "part",
            Self::Number => "number",
            Self::Recital => "recital",
        }
    }

    /// Whether it divides the enacting terms and holds articles.
    pub fn is_division(self) -> bool {
        matches!(self, Self::Title | Self::Chapter | Self::Section)
    }
}

/// A provision. Those within it follow it in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provision {
    /// Its place among the provisions of its text.
    pub at: u32,
    /// What it is called, whatever is printed: `Article 18(1)(a)`, `Article 29(1) subparagraph 2`, `Title IV`. No two
    /// provisions share one, but divisions that a text prints at the start of each of its files.
    pub id: Name,
    /// The path by which it is cited, where it can be; the first where it can be cited in several ways.
    pub path: Option<ProvisionPath>,
    /// What it is.
    pub kind: Kind,
    /// Its number, stable: `44` twice is 44 and 45 where no other article is 45.
    pub label: Name,
    /// The number that is printed, where it differs.
    pub printed: Option<Name>,
    /// The letter that its heading gives it beside its number: `G` of "Criterion G – Control".
    pub named: Option<Name>,
    /// Its heading on one line, without what repeats its number.
    pub heading: Option<Name>,
    /// Index of the file in which it stands.
    pub file: u32,
    /// Where its number is printed; where it has none, its first line.
    pub number: Span,
    /// Everything that belongs to it, and what was left out between.
    pub span: Span,
    /// The lines of its own text, without its number and its heading.
    pub text: Vec<Span>,
    /// The lines of its heading.
    pub heading_text: Vec<Span>,
    /// Index of the provision around it.
    pub parent: Option<u32>,
    /// Index after the last provision within it.
    pub end: u32,
}
