//! What goes out, message by message. Answers and what the server says by itself reach the output on ways of their own, so
//! nothing is said there of their order. What must not come after an answer is said here: it goes out before whatever is
//! written later.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader, DuplexStream, copy, duplex};
use tokio::sync::{Mutex as Turn, Notify};
use tokio::task::JoinHandle;

use crate::framing::{WAITING, head, length};

/// Says something before all that is written later.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ahead {
    said: Arc<Mutex<VecDeque<Vec<u8>>>>,
    is_said: Arc<Notify>,
}

impl Ahead {
    /// Says it. It is a notification, for nobody waits for an answer.
    pub(crate) fn say(&self, method: &str, params: &Value) {
        let body = json!({"jsonrpc": "2.0", "method": method, "params": params}).to_string();
        let message = format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes();
        self.said.lock().unwrap_or_else(PoisonError::into_inner).push_back(message);
        self.is_said.notify_one();
    }

    fn next(&self) -> Option<Vec<u8>> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    async fn write<O: AsyncWrite + Unpin>(&self, output: &mut O) -> std::io::Result<()> {
        while let Some(message) = self.next() {
            output.write_all(&message).await?;
        }
        Ok(())
    }
}

/// Where the service writes, and the work that hands it on, which ends when the service is gone. Must be called where tasks
/// can be started.
pub(crate) fn ordered<O>(output: O, ahead: &Ahead) -> (DuplexStream, JoinHandle<()>)
where
    O: AsyncWrite + Send + 'static,
{
    let (from_service, handed_on) = duplex(WAITING);
    let output = Arc::new(Turn::new(Box::pin(output)));
    let (own, own_output) = (ahead.clone(), Arc::clone(&output));
    let prompt = tokio::spawn(async move {
        loop {
            own.is_said.notified().await;
            let mut output = own_output.lock().await;
            let written = own.write(&mut *output).await;
            if written.is_err() || output.flush().await.is_err() {
                return;
            }
        }
    });
    let ahead = ahead.clone();
    let work = tokio::spawn(async move {
        // A client that does not read any more has gone.
        let _ = hand_on(BufReader::new(handed_on), &output, &ahead).await;
        prompt.abort();
    });
    (from_service, work)
}

async fn hand_on<I, O>(mut input: BufReader<I>, output: &Turn<O>, ahead: &Ahead) -> std::io::Result<()>
where
    I: AsyncRead + Unpin,
    O: AsyncWrite + Unpin,
{
    loop {
        let head = head(&mut input).await?;
        let Some(length) = length(&head) else { return Ok(()) };
        let mut output = output.lock().await;
        ahead.write(&mut *output).await?;
        output.write_all(&head).await?;
        copy(&mut (&mut input).take(length), &mut *output).await?;
        output.flush().await?;
    }
}
