//! The owner by itself: what it refuses, what it stops, and that no fault ends it.

use std::str::FromStr;
use std::sync::Mutex;
use std::sync::mpsc::channel;

use acquis_analysis::{Happening, Interrupted, findings};
use acquis_base::MemoryHost;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::*;
use crate::question::Stop;
use acquis_base::parallel;

const A: &str = "file:///law/a.acq";

fn uri(address: &str) -> Uri {
    Uri::from_str(address).expect("an address")
}

/// Starts an owner that finds all this in its inbox; how to tell it more, and what it says.
fn start(events: impl IntoIterator<Item = Event>) -> (Sender<Event>, UnboundedReceiver<Outbound>) {
    start_with(Database::new(), events)
}

/// The same with a database.
fn start_with(
    db: Database,
    events: impl IntoIterator<Item = Event>,
) -> (Sender<Event>, UnboundedReceiver<Outbound>) {
    let (inbox, waiting) = channel();
    let (said, heard) = unbounded_channel();
    let abilities = Arc::new(Abilities::of(&tower_lsp_server::ls_types::ClientCapabilities::default()));
    inbox.send(Event::Start(abilities, vec![uri("file:///law")], None)).expect("a listener");
    for event in events {
        inbox.send(event).expect("a listener");
    }
    let own = inbox.clone();
    parallel::start(move || {
        let manifest = "[package]\nname = \"law\"\n";
        let host = MemoryHost::new().with("/law/acquis.toml", manifest).with("/law/a.acq", "");
        Owner::new(&host, db, waiting, &own, said).run();
    })
    .expect("a thread");
    (inbox, heard)
}

fn ask(work: impl FnOnce(Result<Snapshot, Modified>) + Send + 'static) -> Event {
    Event::Ask(Ask { work: Box::new(work), stop: Arc::default(), text_of: None })
}

/// A question for the text of the file.
fn question(answers: &Sender<Result<String, Modified>>) -> Event {
    let answers = answers.clone();
    ask(move |snapshot| {
        let text = snapshot.map(|snapshot| {
            let (_, file) = snapshot.file("/law/a.acq").expect("there");
            file.text(&snapshot.db).clone()
        });
        answers.send(text).expect("a listener");
    })
}

fn open() -> Event {
    Event::Open(Document { uri: uri(A), version: 1, text: "// one".to_owned() })
}

fn change(version: i32) -> Event {
    let text = format!("// {version}");
    Event::Change(
        uri(A),
        version,
        vec![TextDocumentContentChangeEvent { range: None, range_length: None, text }],
    )
}

#[test]
fn a_question_of_a_text_that_has_changed_is_refused_and_one_of_the_new_text_is_answered() {
    let (answers, answered) = channel();
    let (inbox, _heard) = start([open(), question(&answers), change(2), question(&answers)]);
    assert_eq!(answered.recv(), Ok(Err(Modified)));
    assert_eq!(answered.recv(), Ok(Ok("// 2".to_owned())));
    inbox.send(Event::Exit).expect("a listener");
}

#[test]
fn a_question_of_one_text_is_answered_though_another_has_changed() {
    let (answers, answered) = channel();
    let of_text = |answers| match question(answers) {
        Event::Ask(ask) => Event::Ask(Ask { text_of: Some("/law/a.acq".to_owned()), ..ask }),
        other => other,
    };
    let other = Document { uri: uri("file:///law/b.acq"), version: 1, text: "// other".to_owned() };
    let (inbox, _heard) = start([of_text(&answers), Event::Open(other), of_text(&answers), open()]);
    assert_eq!(answered.recv(), Ok(Err(Modified)), "the text is opened with another text than on disk");
    assert_eq!(answered.recv(), Ok(Err(Modified)));
    let other = Document { uri: uri("file:///law/c.acq"), version: 1, text: "// other".to_owned() };
    inbox.send(of_text(&answers)).expect("a listener");
    inbox.send(Event::Open(other)).expect("a listener");
    assert_eq!(answered.recv(), Ok(Ok("// one".to_owned())));
    inbox.send(Event::Exit).expect("a listener");
}

#[test]
fn a_document_that_is_opened_as_it_is_on_disk_changes_nothing() {
    let (answers, answered) = channel();
    let (inbox, _heard) = start([question(&answers)]);
    assert_eq!(answered.recv(), Ok(Ok(String::new())));
    for version in 0..20 {
        inbox.send(question(&answers)).expect("a listener");
        let document = Document { uri: uri(A), version, text: String::new() };
        inbox
            .send(if version % 2 == 0 { Event::Open(document) } else { Event::Close(uri(A)) })
            .expect("a listener");
        assert_eq!(answered.recv(), Ok(Ok(String::new())));
    }
    inbox.send(Event::Exit).expect("a listener");
}

