//! `acquis test --watch`: the scenarios again and again, whenever a file changes that they rest on.

use acquis_analysis::{dossier_paths, list_files};
use acquis_base::{Diagnostic, Host, Sources, codes};

use super::mutants::reasons_path;
use super::question::{Chosen, packages};
use super::test::round;
use crate::Exit;
use crate::arguments::{Test, TestFormat};
use crate::changes::{Change, Listing};
use crate::session::{CheckedPackage, Session};

/// How many files are named that have changed.
const MOST_NAMED: usize = 3;

/// Runs rounds until nothing can change any more or nobody reads; the answer is that of the last. On a machine neither
/// ends it, and the user does.
pub(crate) fn run(session: &mut Session<'_>, arguments: &Test) -> Exit {
    if let Some(finding) = refusal(arguments) {
        session.complain(&[finding], &Sources::default());
        return Exit::Unusable;
    }
    let Chosen { mut packages, unusable } = packages(session, &arguments.paths);
    if packages.iter().any(|package| package.is_built_in) {
        session.complain(&[built_in()], &Sources::default());
        return Exit::Unusable;
    }
    if unusable || packages.is_empty() {
        return Exit::Unusable;
    }
    let host = session.host;
    let mut changes = vec![];
    let mut number = 0_usize;
    loop {
        number += 1;
        let read = read_anew(host, &mut packages, arguments);
        let style = session.out_style();
        session.out(&format!("{}\n", style.dim(&heading(number, &changes))));
        let exit = round(session, &packages, false, arguments);
        if !session.is_heard() {
            return exit;
        }
        if number == 1 {
            session.message("waiting for files to change; Ctrl-C ends this\n");
        }
        match wait(&read, || host.pause().then(|| listing(host, &packages, arguments))) {
            Some(found) => changes = found,
            None => return exit,
        }
    }
}

/// What does not go together with watching.
fn refusal(arguments: &Test) -> Option<Diagnostic> {
    let format = match arguments.format {
        TestFormat::Human => return None,
        TestFormat::Json => "json",
        TestFormat::Junit => "junit",
    };
    let message = format!("`--watch` does not go together with `--format {format}`");
    let finding = Diagnostic::new(&codes::UNREADABLE_ARGUMENT, message)
        .note("programs read one whole document, and watching has no end")
        .help("leave one of the two out");
    Some(finding)
}

fn built_in() -> Diagnostic {
    Diagnostic::new(&codes::NO_PACKAGE, "there are no files to watch here")
        .note("the package that is built into the program never changes")
        .help("name a folder with acquis.toml, or a file below it")
}

/// Reads packages as they are now; the listing is from before, so that what changes in between is found changed later.
fn read_anew(host: &dyn Host, packages: &mut [CheckedPackage], arguments: &Test) -> Listing {
    loop {
        let before = listing(host, packages, arguments);
        let named = dossiers(packages);
        for package in packages.iter_mut() {
            package.read_anew(host);
            package.ask_under(host);
        }
        // Of dossiers that are named only now it is not known how they were before they were read.
        if dossiers(packages) == named {
            return before;
        }
    }
}

fn dossiers(packages: &[CheckedPackage]) -> Vec<Vec<String>> {
    let of_package = |package: &CheckedPackage| {
        let overlays = package.overlays.iter().map(|overlay| overlay.package);
        let all = std::iter::once(package.package).chain(overlays);
        all.flat_map(|of| dossier_paths(&package.db, of, &package.folder)).collect()
    };
    packages.iter().map(of_package).collect()
}

/// The files that packages are made of and their scenarios start from, as they are now.
fn listing(host: &dyn Host, packages: &[CheckedPackage], arguments: &Test) -> Listing {
    let mut listing = Listing::default();
    for package in packages {
        let listed = list_files(host, &package.folder);
        listed.files.into_iter().for_each(|path| listing.add(host, path));
        listed.unlisted.into_iter().for_each(|path| listing.add_unseen(path));
        if arguments.mutants {
            listing.add(host, reasons_path(package));
        }
    }
    dossiers(packages).into_iter().flatten().for_each(|path| listing.add(host, path));
    listing
}

/// Waits until files are otherwise than they were when they were read, and says what has changed; nothing where `look`
/// gives no listing any more.
///
/// Two looks must agree before it counts: an editor that saves several files, or one in several steps, is given time.
fn wait(read: &Listing, mut look: impl FnMut() -> Option<Listing>) -> Option<Vec<Change>> {
    let mut last = look()?;
    loop {
        let now = look()?;
        if now == last {
            let changes = read.changes(&now);
            if !changes.is_empty() {
                return Some(changes);
            }
        }
        last = now;
    }
}

/// The line between rounds.
fn heading(number: usize, changes: &[Change]) -> String {
    let mut named: Vec<String> = changes.iter().take(MOST_NAMED).map(Change::to_string).collect();
    if changes.len() > MOST_NAMED {
        named.push(format!("and {} more", changes.len() - MOST_NAMED));
    }
    let what = if named.is_empty() { String::new() } else { format!(": {}", named.join(", ")) };
    format!("── round {number}{what}")
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use acquis_base::MemoryHost;

    use super::*;

    /// A listing of one file that holds `text`; without a text, of none.
    fn with(text: &str) -> Listing {
        let mut listing = Listing::default();
        if !text.is_empty() {
            listing.add(&MemoryHost::new().with("a.acq", text), "a.acq".to_owned());
        }
        listing
    }

    /// What is waited for, where the looks find a file that holds these texts; and how many looks are left.
    fn waited(looks: &[&str]) -> (Option<Vec<String>>, usize) {
        let mut looks: VecDeque<Listing> = looks.iter().map(|text| with(text)).collect();
        let changes = wait(&with("old"), || looks.pop_front());
        (changes.map(|changes| changes.iter().map(Change::to_string).collect()), looks.len())
    }

    #[test]
    fn it_is_waited_until_two_looks_agree_on_a_change() {
        let changed = Some(vec!["a.acq changed".to_owned()]);
        assert_eq!(waited(&["old", "old", "new", "new", "later"]), (changed.clone(), 1));
        assert_eq!(waited(&["n", "ne", "new", "new"]), (changed.clone(), 0));
        // A file that is replaced is away for a moment.
        assert_eq!(waited(&["old", "", "new", "new"]), (changed, 0));
        assert_eq!(waited(&["", ""]), (Some(vec!["a.acq removed".to_owned()]), 0));
    }

    #[test]
    fn what_is_as_it_was_again_has_not_changed() {
        assert_eq!(waited(&["new", "old", "old", "old"]), (None, 0));
    }

    #[test]
    fn the_heading_names_some_of_what_has_changed() {
        let changes = |n: usize| {
            let names = ["a.acq", "b.acq", "c.acq", "d.acq", "e.acq"];
            let mut after = Listing::default();
            names.iter().take(n).for_each(|name| after.add_unseen((*name).to_owned()));
            Listing::default().changes(&after)
        };
        assert_eq!(heading(1, &[]), "── round 1");
        assert_eq!(heading(2, &changes(1)), "── round 2: a.acq changed");
        assert_eq!(heading(3, &changes(3)), "── round 3: a.acq changed, b.acq changed, c.acq changed");
        let named = "a.acq changed, b.acq changed, c.acq changed, and 2 more";
        assert_eq!(heading(4, &changes(5)), format!("── round 4: {named}"));
    }
}
