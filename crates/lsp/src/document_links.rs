//! What leads out of a package to the web.

use acquis_ide::document_links::{DocumentLink, document_links, links_in};
use tower_lsp_server::ls_types::DocumentLink as Shown;

use crate::positions::Lines;
use crate::snapshot::Snapshot;

/// The links of the file at a path, a policy or a manifest; nothing for what is neither.
pub(crate) fn links(snapshot: &Snapshot, path: &str) -> Option<Vec<Shown>> {
    let encoding = snapshot.abilities.encoding;
    if let Some((held, file)) = snapshot.file(path) {
        let lines = Lines::new(file.text(&snapshot.db), encoding);
        let found = document_links(&snapshot.db, held.package, file);
        return Some(shown(found, &lines, snapshot));
    }
    let mut packages = snapshot.world.packages.values();
    let held = packages.find(|held| held.path(&held.manifest.0) == path)?;
    let text = &held.manifest.1;
    Some(shown(links_in(text), &Lines::new(text, encoding), snapshot))
}

fn shown(found: Vec<DocumentLink>, lines: &Lines<'_>, snapshot: &Snapshot) -> Vec<Shown> {
    let with_tooltip = snapshot.abilities.link_tooltips;
    let link = |link: DocumentLink| {
        Some(Shown {
            range: lines.range(link.span),
            target: Some(link.address.parse().ok()?),
            tooltip: link.tooltip.filter(|_| with_tooltip),
            data: None,
        })
    };
    found.into_iter().filter_map(link).collect()
}
