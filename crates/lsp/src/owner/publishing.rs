//! What is said of findings and of what rests on them: as soon as it has changed, and not before.

use std::collections::{BTreeMap, BTreeSet};

use tower_lsp_server::ls_types::{Diagnostic, PublishDiagnosticsParams};

use super::Owner;
use crate::beside::may_be_dossier;
use crate::outbound::Outbound;
use crate::paths::{below, uri_of};

impl Owner<'_> {
    /// Says what has changed of the findings of a package.
    pub(super) fn publish(&mut self, place: String, found: BTreeMap<String, Vec<Diagnostic>>) {
        let is_dossier = self.beside.dossiers.contains_key(&place);
        if !is_dossier && !self.world.packages.contains_key(&place) {
            return;
        }
        // Nothing is said of a document that is no dossier.
        if is_dossier && found.is_empty() {
            self.awaited.remove(&place);
        }
        let before = self.published.remove(&place).unwrap_or_default();
        let of_package = |path: &String| match self.world.files.get(path) {
            Some((held, _)) => held.place() == place,
            None => below(&place, path).is_some() && may_be_dossier(path) == is_dossier,
        };
        let awaited: Vec<String> = self.awaited.iter().filter(|path| of_package(path)).cloned().collect();
        let paths: BTreeSet<&String> = before.keys().chain(found.keys()).chain(&awaited).collect();
        for path in paths {
            let (old, new) = (before.get(path), found.get(path));
            if old != new || awaited.contains(path) {
                self.publish_one(path, new.cloned().unwrap_or_default());
            }
        }
        awaited.iter().for_each(|path| {
            self.awaited.remove(path);
        });
        self.refresh_others(&place);
        self.published.insert(place, found);
    }

    pub(super) fn publish_one(&self, path: &str, diagnostics: Vec<Diagnostic>) {
        if self.abilities.pulls && !self.settings.push {
            return;
        }
        let (uri, version) = match self.opened.get(path) {
            Some((uri, version)) => (Some(uri.clone()), Some(*version)),
            None => (uri_of(path), None),
        };
        if let Some(uri) = uri {
            self.say(Outbound::Publish(PublishDiagnosticsParams { uri, diagnostics, version }));
        }
    }

    /// A client that asks for findings is told to ask again when something other than its documents has changed.
    pub(super) fn refresh(&self) {
        if self.is_ready && self.abilities.pulls && self.abilities.refreshes {
            self.say(Outbound::Refresh);
        }
        if self.is_ready {
            self.refresh_shown();
        }
    }

    /// A client that can be told so is told to ask again for what it shows of documents.
    pub(super) fn refresh_shown(&self) {
        if self.abilities.refreshes_hints {
            self.say(Outbound::RefreshHints);
        }
        if self.abilities.refreshes_colours {
            self.say(Outbound::RefreshColours);
        }
    }

    /// A client is told to ask again for the hints and colours of documents beside those that were changed in a package.
    /// For those it asks by itself.
    pub(super) fn refresh_others(&mut self, place: &str) {
        let of_package =
            |path: &String| self.world.files.get(path).is_some_and(|(held, _)| held.place() == place);
        let (touched, others): (BTreeSet<String>, BTreeSet<String>) =
            std::mem::take(&mut self.touched).into_iter().partition(of_package);
        let is_beside = |path: &&String| of_package(path) && (touched.len() > 1 || !touched.contains(*path));
        if !touched.is_empty() && self.opened.keys().any(|path| is_beside(&path)) {
            self.refresh_shown();
        }
        self.touched = others;
    }

    /// A client that shows lenses is told to ask for them again when something other than its documents has changed.
    pub(super) fn refresh_lenses(&self) {
        if self.is_ready && self.abilities.refreshes_lenses {
            self.say(Outbound::RefreshLenses);
        }
    }

    /// Takes back what was said of a package or a dossier.
    pub(super) fn forget_findings(&mut self, place: &str) {
        self.to_find.remove(place);
        self.to_prove.remove(place);
        for (path, found) in self.published.remove(place).unwrap_or_default() {
            if !found.is_empty() {
                self.publish_one(&path, vec![]);
            }
        }
    }
}
