//! The path of a provision within its instrument, as citations write it.

use std::fmt;

use crate::Name;

/// One step of a provision's path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// `Article 18`.
    Article(Name),
    /// `Annex II`.
    Annex(Name),
    /// `Recital 61`.
    Recital(Name),
    /// The lettered section of an annex, `G` in `Annex III G`.
    Section(Name),
    /// The number within an annex, `3.1` in `Annex II 3.1(g)`.
    Number(Name),
    /// A label in parentheses, without them: `1`, `g`, `ii`, `-a`.
    Label(Name),
}

impl Step {
    /// The same step with another number or letter.
    #[must_use]
    pub fn with_label(&self, label: Name) -> Self {
        match self {
            Self::Article(_) => Self::Article(label),
            Self::Annex(_) => Self::Annex(label),
            Self::Recital(_) => Self::Recital(label),
            Self::Section(_) => Self::Section(label),
            Self::Number(_) => Self::Number(label),
            Self::Label(_) => Self::Label(label),
        }
    }

    /// The number or letter of the step.
    pub fn label(&self) -> &Name {
        match self {
            Self::Article(name)
            | Self::Annex(name)
            | Self::Recital(name)
            | Self::Section(name)
            | Self::Number(name)
            | Self::Label(name) => name,
        }
    }
}

/// The path of a provision, outermost step first. Shown as citations are written: `Annex II 3.1(g)(ii)`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProvisionPath(pub Vec<Step>);

impl ProvisionPath {
    /// The path one step further in.
    #[must_use]
    pub fn child(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// The path one step further out; nothing for an outermost provision.
    pub fn parent(&self) -> Option<Self> {
        match self.0.split_last() {
            Some((_, rest)) if !rest.is_empty() => Some(Self(rest.to_vec())),
            _ => None,
        }
    }

    /// Whether `other` is this provision or lies within it.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// The last step.
    pub fn last(&self) -> Option<&Step> {
        self.0.last()
    }
}

impl fmt::Display for ProvisionPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.0 {
            match step {
                Step::Article(name) => write!(f, "Article {name}")?,
                Step::Annex(name) => write!(f, "Annex {name}")?,
                Step::Recital(name) => write!(f, "Recital {name}")?,
                Step::Section(name) | Step::Number(name) => write!(f, " {name}")?,
                Step::Label(name) => write!(f, "({name})")?,
            }
        }
        Ok(())
    }
}

/// The kinds of provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum ProvisionKind {
    Article,
    Annex,
    Recital,
    Section,
    Number,
    Paragraph,
    Point,
}

impl ProvisionKind {
    /// The word of the grammar and of messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Annex => "annex",
            Self::Recital => "recital",
            Self::Section => "section",
            Self::Number => "number",
            Self::Paragraph => "paragraph",
            Self::Point => "point",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_as_citations_are_written() {
        let point = ProvisionPath(vec![
            Step::Annex("II".into()),
            Step::Number("3.1".into()),
            Step::Label("g".into()),
            Step::Label("ii".into()),
        ]);
        assert_eq!(point.to_string(), "Annex II 3.1(g)(ii)");
        assert_eq!(point.parent().map(|p| p.to_string()).as_deref(), Some("Annex II 3.1(g)"));
        assert!(point.parent().is_some_and(|parent| parent.contains(&point) && !point.contains(&parent)));
        let article = ProvisionPath(vec![Step::Article("18".into()), Step::Label("1".into())]);
        assert_eq!(article.to_string(), "Article 18(1)");
        assert_eq!(ProvisionPath(vec![Step::Recital("61".into())]).parent(), None);
    }
}
