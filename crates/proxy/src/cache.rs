//! Answers kept as Hyperdrive keeps them: by the query's text, for a minute, whatever is written meanwhile.
//! Source: <https://developers.cloudflare.com/hyperdrive/concepts/query-caching/#default-cache-settings>.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::handshake::Identity;

/// Hyperdrive's `max_age`.
pub(crate) const MAX_AGE: Duration = Duration::from_secs(60);

/// Hyperdrive's `stale_while_revalidate`, after [`MAX_AGE`].
pub(crate) const STALE: Duration = Duration::from_secs(15);

/// The largest answer that is cached: <https://developers.cloudflare.com/hyperdrive/platform/limits/#query-limits>.
pub(crate) const MAX_ANSWER_BYTES: usize = 50_000_000;

/// What all cached answers may take together; past it nothing more is cached until some expire.
const MAX_CACHE_BYTES: usize = 256 * 1024 * 1024;

/// Who asked what: an answer is shared by all connections of one user to one database.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub identity: Arc<Identity>,
    pub text: String,
}

/// What the cache has for a query.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lookup {
    Miss,
    Fresh(Arc<[u8]>),
    /// To be answered with, and then read anew.
    Stale(Arc<[u8]>),
}

#[derive(Debug)]
struct Entry {
    answer: Arc<[u8]>,
    stored: Instant,
}

#[derive(Debug, Default)]
pub(crate) struct Cache {
    entries: HashMap<Key, Entry>,
    bytes: usize,
    /// How far the cache's clock is ahead, so that a test need not wait for a minute.
    ahead: Duration,
}

impl Cache {
    pub fn get(&self, key: &Key, now: Instant) -> Lookup {
        let Some(entry) = self.entries.get(key) else {
            return Lookup::Miss;
        };
        match self.time(now).saturating_duration_since(entry.stored) {
            age if age < MAX_AGE => Lookup::Fresh(entry.answer.clone()),
            age if age < MAX_AGE.saturating_add(STALE) => Lookup::Stale(entry.answer.clone()),
            _ => Lookup::Miss,
        }
    }

    pub fn put(&mut self, key: Key, answer: Vec<u8>, now: Instant) {
        let now = self.time(now);
        self.remove(&key);
        if self.bytes.saturating_add(answer.len()) > MAX_CACHE_BYTES {
            self.expire(now);
        }
        let bytes = self.bytes.saturating_add(answer.len());
        if bytes <= MAX_CACHE_BYTES {
            self.bytes = bytes;
            self.entries.insert(key, Entry { answer: answer.into(), stored: now });
        }
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Makes what is in the cache this much older.
    pub fn age(&mut self, by: Duration) {
        self.ahead = self.ahead.saturating_add(by);
    }

    fn time(&self, now: Instant) -> Instant {
        now.checked_add(self.ahead).unwrap_or(now)
    }

    fn remove(&mut self, key: &Key) {
        if let Some(entry) = self.entries.remove(key) {
            self.bytes = self.bytes.saturating_sub(entry.answer.len());
        }
    }

    fn expire(&mut self, now: Instant) {
        let limit = MAX_AGE.saturating_add(STALE);
        self.entries.retain(|_, entry| now.saturating_duration_since(entry.stored) < limit);
        self.bytes = self.entries.values().map(|entry| entry.answer.len()).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(database: &str, text: &str) -> Key {
        let identity = Identity { user: b"app".to_vec(), database: database.as_bytes().to_vec() };
        Key { identity: Arc::new(identity), text: text.to_owned() }
    }

    #[test]
    fn fresh_for_a_minute_then_stale_then_gone() {
        let (mut cache, start) = (Cache::default(), Instant::now());
        let answer: Arc<[u8]> = Arc::from(*b"one");
        cache.put(key("app", "SELECT 1"), b"one".to_vec(), start);
        let at =
            |seconds: u64| cache.get(&key("app", "SELECT 1"), start + Duration::from_secs(seconds));
        assert_eq!(at(0), Lookup::Fresh(answer.clone()));
        assert_eq!(at(59), Lookup::Fresh(answer.clone()));
        assert_eq!(at(60), Lookup::Stale(answer.clone()));
        assert_eq!(at(74), Lookup::Stale(answer));
        assert_eq!(at(75), Lookup::Miss);
    }

    #[test]
    fn databases_and_texts_are_apart() {
        let (mut cache, now) = (Cache::default(), Instant::now());
        cache.put(key("app", "SELECT 1"), b"one".to_vec(), now);
        assert_eq!(cache.get(&key("other", "SELECT 1"), now), Lookup::Miss);
        assert_eq!(cache.get(&key("app", "select 1"), now), Lookup::Miss);
    }

    #[test]
    fn is_bounded_and_makes_room_of_what_expired() {
        let (mut cache, start) = (Cache::default(), Instant::now());
        let large = || vec![0; MAX_CACHE_BYTES / 2];
        for text in ["a", "b", "c"] {
            cache.put(key("app", text), large(), start);
        }
        assert_eq!(cache.get(&key("app", "c"), start), Lookup::Miss);
        assert_eq!(cache.bytes, MAX_CACHE_BYTES);
        let later = start + MAX_AGE + STALE;
        cache.put(key("app", "c"), large(), later);
        assert!(matches!(cache.get(&key("app", "c"), later), Lookup::Fresh(_)));
        assert_eq!(cache.bytes, MAX_CACHE_BYTES / 2);
    }
}
