//! MySQL's outbox, dead letters and what the consumer keeps.

use tandem_mysql::Sql;

use super::decode::fields;
use super::errors::garbled;
use super::session::{Put, Tx};
use super::side::cut;
use super::sql::{join, limit};
use super::{Connect, MySql};
use crate::schema::Version;
use crate::store::request::first_day_kept;
use crate::store::{Delivery, OutboxDepth, OutboxEvent, Processed, StoreError, oldest_processed};

/// Most lines that one statement removes.
const MAX_PURGED_LINES: usize = 500;
/// The columns that an event keeps wherever it is.
const EVENT: &str = "`id`, `kind`, `tbl`, `pk`, `version`, `tenant`, `at_ms`, `payload`";

pub(super) async fn due<C: Connect>(
    mysql: &MySql<C>,
    now_ms: i64,
    most: usize,
) -> Result<Vec<OutboxEvent>, StoreError> {
    let sql = Sql::new()
        .raw("SELECT ")
        .raw(EVENT)
        .raw(", `attempts` FROM `_outbox` WHERE `sent_ms` = 0 AND `next_ms` <= ")
        .lit(now_ms)
        .raw(" ORDER BY `id`");
    let rows = mysql.read(&limit(sql, most)).await?;
    let events = rows.iter().map(|record| {
        let mut fields = fields(&record);
        Ok(OutboxEvent {
            id: fields.text()?,
            kind: fields.text()?,
            table: fields.text()?,
            pk: fields.text()?,
            version: Version(fields.int()?),
            tenant: fields.opt_text()?,
            at_ms: fields.int()?,
            payload: fields.text()?,
            attempts: u32::try_from(fields.int()?).unwrap_or(u32::MAX),
        })
    });
    events.collect()
}

/// One statement for what was sent, one for what is to be tried again, two for the dead.
pub(super) async fn delivered<C: Connect>(
    mysql: &MySql<C>,
    results: &[(String, Delivery)],
    now_ms: i64,
) -> Result<(), StoreError> {
    let (mut sent, mut failed, mut dead): (Vec<&str>, Vec<_>, Vec<_>) = Default::default();
    for (id, delivery) in results {
        match delivery {
            Delivery::Sent => sent.push(id),
            Delivery::Failed { next_ms, error } => failed.push((id.as_str(), *next_ms, error)),
            Delivery::Dead { reason } => dead.push((id.as_str(), reason)),
        }
    }
    let mut statements: Vec<Sql> = Vec::new();
    if !sent.is_empty() {
        let sql = Sql::new().raw("UPDATE `_outbox` SET `sent_ms` = ").lit(now_ms);
        statements.push(among(sql, sent));
    }
    if !failed.is_empty() {
        let next = failed.iter().map(|(id, next_ms, _)| when(id).lit(*next_ms));
        let errors = failed.iter().map(|(id, _, error)| when(id).lit(&cut(error)));
        let sql = Sql::new()
            .raw("UPDATE `_outbox` SET `attempts` = `attempts` + 1, `next_ms` = ")
            .push(&by_id(next))
            .raw(", `error` = ")
            .push(&by_id(errors));
        statements.push(among(sql, failed.iter().map(|(id, ..)| *id)));
    }
    if !dead.is_empty() {
        let ids = || dead.iter().map(|(id, _)| *id);
        let copy = Sql::new()
            .raw("INSERT INTO `_dead_letter` (")
            .raw(EVENT)
            .raw(", `reason`, `died_ms`) SELECT ")
            .raw(EVENT)
            .raw(", ")
            .push(&by_id(dead.iter().map(|(id, reason)| when(id).lit(&cut(reason)))))
            .raw(", ")
            .lit(now_ms)
            .raw(" FROM `_outbox`");
        let known = " ON DUPLICATE KEY UPDATE `died_ms` = `_dead_letter`.`died_ms`";
        statements.push(among(copy, ids()).raw(known));
        statements.push(among(Sql::new().raw("DELETE FROM `_outbox`"), ids()));
    }
    match statements.as_slice() {
        [] => Ok(()),
        [only] => mysql.statement(only).await,
        several => mysql.transaction(async |tx| run(tx, several).await).await,
    }
}

/// Only unsent events of these.
fn among<'a>(sql: Sql, ids: impl IntoIterator<Item = &'a str>) -> Sql {
    sql.raw(" WHERE `sent_ms` = 0 AND `id` IN ").list(ids)
}

fn when(id: &str) -> Sql {
    Sql::new().raw("WHEN ").lit(id).raw(" THEN ")
}

/// A value for each event.
fn by_id(cases: impl Iterator<Item = Sql>) -> Sql {
    Sql::new().raw("CASE `id` ").push(&join(cases, " ")).raw(" END")
}

async fn run<C: Connect>(tx: &mut Tx<C>, statements: &[Sql]) -> Result<(), StoreError> {
    for sql in statements {
        tx.execute(sql).await?;
    }
    Ok(())
}

pub(super) async fn depth<C: Connect>(
    mysql: &MySql<C>,
    count_to: u64,
) -> Result<OutboxDepth, StoreError> {
    let sql = Sql::new()
        .raw("SELECT (SELECT COUNT(*) FROM (SELECT `id` FROM `_outbox` WHERE `sent_ms` = 0 LIMIT ")
        .lit(count_to)
        .raw(") AS `pending`), (SELECT `at_ms` FROM `_outbox` WHERE `sent_ms` = 0 ORDER BY `id` LIMIT 1), (SELECT COUNT(*) FROM (SELECT `id` FROM `_dead_letter` LIMIT ")
        .lit(count_to)
        .raw(") AS `dead`)");
    let rows = mysql.read_one(&sql).await?;
    let mut fields = fields(&rows.first().ok_or_else(garbled)?);
    let (pending, oldest_ms) = (fields.count()?, fields.opt_int()?);
    Ok(OutboxDepth { pending, oldest_ms, dead: fields.count()? })
}

