//! Outlines of legal texts: what can be cited.

use std::collections::BTreeMap;
use std::fmt;

use acquis_base::{Name, ProvisionKind, ProvisionPath};

/// A provision of a named instrument.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProvisionId {
    /// The instrument's name in the package.
    pub instrument: Name,
    /// The path within it.
    pub path: ProvisionPath,
}

impl fmt::Display for ProvisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.instrument, self.path)
    }
}

/// A provision of an outline.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Node {
    /// Its path, in the form in which it is shown.
    pub path: ProvisionPath,
    /// What it is.
    pub kind: ProvisionKind,
    /// Its heading.
    pub heading: Option<Name>,
    /// The number that the draft prints where it differs.
    pub printed: Option<Name>,
    /// The references that its text prints.
    pub refers_to: Vec<ProvisionId>,
    /// The kind of act that it empowers.
    pub empowers: Option<Name>,
    /// Whether its contents are left out, so that anything below it may be cited.
    pub not_transcribed: bool,
    /// Whether it is deleted, by itself or with what is around it; it is listed so that what cites it still resolves.
    pub deleted: bool,
    /// Index of the provision around it.
    pub parent: Option<u32>,
    /// Index after the last provision within it; what is within it stands between its own index and this one.
    pub end: u32,
}

/// An instrument with its outline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Instrument {
    /// The name by which citations choose it.
    pub name: Name,
    /// Its title.
    pub title: Option<Name>,
    /// Its number as a document.
    pub document: Option<Name>,
    /// The procedure that it belongs to.
    pub procedure: Option<Name>,
    /// Where its text stands on the web.
    pub address: Option<Name>,
    /// Its date.
    pub dated: Option<crate::Date>,
    /// Its status: `proposal`, `in_force` and the like.
    pub status: Option<Name>,
    /// Its provisions in the order of the text; a provision comes before those within it.
    pub nodes: Vec<Node>,
    /// Where each path, in every form in which it can be cited, is found in `nodes`.
    pub index: BTreeMap<ProvisionPath, u32>,
}

impl Instrument {
    /// The provision cited by `path`, and its place in the order of the text.
    pub fn find(&self, path: &ProvisionPath) -> Option<(u32, &Node)> {
        let at = *self.index.get(path)?;
        Some((at, self.nodes.get(at as usize)?))
    }

    /// The innermost provision that contains `path`: itself, or one whose contents are not all listed.
    pub fn nearest_containing(&self, path: &ProvisionPath) -> Option<&Node> {
        let mut path = Some(path.clone());
        while let Some(current) = path {
            if let Some((_, node)) = self.find(&current) {
                return Some(node);
            }
            path = current.parent();
        }
        None
    }

    /// The provisions within the one at `index`, at any depth, in the order of the text.
    pub fn within(&self, index: u32) -> impl Iterator<Item = (u32, &Node)> {
        let end = self.node(index).map_or(0, |node| node.end);
        (index.saturating_add(1)..end).filter_map(|at| Some((at, self.node(at)?)))
    }

    /// The provisions directly within the one at `index`, in the order of the text.
    pub fn children(&self, index: u32) -> impl Iterator<Item = (u32, &Node)> {
        let end = self.node(index).map_or(0, |node| node.end);
        let mut next = index.saturating_add(1);
        std::iter::from_fn(move || {
            let at = next;
            let child = self.node(at).filter(|_| at < end)?;
            next = child.end;
            Some((at, child))
        })
    }

    fn node(&self, index: u32) -> Option<&Node> {
        self.nodes.get(index as usize)
    }

    /// The heading of the provision, or of the nearest one around it that has one.
    pub fn heading(&self, path: &ProvisionPath) -> Option<&Name> {
        let mut path = Some(path.clone());
        while let Some(current) = path {
            if let Some(heading) = self.find(&current).and_then(|(_, node)| node.heading.as_ref()) {
                return Some(heading);
            }
            path = current.parent();
        }
        None
    }
}

/// All instruments of a package, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Outlines {
    /// The instruments.
    pub instruments: BTreeMap<Name, Instrument>,
    /// The one that citations without an instrument mean.
    pub own: Option<Name>,
}

impl Outlines {
    /// The provision `id`, and its place in the order of the text.
    pub fn find(&self, id: &ProvisionId) -> Option<(u32, &Node)> {
        self.instruments.get(&id.instrument)?.find(&id.path)
    }

    /// The heading of a provision, or of the nearest one around it that has one.
    pub fn heading(&self, id: &ProvisionId) -> Option<&Name> {
        self.instruments.get(&id.instrument)?.heading(&id.path)
    }

    /// How a provision is shown: without its instrument where that is the package's own.
    pub fn show(&self, id: &ProvisionId) -> String {
        if self.own.as_ref() == Some(&id.instrument) { id.path.to_string() } else { id.to_string() }
    }
}
