//! The commands that a client can ask for by `workspace/executeCommand`: their names, their arguments, and their answers.

use acquis_analysis::Interrupted;
use acquis_base::{Diagnostic as Finding, Name, codes};
use acquis_ir::Date;
use serde_json::{Value, json};
use tower_lsp_server::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp_server::ls_types::{ExecuteCommandParams, ProgressToken, Uri};

use crate::effects::effect;
use crate::framing::mended;
use crate::owner::Event;
use crate::paths::{below, path_of};
use crate::question::Modified;
use crate::runs::{Run, Running};
use crate::server::Backend;
use crate::snapshot::{Age, Held, Snapshot};
use crate::verdicts::{Assessing, Wish};
use crate::writing::Ahead;

/// Runs scenarios.
pub(crate) const TEST: &str = "acquis.test";
/// Assesses a dossier, and keeps it assessed.
pub(crate) const ASSESS: &str = "acquis.assess";
/// Explains a verdict.
pub(crate) const EXPLAIN: &str = "acquis.explain";
/// Ends what `acquis.assess` began.
pub(crate) const FORGET: &str = "acquis.forget";

/// Tells what an amendment changes.
pub(crate) const EFFECT: &str = "acquis.effect";

/// All commands.
pub(crate) const ALL: [&str; 5] = [TEST, ASSESS, EXPLAIN, FORGET, EFFECT];

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    /// Run the scenarios of the package around a path, or of all; all or those of one title.
    Test(Option<String>, Option<String>),
    /// Assess the dossier at a path.
    Assess(String, Wish),
    /// Explain a provision or a rule of the dossier at a path.
    Explain(String, String, Wish),
    /// Forget the dossier at a path.
    Forget(String),
    /// Tell what an amendment of the package around a path changes.
    Effect(String, String),
}

impl Command {
    /// Reads a command.
    pub(crate) fn read(name: &str, arguments: &[Value]) -> Result<Self> {
        let most = match name {
            TEST | ASSESS | EFFECT => 2,
            EXPLAIN => 3,
            FORGET => 1,
            other => {
                let known = ALL.join("`, `");
                return Err(wrong(format!("there is no command `{other}`; there are `{known}`")));
            }
        };
        if arguments.len() > most {
            return Err(wrong(format!("`{name}` takes at most {most} arguments")));
        }
        let at = |index: usize| arguments.get(index).filter(|argument| !argument.is_null());
        let dossier = || match at(0) {
            Some(argument) => path(name, argument),
            None => Err(wrong(format!("`{name}` needs the address of a dossier as its first argument"))),
        };
        Ok(match name {
            TEST => Self::Test(
                at(0).map(|argument| path(name, argument)).transpose()?,
                at(1).map(|argument| text(name, "the title of a scenario", argument)).transpose()?,
            ),
            ASSESS => Self::Assess(dossier()?, wish(name, at(1))?),
            EXPLAIN => {
                let what = "a provision or a rule";
                let named =
                    at(1).ok_or_else(|| wrong(format!("`{name}` needs {what} as its second argument")));
                Self::Explain(dossier()?, text(name, what, named?)?, wish(name, at(2))?)
            }
            EFFECT => {
                let what = "the name of an amendment";
                let around = "the address of a package's folder or of a file in it as its first argument";
                let missing = |what: &str| wrong(format!("`{name}` needs {what}"));
                let address = at(0).ok_or_else(|| missing(around))?;
                let named = at(1).ok_or_else(|| missing(&format!("{what} as its second argument")))?;
                Self::Effect(path(name, address)?, text(name, what, named)?)
            }
            _ => Self::Forget(dossier()?),
        })
    }
}

fn wrong(message: String) -> Error {
    Error::invalid_params(message)
}

fn text(name: &str, what: &str, argument: &Value) -> Result<String> {
    let found = argument.as_str().map(str::to_owned);
    found.ok_or_else(|| wrong(format!("`{name}` takes {what} as a text, and this is {argument}")))
}

fn path(name: &str, argument: &Value) -> Result<String> {
    let address = text(name, "an address", argument)?;
    let address = mended(&address).unwrap_or(address);
    let uri = address.parse::<Uri>().map_err(|_| wrong(format!("`{address}` is no address")))?;
    Ok(path_of(&uri).trim_end_matches('/').to_owned())
}

