//! A session: what a client has written. Shown with a read, it keeps the read from a state that is
//! older. See `docs/reads.md`.

mod seal;
#[cfg(test)]
mod tests;

pub use seal::{MAX_TOKEN_CHARS, NotOurs, Sealer};

use crate::schema::table::OnDelete;
use crate::schema::{Epoch, Key, Table, Version};
use crate::store::{Op, Unit, Written};

/// Keys that a session names. One with more is *wide*.
pub const MAX_KEYS: usize = 8;
/// How long a session is good for after its last write, in milliseconds. What a client has written
/// is in both databases within seconds, unless one of them is down for as long.
pub const SESSION_MS: i64 = 3_600_000;
/// Longest bookmark of D1 that is kept, in bytes; they have about 60.
const MAX_BOOKMARK_BYTES: usize = 128;

/// The epoch of a write of which that is not known. It is later than any, so that no route that is
/// remembered will do.
const UNKNOWN: Epoch = Epoch(i64::MAX);

/// What a client has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    epoch: Epoch,
    keys: Vec<(Key, Version)>,
    wide: bool,
    bookmark: Option<String>,
    expires_ms: i64,
}

impl Session {
    /// The epoch of its last write.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Whether it names only a part of what was written: then the primary alone is new enough.
    pub fn is_wide(&self) -> bool {
        self.wide
    }

    /// The version at which a key was written.
    pub fn version(&self, key: &Key) -> Option<Version> {
        self.keys.iter().find(|(one, _)| one == key).map(|(_, version)| *version)
    }

    /// The keys that were written in a table, with their versions.
    pub fn keys_of(&self, table: &'static Table) -> impl Iterator<Item = &(Key, Version)> {
        self.keys.iter().filter(move |(key, _)| key.table == table)
    }

    /// Where D1 stood after the last write, if that was in D1 and in this epoch. After a switch, or
    /// after D1 was restored, it says nothing.
    pub fn bookmark(&self, epoch: Epoch) -> Option<&str> {
        self.bookmark.as_deref().filter(|_| self.epoch == epoch)
    }

    /// Until when it is good, in milliseconds since 1970.
    pub fn expires_ms(&self) -> i64 {
        self.expires_ms
    }

    /// With what was written before: of a key that both name the larger version counts.
    #[must_use]
    pub fn after(mut self, earlier: Session) -> Session {
        for (key, version) in earlier.keys {
            match self.keys.iter_mut().find(|(one, _)| *one == key) {
                Some((_, ours)) => *ours = version.max(*ours),
                None => self.keys.push((key, version)),
            }
        }
        self.wide |= earlier.wide;
        if earlier.epoch > self.epoch {
            self.epoch = earlier.epoch;
            self.bookmark = None;
        }
        self.bounded()
    }

    fn bounded(mut self) -> Session {
        if self.keys.len() > MAX_KEYS {
            self.keys.truncate(MAX_KEYS);
            self.wide = true;
        }
        self
    }
}

/// What a write will have touched: known before its outcome is.
#[derive(Debug, Clone)]
pub struct Touched {
    keys: Vec<Key>,
    /// It may change rows that the unit does not name.
    further: bool,
}

impl Touched {
    /// What this unit touches.
    pub fn by(unit: &Unit) -> Touched {
        Touched { keys: unit.touched(), further: takes_along(unit) }
    }

    /// The session of a client whose write was committed; `route` is the epoch that it was sent
    /// with, as far as that is known.
    pub fn written(&self, written: &Written, route: Option<Epoch>, now_ms: i64) -> Session {
        let version = |key: &Key| {
            let image = written.images.iter().find(|image| image.key == *key);
            image.map(|image| (key.clone(), image.version))
        };
        let keys: Vec<_> = self.keys.iter().filter_map(version).collect();
        let epochs = keys.iter().map(|(_, version)| version.epoch()).chain(route);
        Session {
            epoch: epochs.max().unwrap_or(UNKNOWN),
            wide: self.further || keys.len() < self.keys.len(),
            keys,
            bookmark: written.bookmark.clone().filter(|text| text.len() <= MAX_BOOKMARK_BYTES),
            expires_ms: now_ms.saturating_add(SESSION_MS),
        }
        .bounded()
    }

    /// The session of a client whose write may have been committed.
    pub fn unknown(&self, route: Option<Epoch>, now_ms: i64) -> Session {
        Session {
            epoch: route.unwrap_or(UNKNOWN),
            keys: Vec::new(),
            wide: true,
            bookmark: None,
            expires_ms: now_ms.saturating_add(SESSION_MS),
        }
    }
}

/// Whether a delete of the unit may take other rows along, or empty their references.
pub(crate) fn takes_along(unit: &Unit) -> bool {
    unit.changes.iter().any(|change| {
        let references = change.target.table().referenced_by;
        matches!(change.op, Op::Delete)
            && references.iter().any(|by| by.on_delete != OnDelete::Restrict)
    })
}
