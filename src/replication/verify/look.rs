//! Looking again at keys that differed: a difference counts only when it is still there after its
//! journal line is gone.

use std::collections::HashMap;

use super::judge::{Difference, judge};
use super::seen::{Seen, see_all, see_first};
use super::{ReadOnly, Verify};
use crate::runs::{Finding, Severity};
use crate::runtime::Runtime;
use crate::schema::{Key, Version};
use crate::store::StoreError;

/// How often a key is looked at before it is given up as one that is in motion.
pub const MAX_LOOKS: u32 = 4;
/// How often a key is looked at whose journal line fails: it waits longer than anybody would here.
const MAX_FAILING_LOOKS: u32 = 2;

/// Journal lines of keys, with why the last replay of each failed.
pub(super) type Lines = HashMap<Key, Option<String>>;

/// A key that differs, and what the primary held.
struct Suspect<'a> {
    key: &'a Key,
    version: Option<Version>,
    difference: Difference,
}

/// Why a difference may go away by itself.
pub(super) enum Motion {
    /// It won't.
    Stays,
    /// It was written meanwhile, or its line waits to be replayed.
    Moves,
    /// Its line fails, with this error.
    Fails(String),
}

impl<P: ReadOnly, S: ReadOnly, R: Runtime, H> Verify<'_, P, S, R, H>
where
    H: AsyncFn(&[Key], u32) -> Result<(), StoreError>,
{
    /// Compares what both databases hold at these keys, and gives those differences that stay.
    ///
    /// # Errors
    /// [`StoreError`] where a database can't be read.
    pub async fn compare_keys(&self, keys: Vec<Key>) -> Result<Vec<Finding>, StoreError> {
        let mut findings = Vec::new();
        let mut keys = keys;
        for look in 1..=MAX_LOOKS {
            if keys.is_empty() {
                break;
            }
            let mut again = Vec::new();
            for (key, difference, motion) in self.look(&keys).await? {
                match self.settled(difference, motion, look) {
                    Some(difference) => {
                        findings.push(self.finding(key.table, key.pk.as_str(), difference));
                    }
                    None => again.push(key.clone()),
                }
            }
            if !again.is_empty() {
                (self.settle)(&again, look).await?;
            }
            keys = again;
        }
        Ok(findings)
    }

    /// Looks once at these keys, and gives those differences that won't go away by themselves.
    ///
    /// # Errors
    /// [`StoreError`] where a database can't be read.
    pub async fn compare_once(&self, keys: &[Key]) -> Result<Vec<Finding>, StoreError> {
        let looked = self.look(keys).await?.into_iter();
        let staying = looked.filter(|(_, _, motion)| matches!(motion, Motion::Stays));
        let findings = staying
            .map(|(key, difference, _)| self.finding(key.table, key.pk.as_str(), difference));
        Ok(findings.collect())
    }

    /// The difference as it is to be noted after so many looks; `None` if it is to be looked at once
    /// more.
    pub(super) fn settled(
        &self,
        difference: Difference,
        motion: Motion,
        look: u32,
    ) -> Option<Difference> {
        let (severity, why, remedy) = match motion {
            Motion::Stays => return Some(difference),
            Motion::Fails(error) if look >= MAX_FAILING_LOOKS => (
                Severity::Warning,
                format!("its journal line fails: {error}"),
                "mend what the line says; its replay then brings the row over",
            ),
            Motion::Moves if look >= MAX_LOOKS => (
                Severity::Note,
                "undecided: it was written, or waited in the journal, at each look".to_owned(),
                "verify again when it is written less often, or once the journal is empty",
            ),
            _ => return None,
        };
        let message = format!("{}; {why}", difference.message);
        Some(Difference { severity, message, remedy, ..difference })
    }

    /// Each key that differs now, and whether it may go away by itself.
    ///
    /// In this order: the primary's rows, the journal lines, the secondary's rows, the primary's
    /// versions. If a key has no line, and its version at the end is that of the beginning, then it
    /// had no line either when the secondary was read, and had to be the same there.
    async fn look<'a>(
        &self,
        keys: &'a [Key],
    ) -> Result<Vec<(&'a Key, Difference, Motion)>, StoreError> {
        let mut lines = Lines::new();
        let mut suspects = Vec::new();
        let mut rest = keys;
        while !rest.is_empty() {
            let ours = see_first(self.primary, rest).await?;
            let (now, later) = rest.split_at_checked(ours.len()).unwrap_or((rest, &[]));
            lines.extend(self.lines(now).await?);
            let mut ours = ours.into_iter();
            see_all(self.secondary, now, |key, theirs| {
                let ours = ours.next().unwrap_or(Seen::Nothing);
                if let Some(difference) = judge(&ours, &theirs, self.here()) {
                    suspects.push(Suspect { key, version: ours.version(), difference });
                }
            })
            .await?;
            rest = later;
        }
        let still: Vec<Key> = suspects.iter().map(|suspect| suspect.key.clone()).collect();
        let mut versions = Vec::with_capacity(still.len());
        see_all(self.primary, &still, |_, seen| versions.push(seen.version())).await?;
        let judged = suspects.into_iter().zip(versions).map(|(suspect, version)| {
            let motion = match lines.remove(suspect.key) {
                Some(Some(error)) => Motion::Fails(error),
                Some(None) => Motion::Moves,
                None if version != suspect.version => Motion::Moves,
                None => Motion::Stays,
            };
            (suspect.key, suspect.difference, motion)
        });
        Ok(judged.collect())
    }

    /// The lines that either database has of these keys: the secondary has some only where a switch
    /// was forced.
    pub(super) async fn lines(&self, keys: &[Key]) -> Result<Lines, StoreError> {
        let (ours, theirs) =
            futures_util::join!(self.primary.dirty(keys), self.secondary.dirty(keys));
        let lines = theirs?.into_iter().chain(ours?);
        Ok(lines.map(|(key, _, error)| (key, error)).collect())
    }
}
