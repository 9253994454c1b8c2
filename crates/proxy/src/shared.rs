//! What all connections and the control port share: the mode in force, the counters, the cache, the log.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::cache::Cache;
use crate::mode::{Active, Fault, Mode};
use crate::stats::{Log, LogEntry, Stats};

/// One proxy's state. The watches let a session wait for a mode, and a test for a count.
#[derive(Debug)]
pub(crate) struct Shared {
    /// `host:port` of the server.
    pub upstream: String,
    pub mode: watch::Sender<Active>,
    pub stats: watch::Sender<Stats>,
    cache: Mutex<Cache>,
    log: Mutex<Log>,
    starts_cached: bool,
}

impl Shared {
    pub fn new(upstream: String, starts_cached: bool) -> Self {
        Self {
            upstream,
            mode: watch::Sender::new(Active::new(starts_cached)),
            stats: watch::Sender::default(),
            cache: Mutex::default(),
            log: Mutex::default(),
            starts_cached,
        }
    }

    pub fn set_mode(&self, mode: Mode) {
        if mode.cache == Some(false) {
            self.cache().clear();
        }
        if let Some(age_ms) = mode.cache_age_ms {
            self.cache().age(Duration::from_millis(age_ms));
        }
        self.mode.send_modify(|active| active.apply(mode));
    }

    /// Returns how many queries were held.
    pub fn release(&self) -> u64 {
        let held = self.stats.borrow().held;
        self.mode.send_modify(Active::release);
        held
    }

    pub fn reset(&self) {
        self.mode.send_modify(|active| active.reset(self.starts_cached));
        self.stats.send_modify(Stats::reset);
        self.cache().clear();
        self.lock_log().clear();
    }

    pub fn log(&self) -> Vec<LogEntry> {
        self.lock_log().entries()
    }

    pub fn log_query(&self, connection: u64, text: &str) {
        if self.mode.borrow().log {
            self.lock_log().add(connection, text);
        }
    }

    /// The fault that strikes this query, counted and used up by one.
    pub fn strike(&self, text: &str) -> Option<Fault> {
        let mut fault = None;
        self.mode.send_if_modified(|active| {
            fault = active.strike(text);
            false
        });
        if let Some(fault) = &fault {
            let kind = fault.kind();
            self.count(|stats| stats.faults.entry(kind).or_default());
        }
        fault
    }

    /// Adds one to a counter.
    pub fn count(&self, counter: impl FnOnce(&mut Stats) -> &mut u64) {
        self.stats.send_modify(|stats| add(counter(stats)));
    }

    /// Keeps a socket's error for whoever looks for the reason of a failed test.
    pub fn failed(&self, error: &io::Error) {
        self.stats.send_modify(|stats| stats.last_error = Some(error.to_string()));
    }

    /// Waits until the mode is as wanted: for ever if it never is.
    pub async fn until(&self, wanted: impl FnMut(&Active) -> bool) {
        // An error would mean that the sender is gone, and it lives in `self`.
        let _ = self.mode.subscribe().wait_for(wanted).await.map(drop);
    }

    pub fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn add(counter: &mut u64) {
    *counter = counter.saturating_add(1);
}

/// Counts something for as long as it lives, whichever way the task that holds it ends.
pub(crate) struct Gauge {
    shared: Arc<Shared>,
    counter: fn(&mut Stats) -> &mut u64,
}

impl Gauge {
    pub fn new(shared: &Arc<Shared>, counter: fn(&mut Stats) -> &mut u64) -> Self {
        shared.count(counter);
        Self { shared: shared.clone(), counter }
    }
}

impl Drop for Gauge {
    fn drop(&mut self) {
        self.shared.stats.send_modify(|stats| {
            let counter = (self.counter)(stats);
            *counter = counter.saturating_sub(1);
        });
    }
}
