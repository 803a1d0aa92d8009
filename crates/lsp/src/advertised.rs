//! What is done with requests around the handlers: what is offered and has no name in the types of the protocol is added to the
//! answer to `initialize`, requests that nobody knows are refused also where they may be passed over as notifications, and
//! that the client takes leave is noted when it says so, for it may go before it is answered.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use serde_json::{Value, json};
use tower_lsp_server::jsonrpc::{Error, Request, Response};
use tower_service::Service;

/// A service that says of itself what its types cannot.
pub(crate) struct Advertised<S> {
    service: S,
    is_introduced: bool,
    is_shut_down: Arc<AtomicBool>,
}

impl<S> Advertised<S> {
    /// A service that notes that the client takes leave.
    pub(crate) fn new(service: S, is_shut_down: Arc<AtomicBool>) -> Self {
        Self { service, is_introduced: false, is_shut_down }
    }
}

impl<S> Service<Request> for Advertised<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let introduces = request.method() == "initialize";
        self.is_introduced |= introduces;
        if request.method() == "shutdown" && self.is_introduced {
            self.is_shut_down.store(true, Ordering::Release);
        }
        if let Some(id) = request.id().filter(|_| request.method().starts_with("$/")) {
            let refused = Response::from_error(id.clone(), Error::method_not_found());
            return Box::pin(async { Ok(Some(refused)) });
        }
        let answer = self.service.call(request);
        Box::pin(async move {
            let answer = answer.await?;
            Ok(if introduces { answer.map(with_type_hierarchy) } else { answer })
        })
    }
}

fn with_type_hierarchy(answer: Response) -> Response {
    let (id, body) = answer.into_parts();
    let body = body.map(|mut introduction| {
        if let Some(offered) = introduction.get_mut("capabilities").and_then(Value::as_object_mut) {
            offered.insert("typeHierarchyProvider".to_owned(), json!(true));
        }
        introduction
    });
    Response::from_parts(id, body)
}
