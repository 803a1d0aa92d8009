//! Files as they were at a revision of a git repository, read by the `git` of the machine. No hook, no filter and no
//! network is started, and no file is written.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use acquis_base::{HostError, MemoryHost};

/// The most bytes that are read of a revision.
const MAX_BYTES: u64 = 256 << 20;

/// The most files that are read of a revision.
const MAX_FILES: usize = 40_000;

/// The files below `folder` at `revision`, each at its path with `folder` before it.
///
/// # Errors
/// When there is no git, no repository or no such revision, when the folder was not there, or when it held more than
/// [`MAX_FILES`] files or [`MAX_BYTES`] bytes.
pub(crate) fn files_at(folder: &str, revision: &str) -> Result<MemoryHost, HostError> {
    let commit = commit(folder, revision)?;
    let listed = output(git(folder).args(["ls-tree", "-r", "-z", commit.as_str(), "--", "."]))?;
    let files: Vec<(&str, &str)> = listed.split('\0').filter_map(file_of).collect();
    if files.is_empty() {
        return Err(HostError::NotFound);
    }
    if files.len() > MAX_FILES {
        return Err(HostError::TooLarge);
    }
    let mut child = git(folder)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| not_started(&error))?;
    let read = contents(&mut child, folder, &files);
    let _ = child.kill();
    let _ = child.wait();
    read
}

/// The object and the path of a plain file in a line of a listed tree; links and modules are no files of a package.
fn file_of(line: &str) -> Option<(&str, &str)> {
    let (facts, path) = line.split_once('\t')?;
    let mut facts = facts.split(' ');
    let (mode, kind, object) = (facts.next()?, facts.next()?, facts.next()?);
    (mode.starts_with("100") && kind == "blob").then_some((object, path))
}

/// The contents of files, asked for one after the other.
fn contents(child: &mut Child, folder: &str, files: &[(&str, &str)]) -> Result<MemoryHost, HostError> {
    let (Some(mut asked), Some(given)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(HostError::Other("git does not answer".to_owned()));
    };
    let mut given = BufReader::new(given);
    let mut host = MemoryHost::new();
    let mut left = MAX_BYTES;
    for (object, path) in files {
        let failed = |error: std::io::Error| HostError::Other(format!("git does not answer: {error}"));
        writeln!(asked, "{object}").and_then(|()| asked.flush()).map_err(failed)?;
        let mut head = String::new();
        (&mut given).take(200).read_line(&mut head).map_err(failed)?;
        let length = head.trim_end().rsplit(' ').next().and_then(|length| length.parse::<u64>().ok());
        let length = length.ok_or_else(|| HostError::Other(format!("git does not hold `{path}`")))?;
        left = left.checked_sub(length).ok_or(HostError::TooLarge)?;
        let mut bytes = vec![];
        (&mut given).take(length.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
        bytes.pop();
        host.insert(if folder == "." { (*path).to_owned() } else { format!("{folder}/{path}") }, bytes);
    }
    Ok(host)
}

/// The commit that a revision names.
fn commit(folder: &str, revision: &str) -> Result<String, HostError> {
    let wanted = format!("{revision}^{{commit}}");
    let found = output(git(folder).args(["rev-parse", "--verify", "--end-of-options", wanted.as_str()]))?;
    Ok(found.trim().to_owned())
}

/// A git that starts nothing else, asks nobody, and fetches nothing.
fn git(folder: &str) -> Command {
    let mut command = Command::new("git");
    command.args(["--no-replace-objects", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-C", folder]);
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1");
    command.env("LC_ALL", "C");
    command
}

fn not_started(error: &std::io::Error) -> HostError {
    HostError::Other(format!("git cannot be started: {error}"))
}

/// What a command of git prints, or why it fails.
fn output(command: &mut Command) -> Result<String, HostError> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| not_started(&error))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.lines().next().unwrap_or("it says nothing").trim_start_matches("fatal: ").to_owned();
        return Err(HostError::Other(said));
    }
    String::from_utf8(output.stdout).map_err(|_| HostError::Other("a file's name is not UTF-8".to_owned()))
}
