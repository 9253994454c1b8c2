//! A platform on which time stands still and nothing waits.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use tandem::outbox::{Queue, QueueError};
use tandem::runtime::{Level, Runtime};

/// A morning in January 2027, far from midnight, in milliseconds since 1970.
pub const NOW_MS: i64 = 1_800_000_000_000;

type Task = Pin<Box<dyn Future<Output = ()>>>;

/// The world outside the databases.
#[derive(Clone, Default)]
pub struct World {
    drawn: Rc<Cell<u64>>,
    tasks: Rc<RefCell<VecDeque<Task>>>,
}

impl World {
    /// Runs what was left for after the response, and what that leaves.
    pub fn settle(&self) {
        loop {
            let Some(task) = self.tasks.borrow_mut().pop_front() else {
                return;
            };
            block_on(task);
        }
    }
}

impl Runtime for World {
    fn now_ms(&self) -> i64 {
        NOW_MS
    }

    fn random(&self) -> u64 {
        // A Weyl sequence: ids need to differ, not to be unguessable.
        self.drawn.set(self.drawn.get().wrapping_add(0x9E37_79B9_7F4A_7C15));
        self.drawn.get()
    }

    /// What follows the answer lingers; here it is over at once.
    async fn sleep_ms(&self, _: u64) {}

    async fn beat_ms(&self, _: u64) {
        std::future::pending().await
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.tasks.borrow_mut().push_back(Box::pin(task));
    }

    fn log(&self, level: Level, message: &str) {
        panic!("a hot path logs: {}: {message}", level.name());
    }
}

impl Queue for World {
    async fn go_on(&self, _: &str) -> Result<(), QueueError> {
        Ok(())
    }

    async fn send_batch(&self, _: &[String]) -> Result<(), QueueError> {
        Ok(())
    }
}

/// Runs a future that never has to wait.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a hot path waits for something that never comes"),
    }
}
