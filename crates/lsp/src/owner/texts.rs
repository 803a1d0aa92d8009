//! Official texts: read when their package is, when one of them changes, and when others are set.

use acquis_analysis::{LOCK, load_texts, text_faults};
use tower_lsp_server::ls_types::MessageType;

use super::Owner;
use crate::outbound::Outbound;
use crate::overlay::Overlay;
use crate::paths::join;

impl Owner<'_> {
    /// Reads the official texts of the package at a place. Of those that were set nothing is found in the package, so
    /// what is wrong with them is logged.
    pub(super) fn read_texts(&mut self, place: &str) {
        let Some(held) = self.world.packages.get(place).cloned() else { return };
        let host =
            Overlay { disk: self.host, documents: &self.documents, root: &held.root, alone: held.alone };
        load_texts(&mut self.db, held.package, &host, &held.folder, &self.settings.texts);
        let mut paths = vec![join(&held.place(), LOCK)];
        for text in held.package.texts(&self.db) {
            paths.extend(text.files(&self.db).iter().map(|file| held.path(&file.path)));
            if !text.is_given(&self.db) {
                continue;
            }
            for (path, reason) in text_faults(&self.db, *text) {
                let instrument = text.instrument(&self.db);
                let words = format!("the text {path} that is set for {instrument} cannot be read: {reason}");
                // Once, and not for each package that may be about it.
                if self.unread_texts.insert(words.clone()) {
                    self.say(Outbound::Log(MessageType::WARNING, words));
                }
            }
        }
        self.texts.insert(place.to_owned(), paths);
    }

    /// Something has changed at a path: the packages whose texts it belongs to are to read them anew.
    pub(super) fn text_has_changed(&mut self, path: &str) {
        let is_in = |paths: &Vec<String>| paths.iter().any(|text| text == path);
        let places = self.texts.iter().filter(|(_, paths)| is_in(paths)).map(|(place, _)| place.clone());
        self.to_read_texts.extend(places);
    }

    /// Other texts are set.
    pub(super) fn texts_are_set(&mut self) {
        self.unread_texts.clear();
        self.to_read_texts.extend(self.world.packages.keys().cloned());
    }
}
