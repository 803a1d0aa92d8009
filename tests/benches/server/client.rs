//! A client of a language server in a process of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

pub(crate) struct Client {
    server: Child,
    to_server: ChildStdin,
    from_server: BufReader<ChildStdout>,
    address: String,
    version: i64,
    last_id: i64,
}

impl Client {
    /// Starts a server and shows it a folder.
    pub(crate) fn start(command: &[String], folder: &Path) -> Self {
        let [program, arguments @ ..] = command else { panic!("a program") };
        let mut server = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let to_server = server.stdin.take().expect("a pipe");
        let from_server = BufReader::new(server.stdout.take().expect("a pipe"));
        let mut client =
            Self { server, to_server, from_server, address: String::new(), version: 0, last_id: 0 };
        let folder = format!("file://{}", folder.display());
        client.ask(
            "initialize",
            json!({
                "processId": null, "rootUri": folder,
                "capabilities": {"textDocument": {"publishDiagnostics": {"versionSupport": true}}},
                "workspaceFolders": [{"uri": folder, "name": "workspace"}],
            }),
        );
        client.tell("initialized", json!({}));
        client
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.to_server, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("it listens");
        self.to_server.flush().expect("it listens");
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// The next message; what the server asks is answered with nothing.
    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.from_server.read_line(&mut line).expect("it speaks") > 0, "the server has gone");
            match line.trim_end().to_ascii_lowercase().strip_prefix("content-length: ") {
                Some(count) => length = count.parse().expect("a number"),
                None if line.trim_end().is_empty() => break,
                None => {}
            }
        }
        let mut body = vec![0; length];
        self.from_server.read_exact(&mut body).expect("all of it");
        let message: Value = serde_json::from_slice(&body).expect("JSON");
        if let (Some(id), Some(method)) = (message.get("id"), message["method"].as_str()) {
            let result = if method == "workspace/configuration" { json!([{}, {}, {}]) } else { json!(null) };
            self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
        }
        message
    }

    /// Asks something of the open document; waits for the answer.
    pub(crate) fn ask(&mut self, method: &str, mut params: Value) -> Value {
        if !self.address.is_empty() {
            params["textDocument"] = json!({"uri": self.address});
        }
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let message = self.receive();
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
        }
    }

    pub(crate) fn open(&mut self, file: &Path, language: &str) {
        let text = std::fs::read_to_string(file).expect("a text");
        self.address = format!("file://{}", file.display());
        self.version = 1;
        let document = json!({"uri": self.address, "languageId": language, "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Replaces what stands between two places, given as line and column.
    pub(crate) fn edit(&mut self, from: (usize, usize), to: (usize, usize), text: &str) {
        self.version += 1;
        let place = |(line, character): (usize, usize)| json!({"line": line, "character": character});
        let document = json!({"uri": self.address, "version": self.version});
        let change = json!({"range": {"start": place(from), "end": place(to)}, "text": text});
        self.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
    }

    /// Waits for the findings of the document as it is now.
    pub(crate) fn findings(&mut self) {
        loop {
            let message = self.receive();
            if message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == self.address.as_str()
                && message["params"]["version"] == self.version
            {
                return;
            }
        }
    }

    /// The most memory that the server has held, in megabytes; nothing where the system does not say.
    pub(crate) fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.server.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
    }

    pub(crate) fn leave(mut self) {
        self.address.clear();
        self.ask("shutdown", json!(null));
        self.tell("exit", json!(null));
        drop(self.to_server);
        self.server.wait().expect("it goes");
    }
}
