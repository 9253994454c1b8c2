//! How a run yields to live traffic: what it waits for, and for how long.

use std::cell::Cell;

use super::model::{Hold, Settings};
use crate::runtime::{Runtime, backoff_ms};
use crate::store::{Store, StoreError};

/// How often the databases are asked how they are, in milliseconds.
const LOOK_EVERY_MS: i64 = 1_000;
/// How long it waits before it looks again whether what holds it is over, in milliseconds.
const HELD_MS: u64 = 500;
/// Longest wait at once, in milliseconds: whoever waits looks at the time in between.
const MOST_WAIT_MS: u64 = 1_000;
/// First and longest wait after a database was not available, in milliseconds.
const FIRST_BACKOFF_MS: u64 = 100;
const MOST_BACKOFF_MS: u64 = 5_000;
/// Lines of the journal that are looked at for their age.
const JOURNAL_LINES: u64 = 1_000;

/// What the tables of a run share while they are worked on.
#[derive(Debug)]
pub(super) struct Throttle {
    started_ms: i64,
    rows: Cell<u64>,
    looked_ms: Cell<i64>,
    failures: Cell<u32>,
    hold: Cell<Option<Hold>>,
}

impl Throttle {
    pub(super) fn new(now_ms: i64) -> Self {
        Throttle {
            started_ms: now_ms,
            rows: Cell::new(0),
            looked_ms: Cell::new(0),
            failures: Cell::new(0),
            hold: Cell::new(None),
        }
    }

    /// What holds the run up now.
    pub(super) fn hold(&self) -> Option<Hold> {
        self.hold.get()
    }

    /// These rows went through: the databases are available.
    pub(super) fn went(&self, rows: u64) {
        self.rows.set(self.rows.get().saturating_add(rows));
        self.failures.set(0);
        if self.hold.get() == Some(Hold::Unavailable) {
            self.hold.set(None);
        }
    }

    /// A database was not available: waits, longer each time.
    pub(super) async fn failed(&self, runtime: &impl Runtime) {
        let failures = self.failures.get();
        self.failures.set(failures.saturating_add(1));
        self.hold.set(Some(Hold::Unavailable));
        let wait = backoff_ms(failures, FIRST_BACKOFF_MS, MOST_BACKOFF_MS, runtime.random());
        runtime.sleep_ms(wait.min(MOST_BACKOFF_MS)).await;
    }

    /// Whether the next chunk may begin. If not, it has waited a while and is to be asked again.
    pub(super) async fn lets_go<P: Store, M: Store>(
        &self,
        settings: &Settings,
        primary: &P,
        mysql: &M,
        runtime: &impl Runtime,
    ) -> Result<bool, StoreError> {
        let now_ms = runtime.now_ms();
        let early_ms = self.early_ms(settings.rows_per_second, now_ms);
        if early_ms > 0 {
            self.hold.set(Some(Hold::RowsPerSecond));
            runtime.sleep_ms(early_ms.min(MOST_WAIT_MS)).await;
            return Ok(false);
        }
        if now_ms.saturating_sub(self.looked_ms.get()) < LOOK_EVERY_MS {
            return Ok(true);
        }
        let hold = look(settings, primary, mysql, runtime).await?;
        self.hold.set(hold);
        if hold.is_some() {
            runtime.sleep_ms(HELD_MS).await;
        } else {
            self.looked_ms.set(runtime.now_ms());
        }
        Ok(hold.is_none())
    }

    /// By how much the rows so far came too soon, in milliseconds.
    fn early_ms(&self, rows_per_second: u32, now_ms: i64) -> u64 {
        let Some(due_ms) =
            self.rows.get().saturating_mul(1_000).checked_div(rows_per_second.into())
        else {
            return 0;
        };
        let passed_ms = u64::try_from(now_ms.saturating_sub(self.started_ms)).unwrap_or(0);
        due_ms.saturating_sub(passed_ms)
    }
}

/// What speaks against going on.
async fn look<P: Store, M: Store>(
    settings: &Settings,
    primary: &P,
    mysql: &M,
    runtime: &impl Runtime,
) -> Result<Option<Hold>, StoreError> {
    let asked_ms = runtime.now_ms();
    mysql.control().await?;
    let answered_ms = runtime.now_ms();
    if answered_ms.saturating_sub(asked_ms) > i64::from(settings.max_latency_ms) {
        return Ok(Some(Hold::MysqlLatency));
    }
    // Lines that fail for reasons of their own say nothing of how busy the databases are.
    let untried_ms = primary.journal_depth(JOURNAL_LINES).await?.oldest_untried_ms;
    let age_ms = untried_ms.map_or(0, |since_ms| answered_ms.saturating_sub(since_ms));
    Ok((age_ms > i64::from(settings.max_journal_age_ms)).then_some(Hold::JournalAge))
}

/// Rows of the next chunk, so that it takes about the time wanted; at most twice or half of before.
pub(super) fn adapted_rows(rows: u32, took_ms: i64, settings: &Settings) -> u32 {
    let took_ms = u64::try_from(took_ms).unwrap_or(0).max(1);
    let fitting = u64::from(rows).saturating_mul(settings.chunk_ms.into()) / took_ms;
    let near = fitting.clamp(u64::from(rows / 2), u64::from(rows).saturating_mul(2));
    u32::try_from(near).unwrap_or(u32::MAX).clamp(1, settings.batch_rows.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_bound_of_rows_a_second_is_waited_for() {
        let throttle = Throttle::new(1_000);
        throttle.went(500);
        assert_eq!(throttle.early_ms(100, 1_000), 5_000);
        assert_eq!(throttle.early_ms(100, 5_000), 1_000);
        assert_eq!(throttle.early_ms(100, 6_000), 0);
        assert_eq!(throttle.early_ms(0, 1_000), 0);
    }

    proptest! {
        #[test]
        fn chunks_grow_and_shrink_towards_their_time(rows in 1u32..5_000, took_ms in 0i64..100_000) {
            let settings = Settings::default();
            let next = adapted_rows(rows, took_ms, &settings);
            prop_assert!(next >= 1 && next <= settings.batch_rows);
            if took_ms > 2 * i64::from(settings.chunk_ms) && rows > 1 {
                prop_assert!(next < rows);
            }
            if took_ms < i64::from(settings.chunk_ms) / 2 && rows <= settings.batch_rows {
                prop_assert!(next >= rows);
            }
        }
    }
}
