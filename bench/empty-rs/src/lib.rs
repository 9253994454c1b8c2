//! Answers every request with the same few bytes.
#![cfg(target_arch = "wasm32")]
// The glue of the macro.
#![allow(unsafe_code)]

use worker::{Context, Env, Request, Response, Result, event};

#[event(fetch)]
async fn fetch(_request: Request, _env: Env, _context: Context) -> Result<Response> {
    Response::ok("{}")
}
