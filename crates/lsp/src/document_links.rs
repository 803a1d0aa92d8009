//! What leads out of the law to the web, and to official texts that are at hand.

use acquis_base::Place;
use acquis_ide::document_links::{DocumentLink, Goal, document_links, links_in};
use tower_lsp_server::ls_types::{DocumentLink as Shown, Uri};

use crate::positions::Lines;
use crate::snapshot::{Pages, Snapshot};

/// The links of the file at a path, a policy or a manifest; nothing for what is neither.
pub(crate) fn links(snapshot: &Snapshot, path: &str) -> Option<Vec<Shown>> {
    let encoding = snapshot.abilities.encoding;
    if let Some((held, file)) = snapshot.file(path) {
        let lines = Lines::new(file.text(&snapshot.db), encoding);
        let found = document_links(&snapshot.db, held.package, file);
        return Some(shown(found, &lines, snapshot, &snapshot.pages(held)));
    }
    let mut packages = snapshot.world.packages.values();
    let held = packages.find(|held| held.path(&held.manifest.0) == path)?;
    let text = &held.manifest.1;
    Some(shown(links_in(text), &Lines::new(text, encoding), snapshot, &snapshot.pages(held)))
}

fn shown(found: Vec<DocumentLink>, lines: &Lines<'_>, snapshot: &Snapshot, pages: &Pages<'_>) -> Vec<Shown> {
    let with_tooltip = snapshot.abilities.link_tooltips;
    let link = |link: DocumentLink| {
        Some(Shown {
            range: lines.range(link.span),
            target: Some(match &link.goal {
                Goal::Address(address) => address.parse().ok()?,
                Goal::Text(place) => line_of(place, pages)?,
            }),
            tooltip: link.tooltip.filter(|_| with_tooltip),
            data: None,
        })
    };
    found.into_iter().filter_map(link).collect()
}

/// The address of a place in a file, as editors and browsers write one: with the line, counted from 1.
fn line_of(place: &Place, pages: &Pages<'_>) -> Option<Uri> {
    let location = pages.location(place)?;
    format!("{}#L{}", location.uri.as_str(), location.range.start.line.saturating_add(1)).parse().ok()
}
