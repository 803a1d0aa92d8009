//! What is offered and has no name in the types of the protocol: the answer to `initialize` gets it here.

use std::pin::Pin;
use std::task::{Context, Poll};

use serde_json::{Value, json};
use tower_lsp_server::jsonrpc::{Request, Response};
use tower_service::Service;

/// A service that says of itself what its types cannot.
pub(crate) struct Advertised<S>(pub(crate) S);

impl<S> Service<Request> for Advertised<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let introduces = request.method() == "initialize";
        let answer = self.0.call(request);
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
