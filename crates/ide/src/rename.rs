//! Giving something another name, in the sources, the manifest and the dossiers of a package.
//!
//! Whether a name is free is asked of the checks themselves: the package is checked as it would be, and a rename that makes
//! an error, or that makes a place mean something else, is refused with what the checks say.

use std::collections::{BTreeMap, BTreeSet};

use acquis_analysis::{
    Ahead, Database, Manifest, Mentioned, Package, SourceFile, Symbol, do_ahead, findings, mentions_at,
    mentions_of, mixes_alphabets, program,
};
use acquis_base::{Diagnostic, Edit, MemoryHost, Name, Place, Severity, Span, codes};
use acquis_eval::Patience;
use acquis_syntax::{is_identifier, is_reserved};

use crate::document::{Document, all_documents, mentions_at_in_document, mentions_in_document};
use crate::layout::keeping_layout;
use crate::reasons;
use crate::trial::Tried;

/// What can be renamed at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamable {
    /// Where its name stands.
    pub span: Span,
    /// The name.
    pub name: Name,
}

/// What a rename changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renaming {
    /// The texts that change, in the order of files and texts; before the file moves.
    pub edits: Vec<Edit<Place>>,
    /// The file that moves, and where to.
    pub moved: Option<(Name, Name)>,
    /// Dossiers that cannot be read, and may name what is renamed.
    pub unread: Vec<Name>,
}

/// What can be renamed at an offset.
///
/// # Errors
/// Why nothing can.
pub fn prepare(db: &Database, file: SourceFile, offset: u32) -> Result<Renamable, String> {
    let (symbol, span) = symbol_at(db, file, offset)?;
    let name = symbol.word().cloned().ok_or_else(|| "this has no name".to_owned())?;
    Ok(Renamable { span, name })
}

/// What stands at an offset, if it can be renamed.
fn symbol_at(db: &Database, file: SourceFile, offset: u32) -> Result<(Symbol, Span), String> {
    named_symbol(&mentions_at(db, file, offset))
}

/// What is named, if it can be renamed.
fn named_symbol(found: &[Mentioned]) -> Result<(Symbol, Span), String> {
    let Some(mention) = found.first() else { return Err("nothing that has a name stands here".to_owned()) };
    let refused = match &mention.symbol {
        Symbol::Provision(_) => {
            "a provision bears the number that the text gives it; a slip of the text is written `printed as`"
        }
        Symbol::Level(..) => "a level bears its number",
        Symbol::Country(_) => "a country is named by its code of ISO 3166-1",
        Symbol::BuiltIn(_) => "this type belongs to the language",
        Symbol::Diagnostic(_) => "the numbers of diagnostics are fixed",
        Symbol::Item(acquis_analysis::ItemKind::Broken, _) => {
            "this declaration could not be read; mend it first"
        }
        symbol => return Ok((symbol.clone(), mention.place.span)),
    };
    Err(refused.to_owned())
}

/// Renames what stands at an offset, wherever it is named: in the sources, in the manifest, and in the dossiers given and
/// those from which scenarios start.
///
/// # Errors
/// Why it cannot be renamed so.
pub fn rename(
    db: &Database,
    package: Package,
    documents: &[Document],
    (file, offset): (SourceFile, u32),
    new: &str,
    patience: &Patience,
) -> Result<Renaming, String> {
    let (symbol, _) = symbol_at(db, file, offset)?;
    renaming(db, package, documents, symbol, new, patience)
}

/// What can be renamed at an offset of a dossier.
///
/// # Errors
/// Why nothing can.
pub fn prepare_in_document(
    db: &Database,
    package: Package,
    document: &Document,
    offset: u32,
) -> Result<Renamable, String> {
    let (symbol, span) = named_symbol(&mentions_at_in_document(db, package, document, offset))?;
    let name = symbol.word().cloned().ok_or_else(|| "this has no name".to_owned())?;
    Ok(Renamable { span, name })
}

/// Renames what stands at an offset of a dossier, wherever it is named: in the sources, in the manifest, and in the
/// dossiers given and those from which scenarios start.
///
/// # Errors
/// Why it cannot be renamed so.
pub fn rename_in_document(
    db: &Database,
    package: Package,
    documents: &[Document],
    (document, offset): (&Document, u32),
    new: &str,
    patience: &Patience,
) -> Result<Renaming, String> {
    let (symbol, _) = named_symbol(&mentions_at_in_document(db, package, document, offset))?;
    renaming(db, package, documents, symbol, new, patience)
}

