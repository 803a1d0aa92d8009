//! What comes in, message by message, before it is read. A message that cannot be read would end the connection, and with it
//! what the writer sees of a law: it is taken out, and answered by itself.
//!
//! Where a head is broken, the length of its body is not known. Then the next head is looked for, and found for certain: no
//! JSON holds one, because outside of a text it has no place there, and within a text a line does not break.

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};
use tower_lsp_server::jsonrpc::{Error, ErrorCode};

/// What a message is handed on as that cannot be read. It is a question, so that it is answered.
pub(crate) const UNREADABLE: &str = "acquis/unreadable";

/// What is handed on where a message is lost with its head.
pub(crate) const LOST: &str = "acquis/lost";

/// What is said then.
pub(crate) const WORDS_OF_LOSS: &str = "a message of the editor could not be told from the next and is lost; if it was an \
     edit, what is shown of that document is out of date until it is closed and opened again";

/// The longest head of a message, in bytes.
const LONGEST_HEAD: u64 = 16 * 1024;

/// The longest body of a message, in bytes: a document of any size that is looked at fits in.
const LONGEST_BODY: u64 = 256 * 1024 * 1024;

/// What gives the length of a body.
const LENGTH: &[u8] = b"Content-Length";

/// The longest line, in bytes, that gives one.
const LONGEST_LENGTH: usize = 256;

/// How much may wait between the two.
pub(crate) const WAITING: usize = 64 * 1024;

/// The same messages, with those taken out that cannot be read. Must be called where tasks can be started.
pub(crate) fn readable<I: AsyncRead + Unpin + Send + 'static>(input: I) -> DuplexStream {
    let (handed_on, to_reader) = duplex(WAITING);
    tokio::spawn(async move {
        // A reader that is gone has gone because the client is.
        let _ = hand_on(BufReader::new(input), to_reader).await;
    });
    handed_on
}

async fn hand_on<I>(mut input: BufReader<I>, mut output: DuplexStream) -> std::io::Result<()>
where
    I: AsyncRead + Unpin + Send,
{
    let mut found = None;
    loop {
        let head = match found.take() {
            Some(head) => head,
            None => head(&mut input).await?,
        };
        if head.is_empty() {
            return Ok(());
        }
        let Some(length) = length(&head).filter(|length| *length <= LONGEST_BODY) else {
            write(&mut output, &unreadable_message(ErrorCode::ParseError.code())).await?;
            let lost = json!({"jsonrpc": "2.0", "method": LOST});
            write(&mut output, lost.to_string().as_bytes()).await?;
            found = Some(next_head(&mut input, &head).await?);
            continue;
        };
        let mut body = vec![];
        (&mut input).take(length).read_to_end(&mut body).await?;
        if (body.len() as u64) < length {
            // The client has gone in the midst of a message.
            return Ok(());
        }
        let body = without_halves(body);
        let message = serde_json::from_slice::<Value>(&body).map_err(|_| ErrorCode::ParseError.code());
        let body = match message.and_then(|message| fault(&message).map_or(Ok(message), Err)) {
            Ok(mut message) => match mend_addresses(&mut message) {
                true => message.to_string().into_bytes(),
                false => body,
            },
            Err(code) => unreadable_message(code),
        };
        write(&mut output, &body).await?;
    }
}

fn unreadable_message(code: i64) -> Vec<u8> {
    json!({"jsonrpc": "2.0", "id": null, "method": UNREADABLE, "params": {"code": code}})
        .to_string()
        .into_bytes()
}

async fn write(output: &mut DuplexStream, body: &[u8]) -> std::io::Result<()> {
    output.write_all(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes()).await?;
    output.write_all(body).await
}

