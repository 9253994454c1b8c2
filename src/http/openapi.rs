//! `/openapi.json`: the API as an OpenAPI 3.1 document, which the build script made from the schema.

#[cfg(test)]
mod tests;

use super::Response;

/// Compact JSON.
const DOCUMENT: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));

/// The document.
pub fn response() -> Response {
    Response::bytes(200, "application/json", DOCUMENT.as_bytes().to_vec())
}
