//! What an operator may ask of a run, checked before it begins.

use super::ids::legacy_of;
use super::model::{Kind, Settings};
use crate::schema::{TABLES, Table, table};

/// A setting that can't be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {message}")]
pub struct WrongSetting {
    /// Its name in JSON.
    pub field: &'static str,
    /// What it must be.
    pub message: String,
}

/// Most bytes of rows that the chunks of all tables have at a time. Each is in memory several times:
/// as read, as values, as text of a statement, and the next one beside it.
const MOST_BYTES: u32 = 6 << 20;
/// A whole number's name in JSON, its value, the least and the most.
type Bound = (&'static str, fn(&Settings) -> u32, u32, u32);

/// Bounds of the whole numbers, by their names in JSON. A chunk is read as text,
/// decoded and written as text again, of the 128 MB that an isolate has
/// (<https://developers.cloudflare.com/workers/platform/limits/>); of connections an invocation has
/// six, and a table takes two at a time.
const BOUNDS: [Bound; 8] = [
    ("batchRows", |settings| settings.batch_rows, 1, 5_000),
    ("batchBytes", |settings| settings.batch_bytes, 1_024, 4 << 20),
    ("chunkMs", |settings| settings.chunk_ms, 10, 5_000),
    ("parallelTables", |settings| settings.parallel_tables, 1, 3),
    ("timeoutMinutes", |settings| settings.timeout_minutes, 0, 1_000_000),
    ("maxLatencyMs", |settings| settings.max_latency_ms, 1, 60_000),
    ("maxJournalAgeMs", |settings| settings.max_journal_age_ms, 1_000, 86_400_000),
    ("sampleRows", |settings| settings.sample_rows, 1, 200),
];

impl Settings {
    /// The tables that the run goes through, parents first, if all settings can be followed.
    pub fn tables(&self, kind: Kind) -> Result<Vec<&'static Table>, WrongSetting> {
        for (field, value, least, most) in BOUNDS {
            if !(least..=most).contains(&value(self)) {
                let message = format!("must be between {least} and {most}");
                return Err(WrongSetting { field, message });
            }
        }
        if self.batch_bytes.saturating_mul(self.parallel_tables) > MOST_BYTES {
            let message = format!("times `parallelTables` must be at most {MOST_BYTES}");
            return Err(WrongSetting { field: "batchBytes", message });
        }
        let wrong = |field, message: &str| WrongSetting { field, message: message.to_owned() };
        if (kind == Kind::Sync) != self.since_ms.is_some() {
            return Err(wrong("since", "is needed by a sync, and by nothing else"));
        }
        if kind != Kind::Repair && (self.of_run.is_some() || self.key.is_some()) {
            return Err(wrong("ofRun", "and `key` are a repair's"));
        }
        if self.key.is_some() && self.tables.len() != 1 {
            return Err(wrong("key", "is a key of the one table in `tables`"));
        }
        let mut tables: Vec<&'static Table> = Vec::new();
        for name in &self.tables {
            let found = table(name).ok_or_else(|| {
                let message = format!("names `{name}`, which the schema does not have");
                WrongSetting { field: "tables", message }
            })?;
            if !tables.contains(&found) {
                tables.push(found);
            }
        }
        if tables.is_empty() {
            tables.extend(TABLES);
        }
        if kind == Kind::Ids {
            tables.retain(|table| legacy_of(table).is_some());
            if tables.is_empty() {
                return Err(wrong("tables", "names none that takes another one over (`@legacy`)"));
            }
        }
        tables.sort_by_key(|table| (table.level, table.name));
        Ok(tables)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_come_parents_first() {
        let tables = Settings::default().tables(Kind::Backfill).unwrap();
        assert_eq!(tables.len(), TABLES.len());
        for (at, table) in tables.iter().enumerate() {
            for reference in table.references {
                let parent = tables.iter().position(|other| *other == reference.table).unwrap();
                assert!(parent < at || reference.table == *table, "{}", table.name);
            }
        }
    }

    #[test]
    fn what_can_not_be_followed_is_named() {
        let wrong = |kind, settings: Settings| settings.tables(kind).unwrap_err().field;
        let plain = Settings::default;
        assert_eq!(wrong(Kind::Verify, Settings { batch_rows: 0, ..plain() }), "batchRows");
        assert_eq!(wrong(Kind::Verify, Settings { batch_bytes: 1 << 30, ..plain() }), "batchBytes");
        assert_eq!(wrong(Kind::Sync, plain()), "since");
        assert_eq!(
            wrong(Kind::Ids, plain()),
            "tables",
            "no table of the app takes another one over"
        );
        assert_eq!(wrong(Kind::Backfill, Settings { since_ms: Some(1), ..plain() }), "since");
        let unknown = Settings { tables: vec!["team".to_owned(), "teams".to_owned()], ..plain() };
        assert_eq!(wrong(Kind::Backfill, unknown), "tables");
        let key = Settings { key: Some("team_a".to_owned()), ..plain() };
        assert_eq!(wrong(Kind::Repair, key.clone()), "key");
        assert_eq!(wrong(Kind::Backfill, key), "ofRun");
    }

    #[test]
    fn a_table_named_twice_is_there_once() {
        let settings =
            Settings { tables: vec!["user".to_owned(), "user".to_owned()], ..Settings::default() };
        assert_eq!(settings.tables(Kind::Backfill).unwrap().len(), 1);
    }
}
