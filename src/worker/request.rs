//! Requests and responses as plain data, each in one crossing.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::http;

#[wasm_bindgen(module = "/src/worker/glue.js")]
extern "C" {
    fn respond(status: u16, head: &str, body: &[u8]) -> JsValue;
}

/// A request from its head: method, URL, then a line for each header, `name:value`.
pub fn read(head: &str, body: Vec<u8>) -> http::Request {
    let mut lines = head.split('\n');
    let method = lines.next().unwrap_or_default();
    let url = lines.next().unwrap_or_default();
    // `https://host/path?query`, as the platform has normalised it.
    let target = url.splitn(4, '/').nth(3).unwrap_or_default();
    let target = target.split('#').next().unwrap_or_default();
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    http::Request::new(method, &format!("/{target}"), headers, body)
}

/// The response for the platform.
pub fn write(response: &http::Response) -> JsValue {
    let mut head = String::with_capacity(256);
    for (name, value) in &response.headers {
        // Nothing puts a line's end into a header; if it did, it would be a header of its own.
        if value.contains(['\n', '\r']) {
            continue;
        }
        if !head.is_empty() {
            head.push('\n');
        }
        head.push_str(name);
        head.push(':');
        head.push_str(value);
    }
    respond(response.status, &head, &response.body)
}
