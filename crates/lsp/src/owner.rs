//! The one thread that writes. It takes what the client says in the order in which it arrives, keeps documents and
//! packages, and gives questions with a snapshot to readers. How packages are found and read, and what is said of them, stand
//! in files of their own below.

mod packages;
mod publishing;
mod texts;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender};

use acquis_analysis::{Ahead, Database, MANIFEST, MAX_SOURCE_BYTES, do_ahead, dossier_paths, load_dossiers};
use acquis_base::Host;
use acquis_ir::Date;
use acquis_prove::Fault;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;
use tower_lsp_server::ls_types::{Diagnostic, MessageType, TextDocumentContentChangeEvent, Uri};

use crate::beside::Beside;
use crate::capabilities::Abilities;
use crate::convert;
use crate::document::Document;
use crate::dossiers::Looking;
use crate::outbound::Outbound;
use crate::overlay::Overlay;
use crate::paths::{below, is_file, path_of};
use crate::proving::{Proving, is_small};
use crate::question::{Ask, Modified};
use crate::readers::{Readers, words_of};
use crate::runs::Run;
use crate::settings::Settings;
use crate::snapshot::{Age, Opened, Snapshot, World};
use crate::verdicts::{Verdicts, Wish};

/// Something that the owner is told.
pub(crate) enum Event {
    /// The client has introduced itself: what it can do, the folders that it shows, what is set.
    Start(Arc<Abilities>, Vec<Uri>, Option<Value>),
    /// The client listens.
    Ready,
    Open(Document),
    Change(Uri, i32, Vec<TextDocumentContentChangeEvent>),
    Close(Uri),
    /// Files have changed on disk.
    Watched(Vec<Uri>),
    /// Folders were added and taken away.
    Folders(Vec<Uri>, Vec<Uri>),
    /// What is set has changed: to this, or to what is to be asked for.
    Settings(Value),
    /// The client was asked what is set, and has answered this.
    Told(Value),
    Ask(Ask),
    /// A dossier is to be kept assessed, or no more.
    Wish(String, Option<Wish>),
    /// Scenarios were run, at a moment.
    Ran(Vec<(String, Run)>, Age),
    /// A reader is done.
    Done(Done),
    /// The client is gone.
    Exit,
}

/// What a reader is done with.
pub(crate) enum Done {
    /// A question.
    Answer,
    /// The findings of a package at a moment, by path.
    Found(String, Age, BTreeMap<String, Vec<Diagnostic>>),
    /// What was found in a dossier, and what is shown of it at the law.
    Read(String, Age, Option<(Vec<Diagnostic>, Option<Arc<Verdicts>>)>),
    /// What was proved of a package at a moment.
    Proved(String, Age, Vec<Fault>),
    /// Nothing: the findings of a package were no longer wanted.
    Stopped(String),
    /// Nothing, for a fault of the program.
    Fault(String),
    /// No findings, for a fault of the program.
    NotFound(String),
}

/// Everything that the owner keeps.
pub(crate) struct Owner<'h> {
    host: &'h dyn Host,
    inbox: Receiver<Event>,
    said: UnboundedSender<Outbound>,
    readers: Readers,
    db: Database,
    abilities: Arc<Abilities>,
    settings: Settings,
    /// What was set when the client introduced itself.
    initial: Settings,
    is_ready: bool,
    /// The folders that the client shows.
    roots: Vec<String>,
    documents: BTreeMap<String, Document>,
    opened: Arc<Opened>,
    world: Arc<World>,
    beside: Arc<Beside>,
    /// How many changes there have been.
    now: Arc<AtomicU64>,
    /// How often each document was changed.
    changes: BTreeMap<String, Arc<AtomicU64>>,
    waiting: VecDeque<Ask>,
    /// Whether packages may have come or gone.
    is_unsettled: bool,
    /// Packages that are to be read anew.
    to_read: BTreeSet<String>,
    /// Files whose texts are to be taken over.
    to_update: BTreeSet<String>,
    /// Documents that were opened or closed.
    to_expect: BTreeSet<String>,
    /// Packages whose dossiers are to be read anew.
    to_read_dossiers: BTreeSet<String>,
    /// Packages whose official texts are to be read anew.
    to_read_texts: BTreeSet<String>,
    /// The files of the official texts of each package.
    texts: BTreeMap<String, Vec<String>>,
    /// What was said of texts that were set.
    unread_texts: BTreeSet<String>,
    /// The dossiers that each package names.
    dossiers: BTreeMap<String, Vec<String>>,
    /// Packages whose findings are to be found.
    to_find: BTreeSet<String>,
    /// Packages of which something is to be proved.
    to_prove: BTreeSet<String>,
    /// The moment of which what was proved of each package is.
    proved_at: BTreeMap<String, u64>,
    /// How many readers look for findings.
    finding: usize,
    /// Whether a package is among those that is looked at for the first time.
    is_new: bool,
    /// Whether the client has been told that work goes on.
    is_at_work: bool,
    /// Documents whose findings are to be said even if they are as before.
    awaited: BTreeSet<String>,
    /// Documents that were changed and whose packages were not looked at since.
    touched: BTreeSet<String>,
    /// What was said of each package.
    published: BTreeMap<String, BTreeMap<String, Vec<Diagnostic>>>,
}

