//! D1's outbox, dead letters and what the consumer keeps.

use super::D1;
use super::database::{Database, Reading, Statement};
use super::decode;
use super::errors::store_error;
use super::evidence;
use super::side::{acks, one, run};
use super::sql::Sql;
use crate::schema::{Key, Version};
use crate::store::request::first_day_kept;
use crate::store::{
    Delivery, OutboxDepth, OutboxEvent, Processed, StoreError, first_times, oldest_processed,
};

/// Longest error kept with an event, in characters.
const MAX_ERROR_CHARS: usize = 1_000;
/// A record for each line that a statement deleted.
const DELETED: &str = ") RETURNING json_array('1') AS \"r\"";
/// The columns that an event keeps wherever it is.
const COPIED: &str =
    "\"id\", \"kind\", \"tbl\", \"pk\", \"version\", \"tenant\", \"at_ms\", \"payload\"";

pub(super) async fn due<B: Database>(
    d1: &D1<B>,
    now_ms: i64,
    most: usize,
) -> Result<Vec<OutboxEvent>, StoreError> {
    let sql = Sql::new("SELECT json_array(\"id\", \"kind\", \"tbl\", \"pk\", CAST(\"version\" AS TEXT), \"tenant\", CAST(\"at_ms\" AS TEXT), \"payload\", CAST(\"attempts\" AS TEXT)) AS \"r\" FROM \"_outbox\" WHERE \"sent_ms\" = 0 AND \"next_ms\" <= ")
        .int(now_ms)
        .raw(" ORDER BY \"id\" LIMIT ")
        .int(i64::try_from(most).unwrap_or(i64::MAX));
    let mut events = Vec::new();
    for record in one(d1, sql).await? {
        let mut fields = decode::fields(&record)?.into_iter();
        events.push(OutboxEvent {
            id: decode::text(&mut fields)?,
            kind: decode::text(&mut fields)?,
            table: decode::text(&mut fields)?,
            pk: decode::text(&mut fields)?,
            version: Version(decode::int(&mut fields)?),
            tenant: fields.next().flatten(),
            at_ms: decode::int(&mut fields)?,
            payload: decode::text(&mut fields)?,
            attempts: u32::try_from(decode::int(&mut fields)?).unwrap_or(u32::MAX),
        });
    }
    Ok(events)
}

pub(super) async fn delivered<B: Database>(
    d1: &D1<B>,
    results: &[(String, Delivery)],
    now_ms: i64,
) -> Result<(), StoreError> {
    run(d1, deliveries(results, now_ms)).await
}

/// Acknowledgements and deliveries in one batch.
pub(super) async fn conclude<B: Database>(
    d1: &D1<B>,
    confirmed: &[(Key, Version)],
    results: &[(String, Delivery)],
    now_ms: i64,
) -> Result<(), StoreError> {
    let mut statements = acks(confirmed);
    statements.extend(deliveries(results, now_ms));
    run(d1, statements).await
}

/// One statement for what was sent, one for what is to be tried again, two for the dead: D1 counts
/// statements, and a poll has many events.
fn deliveries(results: &[(String, Delivery)], now_ms: i64) -> Vec<(Statement, Reading)> {
    // Numbers as text, which JSON does not round.
    let (mut sent, mut failed, mut dead) = (Vec::new(), Vec::new(), Vec::new());
    for (id, delivery) in results {
        match delivery {
            Delivery::Sent => sent.push([id.clone()]),
            Delivery::Failed { next_ms, error } => {
                failed.push([id.clone(), next_ms.to_string(), cut(error)]);
            }
            Delivery::Dead { reason } => dead.push([id.clone(), cut(reason)]),
        }
    }
    let mut statements = Vec::new();
    if !sent.is_empty() {
        let sql = Sql::new("UPDATE \"_outbox\" SET \"sent_ms\" = ").int(now_ms);
        statements.push(among(sql, &serde_json::json!(sent)).run());
    }
    if !failed.is_empty() {
        let failed = serde_json::json!(failed);
        let sql = Sql::new("UPDATE \"_outbox\" SET \"attempts\" = \"attempts\" + 1, (\"next_ms\", \"error\") = (SELECT CAST(e.value ->> 1 AS INTEGER), e.value ->> 2 FROM json_each(")
            .text(&failed.to_string())
            .raw(") e WHERE e.value ->> 0 = \"_outbox\".\"id\")");
        statements.push(among(sql, &failed).run());
    }
    if !dead.is_empty() {
        let dead = serde_json::json!(dead);
        let copy = Sql::new("INSERT OR IGNORE INTO \"_dead_letter\" (")
            .raw(COPIED)
            .raw(", \"reason\", \"died_ms\") SELECT ")
            .raw(COPIED)
            .raw(", (SELECT e.value ->> 1 FROM json_each(")
            .text(&dead.to_string())
            .raw(") e WHERE e.value ->> 0 = \"_outbox\".\"id\"), ")
            .int(now_ms)
            .raw(" FROM \"_outbox\"");
        statements.push(among(copy, &dead).run());
        statements.push(among(Sql::new("DELETE FROM \"_outbox\""), &dead).run());
    }
    statements
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_ERROR_CHARS).collect()
}

/// Only unsent events of these: a JSON array of arrays that begin with an id.
fn among(sql: Sql, events: &serde_json::Value) -> Sql {
    sql.raw(" WHERE \"sent_ms\" = 0 AND \"id\" IN (SELECT value ->> 0 FROM json_each(")
        .text(&events.to_string())
        .raw("))")
}

