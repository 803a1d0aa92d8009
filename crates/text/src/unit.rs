//! What of a text is compared as one: a provision that can be cited, with what in it cannot be.

use acquis_base::Name;

use crate::provision::{Kind, Provision};
use crate::text::Text;
use crate::wording::Wording;

/// A provision that can be cited, or a title, chapter or section, with the words that are its own: those of paragraphs
/// without a number and of dashes in it among them, those of provisions within it that can be cited not.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    /// The provision, by its place in the text.
    pub(crate) at: u32,
    pub(crate) id: Name,
    pub(crate) kind: Kind,
    pub(crate) label: Name,
    pub(crate) heading: Wording,
    pub(crate) body: Wording,
    /// The unit around it.
    pub(crate) parent: Option<usize>,
}

impl Unit {
    pub(crate) fn is_division(&self) -> bool {
        self.kind.is_division()
    }
}

/// The units of a text in its order; one comes before those within it. A division that several files print is one unit.
pub(crate) fn units(text: &Text) -> Vec<Unit> {
    let mut found: Vec<(Unit, String)> = vec![];
    // To which unit each provision belongs.
    let mut owners: Vec<Option<usize>> = vec![];
    for provision in text.provisions() {
        let around = provision.parent.and_then(|parent| owners.get(parent as usize).copied().flatten());
        let is_unit = provision.path.is_some() || provision.kind.is_division();
        if !is_unit {
            if let Some((_, body)) = around.and_then(|at| found.get_mut(at)) {
                fold(text, provision, body);
            }
            owners.push(around);
            continue;
        }
        let own = text.own(provision);
        owners.push(Some(found.len()));
        found.push((
            Unit {
                at: provision.at,
                id: provision.id.clone(),
                kind: provision.kind,
                label: provision.label.clone(),
                heading: Wording::of(provision.heading.as_ref().map_or_else(String::new, Name::to_string)),
                body: Wording::default(),
                parent: around,
            },
            own,
        ));
    }
    found.into_iter().map(|(unit, body)| Unit { body: Wording::of(body), ..unit }).collect()
}

/// Adds what a provision says that cannot be cited.
fn fold(text: &Text, provision: &Provision, body: &mut String) {
    let heading = provision.heading.as_ref().map_or("", Name::as_str);
    let own = text.own(provision);
    for part in [provision.label.as_str(), heading, &own] {
        if !body.is_empty() && !part.is_empty() {
            body.push(' ');
        }
        body.push_str(part);
    }
}