pub(super) async fn redrive<C: Connect>(mysql: &MySql<C>, most: usize) -> Result<u64, StoreError> {
    mysql.transaction(async |tx| redrive_step(tx, most).await).await
}

async fn redrive_step<C: Connect>(tx: &mut Tx<C>, most: usize) -> Result<u64, StoreError> {
    let dead = Sql::new().raw("SELECT `id` FROM `_dead_letter` ORDER BY `id`");
    let rows = tx.query(&limit(dead, most).raw(" FOR UPDATE")).await?;
    let ids = rows.iter().map(|record| fields(&record).text()).collect::<Result<Vec<_>, _>>()?;
    if ids.is_empty() {
        return Ok(0);
    }
    let back = Sql::new()
        .raw("INSERT INTO `_outbox` (")
        .raw(EVENT)
        .raw(") SELECT ")
        .raw(EVENT)
        .raw(" FROM `_dead_letter` WHERE `id` IN ")
        .list(&ids)
        .raw(" ON DUPLICATE KEY UPDATE `attempts` = `_outbox`.`attempts`");
    tx.execute(&back).await?;
    tx.execute(&Sql::new().raw("DELETE FROM `_dead_letter` WHERE `id` IN ").list(&ids)).await?;
    Ok(u64::try_from(ids.len()).unwrap_or(u64::MAX))
}

/// Not DELETE with LIMIT, which Vitess does not spread over shards: the keys are read first.
pub(super) async fn purge<C: Connect>(
    mysql: &MySql<C>,
    before_ms: i64,
    most: usize,
) -> Result<u64, StoreError> {
    let sent = Sql::new()
        .raw("SELECT `id`, `sent_ms` FROM `_outbox` WHERE `sent_ms` > 0 AND `sent_ms` < ")
        .lit(before_ms);
    let delete = Sql::new().raw("DELETE FROM `_outbox` WHERE ");
    let sent = purge_lines(mysql, &limit(sent, most), &delete, ["`id` = ", "`sent_ms` = "]).await?;
    let settled = Sql::new()
        .raw("SELECT `id`, `day` FROM `_request` WHERE `day` < ")
        .lit(first_day_kept(before_ms));
    let delete = Sql::new().raw("DELETE FROM `_request` WHERE ");
    let settled =
        purge_lines(mysql, &limit(settled, most), &delete, ["`id` = ", "`day` = "]).await?;
    let processed = Sql::new()
        .raw("SELECT `event_id` FROM `_processed` WHERE `event_id` < ")
        .lit(&oldest_processed(before_ms))
        .raw(" ORDER BY `event_id`");
    let delete = Sql::new().raw("DELETE FROM `_processed` WHERE ");
    let processed = purge_lines(mysql, &limit(processed, most), &delete, ["`event_id` = "]).await?;
    Ok(sent.saturating_add(settled).saturating_add(processed))
}

/// Deletes the lines that `find` names by their keys: a text, and where there is one a number.
async fn purge_lines<C: Connect, const PARTS: usize>(
    mysql: &MySql<C>,
    find: &Sql,
    delete: &Sql,
    key_is: [&'static str; PARTS],
) -> Result<u64, StoreError> {
    let rows = mysql.read(find).await?;
    let lines = rows.iter().map(|record| {
        let mut fields = fields(&record);
        let mut line = Vec::with_capacity(PARTS);
        for (at, is) in key_is.into_iter().enumerate() {
            let part = Sql::new().raw(is);
            line.push(if at == 0 { part.lit(&fields.text()?) } else { part.lit(fields.int()?) });
        }
        Ok(Sql::new().raw("(").push(&join(line, " AND ")).raw(")"))
    });
    let lines = lines.collect::<Result<Vec<Sql>, StoreError>>()?;
    for chunk in lines.chunks(MAX_PURGED_LINES) {
        let sql = delete.clone().push(&join(chunk.iter().cloned(), " OR "));
        mysql.statement(&sql).await?;
    }
    Ok(u64::try_from(lines.len()).unwrap_or(u64::MAX))
}

/// The event's id and its effect are kept in one step: a second delivery finds the id and has no
/// effect.
pub(super) async fn process_once<C: Connect>(
    mysql: &MySql<C>,
    events: &[Processed],
    now_ms: i64,
) -> Result<Vec<bool>, StoreError> {
    let step = async |tx: &mut Tx<C>| {
        let mut first = Vec::with_capacity(events.len());
        for Processed { id, kind } in events {
            let mark = Sql::new().raw("INSERT INTO `_processed` (`event_id`) VALUES ").list([id]);
            let is_first = matches!(tx.put(&mark).await?, Put::Done);
            if is_first {
                let effect = Sql::new()
                    .raw("INSERT INTO `_event_count` (`kind`, `events`, `last_ms`) VALUES (")
                    .lit(kind)
                    .raw(", 1, ")
                    .lit(now_ms)
                    .raw(") ON DUPLICATE KEY UPDATE `events` = `events` + 1, `last_ms` = ")
                    .lit(now_ms);
                tx.execute(&effect).await?;
            }
            first.push(is_first);
        }
        Ok(first)
    };
    mysql.transaction(step).await
}