#[test]
fn a_fault_of_a_reader_is_logged_and_harms_nothing_else() {
    let (answers, answered) = channel();
    let fault = || ask(|_| panic!("on purpose"));
    // More of them than there are readers.
    let (inbox, mut heard) = start((0..8).map(|_| fault()));
    for _ in 0..8 {
        let Some(Outbound::Log(kind, text)) = heard.blocking_recv() else { panic!("nothing is logged") };
        assert_eq!((kind, text.ends_with("on purpose")), (MessageType::ERROR, true), "{text}");
    }
    inbox.send(question(&answers)).expect("a listener");
    assert_eq!(answered.recv(), Ok(Ok(String::new())));
    inbox.send(Event::Exit).expect("a listener");
}

#[test]
fn work_without_end_is_stopped_by_the_next_edit_or_when_it_is_taken_back() {
    let (ends, ended) = channel();
    let (begins, begun) = channel();
    let endless = |stop: &Arc<Stop>| {
        let (ends, begins) = (ends.clone(), begins.clone());
        let work = move |snapshot: Result<Snapshot, Modified>| {
            let snapshot = snapshot.expect("not stale");
            let package = snapshot.world.packages["/law"].package;
            begins.send(()).expect("a listener");
            let end: Result<(), Interrupted> = snapshot.db.attempt(|db| {
                loop {
                    findings(db, package);
                }
            });
            ends.send(end).expect("a listener");
        };
        Event::Ask(Ask { work: Box::new(work), stop: Arc::clone(stop), text_of: None })
    };
    let stop: Arc<Stop> = Arc::default();
    let (inbox, _heard) = start([open(), endless(&stop)]);
    assert_eq!(begun.recv(), Ok(()));
    inbox.send(change(2)).expect("a listener");
    assert_eq!(ended.recv(), Ok(Err(Interrupted::ByChange)));
    inbox.send(endless(&stop)).expect("a listener");
    assert_eq!(begun.recv(), Ok(()));
    stop.stop();
    assert_eq!(ended.recv(), Ok(Err(Interrupted::Stopped)));
    inbox.send(Event::Exit).expect("a listener");
}

#[test]
fn what_holds_nothing_of_the_database_ends_too_when_nobody_waits_for_it_any_more() {
    let (ends, ended) = channel();
    let (begins, begun) = channel();
    let endless = |stop: &Arc<Stop>| {
        let (ends, begins) = (ends.clone(), begins.clone());
        let work = move |snapshot: Result<Snapshot, Modified>| {
            let patience = snapshot.expect("not stale").age.patience();
            begins.send(()).expect("a listener");
            while !patience.is_over() {
                std::hint::spin_loop();
            }
            ends.send(()).expect("a listener");
        };
        Event::Ask(Ask { work: Box::new(work), stop: Arc::clone(stop), text_of: None })
    };
    let stop: Arc<Stop> = Arc::default();
    let (inbox, _heard) = start([open(), endless(&stop)]);
    assert_eq!(begun.recv(), Ok(()));
    inbox.send(change(2)).expect("a listener");
    assert_eq!(ended.recv(), Ok(()));
    inbox.send(endless(&stop)).expect("a listener");
    assert_eq!(begun.recv(), Ok(()));
    stop.stop();
    assert_eq!(ended.recv(), Ok(()));
    inbox.send(Event::Exit).expect("a listener");
}

/// What reads the whole program holds up the next edit; so it is for packages that are small, and for what is known of them.
#[test]
fn findings_of_a_large_package_do_not_ask_for_its_program() {
    let executed: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&executed);
    let db = Database::observed(move |happening| {
        if let Happening::Executes(query) = happening {
            log.lock().expect("no panic").push(query);
        }
    });
    let (answers, answered) = channel();
    let text = format!("define d : Bool = true\n// {}\n", "x".repeat(1 << 20));
    let (inbox, mut heard) =
        start_with(db, [Event::Ready, Event::Open(Document { uri: uri(A), version: 1, text })]);
    while !matches!(heard.blocking_recv().expect("it says something"), Outbound::Publish(_)) {}
    inbox.send(question(&answers)).expect("a listener");
    answered.recv().expect("an answer").expect("the text is as it was");
    let executed = executed.lock().expect("no panic");
    let of_query = |name: &str| executed.iter().filter(|query| query.starts_with(name)).count();
    assert_eq!((of_query("findings("), of_query("program(")), (1, 0));
    inbox.send(Event::Exit).expect("a listener");
}
