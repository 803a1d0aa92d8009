//! Ten thousand edits in mid-word of the law itself, with questions between them that are partly taken back: what is found
//! in the end is what `check` finds in the same texts from cold, and nothing was left unanswered.

use std::collections::{BTreeMap, VecDeque};

use acquis_base::MemoryHost;
use acquis_tests::repository;
use serde_json::{Value, json};

use crate::client::{Client, Files, of_with};
use crate::{asking, checked, found};

const EDITS: usize = 10_000;

/// The files that are open and edited: law, notions, vocabulary and rules.
const OPEN: [&str; 4] = ["annex_ii/level_3.acq", "notions.acq", "vocabulary.acq", "procedure.acq"];

/// What is typed: parts of words, brackets, marks that open something, and characters that columns are counted differently
/// for.
const TYPED: [&str; 22] = [
    "a",
    "cri",
    "requires ",
    "}",
    "{",
    "(",
    ")",
    "\"",
    "\n",
    "// ",
    "///",
    "é",
    "😀",
    "e\u{301}",
    "§",
    "«",
    " and ",
    "Annex II 3.1(",
    ".",
    ";",
    " not ",
    "\t",
];

/// Questions about a place in a document.
const AT_A_PLACE: [&str; 8] = [
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/signatureHelp",
    "textDocument/linkedEditingRange",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/prepareRename",
];

/// Questions about a document.
const OF_A_DOCUMENT: [&str; 6] = [
    "textDocument/codeLens",
    "textDocument/documentLink",
    "textDocument/semanticTokens/full",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/diagnostic",
];

/// Numbers that look drawn by lot and are the same in every run (Knuth's linear congruential generator, MMIX).
struct Lot(u64);

impl Lot {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

/// A document as the client has it.
struct Open {
    path: &'static str,
    text: String,
    version: i64,
    /// The edits that take back those made so far.
    undo: Vec<(usize, String, String)>,
}

impl Open {
    fn address(&self) -> String {
        format!("/law/{}", self.path)
    }

    /// Where an offset is, in lines and UTF-16.
    fn position(&self, offset: usize) -> [u32; 2] {
        let before = &self.text[..offset];
        let line = before.matches('\n').count() as u32;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        [line, before[start..].encode_utf16().count() as u32]
    }

    fn boundary(&self, mut offset: usize) -> usize {
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    fn replace(&mut self, client: &mut Client, at: usize, old: &str, new: &str) {
        let ([line, column], [to_line, to_column]) = (self.position(at), self.position(at + old.len()));
        self.version += 1;
        client.edit(&self.address(), self.version, [line, column, to_line, to_column], new);
        self.text.replace_range(at..at + old.len(), new);
    }

    /// Types, deletes or replaces something, or takes back the last such edit.
    fn edit(&mut self, client: &mut Client, lot: &mut Lot) {
        if lot.below(2) == 0
            && let Some((at, old, new)) = self.undo.pop()
        {
            self.replace(client, at, &old, &new);
            return;
        }
        let at = self.boundary(lot.below(self.text.len()));
        let end = self.boundary((at + lot.below(12)).min(self.text.len())).max(at);
        let old = if lot.below(2) == 0 { String::new() } else { self.text[at..end].to_owned() };
        let new = if lot.below(3) == 0 { "" } else { TYPED[lot.below(TYPED.len())] };
        self.replace(client, at, &old, new);
        self.undo.push((at, new.to_owned(), old));
    }

    fn take_all_back(&mut self, client: &mut Client) {
        while let Some((at, old, new)) = self.undo.pop() {
            self.replace(client, at, &old, &new);
        }
    }

    /// Asks something at random; tells by what number.
    fn ask(&self, client: &mut Client, lot: &mut Lot) -> i64 {
        let [line, character] = self.position(self.boundary(lot.below(self.text.len())));
        let place = json!({
            "position": {"line": line, "character": character}, "context": {"includeDeclaration": true, "triggerKind": 1, "isRetrigger": false},
        });
        if lot.below(2) == 0 {
            client.begin(AT_A_PLACE[lot.below(AT_A_PLACE.len())], of_with(&self.address(), place))
        } else {
            client.begin(OF_A_DOCUMENT[lot.below(OF_A_DOCUMENT.len())], of_with(&self.address(), json!({})))
        }
    }
}

/// What `check` finds in the texts as they are now.
fn checked_in(files: &BTreeMap<String, String>) -> Vec<Value> {
    checked(&files.iter().fold(MemoryHost::new(), |host, (path, text)| host.with(path, text.as_bytes())))
}

#[test]
fn ten_thousand_edits_end_with_what_a_cold_check_finds() {
    let mut files: BTreeMap<String, String> = repository::cada().into_iter().collect();
    let on_disk = Files::default();
    files.iter().for_each(|(path, text)| on_disk.put(&format!("/law/{path}"), text));
    let mut client = Client::start(&on_disk, asking());
    let mut open: Vec<Open> =
        OPEN.iter().map(|path| Open { path, text: files[*path].clone(), version: 1, undo: vec![] }).collect();
    open.iter().for_each(|one| client.open(&one.address(), &one.text));

    let mut lot = Lot(2026);
    let mut asked: VecDeque<i64> = VecDeque::new();
    for _ in 0..EDITS {
        let at = lot.below(open.len());
        open[at].edit(&mut client, &mut lot);
        if lot.below(4) == 0 {
            let id = open[at].ask(&mut client, &mut lot);
            if lot.below(3) == 0 {
                client.tell("$/cancelRequest", json!({"id": id}));
            }
            asked.push_back(id);
        }
        // As many questions are open at a time as an editor may have.
        while asked.len() > 20 {
            answered(&mut client, asked.pop_front());
        }
    }
    while !asked.is_empty() {
        answered(&mut client, asked.pop_front());
    }

    open.iter().for_each(|one| *files.get_mut(one.path).expect("known") = one.text.clone());
    let expected = checked_in(&files);
    assert!(expected.len() > 10, "the storm has left traces: {expected:?}");
    assert_eq!(found(&mut client, &expected), expected);

    open.iter_mut().for_each(|one| one.take_all_back(&mut client));
    assert_eq!(found(&mut client, &[]), Vec::<Value>::new(), "what is taken back leaves no trace");
    assert_eq!(open[0].text, repository::text(&format!("policies/cada/{}", OPEN[0])));
    client.leave();
}

/// Every question has an answer: a result, or that it was taken back or that the text has changed.
fn answered(client: &mut Client, id: Option<i64>) {
    let answer = client.end(id.expect("a question"));
    let code = answer["error"]["code"].as_i64();
    assert!(matches!(code, None | Some(-32803..=-32800)), "{answer}");
}
