//! A client that speaks to a server in the same process, message by message, over files in memory.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use acquis_analysis::Database;
use acquis_base::{Entry, EntryKind, Host, HostError, MemoryHost};
use acquis_lsp::{Outcome, serve_from};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::runtime::{Builder, Runtime};

/// Files in memory that a test can change while the server runs.
#[derive(Clone, Default)]
pub(crate) struct Files(Arc<Mutex<MemoryHost>>);

impl Files {
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let found = Self::default();
        files.iter().for_each(|(path, text)| found.put(path, text));
        found
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        self.0.lock().expect("unbroken").insert(path, text.as_bytes());
    }

    pub(crate) fn take_away(&self, path: &str) {
        self.0.lock().expect("unbroken").remove(path);
    }
}

impl Host for Files {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, HostError> {
        self.0.lock().expect("unbroken").read(path, limit)
    }

    fn list(&self, path: &str) -> Result<Vec<Entry>, HostError> {
        self.0.lock().expect("unbroken").list(path)
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        self.0.lock().expect("unbroken").kind(path)
    }
}

/// A client and its server.
pub(crate) struct Client {
    runtime: Runtime,
    to_server: DuplexStream,
    from_server: DuplexStream,
    server: JoinHandle<Outcome>,
    last_id: i64,
    /// What the server has said and nobody has looked at.
    heard: VecDeque<Value>,
    /// What is answered to the question what is set.
    pub(crate) settings: Value,
    /// What `initialize` was answered.
    pub(crate) capabilities: Value,
}

/// The address of a path.
pub(crate) fn uri(path: &str) -> String {
    format!("file://{path}")
}

impl Client {
    /// Starts a server over these files and shows it `/law`.
    pub(crate) fn start(files: &Files, capabilities: Value) -> Self {
        Self::start_with(files, capabilities, &["/law"], json!(null))
    }

    pub(crate) fn start_with(files: &Files, capabilities: Value, folders: &[&str], options: Value) -> Self {
        Self::start_over(Database::new(), files, capabilities, folders, options)
    }

    /// The same over a database that is observed.
    pub(crate) fn start_over(
        db: Database,
        files: &Files,
        capabilities: Value,
        folders: &[&str],
        options: Value,
    ) -> Self {
        let (to_server, input) = duplex(1 << 16);
        let (output, from_server) = duplex(1 << 16);
        let host = files.clone();
        let server = std::thread::spawn(move || serve_from(db, &host, input, output).expect("it starts"));
        let runtime = Builder::new_current_thread().build().expect("a runtime");
        let mut client = Self {
            runtime,
            to_server,
            from_server,
            server,
            last_id: 0,
            heard: VecDeque::new(),
            settings: json!({"asOf": "2027-06-30"}),
            capabilities: json!(null),
        };
        let folders: Vec<Value> =
            folders.iter().map(|path| json!({"uri": uri(path), "name": path})).collect();
        let params = json!({
            "processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders,
            "initializationOptions": options,
        });
        client.capabilities = client.ask("initialize", params)["capabilities"].take();
        client.tell("initialized", json!({}));
        client
    }

    fn send(&mut self, message: &Value) {
        self.send_raw(&message.to_string());
    }

    /// Sends the body of a message as it is.
    pub(crate) fn send_raw(&mut self, body: &str) {
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends bytes as they are.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        self.runtime.block_on(self.to_server.write_all(bytes)).expect("the server listens");
    }