pub(super) async fn depth<B: Database>(
    d1: &D1<B>,
    count_to: u64,
) -> Result<OutboxDepth, StoreError> {
    let bound = i64::try_from(count_to).unwrap_or(i64::MAX);
    let sql = Sql::new("SELECT json_array(CAST((SELECT count(*) FROM (SELECT 1 FROM \"_outbox\" WHERE \"sent_ms\" = 0 LIMIT ")
        .int(bound)
        .raw(")) AS TEXT), CAST((SELECT \"at_ms\" FROM \"_outbox\" WHERE \"sent_ms\" = 0 ORDER BY \"id\" LIMIT 1) AS TEXT), CAST((SELECT count(*) FROM (SELECT 1 FROM \"_dead_letter\" LIMIT ")
        .int(bound)
        .raw(")) AS TEXT)) AS \"r\"");
    let records = one(d1, sql).await?;
    let fields = decode::fields(records.first().ok_or_else(decode::garbled)?)?;
    let number = |at: usize| fields.get(at).cloned().flatten().and_then(|t| t.parse::<i64>().ok());
    let count = |at: usize| number(at).and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
    Ok(OutboxDepth { pending: count(0), oldest_ms: number(1), dead: count(2) })
}

pub(super) async fn redrive<B: Database>(d1: &D1<B>, most: usize) -> Result<u64, StoreError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let chosen =
        || Sql::new("SELECT \"id\" FROM \"_dead_letter\" ORDER BY \"id\" LIMIT ").int(most);
    let count = Sql::new("SELECT json_array(CAST(count(*) AS TEXT)) AS \"r\" FROM (")
        .then(chosen())
        .raw(")");
    let back = Sql::new("INSERT OR IGNORE INTO \"_outbox\" (")
        .raw(COPIED)
        .raw(") SELECT ")
        .raw(COPIED)
        .raw(" FROM \"_dead_letter\" WHERE \"id\" IN (")
        .then(chosen())
        .raw(")");
    let gone = Sql::new("DELETE FROM \"_dead_letter\" WHERE \"id\" IN (").then(chosen()).raw(")");
    let statements = vec![count.read(), back.run(), gone.run()];
    let answers = d1.database.batch(statements).await.map_err(store_error)?;
    let record = answers.first().and_then(|r| r.first()).ok_or_else(decode::garbled)?;
    let mut fields = decode::fields(record)?.into_iter();
    Ok(u64::try_from(decode::int(&mut fields)?).unwrap_or(0))
}

pub(super) async fn purge<B: Database>(
    d1: &D1<B>,
    before_ms: i64,
    most: usize,
) -> Result<u64, StoreError> {
    let limit =
        |sql: Sql| sql.raw(" LIMIT ").int(i64::try_from(most).unwrap_or(i64::MAX)).raw(DELETED);
    let sent = Sql::new("DELETE FROM \"_outbox\" WHERE (\"sent_ms\", \"id\") IN (SELECT \"sent_ms\", \"id\" FROM \"_outbox\" WHERE \"sent_ms\" > 0 AND \"sent_ms\" < ")
        .int(before_ms);
    let requests = Sql::new("DELETE FROM \"_request\" WHERE (\"day\", \"id\") IN (SELECT \"day\", \"id\" FROM \"_request\" WHERE \"day\" < ")
        .int(first_day_kept(before_ms));
    let processed = Sql::new("DELETE FROM \"_processed\" WHERE \"event_id\" IN (SELECT \"event_id\" FROM \"_processed\" WHERE \"event_id\" < ")
        .text(&oldest_processed(before_ms));
    let counts = evidence::purge(before_ms);
    let statements = [sent, requests, processed, counts].map(|sql| limit(sql).read());
    let answers = d1.database.batch(statements.into()).await.map_err(store_error)?;
    Ok(u64::try_from(answers.iter().map(Vec::len).sum::<usize>()).unwrap_or(u64::MAX))
}

/// The events' ids and their effect are kept in one step: a second delivery finds the id and has no
/// effect.
pub(super) async fn process_once<B: Database>(
    d1: &D1<B>,
    events: &[Processed],
    now_ms: i64,
) -> Result<Vec<bool>, StoreError> {
    let listed: Vec<[&str; 2]> = events.iter().map(|event| [&*event.id, &*event.kind]).collect();
    let listed = serde_json::json!(listed).to_string();
    let seen = Sql::new("SELECT json_array(p.\"event_id\") AS \"r\" FROM json_each(")
        .text(&listed)
        .raw(") e CROSS JOIN \"_processed\" p ON p.\"event_id\" = e.value ->> 0");
    let effect = Sql::new("INSERT INTO \"_event_count\" (\"kind\", \"events\", \"last_ms\") SELECT \"kind\", count(*), ")
        .int(now_ms)
        .raw(" FROM (SELECT e.value ->> 0 AS \"id\", min(e.value ->> 1) AS \"kind\" FROM json_each(")
        .text(&listed)
        .raw(") e GROUP BY 1) n WHERE NOT EXISTS (SELECT 1 FROM \"_processed\" p WHERE p.\"event_id\" = n.\"id\") GROUP BY \"kind\" ON CONFLICT (\"kind\") DO UPDATE SET \"events\" = \"events\" + excluded.\"events\", \"last_ms\" = excluded.\"last_ms\"");
    let mark = Sql::new(
        "INSERT OR IGNORE INTO \"_processed\" (\"event_id\") SELECT e.value ->> 0 FROM json_each(",
    )
    .text(&listed)
    .raw(") e");
    let answers = d1
        .database
        .batch(vec![seen.read(), effect.run(), mark.run()])
        .await
        .map_err(store_error)?;
    let mut seen = Vec::new();
    for record in answers.into_iter().next().unwrap_or_default() {
        seen.push(decode::text(&mut decode::fields(&record)?.into_iter())?);
    }
    Ok(first_times(events, &seen))
}
