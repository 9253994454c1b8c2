//! What the client needs of its surroundings: a byte stream, a timer, one RSA operation.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use crate::Error;

/// What went wrong below the protocol, as text: each platform has its own error type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct StreamError(pub String);

/// A connected byte stream. Dropping it closes it.
///
/// Futures are not `Send`: a Worker has one thread, and a socket belongs to the request that made it.
#[allow(async_fn_in_trait, reason = "never used across threads")]
pub trait Stream {
    /// Waits for bytes and appends them; the number appended, 0 at the stream's end.
    ///
    /// # Errors
    /// The stream broke.
    async fn read(&mut self, into: &mut Vec<u8>) -> Result<usize, StreamError>;

    /// Writes all of `bytes`.
    ///
    /// # Errors
    /// The stream broke; some of the bytes may have arrived.
    async fn write_all(&mut self, bytes: &[u8]) -> Result<(), StreamError>;
}

/// A timer, and the encryption that `caching_sha2_password` asks for.
#[allow(async_fn_in_trait, reason = "never used across threads")]
pub trait Platform {
    /// A running timer. Dropping it stops it.
    type Timer: Future<Output = ()> + Unpin;

    /// Starts a timer.
    fn timer(&self, ms: u64) -> Self::Timer;

    /// Milliseconds since some moment, always the same one.
    fn now_ms(&self) -> u64;

    /// Encrypts with RSA-OAEP (SHA-1, no label) for a public key in PEM (SubjectPublicKeyInfo).
    ///
    /// # Errors
    /// The key can't be read, or the message is too long for it.
    async fn rsa_oaep_sha1(
        &self,
        public_key_pem: &str,
        message: &[u8],
    ) -> Result<Vec<u8>, StreamError>;
}

/// The deadlines of what is done one after the other, with one timer: to set and clear one for each
/// statement takes longer than most statements. It goes on running when a statement ends, and is set
/// anew when it goes off before the deadline of the one that is under way then.
pub(crate) struct Alarm<T> {
    /// What `now_ms` will be when it goes off, and the timer.
    running: Option<(u64, T)>,
}

impl<T: Future<Output = ()> + Unpin> Alarm<T> {
    pub(crate) fn unset() -> Self {
        Self { running: None }
    }

    /// Runs `work`, but not for longer than `after_ms`. The work is dropped where it stands.
    pub(crate) async fn within<R>(
        &mut self,
        platform: &impl Platform<Timer = T>,
        after_ms: u64,
        work: impl Future<Output = Result<R, Error>>,
    ) -> Result<R, Error> {
        let deadline_ms = platform.now_ms().saturating_add(after_ms);
        let mut work = pin!(work);
        poll_fn(|context| {
            // The work first: an answer that is there counts, however late it is.
            if let Poll::Ready(result) = work.as_mut().poll(context) {
                return Poll::Ready(result);
            }
            let rung = self.poll_at(platform, deadline_ms, context);
            rung.map(|()| Err(Error::Deadline { after_ms }))
        })
        .await
    }

    fn poll_at(
        &mut self,
        platform: &impl Platform<Timer = T>,
        deadline_ms: u64,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        loop {
            match &mut self.running {
                Some((at_ms, timer)) if *at_ms <= deadline_ms => {
                    ready!(Pin::new(timer).poll(context));
                    let is_time = *at_ms == deadline_ms;
                    self.running = None;
                    if is_time {
                        return Poll::Ready(());
                    }
                }
                _ => {
                    let left_ms = deadline_ms.saturating_sub(platform.now_ms());
                    self.running = Some((deadline_ms, platform.timer(left_ms)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::future::pending;

    use super::*;
    use crate::testing::{Scene, block_on};

    #[test]
    fn one_timer_serves_many_and_each_deadline_is_kept() {
        let scene = Scene::default();
        let mut alarm = Alarm::unset();
        let mut within = |after_ms: u64, work: Result<(), Error>| {
            // Work that waits once, so that the timer is needed.
            let mut polls = 0;
            let work = RefCell::new(Some(work));
            let once = poll_fn(|context| {
                polls += 1;
                context.waker().wake_by_ref();
                if polls == 1 { Poll::Pending } else { Poll::Ready(work.take().unwrap()) }
            });
            let mut run = pin!(alarm.within(&scene, after_ms, once));
            let context = &mut Context::from_waker(std::task::Waker::noop());
            let _ = run.as_mut().poll(context);
            assert!(run.as_mut().poll(context).is_ready());
        };
        scene.alarm_rings.set(false);
        for _ in 0..3 {
            within(20, Ok(()));
            scene.pass_ms(5);
        }
        assert_eq!(scene.timers.get(), 1, "it goes on running");
        within(3, Ok(()));
        assert_eq!(scene.timers.get(), 2, "an earlier deadline needs an earlier timer");
        scene.alarm_rings.set(true);
        let late = block_on(alarm.within(&scene, 20, pending::<Result<(), Error>>()));
        assert!(matches!(late, Err(Error::Deadline { after_ms: 20 })));
        assert_eq!((scene.timers.get(), scene.now_ms()), (3, 15 + 20), "no sooner, no later");
    }
}
