//! The words that stand for kinds and states in the side tables: the same as in the API's JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::decode;
use crate::store::StoreError;

/// The word of a kind or state.
pub(super) fn word(of: &impl Serialize) -> Result<String, StoreError> {
    match serde_json::to_value(of) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(decode::garbled()),
    }
}

/// What the word stands for.
pub(super) fn meaning<T: DeserializeOwned>(word: String) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(word)).map_err(|_| decode::garbled())
}

/// A count, which D1 keeps in 63 bits.
pub(super) fn stored_count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A required count.
pub(super) fn count(fields: &mut impl Iterator<Item = Option<String>>) -> Result<u64, StoreError> {
    u64::try_from(decode::int(fields)?).map_err(|_| decode::garbled())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::{FindingKind, Kind, RunState};

    #[test]
    fn the_words_that_the_index_of_unfinished_runs_names_are_those_of_the_states() {
        assert_eq!(word(&RunState::Running).unwrap(), "running");
        assert_eq!(word(&RunState::Paused).unwrap(), "paused");
    }

    #[test]
    fn a_word_means_what_it_was_made_of() {
        for kind in [Kind::Backfill, Kind::Sync, Kind::Verify, Kind::Repair, Kind::Ids] {
            assert_eq!(meaning::<Kind>(word(&kind).unwrap()).unwrap(), kind);
        }
        assert!(meaning::<FindingKind>("another".to_owned()).is_err());
    }
}
