//! `acquis init`: start a package.

use acquis_analysis::MANIFEST;
use acquis_base::{Diagnostic, EntryKind, HostError, Sources, codes, printable};

use crate::Exit;
use crate::arguments::Init;
use crate::session::{Session, empty_path};

/// The files of a new package, the manifest last: without it what was written is no package.
const TEMPLATE: [(&str, &str); 4] = [
    ("law.acq", include_str!("../template/law.acq")),
    ("scenarios.acq", include_str!("../template/scenarios.acq")),
    (EXAMPLE, include_str!("../template/examples/lighthouse.yaml")),
    (MANIFEST, include_str!("../template/acquis.toml")),
];

const EXAMPLE: &str = "examples/lighthouse.yaml";

/// What stands in the template for the name of the package.
const NAME: &str = "NAME";

pub(crate) fn run(session: &mut Session<'_>, arguments: &Init) -> Exit {
    match start(session, arguments) {
        Ok(report) => {
            session.out(&report);
            Exit::Yes
        }
        Err(finding) => {
            session.complain(&[*finding], &Sources::default());
            Exit::Unusable
        }
    }
}

fn start(session: &Session<'_>, arguments: &Init) -> Result<String, Box<Diagnostic>> {
    if arguments.folder.as_deref() == Some("") {
        return Err(Box::new(empty_path()));
    }
    let folder = arguments.folder.as_deref().unwrap_or(".").trim_end_matches('/');
    let folder = if folder.is_empty() { "/" } else { folder };
    room(session, folder)?;
    let name = match &arguments.name {
        Some(name) => checked(name)?,
        None => name_of(session, folder),
    };
    let path = |file: &str| if folder == "." { file.to_owned() } else { format!("{folder}/{file}") };
    for (file, text) in TEMPLATE {
        let (path, text) = (path(file), text.replacen(NAME, &name, 1));
        session.host.create(&path, text.as_bytes()).map_err(|error| {
            let message = format!("`{}` cannot be written: {error}", printable(&path));
            Box::new(
                Diagnostic::new(&codes::UNWRITABLE_OUTPUT, message).help("check the folder, or name another"),
            )
        })?;
    }
    let package = if folder == "." { String::new() } else { format!(" {}", printable(folder)) };
    let mut report = format!("started the package `{name}`\n");
    for (file, _) in TEMPLATE {
        report.push_str(&format!("  {}\n", printable(&path(file))));
    }
    let example = path(EXAMPLE);
    report.push_str(&format!(
        "\nTo go on:\n  acquis check{package}\n  acquis test{package}\n  acquis assess {}\n",
        printable(&example)
    ));
    Ok(report)
}

/// Nothing but hidden files may be where the package is to stand; what begins with a dot belongs to other tools.
fn room(session: &Session<'_>, folder: &str) -> Result<(), Box<Diagnostic>> {
    let shown = if folder == "." { "this folder".to_owned() } else { format!("`{}`", printable(folder)) };
    let taken = |message: String, help: &str| {
        let finding = Diagnostic::new(&codes::NO_ROOM, message);
        Box::new(finding.note("nothing that is there is changed").help(help))
    };
    match session.host.kind(folder) {
        None => return Ok(()),
        Some(EntryKind::Folder) => {}
        Some(EntryKind::File | EntryKind::Other) => {
            return Err(taken(format!("{shown} is no folder"), "name a folder that is new or empty"));
        }
    }
    let entries = match session.host.list(folder) {
        Ok(entries) => entries,
        // A folder of which nothing can be listed is one in which nothing is, as far as the host knows.
        Err(HostError::NotFound) => return Ok(()),
        Err(error) => return Err(taken(format!("{shown} cannot be read: {error}"), "name another folder")),
    };
    match entries.iter().find(|entry| !entry.name.starts_with('.')) {
        None => Ok(()),
        Some(entry) => Err(taken(
            format!("{shown} is not empty: `{}` is in it", printable(&entry.name)),
            "name a folder that is new or empty: `acquis init FOLDER`",
        )),
    }
}

/// A name that a manifest may hold.
fn checked(name: &str) -> Result<String, Box<Diagnostic>> {
    if !name.is_empty() && name.chars().all(is_of_name) {
        return Ok(name.to_owned());
    }
    let message = format!("`{}` cannot name a package", printable(name));
    Err(Box::new(Diagnostic::new(&codes::NO_ROOM, message).help("use letters, digits, `_` and `-`")))
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// The name of a folder as that of a package.
fn name_of(session: &Session<'_>, folder: &str) -> String {
    let path = match folder {
        "." => session.working_folder(),
        folder => folder,
    };
    let last = path.rsplit('/').find(|name| !name.is_empty() && *name != "." && *name != "..").unwrap_or("");
    let name: String = last.chars().map(|c| if is_of_name(c) { c } else { '-' }).collect();
    match name.trim_matches('-') {
        "" => "example".to_owned(),
        name => name.to_owned(),
    }
}
