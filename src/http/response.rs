//! An answer, before the platform sends it.

use serde_json::Value;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Names and values of the headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
}

impl Response {
    /// An answer without a body.
    pub fn empty(status: u16) -> Response {
        Response { status, headers: Vec::new(), body: Vec::new() }
    }

    /// A JSON document.
    pub fn json(status: u16, document: &Value) -> Response {
        Response::json_text(status, document.to_string())
    }

    /// A JSON document that is a text already.
    pub fn json_text(status: u16, document: String) -> Response {
        Response::bytes(status, "application/json", document.into_bytes())
    }

    /// A body of this media type.
    pub fn bytes(status: u16, media_type: &str, body: Vec<u8>) -> Response {
        Response { status, headers: vec![("Content-Type", media_type.to_owned())], body }
    }

    /// With one header more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Response {
        self.headers.push((name, value.into()));
        self
    }
}
