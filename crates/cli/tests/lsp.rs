//! The language server as an editor starts it: a process that ends when the editor leaves, though its input stays open.

#![allow(clippy::expect_used, reason = "test code may fail by panicking; that is what a failing test does")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

fn start() -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_acquis"));
    command.args(["lsp", "--stdio"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts")
}

fn send(server: &mut Child, body: &str) {
    let input = server.stdin.as_mut().expect("an input");
    write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("it listens");
    input.flush().expect("it listens");
}

fn receive(output: &mut impl BufRead) -> String {
    let mut length = 0;
    loop {
        let mut line = String::new();
        output.read_line(&mut line).expect("it speaks");
        match line.trim_end().strip_prefix("Content-Length: ") {
            Some(number) => length = number.parse().expect("a number"),
            None if line.trim_end().is_empty() => break,
            None => {}
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).expect("all of it");
    String::from_utf8(body).expect("text")
}

#[test]
fn the_process_ends_with_the_editor() {
    let mut server = start();
    let mut output = BufReader::new(server.stdout.take().expect("an output"));
    send(&mut server, r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#);
    assert!(receive(&mut output).contains("\"positionEncoding\":\"utf-16\""));
    send(&mut server, r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#);
    send(&mut server, r#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#);
    assert!(receive(&mut output).contains("\"result\":null"));
    send(&mut server, r#"{"jsonrpc":"2.0","method":"exit"}"#);
    // Its input is still open.
    let input = server.stdin.take();
    assert_eq!(server.wait().expect("it ends").code(), Some(0));
    drop(input);
}

#[test]
fn an_editor_that_goes_without_a_word_leaves_no_process() {
    let mut server = start();
    drop(server.stdin.take());
    assert_eq!(server.wait().expect("it ends").code(), Some(1));
}