fn renaming(
    db: &Database,
    package: Package,
    documents: &[Document],
    symbol: Symbol,
    new: &str,
    patience: &Patience,
) -> Result<Renaming, String> {
    check_word(&symbol, new)?;
    if symbol.word().is_some_and(|old| old == new) {
        return Ok(Renaming::default());
    }
    let word = symbol.word().cloned().unwrap_or_default();
    let reasons =
        documents.iter().find(|document| document.is_of_mutants() && document.text.contains(word.as_str()));
    let documents = all_documents(db, package, documents);
    let uses = uses(db, package, &documents, &symbol);
    let places = uses.iter().map(|mention| mention.place.clone());
    let places: BTreeSet<Place> = places.collect();
    let mut edits: Vec<Edit<Place>> =
        places.into_iter().map(|place| Edit { place, text: new.to_owned() }).collect();
    edits.extend(in_manifest(package.manifest(db), &symbol, new));
    edits.sort_by(|a, b| a.place.cmp(&b.place));
    let mut renaming = Renaming { edits, moved: None, unread: unread(&documents) };
    if let Symbol::Module(module) = &symbol {
        renaming.moved = Some(moved(db, package, module, new)?);
    }
    let trial = Trial {
        db,
        package,
        documents: &documents,
        renaming: &renaming,
        new,
        names_mutants: reasons.is_some(),
        patience,
    };
    let mutants = trial.check(&symbol)?;
    renaming.edits = laid_out(db, package, renaming.edits);
    if let (Some(reasons), Some(after), Some(program)) = (reasons, mutants, program(db, package)) {
        let before = reasons::names(program);
        renaming.edits.extend(reasons::renamed(reasons, (&before, &after), (&word, new)));
        renaming.edits.sort_by(|a, b| a.place.cmp(&b.place));
    }
    Ok(renaming)
}

/// Edits after which sources that were in the canonical layout are in it again.
fn laid_out(db: &Database, package: Package, edits: Vec<Edit<Place>>) -> Vec<Edit<Place>> {
    let mut by_file: BTreeMap<Name, Vec<Edit<Place>>> = BTreeMap::new();
    for edit in edits {
        by_file.entry(edit.place.file.clone()).or_default().push(edit);
    }
    let of_file = |(path, edits): (Name, Vec<Edit<Place>>)| match package.file(db, &path) {
        Some(file) => keeping_layout(file.text(db), edits),
        None => edits,
    };
    by_file.into_iter().flat_map(of_file).collect()
}

/// Refuses what cannot be a name.
fn check_word(symbol: &Symbol, new: &str) -> Result<(), String> {
    let parts: Vec<&str> = match symbol {
        Symbol::Module(_) => new.split('.').collect(),
        _ => vec![new],
    };
    for part in parts {
        if is_reserved(part) {
            return Err(format!("`{part}` is a word of the language and cannot be a name"));
        }
        if !is_identifier(part) {
            return Err(format!(
                "`{part}` is no name: a name is a letter or `_`, and then letters, digits and `_`"
            ));
        }
        // The checks say so of what is declared for all, and not of every variable.
        if mixes_alphabets(part) {
            return Err(format!("`{part}` mixes letters of different alphabets"));
        }
    }
    Ok(())
}

/// The dossiers that cannot be read.
fn unread(documents: &[Document]) -> Vec<Name> {
    let unread = documents.iter().filter(|document| !document.is_readable());
    unread.map(|document| document.path.clone()).collect()
}

/// Where a symbol is named in sources and dossiers.
fn uses(db: &Database, package: Package, documents: &[Document], symbol: &Symbol) -> Vec<Mentioned> {
    let mut uses = mentions_of(db, package, symbol);
    let word = symbol.word().cloned().unwrap_or_default();
    for document in documents.iter().filter(|document| document.text.contains(word.as_str())) {
        let named = mentions_in_document(db, package, document).into_iter();
        uses.extend(named.filter(|mention| mention.symbol == *symbol));
    }
    uses
}

