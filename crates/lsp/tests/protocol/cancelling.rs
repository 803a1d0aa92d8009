//! What is under way when something is typed: it ends at once, and how much of it was done is counted in queries, not in
//! seconds.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex};

use acquis_analysis::{Database, Happening};
use serde_json::{Value, json};

use crate::client::{Client, Files, of_with};

/// How many notions the law has: far more than are checked before the keystroke. In a file that nobody edits, sixteen of them
/// are checked as one.
const NOTIONS: usize = 1600;

/// After how many checks the key is pressed.
const KEYSTROKE: usize = 40;

/// How many may be under way at that moment: one for each thread that checks, and one that had begun.
const UNDER_WAY: usize = 16;

/// Work that is held up at a number of notions until another handle wants to write, so that the moment of the keystroke does
/// not hang on how fast the machine is.
#[derive(Default)]
struct HeldUp {
    checked: AtomicUsize,
    before_the_edit: AtomicUsize,
    edited: Mutex<bool>,
    goes_on: Condvar,
}

impl HeldUp {
    fn happens(&self, happening: Happening, reached: &impl Fn()) {
        match happening {
            Happening::Interrupts => {
                let mut edited = self.edited.lock().expect("unbroken");
                if self.checked.load(Ordering::SeqCst) >= KEYSTROKE && !*edited {
                    *edited = true;
                    self.before_the_edit.store(self.checked.load(Ordering::SeqCst), Ordering::SeqCst);
                    self.goes_on.notify_all();
                }
            }
            Happening::Executes(query) if query.starts_with("checked") => {
                let nth = self.checked.fetch_add(1, Ordering::SeqCst) + 1;
                if nth == KEYSTROKE {
                    reached();
                }
                let mut edited = self.edited.lock().expect("unbroken");
                while nth >= KEYSTROKE && !*edited {
                    edited = self.goes_on.wait(edited).expect("unbroken");
                }
            }
            Happening::Executes(_) => {}
        }
    }
}

fn law() -> String {
    (0..NOTIONS).fold(String::new(), |mut text, nth| {
        let _ = writeln!(text, "/// A notion.\ndefine notion_{nth} : Bool = {nth} > 1\n");
        text
    })
}

#[test]
fn a_keystroke_ends_the_work_that_is_under_way_and_what_was_typed_is_what_is_found() {
    let text = law();
    let files = Files::of(&[("/law/acquis.toml", "[package]\nname = \"law\"\n"), ("/law/a.acq", &text)]);
    let held_up = Arc::new(HeldUp::default());
    let (say, is_reached) = channel();
    let observer = Arc::clone(&held_up);
    let reached = move || say.send(()).expect("a listener");
    let db = Database::observed(move |happening| observer.happens(happening, &reached));
    let mut client = Client::start_over(db, &files, json!({}), &["/law"], json!(null));
    client.open("/law/a.acq", &text);
    is_reached.recv().expect("the work begins");

    // The first notion is written anew, in mid-word, while the others are still being checked.
    client.edit("/law/a.acq", 2, [1, 25, 1, 26], "tru");
    // A question asked behind the keystroke is answered for the text as typed.
    let symbols = client.ask("textDocument/documentSymbol", of_with("/law/a.acq", json!({})));
    assert_eq!(symbols.as_array().map(Vec::len), Some(NOTIONS));
    let found = client.findings("/law/a.acq", 2);

    let before = held_up.before_the_edit.load(Ordering::SeqCst);
    assert!(before < KEYSTROKE + UNDER_WAY, "{before} checks were made before the keystroke was heeded");
    let messages: Vec<&Value> = found.iter().map(|finding| &finding["message"]).collect();
    assert!(
        messages.iter().any(|message| message.as_str().is_some_and(|text| text.contains("tru"))),
        "{messages:?}"
    );
    client.leave();
}
