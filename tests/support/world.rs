//! A platform for native tests: a clock that the test turns, tasks that run when the test lets
//! them, a queue that keeps what it was sent.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;

use tandem::outbox::{Queue, QueueError};
use tandem::runtime::{Level, Runtime};

/// Work that a request left for after its response.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// The world outside the databases.
#[derive(Clone, Default)]
pub struct World {
    inner: Rc<Inner>,
}

#[derive(Default)]
struct Inner {
    now_ms: Cell<i64>,
    seed: Cell<u64>,
    tasks: RefCell<VecDeque<Task>>,
    messages: RefCell<Vec<String>>,
    batches: Cell<u32>,
    queue_down: Cell<bool>,
    /// Watches end at once.
    beats: Cell<bool>,
    /// Messages by which runs go on.
    jobs: RefCell<VecDeque<String>>,
    /// Messages that contain this text are refused.
    refused: RefCell<Option<String>>,
    log: RefCell<Vec<String>>,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "World(at {} ms)", self.inner.now_ms.get())
    }
}

impl World {
    pub fn new() -> Self {
        let world = World::default();
        world.inner.now_ms.set(1_800_000_000_000);
        world.inner.seed.set(1);
        world
    }

    pub fn advance_ms(&self, ms: i64) {
        self.inner.now_ms.set(self.inner.now_ms.get() + ms);
    }

    /// Runs all that was left for after the response, and what that leaves.
    pub async fn settle(&self) {
        loop {
            let task = self.inner.tasks.borrow_mut().pop_front();
            match task {
                Some(task) => task.await,
                None => break,
            }
        }
    }

    /// The isolate dies: what was left for after the response never runs.
    pub fn forget_tasks(&self) -> usize {
        let tasks = std::mem::take(&mut *self.inner.tasks.borrow_mut());
        tasks.len()
    }

    /// The next task, for the test to poll, to drop, or to leave alone.
    pub fn take_task(&self) -> Option<Task> {
        self.inner.tasks.borrow_mut().pop_front()
    }

    /// Batches that the queue took.
    pub fn batches(&self) -> u32 {
        self.inner.batches.get()
    }

    pub fn messages(&self) -> Vec<String> {
        self.inner.messages.borrow().clone()
    }

    /// The oldest message by which a run goes on.
    pub fn take_job(&self) -> Option<String> {
        self.inner.jobs.borrow_mut().pop_front()
    }

    /// The queue of runs loses what it holds.
    pub fn lose_jobs(&self) {
        self.inner.jobs.borrow_mut().clear();
    }

    /// Whoever watches other work sees its time end as soon as that has to wait.
    pub fn end_watches(&self) {
        self.inner.beats.set(true);
    }

    pub fn set_queue_down(&self, down: bool) {
        self.inner.queue_down.set(down);
    }

    pub fn refuse_messages_with(&self, text: &str) {
        *self.inner.refused.borrow_mut() = Some(text.to_owned());
    }

    pub fn log_lines(&self) -> Vec<String> {
        self.inner.log.borrow().clone()
    }
}

impl Runtime for World {
    fn now_ms(&self) -> i64 {
        self.inner.now_ms.get()
    }

    fn random(&self) -> u64 {
        // splitmix64: the same numbers in every run
        let seed = self.inner.seed.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.inner.seed.set(seed);
        let mut z = seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    async fn sleep_ms(&self, ms: u64) {
        self.advance_ms(i64::try_from(ms).unwrap());
        tokio::task::yield_now().await;
    }

    async fn beat_ms(&self, ms: u64) {
        if !self.inner.beats.get() {
            std::future::pending::<()>().await;
        }
        self.advance_ms(i64::try_from(ms).unwrap());
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.inner.tasks.borrow_mut().push_back(Box::pin(task));
    }

    fn log(&self, level: Level, message: &str) {
        self.inner.log.borrow_mut().push(format!("{}: {message}", level.name()));
    }
}

impl Queue for World {
    async fn go_on(&self, message: &str) -> Result<(), QueueError> {
        if self.inner.queue_down.get() {
            return Err(QueueError("refused by the test".to_owned()));
        }
        self.inner.jobs.borrow_mut().push_back(message.to_owned());
        Ok(())
    }

    async fn send_batch(&self, bodies: &[String]) -> Result<(), QueueError> {
        let refused = self.inner.refused.borrow().clone();
        let bad = refused.is_some_and(|text| bodies.iter().any(|body| body.contains(&text)));
        if self.inner.queue_down.get() || bad {
            return Err(QueueError("refused by the test".to_owned()));
        }
        self.inner.batches.set(self.inner.batches.get() + 1);
        self.inner.messages.borrow_mut().extend_from_slice(bodies);
        Ok(())
    }
}
