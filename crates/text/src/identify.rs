//! Stable ids for provisions as they were found in files.
//!
//! A number that is printed twice among its neighbours belongs to the first of them. The second gets the number that
//! comes after its predecessor's, if nothing else bears it: of the articles 44, 44, 46 the second is 45. Else it is told
//! apart by a word: `2-bis`.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{Name, ProvisionPath, Span, Step};

use crate::build::Node;
use crate::label::{Class, next};
use crate::provision::{Kind, Provision};

/// The provisions of one file, with what is read of them.
pub(crate) struct Found {
    pub(crate) nodes: Vec<Node>,
    /// The heading of each on one line.
    pub(crate) headings: Vec<Option<String>>,
}

/// What identifies provisions by their paths.
pub(crate) struct Identified {
    pub(crate) provisions: Vec<Provision>,
    pub(crate) index: BTreeMap<ProvisionPath, u32>,
}

/// Identifies the provisions of some files, each given with its number as a file.
pub(crate) fn identify(files: Vec<(u32, Found)>) -> Identified {
    let mut all: Vec<(u32, Node, Option<String>)> = vec![];
    for (file, found) in files {
        let base = u32::try_from(all.len()).unwrap_or(u32::MAX);
        for (mut node, heading) in found.nodes.into_iter().zip(found.headings) {
            node.parent = node.parent.map(|parent| parent.saturating_add(base));
            node.end = node.end.saturating_add(base);
            all.push((file, node, heading));
        }
    }
    let printed = all.iter().map(|(_, node, _)| (family(node), node.kind, node.value.clone())).collect();
    let mut identifier = Identifier {
        printed,
        index: BTreeMap::new(),
        ids: BTreeSet::new(),
        paths: vec![],
        last: BTreeMap::new(),
        counts: BTreeMap::new(),
        provisions: Vec::with_capacity(all.len()),
    };
    for (file, node, heading) in all {
        identifier.add(file, node, heading);
    }
    Identified { provisions: identifier.provisions, index: identifier.index }
}

/// The provision in which a number is counted: articles, annexes and recitals are counted through the whole text.
fn family(node: &Node) -> Option<u32> {
    if is_outermost(node.kind) { None } else { node.parent }
}

fn is_outermost(kind: Kind) -> bool {
    matches!(kind, Kind::Article | Kind::Annex | Kind::Recital)
}

type Family = (Option<u32>, Kind);

struct Identifier {
    /// Every number that is printed, by what it is counted in.
    printed: BTreeSet<(Option<u32>, Kind, String)>,
    index: BTreeMap<ProvisionPath, u32>,
    ids: BTreeSet<Name>,
    /// The paths of each provision, the shown one first; none for one that cannot be cited.
    paths: Vec<Vec<ProvisionPath>>,
    /// The last number of each list, and what kind of number it is.
    last: BTreeMap<Family, (Option<Class>, Name)>,
    /// How many provisions without a number there are of a kind in each provision, and how often an id was wanted.
    counts: BTreeMap<(Option<u32>, Kind, String), u32>,
    provisions: Vec<Provision>,
}

impl Identifier {
    fn add(&mut self, file: u32, node: Node, heading: Option<String>) {
        let at = u32::try_from(self.provisions.len()).unwrap_or(u32::MAX);
        let (named, heading) = match heading {
            Some(heading) if node.kind == Kind::Part => named_heading(&node.value, &heading),
            heading => (None, heading),
        };
        let family = (family(&node), node.kind);
        let around = self.around(node.parent);
        let mut label = Name::from(&node.value);
        let mut paths = own_paths(node.kind, &label, named.as_ref(), &around);
        if self.is_known(&paths) {
            // A list that another paragraph without a number leads up to counts anew.
            let parent = node.parent.and_then(|parent| self.provisions.get(parent as usize));
            let counts_anew = parent.is_some_and(|parent| parent.kind == Kind::Subparagraph);
            if counts_anew && family.0.and_then(|it| self.last.get(&(Some(it), node.kind))).is_none() {
                paths.clear();
            } else {
                label = self.other_label(&family, &node, named.as_ref(), &around);
                paths = own_paths(node.kind, &label, named.as_ref(), &around);
            }
        }
        for path in &paths {
            self.index.entry(path.clone()).or_insert(at);
        }
        let id = self.id(&node, &label, paths.first());
        if !node.value.is_empty() {
            self.last.insert(family, (node.class, label.clone()));
        }
        self.provisions.push(Provision {
            at,
            id,
            path: paths.first().cloned(),
            kind: node.kind,
            printed: (*label != *node.value).then(|| Name::from(&node.value)),
            label,
            named,
            heading: heading.map(Name::from),
            file,
            number: node.number,
            span: node.span,
            text: node.text,
            heading_text: node.heading,
            parent: node.parent,
            end: node.end,
        });
        self.paths.push(paths);
    }

    fn is_known(&self, paths: &[ProvisionPath]) -> bool {
        paths.first().is_some_and(|path| self.index.contains_key(path))
    }

    /// The paths of the nearest provision around that can be cited; one empty path where there is none.
    fn around(&self, mut parent: Option<u32>) -> Vec<ProvisionPath> {
        while let Some(at) = parent {
            let Some(provision) = self.provisions.get(at as usize) else { break };
            let paths = self.paths.get(at as usize).cloned().unwrap_or_default();
            // A paragraph without a number is passed over; whatever else cannot be cited hides what is in it.
            if !paths.is_empty() || provision.kind != Kind::Subparagraph {
                return paths;
            }
            parent = provision.parent;
        }
        vec![]
    }