    /// The next message of the server; its requests are answered at once.
    fn receive(&mut self) -> Value {
        let read = async {
            let mut head = vec![];
            while !head.ends_with(b"\r\n\r\n") {
                head.push(self.from_server.read_u8().await.expect("the server speaks"));
            }
            let head = String::from_utf8(head).expect("text");
            let length =
                head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).expect("a length");
            let mut body = vec![0; length.parse().expect("a number")];
            self.from_server.read_exact(&mut body).await.expect("all of it");
            serde_json::from_slice::<Value>(&body).expect("JSON")
        };
        let message = self.runtime.block_on(read);
        if message.get("method").is_some() && message.get("id").is_some() {
            let result = match message["method"].as_str() {
                Some("workspace/configuration") => json!([self.settings]),
                _ => json!(null),
            };
            self.send(&json!({"jsonrpc": "2.0", "id": message["id"], "result": result}));
        }
        message
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request; tells its number.
    pub(crate) fn begin(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        let id = self.last_id;
        let params = if params.is_null() { json!({}) } else { params };
        let message = match method {
            "shutdown" => json!({"jsonrpc": "2.0", "id": id, "method": method}),
            _ => json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}),
        };
        self.send(&message);
        id
    }

    /// The answer to a request.
    pub(crate) fn end(&mut self, id: i64) -> Value {
        self.end_of(&json!(id))
    }

    /// The answer to a request that bears this as its number.
    pub(crate) fn end_of(&mut self, id: &Value) -> Value {
        let is_answer = |message: &Value| message.get("id") == Some(id) && message.get("method").is_none();
        if let Some(at) = self.heard.iter().position(is_answer) {
            return self.heard.remove(at).expect("there");
        }
        loop {
            let message = self.receive();
            if is_answer(&message) {
                return message;
            }
            self.heard.push_back(message);
        }
    }

    /// The result of a request.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params);
        let mut answer = self.end(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].take()
    }

    /// The parameters of the next message of a kind for which `is_meant`.
    pub(crate) fn hear(&mut self, method: &str, is_meant: impl Fn(&Value) -> bool) -> Value {
        let fits = |message: &Value| message["method"] == method && is_meant(&message["params"]);
        loop {
            if let Some(at) = self.heard.iter().position(fits) {
                return self.heard.remove(at).expect("there")["params"].take();
            }
            let message = self.receive();
            self.heard.push_back(message);
        }
    }

    /// The parameters of all messages of a kind that have come so far and that nobody has looked at.
    pub(crate) fn heard_so_far(&mut self, method: &str) -> Vec<Value> {
        let (own, others) = self.heard.drain(..).partition(|message| message["method"] == method);
        self.heard = others;
        let own: VecDeque<Value> = own;
        own.into_iter().map(|mut message| message["params"].take()).collect()
    }

    /// The findings that are sent for a version of a document.
    pub(crate) fn findings(&mut self, path: &str, version: i64) -> Vec<Value> {
        let address = uri(path);
        let mut found = self.hear("textDocument/publishDiagnostics", |params| {
            params["uri"] == address.as_str() && params["version"] == version
        });
        found["diagnostics"].as_array_mut().map(std::mem::take).expect("a list")
    }

    pub(crate) fn open(&mut self, path: &str, text: &str) {
        let document = json!({"uri": uri(path), "languageId": "acquis", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Replaces a range, given as line and column of its start and end.
    pub(crate) fn edit(&mut self, path: &str, version: i64, range: [u32; 4], text: &str) {
        let [from_line, from, to_line, to] = range;
        let range = json!({
            "start": {"line": from_line, "character": from}, "end": {"line": to_line, "character": to},
        });
        let params = json!({
            "textDocument": {"uri": uri(path), "version": version},
            "contentChanges": [{"range": range, "text": text}],
        });
        self.tell("textDocument/didChange", params);
    }

    /// Takes leave; tells how the server saw it.
    pub(crate) fn leave(mut self) -> Outcome {
        assert_eq!(self.ask("shutdown", json!(null)), json!(null));
        self.tell("exit", json!(null));
        self.server.join().expect("no fault")
    }

    /// How the server saw that the client went, which it has said already.
    pub(crate) fn end_of_server(self) -> Outcome {
        self.server.join().expect("no fault")
    }

    /// Goes without a word.
    pub(crate) fn desert(self) -> Outcome {
        drop(self.to_server);
        self.server.join().expect("no fault")
    }
}

/// The parameters of a question about a file.
pub(crate) fn of(path: &str) -> Value {
    json!({"textDocument": {"uri": uri(path)}})
}

/// The same with more.
pub(crate) fn of_with(path: &str, more: Value) -> Value {
    let mut params = of(path);
    params.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    params
}

/// A text after edits as the protocol gives them, counted in UTF-16.
pub(crate) fn applied(text: &str, edits: &[Value]) -> String {
    let offset = |position: &Value| {
        let line = position["line"].as_u64().expect("a line") as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut left = position["character"].as_u64().expect("a column") as usize;
        let mut at = start;
        for c in text[start..].chars() {
            if left == 0 {
                break;
            }
            left -= c.len_utf16();
            at += c.len_utf8();
        }
        at
    };
    let mut all: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            (offset(&range["start"]), offset(&range["end"]), edit["newText"].as_str().expect("a text"))
        })
        .collect();
    all.sort_by_key(|(start, end, _)| (*start, *end));
    let mut out = text.to_owned();
    for (start, end, new) in all.into_iter().rev() {
        out.replace_range(start..end, new);
    }
    out
}
