//! For unit tests: a stream that says what it was told to, and a platform without time.

use std::cell::Cell;
use std::collections::VecDeque;
use std::future::{Future, pending, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use crate::{Platform, Stream, StreamError};

/// Gives out its chunks, a read at a time, then ends or (if `hangs`) is silent for ever.
#[derive(Default)]
pub(crate) struct Script {
    chunks: VecDeque<Vec<u8>>,
    pub(crate) hangs: bool,
    pub(crate) written: Vec<u8>,
}

impl Script {
    pub(crate) fn of<C: AsRef<[u8]>>(chunks: impl IntoIterator<Item = C>) -> Self {
        let chunks = chunks.into_iter().map(|chunk| chunk.as_ref().to_vec()).collect();
        Self { chunks, ..Self::default() }
    }
}

impl Stream for Script {
    async fn read(&mut self, into: &mut Vec<u8>) -> Result<usize, StreamError> {
        match self.chunks.pop_front() {
            Some(chunk) => {
                into.extend(&chunk);
                Ok(chunk.len())
            }
            None if self.hangs => pending().await,
            None => Ok(0),
        }
    }

    async fn write_all(&mut self, bytes: &[u8]) -> Result<(), StreamError> {
        self.written.extend(bytes);
        Ok(())
    }
}

/// Time passes only for who waits for it: a timer goes off at once, and then it is as late as it says; or never.
/// The work is polled before it, so it counts only when the work waits.
pub(crate) struct Scene {
    pub(crate) alarm_rings: Rc<Cell<bool>>,
    pub(crate) timers: Cell<u32>,
    now_ms: Rc<Cell<u64>>,
}

impl Scene {
    pub(crate) fn pass_ms(&self, ms: u64) {
        self.now_ms.set(self.now_ms.get() + ms);
    }
}

impl Default for Scene {
    fn default() -> Self {
        Self { alarm_rings: Rc::new(true.into()), timers: 0.into(), now_ms: Rc::default() }
    }
}

impl Platform for Scene {
    type Timer = Pin<Box<dyn Future<Output = ()>>>;

    fn timer(&self, ms: u64) -> Self::Timer {
        self.timers.set(self.timers.get() + 1);
        let at_ms = self.now_ms() + ms;
        let (rings, now_ms) = (Rc::clone(&self.alarm_rings), Rc::clone(&self.now_ms));
        Box::pin(poll_fn(move |_| {
            if !rings.get() {
                return Poll::Pending;
            }
            now_ms.set(now_ms.get().max(at_ms));
            Poll::Ready(())
        }))
    }

    fn now_ms(&self) -> u64 {
        self.now_ms.get()
    }

    async fn rsa_oaep_sha1(&self, key: &str, message: &[u8]) -> Result<Vec<u8>, StreamError> {
        Ok([key.as_bytes(), message].concat())
    }
}

/// Runs a future that never has to wait.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits for something that never comes"),
    }
}
