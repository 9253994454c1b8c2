//! The Workers platform as the heart sees it.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use worker::{Context, Delay, ScheduleContext};

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
    queues: Rc<Queues>,
}

/// The bindings of queues.
pub struct Queues {
    pub events: Option<worker::Queue>,
    pub jobs: Option<worker::Queue>,
}

impl Platform {
    pub fn new(after: After, queues: Rc<Queues>) -> Self {
        Platform { after, queues }
    }
}

/// Bytes of randomness that are asked of the platform at a time: asking costs more than the bytes.
const RANDOM_BYTES: usize = 512;

/// The platform's randomness, a store of it.
struct Random {
    bytes: [u8; RANDOM_BYTES],
    used: usize,
}

thread_local! {
    static RANDOM: RefCell<Random> = const { RefCell::new(Random { bytes: [0; RANDOM_BYTES], used: RANDOM_BYTES }) };
}

impl Random {
    fn next(&mut self) -> u64 {
        if let Some(word) = self.bytes.get(self.used..).and_then(|rest| rest.first_chunk()) {
            self.used = self.used.saturating_add(size_of::<u64>());
            return u64::from_le_bytes(*word);
        }
        // The platform's randomness does not fail; if it did, ids would still differ by their time.
        if getrandom::fill(&mut self.bytes).is_ok() {
            self.used = size_of::<u64>();
        }
        self.bytes.first_chunk().map_or(0, |word| u64::from_le_bytes(*word))
    }
}

impl Runtime for Platform {
    fn now_ms(&self) -> i64 {
        #[allow(clippy::cast_possible_truncation)] // whole milliseconds, far below 2^53
        let now_ms = js_sys::Date::now() as i64;
        now_ms
    }

    fn random(&self) -> u64 {
        RANDOM.with_borrow_mut(Random::next)
    }

    async fn sleep_ms(&self, ms: u64) {
        Delay::from(Duration::from_millis(ms)).await;
    }

    async fn beat_ms(&self, ms: u64) {
        self.sleep_ms(ms).await;
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
    async fn go_on(&self, message: &str) -> Result<(), QueueError> {
        let queue = bound(&self.queues.jobs, "JOBS")?;
        queue.send(message).await.map_err(failed)
    }

    async fn send_batch(&self, bodies: &[String]) -> Result<(), QueueError> {
        let queue = bound(&self.queues.events, "EVENTS")?;
        queue.send_batch(bodies.to_vec()).await.map_err(failed)
    }
}

fn bound<'a>(
    queue: &'a Option<worker::Queue>,
    name: &str,
) -> Result<&'a worker::Queue, QueueError> {
    queue.as_ref().ok_or_else(|| QueueError(format!("this Worker has no {name} binding")))
}

fn failed(error: worker::Error) -> QueueError {
    QueueError(error.to_string())
}
