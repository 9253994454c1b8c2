//! Request ids: a unit with the same id is committed once.

use super::batch::Batch;
use super::database::Database;
use super::errors::{REPEATED, read_error};
use super::read::snapshot;
use super::sql::Sql;
use super::{D1, decode};
use crate::schema::Key;
use crate::store::{Refusal, StoreError, Unit, WriteError, Written};

/// Milliseconds of a day: requests are remembered by day.
const DAY_MS: i64 = 86_400_000;

/// Ends the batch where the request is known; else notes it with the keys that it touches.
pub(super) fn remember(batch: &mut Batch, unit: &Unit, touched: &[Key]) {
    let day = unit.now_ms.div_euclid(DAY_MS);
    let known = Sql::new("EXISTS (SELECT 1 FROM \"_request\" WHERE ")
        .then(request_is(day, &unit.request))
        .raw(")");
    batch.end_if(REPEATED, known);
    let keys: Vec<[&str; 2]> =
        touched.iter().map(|key| [key.table.name, key.pk.as_str()]).collect();
    batch.run(
        Sql::new("INSERT INTO \"_request\" (\"day\", \"id\", \"fingerprint\", \"keys\") VALUES (")
            .int(day)
            .raw(", ")
            .text(&unit.request)
            .raw(", ")
            .text(&unit.fingerprint)
            .raw(", ")
            .text(&serde_json::json!(keys).to_string())
            .raw(")"),
    );
}

/// What the unit wrote, if it was committed: the rows as they are now. Another unit under the same
/// request id does not count.
pub(super) async fn settle<B: Database>(
    d1: &D1<B>,
    unit: &Unit,
) -> Result<Option<Written>, StoreError> {
    let Some((fingerprint, keys)) = remembered(d1, unit).await? else {
        return Ok(None);
    };
    if fingerprint != unit.fingerprint {
        return Ok(None);
    }
    let images = snapshot(d1, &keys).await?;
    Ok(Some(Written { images: images.into_iter().flatten().collect(), replayed: true }))
}

/// The answer to a unit whose request is known.
pub(super) async fn repeated<B: Database>(d1: &D1<B>, unit: &Unit) -> Result<Written, WriteError> {
    match remembered(d1, unit).await.map_err(StoreError::of_known_request)? {
        Some((fingerprint, _)) if fingerprint != unit.fingerprint => {
            Err(Refusal::RequestReused.into())
        }
        _ => {
            let settled = settle(d1, unit).await.map_err(StoreError::of_known_request)?;
            settled.ok_or_else(|| decode::garbled().into())
        }
    }
}

/// The day before and after too: clocks differ, and a retry may come after midnight.
fn request_is(day: i64, request: &str) -> Sql {
    Sql::new("\"day\" IN (")
        .int(day - 1)
        .raw(", ")
        .int(day)
        .raw(", ")
        .int(day + 1)
        .raw(") AND \"id\" = ")
        .text(request)
}

async fn remembered<B: Database>(
    d1: &D1<B>,
    unit: &Unit,
) -> Result<Option<(String, Vec<Key>)>, StoreError> {
    let day = unit.now_ms.div_euclid(DAY_MS);
    let sql =
        Sql::new("SELECT json_array(\"fingerprint\", \"keys\") AS \"r\" FROM \"_request\" WHERE ")
            .then(request_is(day, &unit.request));
    let answers = d1.database.batch(vec![sql.read()]).await.map_err(read_error)?;
    let Some(record) = answers.first().and_then(|records| records.first()) else {
        return Ok(None);
    };
    let mut fields = decode::fields(record)?.into_iter();
    let fingerprint = decode::text(&mut fields)?;
    let keys: Vec<(String, String)> =
        serde_json::from_str(&decode::text(&mut fields)?).map_err(|_| decode::garbled())?;
    Ok(Some((fingerprint, crate::store::stored_keys(keys)?)))
}
