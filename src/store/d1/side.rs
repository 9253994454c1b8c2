//! D1's side tables: journal, control line, leases.

use super::D1;
use super::database::{Database, Reading, Record, Statement};
use super::decode;
use super::errors::{read_error, store_error};
use super::sql::Sql;
use crate::schema::{Epoch, Key, Pk, Version};
use crate::store::{
    Control, JournalDepth, JournalLine, JournalPosition, Postponed, Role, Route, RouteState, Side,
    StoreError,
};

/// Longest error kept with a line, in characters.
const MAX_ERROR_CHARS: usize = 1_000;
/// Most lines that one statement puts off: a bound text may have 2 MB
/// (<https://developers.cloudflare.com/d1/platform/limits/>), and an error of so many characters,
/// escaped, 6 kB.
const MAX_POSTPONED_LINES: usize = 250;

pub(super) async fn journal<B: Database>(
    d1: &D1<B>,
    after: &JournalPosition,
    now_ms: i64,
    most: usize,
) -> Result<Vec<JournalLine>, StoreError> {
    let (table, pk) = after.as_ref().map_or(("", ""), |(table, pk)| (table, pk));
    // Lines of tables that this program does not know wait for a version that does.
    let known: Vec<&str> = crate::schema::TABLES.iter().map(|table| table.name).collect();
    let sql = Sql::new("SELECT json_array(\"tbl\", \"pk\", CAST(\"version\" AS TEXT), CAST(\"attempts\" AS TEXT)) AS \"r\" FROM \"_journal\" WHERE (\"tbl\", \"pk\") > (")
        .text(table)
        .raw(", ")
        .text(pk)
        .raw(") AND \"next_ms\" <= ")
        .int(now_ms)
        .raw(" AND \"tbl\" IN (SELECT value FROM json_each(")
        .text(&serde_json::json!(known).to_string())
        .raw(")) ORDER BY \"tbl\", \"pk\" LIMIT ")
        .int(i64::try_from(most).unwrap_or(i64::MAX));
    let mut lines = Vec::new();
    for record in one(d1, sql).await? {
        let mut fields = decode::fields(&record)?.into_iter();
        let key = (decode::text(&mut fields)?, decode::text(&mut fields)?);
        let version = Version(decode::int(&mut fields)?);
        let attempts = u32::try_from(decode::int(&mut fields)?).unwrap_or(u32::MAX);
        let table = crate::schema::table(&key.0).ok_or(StoreError::UnknownTable(key.0))?;
        lines.push(JournalLine {
            key: Key { table, pk: Pk::from_stored(key.1) },
            version,
            attempts,
        });
    }
    Ok(lines)
}

pub(super) async fn ack<B: Database>(
    d1: &D1<B>,
    confirmed: &[(Key, Version)],
) -> Result<(), StoreError> {
    run(d1, acks(confirmed)).await
}

/// The statement that acknowledges these, where there are any.
pub(super) fn acks(confirmed: &[(Key, Version)]) -> Vec<(Statement, Reading)> {
    if confirmed.is_empty() {
        return Vec::new();
    }
    // One parameter carries any number of keys; versions as text, which JSON does not round.
    let keys: Vec<[String; 3]> = confirmed
        .iter()
        .map(|(key, version)| {
            [key.table.name.to_owned(), key.pk.as_str().to_owned(), version.0.to_string()]
        })
        .collect();
    let sql = Sql::new("DELETE FROM \"_journal\" WHERE (\"tbl\", \"pk\") IN (SELECT j.\"tbl\", j.\"pk\" FROM json_each(")
        .text(&serde_json::json!(keys).to_string())
        .raw(") e CROSS JOIN \"_journal\" j ON j.\"tbl\" = e.value ->> 0 AND j.\"pk\" = e.value ->> 1 WHERE j.\"version\" <= CAST(e.value ->> 2 AS INTEGER))");
    vec![sql.run()]
}

pub(super) async fn postpone<B: Database>(
    d1: &D1<B>,
    lines: &[Postponed],
) -> Result<(), StoreError> {
    let mut statements = Vec::new();
    for lines in lines.chunks(MAX_POSTPONED_LINES) {
        let lines: Vec<[String; 4]> = lines
            .iter()
            .map(|Postponed { key, next_ms, error }| {
                let error = error.chars().take(MAX_ERROR_CHARS).collect();
                let (table, pk) = (key.table.name.to_owned(), key.pk.as_str().to_owned());
                [table, pk, next_ms.to_string(), error]
            })
            .collect();
        let sql = Sql::new("UPDATE \"_journal\" SET \"attempts\" = \"attempts\" + 1, \"next_ms\" = CAST(e.value ->> 2 AS INTEGER), \"error\" = e.value ->> 3 FROM json_each(")
            .text(&serde_json::json!(lines).to_string())
            .raw(") e WHERE \"tbl\" = e.value ->> 0 AND \"pk\" = e.value ->> 1");
        statements.push(sql.run());
    }
    run(d1, statements).await
}

pub(super) async fn journal_depth<B: Database>(
    d1: &D1<B>,
    count_to: u64,
) -> Result<JournalDepth, StoreError> {
    let sql = Sql::new("SELECT json_array(CAST(count(*) AS TEXT), CAST(min(\"since_ms\") AS TEXT), CAST(min(iif(\"attempts\" = 0, \"since_ms\", NULL)) AS TEXT)) AS \"r\" FROM (SELECT \"since_ms\", \"attempts\" FROM \"_journal\" LIMIT ")
        .int(i64::try_from(count_to).unwrap_or(i64::MAX))
        .raw(")");
    let records = one(d1, sql).await?;
    let mut fields = decode::fields(records.first().ok_or_else(decode::garbled)?)?.into_iter();
    let lines = u64::try_from(decode::int(&mut fields)?).unwrap_or(0);
    let mut time = || fields.next().flatten().and_then(|text| text.parse().ok());
    Ok(JournalDepth { lines, oldest_ms: time(), oldest_untried_ms: time() })
}

