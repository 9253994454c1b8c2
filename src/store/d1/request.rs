//! Request ids: a unit with the same id is committed once.

use super::database::{Database, Param};
use super::errors::read_error;
use super::read::snapshot;
use super::sql::Sql;
use super::{D1, decode};
use crate::schema::{Epoch, Key};
use crate::store::request::days;
use crate::store::{Refusal, StoreError, Unit, WriteError, Written, canary};

/// The condition that D1 is not the primary of this epoch.
pub(super) fn not_primary(epoch: Epoch) -> Sql {
    Sql::new("NOT EXISTS (SELECT 1 FROM \"_control\" WHERE \"writes_to\" = 'd1' AND \"state\" = 'open' AND \"epoch\" = ")
        .int(epoch.0)
        .raw(")")
}

/// The condition that D1 does not take this unit, written in that epoch. Of canaries it need not be
/// the primary: see [`canary`].
pub(super) fn refuses(unit: &Unit, epoch: Epoch) -> Sql {
    if !canary::is_unit(unit) {
        return not_primary(epoch);
    }
    Sql::new("NOT EXISTS (SELECT 1 FROM \"_control\" WHERE \"epoch\" = ").int(epoch.0).raw(")")
}

/// The condition that the request `?2` was committed on a day beside its own, `?1`. On its own day
/// the key of `_request` says so.
const KNOWN_BESIDE: &str = "EXISTS (SELECT 1 FROM \"_request\" WHERE \"day\" IN (CAST(?1 AS INTEGER) - 1, CAST(?1 AS INTEGER) + 1) AND \"id\" = ?2)";
/// Notes a request, whose first two values are those of [`KNOWN_BESIDE`]; up to a condition under
/// which it fails, as `keys` is NOT NULL.
const REMEMBER: &str = "INSERT INTO \"_request\" (\"day\", \"id\", \"fingerprint\", \"keys\") VALUES (CAST(?1 AS INTEGER), ?2, ?3, CASE WHEN ";
/// What follows on the conditions of [`remember`].
pub(super) const REMEMBERED: &str = " THEN NULL ELSE ?4 END)";

/// The condition that the request was committed on a day beside its own.
pub(super) fn known_beside(unit: &Unit) -> Sql {
    Sql::fixed(KNOWN_BESIDE, named(unit).into())
}

/// Notes the unit's request with the keys that it touches, unless it is known or D1 does not take
/// the unit. More conditions may follow, and [`REMEMBERED`] must.
pub(super) fn remember(unit: &Unit, touched: &[Key], epoch: Epoch) -> Sql {
    let keys: Vec<[&str; 2]> =
        touched.iter().map(|key| [key.table.name, key.pk.as_str()]).collect();
    let mut sql = Sql::statement(REMEMBER);
    for param in named(unit) {
        sql.keep(param);
    }
    sql.keep(Param::Text(unit.fingerprint.clone()));
    sql.keep(Param::Text(serde_json::json!(keys).to_string()));
    sql.raw(KNOWN_BESIDE).raw(" OR ").then(refuses(unit, epoch))
}

fn named(unit: &Unit) -> [Param; 2] {
    let [_, day, _] = days(unit.now_ms);
    [Param::Text(day.to_string()), Param::Text(unit.request.clone())]
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
    let images = images.into_iter().flatten().collect();
    Ok(Some(Written { images, replayed: true, bookmark: None }))
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

async fn remembered<B: Database>(
    d1: &D1<B>,
    unit: &Unit,
) -> Result<Option<(String, Vec<Key>)>, StoreError> {
    let [before, day, after] = days(unit.now_ms);
    let sql =
        Sql::new("SELECT json_array(\"fingerprint\", \"keys\") AS \"r\" FROM \"_request\" WHERE \"day\" IN (")
            .int(before)
            .raw(", ")
            .int(day)
            .raw(", ")
            .int(after)
            .raw(") AND \"id\" = ")
            .text(&unit.request);
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