/// The edits of the manifest where it names a symbol.
fn in_manifest(manifest: &Manifest, symbol: &Symbol, new: &str) -> Vec<Edit<Place>> {
    use acquis_analysis::ItemKind::{Instrument, Ladder};
    let (name, named, texts) = match symbol {
        Symbol::Item(Instrument, name) => (name, &manifest.instrument, manifest.texts.as_slice()),
        Symbol::Item(Ladder, name) => (name, &manifest.ladder, &[][..]),
        _ => return vec![],
    };
    let keys = texts.iter().map(|entry| &entry.instrument);
    let named = named.iter().chain(keys).filter(|(known, _)| known == name);
    let edit = |(_, span): &(Name, Span)| {
        let quotes = span.len().saturating_sub(name.len()) / 2;
        let start = (span.start as usize).saturating_add(quotes);
        // A key of TOML without quotes has ASCII letters alone.
        let text = if quotes > 0 || new.is_ascii() { new.to_owned() } else { format!("\"{new}\"") };
        let span = Span::new(start, start.saturating_add(name.len()));
        Edit { place: Place::new(manifest.path.clone(), span), text }
    };
    named.map(edit).collect()
}

/// The file of a module, and the one that a module of another name is.
fn moved(db: &Database, package: Package, module: &Name, new: &str) -> Result<(Name, Name), String> {
    let file = package.files(db).iter().find(|file| file.module(db) == module);
    let file = file.ok_or_else(|| format!("there is no module `{module}`"))?;
    if package.files(db).iter().any(|file| *file.module(db) == new) {
        return Err(format!("two files are the module `{new}`"));
    }
    let below = new.replace('.', "/");
    let path = Name::from(format!("{}{below}.acq", package.manifest(db).folder()));
    Ok((file.path(db).clone(), path))
}

/// What is declared by name for the whole package, by its new name.
fn renamed(symbol: &Symbol, new: &str) -> Symbol {
    let new = Name::from(new);
    match symbol.clone() {
        Symbol::Module(_) => Symbol::Module(new),
        Symbol::Item(kind, _) => Symbol::Item(kind, new),
        Symbol::Fact(_) => Symbol::Fact(new),
        Symbol::Field(entity, _) => Symbol::Field(entity, new),
        Symbol::Value(owner, _) => Symbol::Value(owner, new),
        Symbol::Choice(reading, _) => Symbol::Choice(reading, new),
        Symbol::Exception(rule, _) => Symbol::Exception(rule, new),
        other => other,
    }
}

/// A package as it would be after a rename.
struct Trial<'a> {
    db: &'a Database,
    package: Package,
    documents: &'a [Document],
    renaming: &'a Renaming,
    new: &'a str,
    /// Whether it matters what its mutants are called.
    names_mutants: bool,
    patience: &'a Patience,
}