pub(super) async fn control<B: Database>(d1: &D1<B>) -> Result<Control, StoreError> {
    let sql = Sql::new(
        "SELECT json_array(CAST(\"epoch\" AS TEXT), \"writes_to\", \"state\", CAST(\"journaling\" AS TEXT), CAST(\"since_ms\" AS TEXT), CAST(\"forced\" AS TEXT)) AS \"r\" FROM \"_control\" WHERE \"id\" = 1",
    );
    let records = one(d1, sql).await?;
    let mut fields = decode::fields(records.first().ok_or_else(decode::garbled)?)?.into_iter();
    let epoch = Epoch(decode::int(&mut fields)?);
    let side = match decode::text(&mut fields)?.as_str() {
        "d1" => Side::D1,
        "mysql" => Side::MySql,
        _ => return Err(decode::garbled()),
    };
    let state = match decode::text(&mut fields)?.as_str() {
        "open" => RouteState::Open(side),
        "closing" => RouteState::Closing { to: side },
        _ => return Err(decode::garbled()),
    };
    let role = if state == RouteState::Open(Side::D1) { Role::Primary } else { Role::Closed };
    let journaling = decode::int(&mut fields)? == 1;
    let since_ms = decode::int(&mut fields)?;
    let forced = decode::int(&mut fields)? == 1;
    Ok(Control { epoch, role, journaling, since_ms, forced, route: Some(Route { epoch, state }) })
}

/// The own line of a D1 that stands in MySQL's place. It journals like MySQL, always.
pub(super) async fn raise<B: Database>(
    d1: &D1<B>,
    epoch: Epoch,
    role: Role,
) -> Result<(), StoreError> {
    let writes_to = match role {
        Role::Primary => Side::D1,
        Role::Closed => Side::MySql,
    };
    let sql = Sql::new(
        "UPDATE \"_control\" SET \"state\" = 'open', \"journaling\" = 1, \"writes_to\" = ",
    )
    .text(writes_to.name())
    .raw(", \"epoch\" = ")
    .int(epoch.0)
    .raw(" WHERE \"id\" = 1 AND \"epoch\" < ")
    .int(epoch.0);
    run(d1, vec![sql.run()]).await
}

pub(super) async fn journal_is_empty<B: Database>(d1: &D1<B>) -> Result<bool, StoreError> {
    let sql = Sql::new("SELECT json_array('1') AS \"r\" FROM \"_journal\" LIMIT 1");
    Ok(one(d1, sql).await?.is_empty())
}

/// From now on, for ever, changes of D1 are journaled.
pub(super) async fn start_journaling<B: Database>(d1: &D1<B>) -> Result<(), StoreError> {
    run(d1, vec![Sql::new("UPDATE \"_control\" SET \"journaling\" = 1 WHERE \"id\" = 1").run()])
        .await
}

pub(super) async fn lease<B: Database>(
    d1: &D1<B>,
    name: &str,
    holder: &str,
    now_ms: i64,
    ttl_ms: i64,
) -> Result<bool, StoreError> {
    let take = Sql::new("INSERT INTO \"_lease\" (\"name\", \"holder\", \"until_ms\") VALUES (")
        .text(name)
        .raw(", ")
        .text(holder)
        .raw(", ")
        .int(now_ms.saturating_add(ttl_ms))
        .raw(") ON CONFLICT (\"name\") DO UPDATE SET \"holder\" = excluded.\"holder\", \"until_ms\" = excluded.\"until_ms\" WHERE \"holder\" = excluded.\"holder\" OR \"until_ms\" <= ")
        .int(now_ms);
    let held = Sql::new("SELECT json_array(\"holder\") AS \"r\" FROM \"_lease\" WHERE \"name\" = ")
        .text(name);
    let answers = d1.database.batch(vec![take.run(), held.read()]).await.map_err(store_error)?;
    let record = answers.get(1).and_then(|records| records.first()).ok_or_else(decode::garbled)?;
    Ok(decode::fields(record)?.into_iter().flatten().any(|found| found == holder))
}

pub(super) async fn release<B: Database>(
    d1: &D1<B>,
    name: &str,
    holder: &str,
) -> Result<(), StoreError> {
    let sql = Sql::new("DELETE FROM \"_lease\" WHERE \"name\" = ")
        .text(name)
        .raw(" AND \"holder\" = ")
        .text(holder);
    run(d1, vec![sql.run()]).await
}

/// For a statement that only reads.
pub(super) async fn one<B: Database>(d1: &D1<B>, sql: Sql) -> Result<Vec<Record>, StoreError> {
    let answers = d1.database.batch(vec![sql.read()]).await.map_err(read_error)?;
    Ok(answers.into_iter().next().unwrap_or_default())
}

pub(super) async fn run<B: Database>(
    d1: &D1<B>,
    statements: Vec<(Statement, Reading)>,
) -> Result<(), StoreError> {
    if statements.is_empty() {
        return Ok(());
    }
    d1.database.batch(statements).await.map_err(store_error).map(|_| ())
}