impl<'h> Owner<'h> {
    pub(crate) fn new(
        host: &'h dyn Host,
        db: Database,
        inbox: Receiver<Event>,
        own: &Sender<Event>,
        said: UnboundedSender<Outbound>,
    ) -> Self {
        Self {
            host,
            inbox,
            said,
            readers: Readers::start(own),
            db,
            abilities: Arc::new(Abilities::of(&tower_lsp_server::ls_types::ClientCapabilities::default())),
            settings: Settings::default(),
            initial: Settings::default(),
            is_ready: false,
            roots: vec![],
            documents: BTreeMap::new(),
            opened: Arc::default(),
            world: Arc::default(),
            beside: Arc::default(),
            now: Arc::default(),
            changes: BTreeMap::new(),
            waiting: VecDeque::new(),
            is_unsettled: false,
            to_read: BTreeSet::new(),
            to_update: BTreeSet::new(),
            to_expect: BTreeSet::new(),
            to_read_dossiers: BTreeSet::new(),
            to_read_texts: BTreeSet::new(),
            texts: BTreeMap::new(),
            unread_texts: BTreeSet::new(),
            dossiers: BTreeMap::new(),
            to_find: BTreeSet::new(),
            to_prove: BTreeSet::new(),
            proved_at: BTreeMap::new(),
            finding: 0,
            is_new: false,
            is_at_work: false,
            awaited: BTreeSet::new(),
            touched: BTreeSet::new(),
            published: BTreeMap::new(),
        }
    }

    /// Works until the client is gone.
    pub(crate) fn run(mut self) {
        while let Ok(event) = self.inbox.recv() {
            let mut next = Some(event);
            while let Some(event) = next {
                if matches!(event, Event::Exit) {
                    return;
                }
                self.guarded(|owner| owner.take(event));
                next = self.inbox.try_recv().ok();
            }
            self.guarded(Self::settle);
        }
    }

    /// Does something; a fault in it is logged.
    fn guarded(&mut self, work: impl FnOnce(&mut Self)) {
        if let Err(fault) = catch_unwind(AssertUnwindSafe(|| work(self))) {
            self.log_fault(&words_of(&*fault));
        }
    }

    fn say(&self, outbound: Outbound) {
        // Nobody is left to hear it when this fails.
        let _ = self.said.send(outbound);
    }