    /// A number for a provision whose own is taken.
    fn other_label(
        &mut self,
        family: &Family,
        node: &Node,
        named: Option<&Name>,
        around: &[ProvisionPath],
    ) -> Name {
        let class = node.class.unwrap_or(Class::Plain);
        let last = self.last.get(family).map(|(_, label)| label.clone());
        if let Some(after) = last.and_then(|last| next(class, &last))
            && !self.printed.contains(&(family.0, family.1, after.clone()))
        {
            let label = Name::from(after);
            if !self.is_known(&own_paths(node.kind, &label, named, around)) {
                return label;
            }
        }
        loop {
            let count = self.counts.entry((family.0, family.1, format!("-{}", node.value))).or_insert(1);
            *count = count.saturating_add(1);
            let label = Name::from(match *count {
                2 => format!("{}-bis", node.value),
                3 => format!("{}-ter", node.value),
                count => format!("{}-{count}", node.value),
            });
            if !self.is_known(&own_paths(node.kind, &label, named, around)) {
                return label;
            }
        }
    }

    fn id(&mut self, node: &Node, label: &Name, path: Option<&ProvisionPath>) -> Name {
        if let Some(path) = path {
            let id = Name::from(path.to_string());
            self.ids.insert(id.clone());
            return id;
        }
        let around = node.parent.and_then(|parent| self.provisions.get(parent as usize));
        let around = around.map_or("", |around| &around.id);
        let word = node.kind.as_str();
        let wanted = match node.kind {
            Kind::Title | Kind::Chapter | Kind::Section => {
                let mut word = word.to_owned();
                word.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
                // Divisions may be printed anew at the start of a file.
                return Name::from(format!("{around} {word} {label}").trim());
            }
            Kind::Subparagraph | Kind::Indent => {
                // The first paragraph bears no name of its own.
                let first = u32::from(node.kind == Kind::Subparagraph);
                let count = self.counts.entry((node.parent, node.kind, String::new())).or_insert(first);
                *count = count.saturating_add(1);
                format!("{around} {word} {count}")
            }
            Kind::Annex => "Annex".to_owned(),
            _ => format!("{around}({label})"),
        };
        let mut id = Name::from(wanted.trim());
        while !self.ids.insert(id.clone()) {
            let count = self.counts.entry((None, Kind::Indent, wanted.clone())).or_insert(1);
            *count = count.saturating_add(1);
            id = Name::from(format!("{} #{count}", wanted.trim()));
        }
        id
    }
}

/// The paths by which a provision is cited, the shown one first.
fn own_paths(kind: Kind, label: &Name, named: Option<&Name>, around: &[ProvisionPath]) -> Vec<ProvisionPath> {
    let alone = |step: Step| if label.is_empty() { vec![] } else { vec![ProvisionPath(vec![step])] };
    let below = |step: Step| around.iter().map(move |path| path.child(step.clone()));
    match kind {
        Kind::Article => alone(Step::Article(label.clone())),
        Kind::Annex => alone(Step::Annex(label.clone())),
        Kind::Recital => alone(Step::Recital(label.clone())),
        Kind::Part => {
            let letter = label.bytes().all(|byte| byte.is_ascii_uppercase()).then_some(label);
            let names = named.or(letter).into_iter();
            let named = names.flat_map(|name| below(Step::Section(name.clone())));
            let numbered = letter.is_none().then(|| below(Step::Number(label.clone())));
            named.chain(numbered.into_iter().flatten()).collect()
        }
        // A number is cited without the part around it.
        Kind::Number => {
            let annex = around.first().and_then(|path| path.0.first()).cloned();
            let path = annex.map(|annex| ProvisionPath(vec![annex, Step::Number(label.clone())]));
            path.into_iter().collect()
        }
        Kind::Paragraph | Kind::Point | Kind::RomanPoint => below(Step::Label(label.clone())).collect(),
        Kind::Title | Kind::Chapter | Kind::Section | Kind::Subparagraph | Kind::Indent => vec![],
    }
}

/// The heading of a part without what repeats its number, and the letter that it gives the part: `Criterion G – Control`
/// names the part G, and `Challenge 1: Boats` repeats the number 1.
fn named_heading(label: &str, heading: &str) -> (Option<Name>, Option<String>) {
    for separator in [" – ", " — ", " - ", ": "] {
        let Some((head, rest)) = heading.split_once(separator) else { continue };
        let mut words = head.split_whitespace();
        let count = words.clone().count();
        let Some(last) = words.next_back().filter(|_| (2..=4).contains(&count) && !rest.trim().is_empty())
        else {
            continue;
        };
        if last == label {
            return (None, Some(rest.trim().to_owned()));
        }
        if last.len() == 1 && last.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return (Some(Name::from(last)), Some(rest.trim().to_owned()));
        }
    }
    (None, Some(heading.to_owned()))
}

/// The number of the first article of a file, by which files are put in order.
pub(crate) fn first_article(nodes: &[Node]) -> Option<u32> {
    let first = nodes.iter().find(|node| node.kind == Kind::Article)?;
    first.value.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()
}

/// Everything that belongs to a provision.
pub(crate) fn lines_of(node: &Node) -> impl Iterator<Item = &[Span]> {
    [node.heading.as_slice(), node.text.as_slice()].into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_may_name_its_part() {
        for (label, heading, expected) in [
            ("7", "Audit of boats G – Control", "G/Control"),
            ("2", "Great Boat 2: Sails", "-/Sails"),
            ("2", "Great Boat 3: Sails", "-/Great Boat 3: Sails"),
            ("1", "A – Boats", "-/A – Boats"),
            ("1", "Boats", "-/Boats"),
        ] {
            let (named, heading) = named_heading(label, heading);
            let named = named.map_or("-".to_owned(), |name| name.to_string());
            assert_eq!(format!("{named}/{}", heading.unwrap_or_default()), expected);
        }
    }
}
