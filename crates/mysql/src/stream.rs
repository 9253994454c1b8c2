//! What the client needs of its surroundings: a byte stream, a timer, one RSA operation.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

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
    /// Waits. Dropping the future cancels it.
    async fn sleep_ms(&self, ms: u64);

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

/// Runs `work`, but not for longer than `after_ms`. The work is dropped where it stands.
pub(crate) async fn within<T>(
    platform: &impl Platform,
    after_ms: u64,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let mut work = pin!(work);
    let mut alarm = pin!(platform.sleep_ms(after_ms));
    poll_fn(|context| {
        // The work first: an answer that is there counts, however late it is.
        if let Poll::Ready(result) = work.as_mut().poll(context) {
            return Poll::Ready(result);
        }
        alarm.as_mut().poll(context).map(|()| Err(Error::Deadline { after_ms }))
    })
    .await
}
