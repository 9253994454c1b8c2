//! What the heart needs of the world besides databases: time, randomness, waiting, work that
//! outlives the response.

use std::future::Future;

/// The platform of a Worker, a native test, or a simulation.
#[allow(async_fn_in_trait)] // single-threaded by design
pub trait Runtime: Clone + 'static {
    /// Milliseconds since 1970.
    fn now_ms(&self) -> i64;
    /// 64 random bits.
    fn random(&self) -> u64;
    /// Waits.
    async fn sleep_ms(&self, ms: u64);
    /// Waits beside work that is to be watched. A clock that a test turns does not go on for it.
    async fn beat_ms(&self, ms: u64);
    /// Runs a task beside the request and, where the platform can, after its response.
    fn spawn(&self, task: impl Future<Output = ()> + 'static);
    /// A line for the operator's logs; never values or secrets.
    fn log(&self, level: Level, message: &str);
}

/// How much a log line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Something failed that heals by itself.
    Warn,
    /// Somebody should look.
    Error,
}

impl Level {
    /// The word in the log.
    pub fn name(self) -> &'static str {
        match self {
            Level::Info => "info",
            Level::Warn => "warn",
            Level::Error => "error",
        }
    }
}

/// A ULID of this moment.
pub fn new_ulid(runtime: &impl Runtime) -> String {
    let at_ms = u64::try_from(runtime.now_ms()).unwrap_or(0);
    let random = (u128::from(runtime.random()) << 64) | u128::from(runtime.random());
    ulid::Ulid::from_parts(at_ms, random).to_string()
}

/// A wait that grows with each attempt, capped, and drawn at random below that ("full jitter"),
/// so that many who failed together do not come back together.
pub fn backoff_ms(attempts: u32, first_ms: u64, most_ms: u64, random: u64) -> u64 {
    let cap = first_ms.saturating_mul(1 << attempts.min(30)).clamp(1, most_ms.max(1));
    (cap / 2).saturating_add(random.checked_rem(cap / 2 + 1).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_wait_stays_between_half_and_all_of_its_cap(attempts in 0u32..100, random: u64) {
            let wait = backoff_ms(attempts, 100, 60_000, random);
            prop_assert!((50..=60_000).contains(&wait));
        }
    }
}