/// The next head after a broken one, that gives a length; empty at the end of what comes in.
async fn next_head<I>(input: &mut BufReader<I>, broken: &[u8]) -> std::io::Result<Vec<u8>>
where
    I: AsyncRead + Unpin,
{
    // What was taken for a head may hold the next one, where the body before it is longer than was said.
    let mut search = Search::default();
    if let Some(found) = broken.split_inclusive(|byte| *byte == b'\n').find_map(|line| search.take(line)) {
        return Ok(found);
    }
    loop {
        let mut line = vec![];
        (&mut *input).take(LONGEST_HEAD).read_until(b'\n', &mut line).await?;
        if line.is_empty() {
            return Ok(line);
        }
        if let Some(found) = search.take(&line) {
            return Ok(found);
        }
    }
}

/// Looks for a head line by line, of which the first may begin in the midst of one.
#[derive(Default)]
struct Search {
    /// The lines of what may be one, from the one with its length on.
    head: Vec<u8>,
    /// The end of a line that is still to end.
    line: Vec<u8>,
}

impl Search {
    /// Takes the next line, or a part of one; gives the head that ends with it.
    fn take(&mut self, part: &[u8]) -> Option<Vec<u8>> {
        self.line.extend_from_slice(part);
        if !self.line.ends_with(b"\n") {
            let passed = self.line.len().saturating_sub(LONGEST_LENGTH);
            self.line.drain(..passed);
            return None;
        }
        let line = std::mem::take(&mut self.line);
        let starts =
            |at: &usize| line.get(*at..*at + LENGTH.len()).is_some_and(|it| it.eq_ignore_ascii_case(LENGTH));
        if let Some(at) = (0..line.len()).rev().find(starts) {
            self.head = line.get(at..).unwrap_or(&[]).to_vec();
        } else if !self.head.is_empty() && (line == b"\r\n" || line.contains(&b':')) {
            self.head.extend_from_slice(&line);
        } else {
            self.head.clear();
        }
        let is_whole = line == b"\r\n" && length(&self.head).is_some_and(|length| length <= LONGEST_BODY);
        is_whole.then(|| std::mem::take(&mut self.head))
    }
}

/// The lines before a body, the empty one at their end included; shorter at the end of what comes in, and where they are
/// too long.
pub(crate) async fn head<I: AsyncRead + Unpin>(input: &mut BufReader<I>) -> std::io::Result<Vec<u8>> {
    let mut head = vec![];
    loop {
        let before = head.len();
        let room = LONGEST_HEAD.saturating_sub(before as u64);
        (&mut *input).take(room).read_until(b'\n', &mut head).await?;
        let line = head.get(before..).unwrap_or(&[]);
        if line.is_empty() || line == b"\r\n" || line == b"\n" {
            return Ok(head);
        }
    }
}

/// The length that a head gives, if it is one.
pub(crate) fn length(head: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(head).ok()?.strip_suffix("\r\n\r\n")?;
    let lines: Vec<(&str, &str)> =
        text.split("\r\n").map(|line| line.split_once(':')).collect::<Option<_>>()?;
    let named = |name: &str| {
        lines.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, it)| it.trim())
    };
    let is_utf8 = named("Content-Type").is_none_or(|kind| {
        kind.split_once("charset=").is_none_or(|(_, set)| matches!(set.trim_matches('"'), "utf-8" | "utf8"))
    });
    named("Content-Length").filter(|_| is_utf8)?.parse().ok()
}

/// A body in which halves of characters beyond the basic plane that stand alone are written as what stands for a character
/// that cannot be shown. An edit that parts such a character sends them, and columns stay what they are.
fn without_halves(mut body: Vec<u8>) -> Vec<u8> {
    let mut at = 0;
    while let Some(byte) = body.get(at) {
        let (step, is_half) = match (byte, half(&body, at)) {
            (b'\\', Some(0xD800..=0xDBFF)) if matches!(half(&body, at + 6), Some(0xDC00..=0xDFFF)) => {
                (12, false)
            }
            (b'\\', Some(_)) => (6, true),
            (b'\\', None) => (2, false),
            _ => (1, false),
        };
        if is_half && let Some(place) = body.get_mut(at..at + 6) {
            place.copy_from_slice(b"\\ufffd");
        }
        at += step;
    }
    body
}