impl Trial<'_> {
    /// Refuses a rename that makes an error, or after which a name means something else; else says what the mutants are
    /// called afterwards, if that matters.
    fn check(&self, symbol: &Symbol) -> Result<Option<BTreeSet<String>>, String> {
        let manifest = self.manifest(symbol);
        let files = self.package.all_files(self.db).map(|file| {
            let path = file.path(self.db);
            let text = self.edited(path, file.text(self.db));
            match &self.renaming.moved {
                Some((from, to)) if from == path => (to.clone(), Name::from(self.new), text),
                _ => (path.clone(), file.module(self.db).clone(), text),
            }
        });
        let documents: Vec<Document> = self
            .documents
            .iter()
            .map(|it| Document::new(it.path.clone(), self.edited(&it.path, &it.text)))
            .collect();
        let mut dossiers = MemoryHost::new();
        for document in &documents {
            dossiers.insert(document.path.as_str(), &*document.text);
        }
        let tried = Tried {
            scope: acquis_analysis::Scope::Base,
            manifest,
            files: files.collect(),
            dossiers: &dossiers,
        };
        let renamed = Renamed {
            documents,
            local: matches!(symbol, Symbol::Local(..) | Symbol::Parameter(..) | Symbol::Point(..)),
            symbol: renamed(symbol, self.new),
            names_mutants: self.names_mutants,
        };
        let expected = self.expected();
        let first = expected.first().cloned();
        let (findings, found, mutants) = tried
            .attempt(self.patience, move |db, package| renamed.read(db, package, first.as_ref()))
            .ok_or_else(|| "whether this is possible could not be found out".to_owned())?;
        if let Some(finding) = self.new_error(&findings) {
            return Err(finding.message.clone());
        }
        match expected.symmetric_difference(&found).next() {
            Some(place) => Err(format!("`{}` would mean something else in {}", self.new, place.file)),
            None => Ok(mutants),
        }
    }

    fn manifest(&self, symbol: &Symbol) -> Manifest {
        use acquis_analysis::ItemKind::{Instrument, Ladder};
        let mut manifest = self.package.manifest(self.db).clone();
        let (old, named, texts) = match symbol {
            Symbol::Item(Instrument, old) => (old, &mut manifest.instrument, manifest.texts.as_mut_slice()),
            Symbol::Item(Ladder, old) => (old, &mut manifest.ladder, &mut [][..]),
            _ => return manifest,
        };
        let keys = texts.iter_mut().map(|entry| &mut entry.instrument);
        for (name, _) in named.iter_mut().chain(keys).filter(|(name, _)| name == old) {
            *name = Name::from(self.new);
        }
        manifest
    }

    fn edited(&self, path: &Name, text: &str) -> String {
        let edits = self.renaming.edits.iter().filter(|edit| edit.place.file == *path);
        apply(text, edits)
    }

    /// Where the new name will stand, in sources and dossiers.
    fn expected(&self) -> BTreeSet<Place> {
        let mut expected = BTreeSet::new();
        let mut shift: BTreeMap<&Name, i64> = BTreeMap::new();
        for edit in &self.renaming.edits {
            let Edit { place, text } = edit;
            if place.file == self.package.manifest(self.db).path {
                continue;
            }
            let by = shift.entry(&place.file).or_default();
            let start = usize::try_from(i64::from(place.span.start) + *by).unwrap_or(0);
            *by += i64::try_from(text.len()).unwrap_or(0) - i64::try_from(place.span.len()).unwrap_or(0);
            let file = match &self.renaming.moved {
                Some((from, to)) if *from == place.file => to.clone(),
                _ => place.file.clone(),
            };
            expected.insert(Place::new(file, Span::new(start, start.saturating_add(text.len()))));
        }
        expected
    }

    /// An error, or a name that looks like another, of which there are more than before, the one that speaks of the new name before others.
    fn new_error<'f>(&self, found: &'f [Diagnostic]) -> Option<&'f Diagnostic> {
        let mut before: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in findings(self.db, self.package) {
            *before.entry(finding.code.id).or_default() += 1;
        }
        let speaks_of_new = |finding: &Diagnostic| finding.message.contains(&format!("`{}`", self.new));
        let mut more = vec![];
        let counts = |finding: &&Diagnostic| {
            finding.severity == Severity::Error || *finding.code == codes::CONFUSABLE_NAME
        };
        for finding in found.iter().filter(counts) {
            match before.get_mut(finding.code.id) {
                // With errors before, which of one kind is new shows in what it speaks of.
                Some(left) if *left > 0 && !speaks_of_new(finding) => *left -= 1,
                _ => more.push(finding),
            }
        }
        let of_name = more.iter().find(|finding| speaks_of_new(finding));
        of_name.or(more.first()).copied()
    }
}

/// What was renamed in a package.
struct Renamed {
    documents: Vec<Document>,
    /// Whether it is known within its declaration alone, and told by where it stands.
    local: bool,
    symbol: Symbol,
    names_mutants: bool,
}

impl Renamed {
    /// What is found in it, where what was renamed is named, and what its mutants are called if that is asked.
    fn read(
        self,
        db: &Database,
        package: Package,
        first: Option<&Place>,
    ) -> (Vec<Diagnostic>, BTreeSet<Place>, Option<BTreeSet<String>>) {
        do_ahead(db, package, Ahead::Checked);
        let symbol = match first {
            Some(first) if self.local => {
                let file = package.file(db, &first.file);
                let found = file.map(|file| mentions_at(db, file, first.span.start)).unwrap_or_default();
                found.into_iter().next().map(|mention| mention.symbol)
            }
            _ => Some(self.symbol),
        };
        let found = symbol.map(|symbol| uses(db, package, &self.documents, &symbol)).unwrap_or_default();
        let places = found.into_iter().map(|mention| mention.place).collect();
        let asked = program(db, package).as_ref().filter(|_| self.names_mutants);
        (findings(db, package).clone(), places, asked.map(reasons::names))
    }
}

/// A text after edits, which do not overlap and stand in the order of the text.
pub fn apply<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit<Place>>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let range = edit.place.span.range();
        out.push_str(text.get(at..range.start).unwrap_or(""));
        out.push_str(&edit.text);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}