/// How to assess: `{"asOf": "2027-06-01", "readings": {"weight": "advisory"}, "ladder": "l"}`.
fn wish(name: &str, argument: Option<&Value>) -> Result<Wish> {
    let mut wish = Wish::default();
    let Some(argument) = argument else { return Ok(wish) };
    let keys = argument.as_object().ok_or_else(|| {
        wrong(format!("`{name}` takes an object of `asOf`, `readings` and `ladder` last, not {argument}"))
    })?;
    for (key, value) in keys {
        match (key.as_str(), value) {
            (_, Value::Null) => {}
            ("asOf", Value::String(text)) => {
                let date = text.parse::<Date>().ok().filter(|date| date.is_in_fact_range());
                wish.as_of =
                    Some(date.ok_or_else(|| wrong(format!("`{text}` is no date as of which to assess")))?);
            }
            ("ladder", Value::String(text)) => wish.ladder = Some(text.clone()),
            ("readings", Value::Object(choices)) => {
                for (reading, choice) in choices {
                    wish.readings
                        .push(format!("{reading}={}", text(name, "the choice of a reading", choice)?));
                }
            }
            _ => return Err(wrong(format!("`{name}` does not know `{key}` as {value}"))),
        }
    }
    Ok(wish)
}

/// What is answered where findings keep something from being answered.
pub(crate) fn refused(findings: &[Finding]) -> Error {
    let words: Vec<String> =
        findings.iter().map(|finding| format!("{}: {}", finding.code.id, finding.message)).collect();
    let message = match findings.first() {
        Some(first) => first.message.clone(),
        None => "there is nothing to be answered".to_owned(),
    };
    Error {
        code: ErrorCode::ServerError(-32803),
        message: message.into(),
        data: Some(json!({"findings": words})),
    }
}

/// What is answered where there is no such dossier.
pub(crate) fn no_dossier(path: &str) -> Error {
    wrong(format!("no dossier of a package is open at {path}"))
}

/// How often a command is begun again because something has changed.
const MOST_TRIES: usize = 10;

impl Backend {
    /// Does what a command asks for, and shows that it is at it where the client gives a token.
    pub(crate) async fn execute(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        let command = Command::read(&params.command, &params.arguments)?;
        let token = params.work_done_progress_params.work_done_token;
        let _work = token.map(|token| Work::begin(&self.ahead, token, command.title()));
        self.obey(command).await
    }

    async fn obey(&self, command: Command) -> Result<Option<Value>> {
        match command {
            Command::Test(path, title) => {
                let (value, runs, age) = self
                    .persistently(move |snapshot| test(snapshot, path.as_deref(), title.as_deref()))
                    .await?;
                self.tell(Event::Ran(runs, age));
                Ok(Some(value))
            }
            Command::Assess(path, wish) => {
                // From now on it is one, whatever its keys are.
                self.tell(Event::Wish(path.clone(), Some(wish.clone())));
                let own = path.clone();
                let answer = self.persistently(move |snapshot| {
                    assessing(snapshot, &own, &wish, |assessing| assessing.json().map_err(|it| refused(&it)))
                });
                match answer.await {
                    Ok(value) => Ok(Some(value)),
                    Err(error) => {
                        if error.code == ErrorCode::InvalidParams {
                            self.tell(Event::Wish(path, None));
                        }
                        Err(error)
                    }
                }
            }
            Command::Explain(path, words, wish) => {
                let answer = self.persistently(move |snapshot| {
                    assessing(snapshot, &path, &wish, |assessing| {
                        let text = assessing.explained(&words).map_err(|found| refused(&found))?;
                        Ok(json!({"kind": "plaintext", "value": text}))
                    })
                });
                answer.await.map(Some)
            }
            Command::Effect(path, name) => {
                let answer = self.persistently(move |snapshot| {
                    let found = effect(snapshot, &path, |it| it.told(&Name::from(name.as_str())))?;
                    Ok(match found {
                        Some(text) => Ok(json!({"kind": "plaintext", "value": text})),
                        None => {
                            Err(wrong(format!("`{name}` cannot be applied to the package around {path}")))
                        }
                    })
                });
                answer.await.map(Some)
            }
            Command::Forget(path) => {
                self.tell(Event::Wish(path, None));
                Ok(None)
            }
        }
    }

