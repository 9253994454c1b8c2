//! For unit tests: a stream that says what it was told to, and a platform without time.

use std::collections::VecDeque;
use std::future::{Future, pending};
use std::pin::pin;
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

/// Time stands still: an alarm goes off at once, or never. The work is polled before it, so it counts only when
/// the work waits.
pub(crate) struct Scene {
    pub(crate) alarm_rings: bool,
}

impl Default for Scene {
    fn default() -> Self {
        Self { alarm_rings: true }
    }
}

impl Platform for Scene {
    async fn sleep_ms(&self, _: u64) {
        if !self.alarm_rings {
            pending::<()>().await;
        }
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
