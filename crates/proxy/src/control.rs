//! The control port: the same orders as the library's, as JSON over HTTP, for tests that run elsewhere.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::mode::Mode;
use crate::shared::Shared;
use crate::stats::{LogEntry, Stats};

/// `GET /stats`, `GET /log`, `POST /mode`, `POST /release`, `POST /reset`.
pub(crate) fn routes(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/stats", get(stats))
        .route("/log", get(log))
        .route("/mode", post(mode))
        .route("/release", post(release))
        .route("/reset", post(reset))
        .with_state(shared)
}

async fn stats(State(shared): State<Arc<Shared>>) -> Json<Stats> {
    Json(shared.stats.borrow().clone())
}

async fn log(State(shared): State<Arc<Shared>>) -> Json<Vec<LogEntry>> {
    Json(shared.log())
}

/// Reads the body whatever its content type says: `curl -d` names another.
async fn mode(
    State(shared): State<Arc<Shared>>,
    body: Bytes,
) -> Result<Json<Value>, (StatusCode, Json<Value>)> {
    let mode: Mode = serde_json::from_slice(&body)
        .map_err(|error| (StatusCode::BAD_REQUEST, Json(json!({ "error": error.to_string() }))))?;
    shared.set_mode(mode);
    Ok(Json(json!({})))
}

async fn release(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({ "released": shared.release() }))
}

async fn reset(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.reset();
    Json(json!({}))
}