/// The half of a character that is written at a place, as `\ud83d` is.
fn half(body: &[u8], at: usize) -> Option<u16> {
    let digits = body.get(at..at.checked_add(6)?)?.strip_prefix(b"\\u")?;
    let value = u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    (0xD800..=0xDFFF).contains(&value).then_some(value)
}

/// The keys of addresses in messages.
const ADDRESSES: [&str; 6] = ["uri", "rootUri", "oldUri", "newUri", "scopeUri", "targetUri"];

/// Writes by their numbers those signs of addresses that have to be; tells whether there were any. Some clients send a path
/// as it is, and a document whose address is refused would be opened unnoticed.
fn mend_addresses(value: &mut Value) -> bool {
    match value {
        Value::Object(map) => {
            let mut is_mended = false;
            for (key, inner) in map {
                is_mended |= match inner {
                    Value::String(address) if ADDRESSES.contains(&key.as_str()) => match mended(address) {
                        Some(mended) => {
                            *address = mended;
                            true
                        }
                        None => false,
                    },
                    inner => mend_addresses(inner),
                };
            }
            is_mended
        }
        Value::Array(all) => {
            // All of them, also after the first.
            all.iter_mut().filter_map(|inner| mend_addresses(inner).then_some(())).count() > 0
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// An address with the signs written by their numbers that must not stand in one; nothing if there are none.
pub(crate) fn mended(address: &str) -> Option<String> {
    let bytes = address.as_bytes();
    let is_number =
        |at: usize| bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    let may_stand = |at: usize, byte: u8| match byte {
        b'%' => is_number(at),
        byte => byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(&byte),
    };
    if bytes.iter().enumerate().all(|(at, byte)| may_stand(at, *byte)) {
        return None;
    }
    let mut out = String::with_capacity(address.len() + 8);
    for (at, byte) in bytes.iter().enumerate() {
        if may_stand(at, *byte) {
            out.push(char::from(*byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    Some(out)
}

/// Why a message is none of the protocol, as a code of JSON-RPC.
fn fault(message: &Value) -> Option<i64> {
    let has_id = match message.get("id") {
        None => false,
        Some(Value::Number(number)) if number.as_i64().is_none() => {
            return Some(ErrorCode::InvalidRequest.code());
        }
        Some(id) if id.is_boolean() || id.is_array() || id.is_object() => {
            return Some(ErrorCode::InvalidRequest.code());
        }
        Some(_) => true,
    };
    let is_ours = message.get("jsonrpc").and_then(Value::as_str) == Some("2.0");
    let asks = message.get("method").is_some_and(Value::is_string);
    let takes = message.get("params").is_none_or(|it| it.is_object() || it.is_array() || it.is_null());
    let answers = has_id && (message.get("result").is_some() || message.get("error").is_some_and(is_error));
    (!(is_ours && (asks && takes || answers))).then(|| ErrorCode::InvalidRequest.code())
}

fn is_error(error: &Value) -> bool {
    error.get("code").is_some_and(Value::is_i64) && error.get("message").is_some_and(Value::is_string)
}

/// What is answered to a message that could not be read.
pub(crate) fn unreadable(params: &Value) -> Error {
    if params.get("code").and_then(Value::as_i64) == Some(ErrorCode::InvalidRequest.code()) {
        Error::invalid_request()
    } else {
        Error::parse_error()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> String {
        String::from_utf8(without_halves(text.as_bytes().to_vec())).expect("text")
    }

    #[test]
    fn halves_that_stand_alone_become_what_cannot_be_shown() {
        assert_eq!(mended(r#"{"a":"x \ud83d y"}"#), r#"{"a":"x \ufffd y"}"#);
        assert_eq!(mended(r#""\udc00\uD83D\uDE00\ud83d""#), r#""\ufffd\uD83D\uDE00\ufffd""#);
        assert_eq!(mended(r#""\\ud83d é \u00e9""#), r#""\\ud83d é \u00e9""#, "a backslash that is meant");
        assert_eq!(mended(r#""\ud8"#), r#""\ud8"#);
    }

    #[test]
    fn a_head_gives_a_length_or_is_none() {
        assert_eq!(length(b"Content-Length: 12\r\n\r\n"), Some(12));
        assert_eq!(length(b"content-type: a; charset=utf-8\r\ncontent-length:7\r\n\r\n"), Some(7));
        for wrong in [
            "",
            "\r\n",
            "what\r\n\r\n",
            "Content-Length: -1\r\n\r\n",
            "Content-Type: a\r\n\r\n",
            "Content-Length: 3\r\n",
        ] {
            assert_eq!(length(wrong.as_bytes()), None, "{wrong:?}");
        }
    }

    #[test]
    fn addresses_are_written_as_they_have_to_be_and_nothing_else_is_changed() {
        let mut message = json!({"params": {"textDocument": {"uri": "file:///é b%.acq", "text": "é b"}, "all": [{"newUri": "a\\b"}]}});
        assert!(mend_addresses(&mut message));
        let after = json!({"params": {"textDocument": {"uri": "file:///%C3%A9%20b%25.acq", "text": "é b"}, "all": [{"newUri": "a%5Cb"}]}});
        assert_eq!(message, after);
        assert!(!mend_addresses(&mut message));
    }

    #[test]
    fn the_next_head_is_found_wherever_it_begins() {
        let found = |text: &str, size: usize| {
            let mut search = Search::default();
            let parts =
                text.as_bytes().split_inclusive(|byte| *byte == b'\n').flat_map(|line| line.chunks(size));
            parts.filter_map(|part| search.take(part)).map(|head| length(&head)).collect::<Vec<_>>()
        };
        let text = "[1,\r\n\r\n2]Content-Length: 7\r\nContent-Type: a\r\n\r\n{}content-length: 8\r\n\r\n";
        for size in [1, 2, 7, 1000] {
            assert_eq!(found(text, size), [Some(7), Some(8)]);
            let long = format!("{}{text}", "é".repeat(10_000));
            assert_eq!(found(&long, size), [Some(7), Some(8)]);
        }
        for none in [
            r#"{"text": "Content-Length: 7\r\n\r\n"}"#,
            "Content-Length: many\r\n\r\n",
            "Content-Length: 7\r\nand so on\r\n\r\n",
            "Content-Length: 7\n\n",
            "Content-Length: 7",
        ] {
            assert_eq!(found(none, 1000), [], "{none}");
        }
    }

    #[test]
    fn what_is_no_message_is_told_from_what_is_one() {
        for right in [
            r#"{"jsonrpc":"2.0","method":"a"}"#,
            r#"{"jsonrpc":"2.0","id":"b","method":"a","params":[]}"#,
            r#"{"jsonrpc":"2.0","id":1,"result":null}"#,
            r#"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"m"}}"#,
        ] {
            let right: Value = serde_json::from_str(right).expect("JSON");
            assert_eq!(fault(&right), None, "{right}");
        }
        for (wrong, code) in [
            ("[]", -32600),
            (r#"{"jsonrpc":"2.0","id":1.5,"method":"a"}"#, -32600),
            (r#"{"jsonrpc":"2.0","id":1}"#, -32600),
            (r#"{"jsonrpc":"2.0","method":7}"#, -32600),
            (r#"{"jsonrpc":"2.0","method":"a","params":7}"#, -32600),
            (r#"{"method":"a"}"#, -32600),
        ] {
            let wrong: Value = serde_json::from_str(wrong).expect("JSON");
            assert_eq!(fault(&wrong), Some(code), "{wrong}");
        }
    }
}