    /// Asks until nothing changes before the answer is there.
    async fn persistently<R: Send + 'static>(
        &self,
        work: impl Fn(Snapshot) -> std::result::Result<Result<R>, Modified> + Send + Clone + 'static,
    ) -> Result<R> {
        for _ in 0..MOST_TRIES {
            if let Ok(answer) = self.ask(None, work.clone()).await? {
                return answer;
            }
        }
        Err(Error::content_modified())
    }
}

/// Work that is shown to the client until this is dropped: before its answer, and also where nobody waits for one any more.
struct Work {
    ahead: Ahead,
    token: ProgressToken,
}

impl Work {
    fn begin(ahead: &Ahead, token: ProgressToken, title: &str) -> Self {
        let work = Self { ahead: ahead.clone(), token };
        work.say(&json!({"kind": "begin", "title": title, "cancellable": false}));
        work
    }

    fn say(&self, value: &Value) {
        self.ahead.say("$/progress", &json!({"token": self.token, "value": value}));
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.say(&json!({"kind": "end"}));
    }
}

impl Command {
    /// What is said while it is done.
    fn title(&self) -> &'static str {
        match self {
            Self::Test(..) => "running scenarios",
            Self::Assess(..) => "assessing",
            Self::Explain(..) => "explaining",
            Self::Forget(..) => "forgetting",
            Self::Effect(..) => "comparing",
        }
    }
}

type Tested = (Value, Vec<(String, Run)>, Age);

/// Runs the scenarios of the package around a path, or of all.
fn test(
    snapshot: Snapshot,
    path: Option<&str>,
    title: Option<&str>,
) -> std::result::Result<Result<Tested>, Modified> {
    let age = snapshot.age.clone();
    let prepared = snapshot.db.attempt(|_| prepare_test(&snapshot, path, title));
    drop(snapshot);
    let running = match prepared.map_err(|_: Interrupted| Modified)? {
        Ok(running) => running,
        Err(error) => return Ok(Err(error)),
    };
    let (mut values, mut runs) = (vec![], vec![]);
    for running in running {
        let (value, run) = running.run()?;
        values.push(value);
        runs.push((running.place, run));
    }
    Ok(Ok((json!({"packages": values}), runs, age)))
}

fn prepare_test(snapshot: &Snapshot, path: Option<&str>, title: Option<&str>) -> Result<Vec<Running>> {
    let is_meant = |held: &Held| match path {
        Some(path) => below(&held.place(), path).is_some(),
        None => true,
    };
    let packages = snapshot.world.packages.values().filter(|held| !held.alone && is_meant(held));
    let mut meant: Vec<&Held> = packages.map(|held| &**held).collect();
    if let Some(path) = path {
        // Of packages within each other the innermost.
        meant.sort_by_key(|held| held.place().len());
        meant = meant.pop().into_iter().collect();
        if meant.is_empty() {
            return Err(wrong(format!("there is no package around {path}")));
        }
    }
    let usable: Vec<Running> =
        meant.iter().filter_map(|held| Running::prepare(snapshot, held, title)).collect();
    if usable.is_empty() && !meant.is_empty() {
        let finding = Finding::new(&codes::PACKAGE_HAS_ERRORS, "a package with errors does not assess");
        return Err(refused(&[finding]));
    }
    if let Some(title) = title.filter(|_| usable.iter().all(Running::is_empty)) {
        return Err(wrong(format!("no scenario is called \"{title}\"")));
    }
    Ok(usable)
}

/// Assesses a dossier with nothing held of the database, and shows something of that.
fn assessing<R>(
    snapshot: Snapshot,
    path: &str,
    wish: &Wish,
    show: impl FnOnce(&Assessing) -> Result<R>,
) -> std::result::Result<Result<R>, Modified> {
    let prepared = snapshot.db.attempt(|_| Assessing::prepare(&snapshot, path, wish));
    drop(snapshot);
    let prepared = prepared.map_err(|_: Interrupted| Modified)?;
    Ok(match prepared {
        Some(assessing) => show(&assessing),
        None => Err(no_dossier(path)),
    })
}