    fn log_fault(&self, words: &str) {
        self.say(Outbound::Log(MessageType::ERROR, format!("a fault of the language server: {words}")));
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Start(abilities, roots, settings) => {
                self.abilities = abilities;
                self.roots = roots.iter().map(path_of).map(|path| without_slash(&path)).collect();
                self.initial = settings.as_ref().and_then(Settings::read).unwrap_or_default();
                self.settings = self.initial.clone();
                Arc::make_mut(&mut self.beside).lenses = self.settings.lenses;
                self.is_unsettled = true;
            }
            Event::Ready => {
                self.is_ready = true;
                self.to_find.extend(self.world.packages.keys().cloned());
                if self.abilities.watches {
                    self.say(Outbound::Watch);
                }
                if self.abilities.settings {
                    self.say(Outbound::Settings);
                }
            }
            Event::Open(document) => {
                let path = path_of(&document.uri);
                self.to_expect.insert(path.clone());
                self.documents.insert(path.clone(), document);
                self.has_changed(path);
            }
            Event::Change(uri, version, changes) => {
                let path = path_of(&uri);
                let encoding = self.abilities.encoding;
                match self.documents.get_mut(&path) {
                    Some(document) => {
                        document.change(changes, encoding);
                        document.version = version;
                        self.has_changed(path);
                    }
                    None => {
                        let text = format!("{} was changed and is not open", uri.as_str());
                        self.say(Outbound::Log(MessageType::WARNING, text));
                    }
                }
            }
            Event::Close(uri) => {
                let path = path_of(&uri);
                self.to_expect.insert(path.clone());
                self.documents.remove(&path);
                self.has_changed(path);
                self.is_unsettled = true;
            }
            Event::Watched(uris) => {
                for path in uris.iter().map(path_of) {
                    if !self.documents.contains_key(&path) {
                        self.has_changed_on_disk(&path);
                    }
                }
                self.refuse(|_| true);
            }
            Event::Folders(added, removed) => {
                let paths = |uris: &[Uri]| -> Vec<String> {
                    uris.iter().map(|uri| without_slash(&path_of(uri))).collect()
                };
                let removed = paths(&removed);
                self.roots.retain(|root| !removed.contains(root));
                for root in paths(&added) {
                    if !self.roots.contains(&root) {
                        self.roots.push(root);
                    }
                }
                self.is_unsettled = true;
                self.refuse(|_| true);
            }
            Event::Settings(value) => match Settings::read(&value) {
                Some(settings) => self.set(settings),
                // A client that says only that something has changed is asked what.
                None if value.is_null() && self.abilities.settings => self.say(Outbound::Settings),
                None => {}
            },
            // Where nothing is set, what was said at the start holds; to ask again would give the same answer.
            Event::Told(value) => self.set(Settings::read(&value).unwrap_or_else(|| self.initial.clone())),
            Event::Ask(ask) => self.waiting.push_back(ask),
            Event::Wish(path, wish) => {
                let beside = Arc::make_mut(&mut self.beside);
                match wish.filter(|_| beside.dossiers.contains_key(&path)) {
                    Some(wish) => beside.wishes.insert(path.clone(), wish),
                    None => beside.wishes.remove(&path),
                };
                self.to_find.insert(path);
                self.refresh();
            }
            Event::Ran(runs, age) => {
                for (place, run) in runs.into_iter().filter(|_| !age.is_past()) {
                    Arc::make_mut(&mut self.beside).has_run(place.clone(), run);
                    self.to_find.insert(place);
                }
                self.refresh();
                self.refresh_lenses();
            }
            Event::Done(done) => self.is_done(done),
            Event::Exit => {}
        }
    }

    fn set(&mut self, settings: Settings) {
        if settings == self.settings {
            return;
        }
        if settings.texts != self.settings.texts {
            self.texts_are_set();
        }
        Arc::make_mut(&mut self.beside).lenses = settings.lenses;
        self.settings = settings;
        self.refresh_lenses();
        if !self.settings.proofs {
            Arc::make_mut(&mut self.beside).proved.clear();
            self.to_prove.clear();
        }
        self.proved_at.clear();
        self.to_find.extend(self.world.packages.keys().cloned());
        // What was said is said again as it is now, also where nothing is left to be said.
        self.awaited.extend(self.published.values().flat_map(BTreeMap::keys).cloned());
        self.refresh();
    }

    /// A document was opened, changed or closed.
    fn has_changed(&mut self, path: String) {
        let opened = self.documents.get(&path).map(|document| (document.uri.clone(), document.version));
        let all = Arc::make_mut(&mut self.opened);
        match opened {
            Some(opened) => {
                all.insert(path.clone(), opened);
                self.awaited.insert(path.clone());
            }
            None => {
                all.remove(&path);
                self.awaited.remove(&path);
            }
        }
        let is_new = !self.beside.dossiers.contains_key(&path);
        if Arc::make_mut(&mut self.beside).has_changed(&path, self.documents.get(&path)) {
            self.dossier_has_changed(&path, is_new);
        }
        if let Some(place) = self.unchanged(&path) {
            self.to_find.insert(place);
            return;
        }
        if Arc::make_mut(&mut self.beside).forget_runs(&path) {
            self.refresh_lenses();
        }
        self.changes.entry(path.clone()).or_default().fetch_add(1, Ordering::AcqRel);
        self.refuse(|about| about.is_none_or(|about| *about == path));
        if let Some((held, _)) = self.world.files.get(&path) {
            let place = held.place();
            self.are_stale(|_, around| around == place);
            self.to_update.insert(path);
        } else {
            self.has_changed_on_disk(&path);
        }
    }

    /// A document that may be a dossier was opened, changed or closed.
    fn dossier_has_changed(&mut self, path: &str, is_new: bool) {
        if !self.documents.contains_key(path) {
            self.forget_findings(path);
            self.refresh_lenses();
        } else {
            self.are_stale(|dossier, _| dossier == path);
            self.is_unsettled |= is_new && self.world.around(path).is_none();
            self.to_find.insert(path.to_owned());
        }
    }

    /// The package of a file whose text is the one that is held, as when a document is opened.
    fn unchanged(&self, path: &str) -> Option<String> {
        let (held, file) = self.world.files.get(path)?;
        let known = file.text(&self.db);
        let same = !self.to_update.contains(path)
            && match self.documents.get(path) {
                Some(document) => document.text == *known,
                None => self.text(path)? == *known,
            };
        same.then(|| held.place())
    }

    /// The text of a file as it is now; nothing if it cannot be read.
    fn text(&self, path: &str) -> Option<String> {
        match self.documents.get(path) {
            Some(document) => (document.text.len() as u64 <= MAX_SOURCE_BYTES).then(|| document.text.clone()),
            None => String::from_utf8(self.host.read(path, MAX_SOURCE_BYTES).ok()?).ok(),
        }
    }

    /// Something that is no known file of a package, or is not open, has changed.
    fn has_changed_on_disk(&mut self, path: &str) {
        if Arc::make_mut(&mut self.beside).forget_runs(path) {
            self.refresh_lenses();
        }
        if let Some((held, _)) = self.world.files.get(path) {
            let place = held.place();
            self.are_stale(|_, around| around == place);
            self.to_update.insert(path.to_owned());
            return;
        }
        self.text_has_changed(path);
        let name = path.rsplit('/').next().unwrap_or(path);
        // What has no ending may be a folder.
        let is_source =
            name == MANIFEST || name == packages::MUTANTS || name.ends_with(".acq") || !name.contains('.');
        self.is_unsettled |= is_source || !is_file(path);
        for (place, held) in &self.world.packages {
            if below(place, path).is_none() {
                continue;
            }
            let named = self.dossiers.get(place);
            let is_dossier = named.is_some_and(|named| named.iter().any(|name| held.path(name) == path));
            if is_dossier {
                self.to_read_dossiers.insert(place.clone());
            } else if is_source {
                self.to_read.insert(place.clone());
            }
        }
        let to_read = std::mem::take(&mut self.to_read);
        self.are_stale(|_, around| to_read.contains(around));
        self.to_read = to_read;
    }

    /// The verdicts of some dossiers, told by their paths and the folders of their packages, are of another text from now on.
    fn are_stale(&mut self, is_meant: impl Fn(&str, &str) -> bool) {
        let beside = &self.beside;
        let current = beside.verdicts.keys().filter(|path| !beside.stale.contains(*path));
        let around = |path: &String| self.world.around(path).map(|held| held.place()).unwrap_or_default();
        let stale: Vec<String> = current.filter(|path| is_meant(path, &around(path))).cloned().collect();
        if !stale.is_empty() {
            Arc::make_mut(&mut self.beside).stale.extend(stale);
            self.refresh_lenses();
        }
    }

    /// Something has changed. Of the questions that wait those are refused that are about it, as far as is told by the
    /// document that a question is about alone.
    fn refuse(&mut self, is_stale: impl Fn(Option<&String>) -> bool) {
        self.now.fetch_add(1, Ordering::AcqRel);
        let (stale, waiting): (VecDeque<Ask>, VecDeque<Ask>) =
            self.waiting.drain(..).partition(|ask| is_stale(ask.text_of.as_ref()));
        self.waiting = waiting;
        stale.into_iter().for_each(|ask| (ask.work)(Err(Modified)));
    }

    fn is_done(&mut self, done: Done) {
        self.readers.is_done();
        match done {
            Done::Answer => {}
            Done::Fault(words) => self.log_fault(&words),
            Done::NotFound(words) => {
                self.finding -= 1;
                self.log_fault(&words);
            }
            Done::Stopped(place) => {
                self.finding -= 1;
                self.to_find.insert(place);
            }
            Done::Read(path, age, found) => {
                self.finding -= 1;
                if age.is_past() {
                    self.to_find.insert(path);
                } else {
                    self.has_read(path, found);
                }
            }
            Done::Found(place, age, found) => {
                self.finding -= 1;
                if age.is_past() {
                    self.to_find.insert(place);
                } else {
                    if self.settings.proofs
                        && self.proved_at.get(&place) != Some(&age.at)
                        && self.is_provable(&place)
                    {
                        self.to_prove.insert(place.clone());
                    }
                    self.publish(place, found);
                }
            }
            Done::Proved(place, age, _) if age.is_past() => {
                self.to_prove.insert(place);
            }
            Done::Proved(place, age, faults) => self.has_proved(place, &age, faults),
        }
    }

    /// Takes changes over into the database, then gives work to readers.
    fn settle(&mut self) {
        self.write();
        while self.readers.is_one_idle()
            && let Some(ask) = self.waiting.pop_front()
        {
            self.answer(ask);
        }
        while self.is_ready
            && self.readers.can_spare_one()
            && let Some(place) = self.to_find.pop_first()
        {
            self.find(place);
        }
        // Proofs take longer than all else, and wait until nothing else is to be done.
        while self.finding == 0
            && self.waiting.is_empty()
            && self.readers.can_spare_one()
            && let Some(place) = self.to_prove.pop_first()
        {
            self.prove(place);
        }
        self.is_new &= self.finding > 0;
        let is_at_work = self.is_new;
        if self.is_ready && self.abilities.progress && is_at_work != self.is_at_work {
            self.is_at_work = is_at_work;
            self.say(if is_at_work { Outbound::Begin } else { Outbound::End });
        }
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot {
            db: self.db.clone(),
            world: Arc::clone(&self.world),
            beside: Arc::clone(&self.beside),
            opened: Arc::clone(&self.opened),
            abilities: Arc::clone(&self.abilities),
            today: self.settings.as_of.or_else(|| Date::of_number(self.host.today()?)),
            hints: self.settings.hints,
            age: Age {
                at: self.now.load(Ordering::Acquire),
                now: Arc::clone(&self.now),
                taken_back: Arc::default(),
            },
        }
    }

    fn answer(&mut self, ask: Ask) {
        if ask.stop.is_stopped() {
            return;
        }
        let mut snapshot = self.snapshot();
        if let Some(path) = &ask.text_of {
            let now = Arc::clone(self.changes.entry(path.clone()).or_default());
            snapshot.age.at = now.load(Ordering::Acquire);
            snapshot.age.now = now;
        }
        snapshot.age.taken_back = ask.stop.flag();
        self.readers.give(Box::new(move || {
            ask.stop.take_hold(&snapshot.db);
            if !ask.stop.is_stopped() {
                (ask.work)(Ok(snapshot));
            }
            Done::Answer
        }));
    }

    /// A dossier was read, or is none.
    fn has_read(&mut self, path: String, found: Option<(Vec<Diagnostic>, Option<Arc<Verdicts>>)>) {
        let (found, verdicts) = found.map_or((None, None), |(found, verdicts)| (Some(found), verdicts));
        if self.beside.verdicts.get(&path) != verdicts.as_ref() || self.beside.stale.contains(&path) {
            let beside = Arc::make_mut(&mut self.beside);
            beside.stale.remove(&path);
            match verdicts {
                Some(verdicts) => beside.verdicts.insert(path.clone(), verdicts),
                None => beside.verdicts.remove(&path),
            };
            self.refresh_lenses();
        }
        let found = found.map(|found| (path.clone(), found)).into_iter().collect();
        self.publish(path, found);
    }

    /// Looks for what reading a dossier finds, and what the law says of it where it is kept assessed.
    fn find_in_dossier(&mut self, path: String) {
        let snapshot = self.snapshot();
        self.finding += 1;
        self.readers.give(Box::new(move || {
            let read = move || {
                let age = snapshot.age.clone();
                let looking = snapshot.db.attempt(|_| Looking::prepare(&snapshot, &path));
                drop(snapshot);
                match looking {
                    Ok(looking) => Done::Read(path, age, looking.map(|looking| looking.found())),
                    Err(_) => Done::Stopped(path),
                }
            };
            catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|fault| Done::NotFound(words_of(&*fault)))
        }));
    }

    fn find(&mut self, place: String) {
        if self.beside.dossiers.contains_key(&place) {
            return self.find_in_dossier(place);
        }
        let within = self.beside.dossiers.keys().filter(|path| below(&place, path).is_some());
        self.to_find.extend(within.cloned());
        let snapshot = self.snapshot();
        let Some(held) = snapshot.world.packages.get(&place).cloned() else { return };
        let is_new = !self.published.contains_key(&place);
        self.finding += 1;
        self.is_new |= is_new;
        self.readers.give(Box::new(move || {
            let find = |db: &Database| {
                if is_new {
                    do_ahead(db, held.package, Ahead::Checked);
                }
                convert::findings_by_path(&snapshot, &held)
            };
            match catch_unwind(AssertUnwindSafe(|| snapshot.db.attempt(find))) {
                Ok(Ok(found)) => Done::Found(place, snapshot.age, found),
                Ok(Err(_)) => Done::Stopped(place),
                Err(fault) => Done::NotFound(words_of(&*fault)),
            }
        }));
    }

    /// Whether a package is there and small enough to be asked about while it is edited.
    fn is_provable(&self, place: &str) -> bool {
        self.world.packages.get(place).is_some_and(|held| is_small(&self.db, held.package))
    }

    /// Asks what is wrong with a package whatever the facts.
    fn prove(&mut self, place: String) {
        let snapshot = self.snapshot();
        let Some(held) = snapshot.world.packages.get(&place).cloned() else { return };
        self.readers.give(Box::new(move || {
            let age = snapshot.age.clone();
            let proving = snapshot.db.attempt(|_| Proving::prepare(&snapshot, &held));
            drop(snapshot);
            let faults = proving.map(|proving| proving.faults(age.patience())).unwrap_or_default();
            Done::Proved(place, age, faults)
        }));
    }

    /// Something was proved of a package as it is.
    fn has_proved(&mut self, place: String, age: &Age, faults: Vec<Fault>) {
        self.proved_at.insert(place.clone(), age.at);
        let known = self.beside.proved.get(&place);
        if known.map_or(faults.is_empty(), |known| **known == faults) {
            return;
        }
        Arc::make_mut(&mut self.beside).proved.insert(place.clone(), Arc::new(faults));
        self.to_find.insert(place);
        self.refresh();
    }

    /// Takes over what has changed. Readers stop as soon as the first of it is written.
    fn write(&mut self) {
        if std::mem::take(&mut self.is_unsettled) {
            self.discover();
        }
        let to_read = std::mem::take(&mut self.to_read);
        if !to_read.is_empty() {
            self.refresh();
        }
        for place in to_read {
            if let Some(held) = self.world.packages.get(&place).cloned() {
                self.read_package(held.root.clone(), held.folder.clone(), held.alone, Some(held.package));
            }
        }
        for place in std::mem::take(&mut self.to_read_texts) {
            self.read_texts(&place);
            self.to_find.insert(place);
        }
        for path in std::mem::take(&mut self.to_expect) {
            match self.world.files.get(&path) {
                Some((_, file)) if self.documents.contains_key(&path) => file.expect_edits(&mut self.db),
                Some((_, file)) => file.close(&mut self.db),
                None => {}
            }
        }
        let mut changed = std::mem::take(&mut self.to_read_dossiers);
        let anew = changed.clone();
        for path in std::mem::take(&mut self.to_update) {
            changed.extend(self.update(&path));
        }
        for place in changed {
            self.read_dossiers(&place, anew.contains(&place));
            self.to_find.insert(place);
        }
    }

    /// Takes over the text of a file; tells its package.
    fn update(&mut self, path: &str) -> Option<String> {
        let (held, file) = self.world.files.get(path).cloned()?;
        match self.text(path) {
            Some(text) => {
                match self.documents.contains_key(path) {
                    true => file.update(&mut self.db, text),
                    false => file.replace(&mut self.db, text),
                }
                self.touched.insert(path.to_owned());
                Some(held.place())
            }
            None => {
                self.read_package(held.root.clone(), held.folder.clone(), held.alone, Some(held.package));
                None
            }
        }
    }

    /// Reads the dossiers of a package if it names others than before, or if they have changed.
    fn read_dossiers(&mut self, place: &str, anew: bool) {
        let Some(held) = self.world.packages.get(place).cloned() else { return };
        let named = dossier_paths(&self.db, held.package, &held.folder);
        if anew || self.dossiers.get(place) != Some(&named) {
            let host =
                Overlay { disk: self.host, documents: &self.documents, root: &held.root, alone: held.alone };
            load_dossiers(&mut self.db, held.package, &host, &held.folder);
            self.dossiers.insert(place.to_owned(), named);
        }
    }
}

fn without_slash(path: &str) -> String {
    match path.trim_end_matches('/') {
        "" => "/".to_owned(),
        trimmed => trimmed.to_owned(),
    }
}

#[cfg(test)]
mod tests;
