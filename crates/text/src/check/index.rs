//! Provisions by their numbers, for references.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::Name;

use crate::provision::{Kind, Provision};
use crate::text::Text;

/// Where provisions are found by their numbers. A paragraph without a number is passed over: what is in it is found in
/// what is around it.
#[derive(Debug, Default)]
pub(crate) struct Index {
    articles: BTreeMap<Name, u32>,
    annexes: BTreeMap<Name, u32>,
    below: BTreeMap<(u32, Name), u32>,
    /// By the annex around it, however deep it stands.
    in_annex: BTreeMap<(u32, Name), u32>,
    /// How many paragraphs without a number follow the first one.
    subparagraphs: BTreeMap<u32, u32>,
    with_paragraphs: BTreeSet<u32>,
    /// The annexes that have numbers such as `3.1`.
    with_dotted: BTreeSet<u32>,
    /// The first and the last article of each file.
    files: BTreeMap<u32, (u32, u32)>,
    /// The last article, where the text says that it is the last.
    last: Option<u32>,
}

impl Index {
    pub(crate) fn of(text: &Text) -> Self {
        let mut index = Self::default();
        let (mut annex, mut container) = (None, vec![]);
        for provision in text.provisions() {
            if provision.parent.is_none() {
                annex = (provision.kind == Kind::Annex).then_some(provision.at);
            }
            container.push(index.add(provision, annex, &container));
        }
        index.last = text.provisions().iter().rev().find(|it| it.kind == Kind::Article).and_then(|last| {
            let ends =
                last.heading.as_deref().is_some_and(|it| it.to_lowercase().contains("entry into force"));
            number(&last.label).filter(|_| ends)
        });
        index
    }

    /// Adds a provision, and gives the one in which what it holds is found.
    fn add(&mut self, provision: &Provision, annex: Option<u32>, containers: &[u32]) -> u32 {
        let (at, label) = (provision.at, provision.label.clone());
        let around = provision.parent.and_then(|parent| containers.get(parent as usize)).copied();
        match provision.kind {
            Kind::Article => {
                self.articles.entry(label).or_insert(at);
                if let Some(number) = number(&provision.label) {
                    let ends = self.files.entry(provision.file).or_insert((number, number));
                    *ends = (ends.0.min(number), ends.1.max(number));
                }
            }
            Kind::Annex => {
                self.annexes.entry(label).or_insert(at);
            }
            Kind::Subparagraph => {
                let Some(around) = around else { return at };
                *self.subparagraphs.entry(around).or_default() += 1;
                return around;
            }
            Kind::Paragraph | Kind::Point | Kind::RomanPoint | Kind::Number | Kind::Part => {
                for label in [Some(&provision.label), provision.named.as_ref()].into_iter().flatten() {
                    if let Some(around) = around {
                        self.below.entry((around, label.clone())).or_insert(at);
                    }
                    if let Some(annex) = annex {
                        self.in_annex.entry((annex, label.clone())).or_insert(at);
                    }
                }
                if provision.label.contains('.') {
                    self.with_dotted.extend(annex);
                }
                if provision.kind == Kind::Paragraph {
                    self.with_paragraphs.extend(around);
                }
            }
            Kind::Title | Kind::Chapter | Kind::Section | Kind::Indent | Kind::Recital => {}
        }
        at
    }

    pub(crate) fn article(&self, label: &str) -> Option<u32> {
        self.articles.get(label).copied()
    }

    /// The annex of that number; the only one, where no number is given.
    pub(crate) fn annex(&self, label: &str) -> Option<u32> {
        let only = self.annexes.values().next().filter(|_| label.is_empty() && self.annexes.len() == 1);
        self.annexes.get(label).or(only).copied()
    }

    pub(crate) fn below(&self, around: u32, label: &str) -> Option<u32> {
        self.below.get(&(around, Name::from(label))).copied()
    }

    pub(crate) fn in_annex(&self, annex: u32, label: &str) -> Option<u32> {
        self.in_annex.get(&(annex, Name::from(label))).copied()
    }

    /// How many paragraphs without a number of their own a provision has.
    pub(crate) fn subparagraphs(&self, at: u32) -> u32 {
        self.subparagraphs.get(&at).copied().unwrap_or(0).saturating_add(1)
    }

    /// Whether an annex has numbers such as `3.1`.
    pub(crate) fn has_dotted(&self, annex: u32) -> bool {
        self.with_dotted.contains(&annex)
    }

    pub(crate) fn has_paragraphs(&self, at: u32) -> bool {
        self.with_paragraphs.contains(&at)
    }

    /// Whether the text would have an article of that number if there were one: a file has articles before and after it,
    /// or it would come after the last.
    pub(crate) fn lacks_article(&self, label: &str) -> bool {
        let Some(wanted) = number(label) else { return false };
        let within = self.files.values().any(|(first, last)| *first < wanted && wanted < *last);
        within || self.last.is_some_and(|last| wanted > last)
    }

    /// The same of an annex: the text has annexes from the first on.
    pub(crate) fn lacks_annex(&self) -> bool {
        ["I", "1", "A"].iter().any(|first| self.annexes.contains_key(*first))
    }
}

/// The number of an article without the letters of one that was inserted.
fn number(label: &str) -> Option<u32> {
    label.trim_end_matches(|c: char| c.is_ascii_lowercase()).parse().ok()
}
