//! The Workers platform as the heart sees it, and requests and responses as plain data.

use std::rc::Rc;
use std::time::Duration;

use futures_util::StreamExt as _;
use worker::{Context, Delay, Headers, Request, Response, ResponseBody, ScheduleContext};

use crate::http;
use crate::outbox::{Queue, QueueError};
use crate::runtime::{Level, Runtime};

/// What keeps work alive after the handler has returned.
#[derive(Clone)]
pub enum After {
    /// A request or a batch of the queue.
    Fetch(Rc<Context>),
    /// The cron.
    Cron(ScheduleContext),
}

/// Time, randomness, waiting, work after the response, and the queue.
#[derive(Clone)]
pub struct Platform {
    after: After,
    queue: Option<Rc<worker::Queue>>,
}

impl Platform {
    pub fn new(after: After, queue: Option<worker::Queue>) -> Self {
        Platform { after, queue: queue.map(Rc::new) }
    }
}

impl Runtime for Platform {
    fn now_ms(&self) -> i64 {
        i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX)
    }

    fn random(&self) -> u64 {
        // The platform's randomness does not fail; if it did, ids would still differ by their time.
        getrandom::u64().unwrap_or_default()
    }

    async fn sleep_ms(&self, ms: u64) {
        Delay::from(Duration::from_millis(ms)).await;
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        match &self.after {
            After::Fetch(context) => context.wait_until(task),
            After::Cron(context) => context.wait_until(task),
        }
    }

    fn log(&self, level: Level, message: &str) {
        let line = serde_json::json!({ "level": level.name(), "message": message }).to_string();
        match level {
            Level::Info => worker::console_log!("{line}"),
            Level::Warn => worker::console_warn!("{line}"),
            Level::Error => worker::console_error!("{line}"),
        }
    }
}

impl Queue for Platform {
    async fn send_batch(&self, bodies: &[String]) -> Result<(), QueueError> {
        let Some(queue) = &self.queue else {
            return Err(QueueError("this Worker has no EVENTS binding".to_owned()));
        };
        queue.send_batch(bodies.to_vec()).await.map_err(|error| QueueError(error.to_string()))
    }
}

/// The request as plain data; a body past the bound is cut there and refused by the handler.
pub async fn read_request(request: &mut Request) -> worker::Result<http::Request> {
    let url = request.url()?;
    let method = request.method().to_string();
    let headers = request.headers().entries().collect();
    let query = url.query_pairs().map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
    let mut body = Vec::new();
    if request.inner().body().is_some() {
        let mut chunks = request.stream()?;
        while let Some(chunk) = chunks.next().await {
            body.extend_from_slice(&chunk?);
            if body.len() > http::MAX_BODY_BYTES {
                break;
            }
        }
    }
    Ok(http::Request { method, path: url.path().to_owned(), query, headers, body })
}

/// The response for the platform.
pub fn write_response(response: http::Response) -> worker::Result<Response> {
    let headers = Headers::new();
    for (name, value) in &response.headers {
        headers.append(name, value)?;
    }
    let body = match response.status {
        204 | 304 => ResponseBody::Empty,
        _ => ResponseBody::Body(response.body),
    };
    Ok(Response::from_body(body)?.with_headers(headers).with_status(response.status))
}
