//! Tables whose keys were whole numbers in D1: their rows get ids, chunk by chunk, any number of
//! times, while the app still writes the old tables.

use crate::runtime::Runtime;
use crate::schema::{Legacy, Type};
use crate::store::{
    IdMark, IdState, MAX_OLD_ROWS, OldIds, OldRange, OldRow, StoreError, WriteError,
};

/// The last time that a ULID can hold, in milliseconds since 1970: it has 48 bits
/// (<https://github.com/ulid/spec>).
const MAX_ULID_MS: u64 = (1 << 48) - 1;

/// What became of a chunk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdReport {
    /// Up to which old key it went; `None`: there are no rows after the one it began at.
    pub last: Option<i64>,
    /// Rows of the old table in it.
    pub rows: u64,
    /// Those to which the new rows are not equal; all others are.
    pub marks: Vec<IdMark>,
}

/// What became of an attempt to bring a chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Brought {
    /// This.
    Chunk(IdReport),
    /// Nothing: one of its rows is refused. With fewer of them it is found out which.
    AskForFewer {
        /// How many.
        rows: usize,
    },
}

/// Brings a chunk of an old table into the new one: at most `most` rows after an old key. Parents'
/// tables come first; what waits for a row that comes later is brought the next time round.
///
/// # Errors
///
/// D1 failed, or is not the primary: nothing was done.
pub async fn bring_ids<S: OldIds>(
    d1: &S,
    runtime: &impl Runtime,
    all: &[Legacy],
    legacy: &Legacy,
    after: Option<i64>,
    most: usize,
) -> Result<Brought, WriteError> {
    let rows = d1.old_rows(legacy, after, most).await?;
    let Some(last) = rows.last() else {
        return Ok(Brought::Chunk(IdReport::default()));
    };
    let range = OldRange { after, to: last.old_id };
    let new_ids: Vec<(i64, String)> = rows
        .iter()
        .filter(|row| !row.has_new_id)
        .map(|row| (row.old_id, new_id(runtime, legacy, row)))
        .collect();
    let reason = match d1.bring_rows(all, legacy, range, &new_ids).await {
        Ok(marks) => return Ok(Brought::Chunk(report(&rows, marks))),
        Err(WriteError::Refused(refusal)) => refusal.to_string(),
        Err(WriteError::Store(StoreError::Rejected { message, .. })) => message,
        Err(error) => return Err(error),
    };
    if let [row] = rows.as_slice() {
        let state = IdState::Refused { reason };
        let mark = IdMark { old_id: row.old_id, new_id: None, state };
        return Ok(Brought::Chunk(report(&rows, vec![mark])));
    }
    Ok(Brought::AskForFewer { rows: rows.len() / 2 })
}

/// Compares a chunk of an old table with the new one. Only reads.
pub async fn compare_ids<S: OldIds>(
    d1: &S,
    all: &[Legacy],
    legacy: &Legacy,
    after: Option<i64>,
    most: usize,
) -> Result<IdReport, StoreError> {
    let rows = d1.old_rows(legacy, after, most.min(MAX_OLD_ROWS)).await?;
    let Some(last) = rows.last() else {
        return Ok(IdReport::default());
    };
    let range = OldRange { after, to: last.old_id };
    Ok(report(&rows, d1.compare_rows(all, legacy, range).await?))
}

fn report(rows: &[OldRow], marks: Vec<IdMark>) -> IdReport {
    let last = rows.last().map(|row| row.old_id);
    IdReport { last, rows: u64::try_from(rows.len()).unwrap_or(u64::MAX), marks }
}

/// From the time at which the row was made, or if no column says that, from now.
fn new_id(runtime: &impl Runtime, legacy: &Legacy, row: &OldRow) -> String {
    let at_ms = row.created_ms.unwrap_or_else(|| runtime.now_ms());
    let at_ms = u64::try_from(at_ms).unwrap_or(0).min(MAX_ULID_MS);
    let random = (u128::from(runtime.random()) << 64) | u128::from(runtime.random());
    let ulid = ulid::Ulid::from_parts(at_ms, random);
    match legacy.table.key_columns().next().map(|column| column.ty) {
        Some(Type::Id { prefix }) if !prefix.is_empty() => format!("{prefix}_{ulid}"),
        _ => ulid.to_string(),
    }
}
