//! *Write* in D1: fence, conditions, changes, events and the new images in one batch.

use super::database::{Database, Reading, Record, Statement};
use super::decode;
use super::errors::{FENCE, Failure, REFUSE, REPEATED, classify, store_error};
use super::sql::{Sql, equals, key_is, row_is};
use super::{D1, image_statements, read_image};
use crate::schema::{Epoch, Image, Key, Pk, Row, Table, Type, Value, Version};
use crate::store::{
    Change, Comparison, Condition, Event, Op, Operand, Refusal, Set, StoreError, Unit,
    WriteError, Written,
};

/// Milliseconds of a day: requests are remembered by day.
const DAY_MS: i64 = 86_400_000;

/// A batch with conditions that can end it.
struct Batch {
    statements: Vec<(Statement, Reading)>,
    refusals: Vec<Refusal>,
}

impl Batch {
    fn run(&mut self, sql: Sql) {
        self.statements.push(sql.run());
    }

    /// Ends the batch with this refusal where the condition holds.
    fn refuse_if(&mut self, refusal: Refusal, condition: Sql) {
        let reason = format!("{REFUSE}{}", self.refusals.len());
        self.refusals.push(refusal);
        self.run(
            Sql::new("INSERT INTO \"_refuse\" SELECT ").text(&reason).raw(" WHERE ").then(condition),
        );
    }
}

pub(super) async fn write<B: Database>(
    d1: &D1<B>,
    unit: &Unit,
    epoch: Epoch,
) -> Result<Written, WriteError> {
    let mut batch = Batch { statements: Vec::new(), refusals: Vec::new() };
    batch.run(fence(epoch));
    remember(&mut batch, unit);
    for change in &unit.changes {
        add_change(&mut batch, change, epoch)?;
    }
    for event in &unit.events {
        batch.run(add_event(unit, event)?);
    }
    let keys = touched(unit);
    let first_image = batch.statements.len();
    for key in &keys {
        batch.statements.extend(image_statements(key)?);
    }
    match d1.database.batch(batch.statements).await {
        Ok(answers) => {
            let images = images(&keys, answers.get(first_image..).unwrap_or_default())?;
            Ok(Written { images, replayed: false })
        }
        Err(error) => match classify(error) {
            Failure::Fenced | Failure::IsPrimary => Err(WriteError::Fenced),
            Failure::Repeated => repeated(d1, unit).await,
            Failure::Refused(number) => match batch.refusals.into_iter().nth(number) {
                Some(refusal) => Err(refusal.into()),
                None => Err(decode::garbled().into()),
            },
            Failure::Unique(columns) => Err(duplicate(columns).into()),
            Failure::Reference => Err(still_referenced(d1, unit).await?.into()),
            Failure::Store(error) => Err(error.into()),
        },
    }
}

/// What a request wrote, if it was committed: the rows as they are now.
pub(super) async fn settle<B: Database>(
    d1: &D1<B>,
    unit: &Unit,
) -> Result<Option<Written>, StoreError> {
    let Some((_, keys)) = remembered(d1, unit).await? else {
        return Ok(None);
    };
    let images = super::read::snapshot(d1, &keys).await?;
    Ok(Some(Written { images: images.into_iter().flatten().collect(), replayed: true }))
}

pub(super) async fn repair<B: Database>(
    d1: &D1<B>,
    key: &Key,
    above: Version,
    epoch: Epoch,
) -> Result<(), WriteError> {
    let table = key.table;
    let floor = epoch.first_version().0.max(above.0.saturating_add(1));
    let is = key_is(table, &key.pk)?;
    let label = |sql: Sql| sql.text(table.name).raw(", ").text(key.pk.as_str());
    let touch = Sql::new("UPDATE ")
        .name(table.name)
        .raw(" SET \"_version\" = max(\"_version\" + 1, ")
        .int(floor)
        .raw(") WHERE ")
        .then(is.clone());
    let bury = label(Sql::new("INSERT INTO \"_tombstone\" (\"tbl\", \"pk\", \"version\") SELECT "))
        .raw(", ")
        .int(floor)
        .raw(" WHERE NOT EXISTS (SELECT 1 FROM ")
        .name(table.name)
        .raw(" WHERE ")
        .then(is.clone())
        .raw(") ON CONFLICT (\"tbl\", \"pk\") DO UPDATE SET \"version\" = max(\"version\" + 1, excluded.\"version\")");
    let version = Sql::new("coalesce((SELECT \"_version\" FROM ")
        .name(table.name)
        .raw(" WHERE ")
        .then(is)
        .raw("), (SELECT \"version\" FROM \"_tombstone\" WHERE \"tbl\" = ")
        .text(table.name)
        .raw(" AND \"pk\" = ")
        .text(key.pk.as_str())
        .raw("))");
    let journal = label(Sql::new(
        "INSERT INTO \"_journal\" (\"tbl\", \"pk\", \"version\", \"since_ms\") SELECT ",
    ))
    .raw(", ")
    .then(version)
    .raw(", CAST(unixepoch('subsec') * 1000 AS INTEGER) WHERE 1 ON CONFLICT (\"tbl\", \"pk\") DO UPDATE SET \"version\" = max(\"version\", excluded.\"version\"), \"attempts\" = 0, \"next_ms\" = 0");
    let statements = vec![fence(epoch).run(), touch.run(), bury.run(), journal.run()];
    match d1.database.batch(statements).await.map_err(classify) {
        Ok(_) => Ok(()),
        Err(Failure::Fenced) => Err(WriteError::Fenced),
        Err(Failure::Store(error)) => Err(error.into()),
        Err(_) => Err(decode::garbled().into()),
    }
}

fn fence(epoch: Epoch) -> Sql {
    Sql::new("INSERT INTO \"_refuse\" SELECT ")
        .text(FENCE)
        .raw(" WHERE NOT EXISTS (SELECT 1 FROM \"_control\" WHERE \"writes_to\" = 'd1' AND \"state\" = 'open' AND \"epoch\" = ")
        .int(epoch.0)
        .raw(")")
}

fn remember(batch: &mut Batch, unit: &Unit) {
    let day = unit.now_ms.div_euclid(DAY_MS);
    batch.run(
        Sql::new("INSERT INTO \"_refuse\" SELECT ")
            .text(REPEATED)
            .raw(" WHERE EXISTS (SELECT 1 FROM \"_request\" WHERE ")
            .then(request_is(day, &unit.request))
            .raw(")"),
    );
    let keys: Vec<[&str; 2]> = unit
        .changes
        .iter()
        .filter(|change| !matches!(change.op, Op::Require(_)))
        .map(|change| [change.target.table().name, change.pk.as_str()])
        .collect();
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
    let sql = Sql::new("SELECT json_array(\"fingerprint\", \"keys\") AS \"r\" FROM \"_request\" WHERE ")
        .then(request_is(day, &unit.request));
    let answers = d1.database.batch(vec![sql.read()]).await.map_err(store_error)?;
    let Some(record) = answers.first().and_then(|records| records.first()) else {
        return Ok(None);
    };
    let mut fields = decode::fields(record)?.into_iter();
    let fingerprint = decode::text(&mut fields)?;
    let keys: Vec<(String, String)> =
        serde_json::from_str(&decode::text(&mut fields)?).map_err(|_| decode::garbled())?;
    Ok(Some((fingerprint, crate::store::stored_keys(keys)?)))
}

async fn repeated<B: Database>(d1: &D1<B>, unit: &Unit) -> Result<Written, WriteError> {
    match remembered(d1, unit).await? {
        Some((fingerprint, _)) if fingerprint != unit.fingerprint => {
            Err(Refusal::RequestReused.into())
        }
        _ => settle(d1, unit).await?.ok_or_else(|| decode::garbled().into()),
    }
}

fn add_change(batch: &mut Batch, change: &Change, epoch: Epoch) -> Result<(), WriteError> {
    let table = change.target.table();
    let (name, pk) = (table.name.to_owned(), change.pk.as_str().to_owned());
    match &change.op {
        Op::Insert(row) => {
            let is = key_is(table, &change.pk)?;
            batch.refuse_if(Refusal::Exists { table: name, pk }, exists(table, is));
            refuse_orphans(batch, row.iter().enumerate().map(|(at, (_, value))| (at, value)), table)?;
            batch.run(insert(table, row, &change.pk, epoch));
        }
        Op::Update(sets) => {
            let is = row_is(&change.target, &change.pk)?;
            refuse_missing(batch, change, is.clone());
            refuse_orphans(
                batch,
                sets.iter().filter_map(|set| match &set.to {
                    Operand::Value(value) => Some((set.column, value)),
                    Operand::Plus(_) => None,
                }),
                table,
            )?;
            for set in sets {
                refuse_overflow(batch, change, set, is.clone());
            }
            batch.run(update(table, sets, epoch).raw(" WHERE ").then(is));
        }
        Op::Delete => {
            let is = row_is(&change.target, &change.pk)?;
            refuse_missing(batch, change, is.clone());
            batch.run(Sql::new("DELETE FROM ").name(table.name).raw(" WHERE ").then(is));
        }
        Op::Require(condition) => require(batch, change, condition)?,
    }
    Ok(())
}

fn exists(table: &Table, is: Sql) -> Sql {
    Sql::new("EXISTS (SELECT 1 FROM ").name(table.name).raw(" WHERE ").then(is).raw(")")
}

fn refuse_missing(batch: &mut Batch, change: &Change, is: Sql) {
    let refusal = Refusal::Missing {
        table: change.target.table().name.to_owned(),
        pk: change.pk.as_str().to_owned(),
    };
    batch.refuse_if(refusal, Sql::new("NOT ").then(exists(change.target.table(), is)));
}

/// The rows that references point at must be there.
fn refuse_orphans<'a>(
    batch: &mut Batch,
    values: impl Iterator<Item = (usize, &'a Value)>,
    table: &'static Table,
) -> Result<(), WriteError> {
    for (position, value) in values {
        let Some(text) = value.as_text() else { continue };
        for reference in table.references.iter().filter(|r| r.column == position) {
            let parent = key_is(reference.table, &Pk::from_stored(text.to_owned()))?;
            let refusal = Refusal::NoParent {
                table: table.name.to_owned(),
                column: table.column(position).map_or("", |column| column.name).to_owned(),
                parent: reference.table.name.to_owned(),
            };
            batch.refuse_if(refusal, Sql::new("NOT ").then(exists(reference.table, parent)));
        }
    }
    Ok(())
}

fn refuse_overflow(batch: &mut Batch, change: &Change, set: &Set, is: Sql) {
    let table = change.target.table();
    let (Operand::Plus(by), Some(column)) = (&set.to, table.column(set.column)) else { return };
    let (min, max) = match column.ty {
        Type::Int { min, max } => (min, max),
        _ => (i64::MIN, i64::MAX),
    };
    // The bounds are shifted, not the sum: a sum past 64 bits becomes a REAL in SQLite.
    let (lowest, highest) = (min.saturating_sub((*by).min(0)), max.saturating_sub((*by).max(0)));
    let outside = is
        .raw(" AND ")
        .name(column.name)
        .raw(" NOT BETWEEN ")
        .int(lowest)
        .raw(" AND ")
        .int(highest);
    let refusal = Refusal::OutOfRange {
        table: table.name.to_owned(),
        pk: change.pk.as_str().to_owned(),
        column: column.name.to_owned(),
    };
    batch.refuse_if(refusal, exists(table, outside));
}

fn require(batch: &mut Batch, change: &Change, condition: &Condition) -> Result<(), WriteError> {
    let table = change.target.table();
    let is = row_is(&change.target, &change.pk)?;
    let refuse = |words: &str| Refusal::Condition {
        table: table.name.to_owned(),
        pk: change.pk.as_str().to_owned(),
        condition: words.to_owned(),
    };
    match condition {
        Condition::Exists => refuse_missing(batch, change, is),
        Condition::Absent => batch.refuse_if(
            Refusal::Exists { table: table.name.to_owned(), pk: change.pk.as_str().to_owned() },
            exists(table, is),
        ),
        Condition::Version(version) => {
            let same = is.raw(" AND \"_version\" = ").int(version.0);
            batch.refuse_if(refuse("the version"), Sql::new("NOT ").then(exists(table, same)));
        }
        Condition::Column { column, comparison, value } => {
            let Some(column) = table.column(*column) else { return Ok(()) };
            let operator = match comparison {
                Comparison::Equal => " IS ",
                Comparison::NotEqual => " IS NOT ",
                Comparison::Less => " < ",
                Comparison::AtMost => " <= ",
                Comparison::Greater => " > ",
                Comparison::AtLeast => " >= ",
            };
            let holds = is.raw(" AND ").name(column.name).raw(operator).value(column.ty, value);
            let words = format!("the comparison with `{}`", column.name);
            batch.refuse_if(refuse(&words), Sql::new("NOT ").then(exists(table, holds)));
        }
    }
    Ok(())
}

fn insert(table: &'static Table, row: &Row, pk: &Pk, epoch: Epoch) -> Sql {
    let names = table.columns.iter().map(|column| Sql::default().name(column.name));
    let values = row.iter().map(|(column, value)| Sql::default().value(column.ty, value));
    Sql::new("INSERT INTO ")
        .name(table.name)
        .raw(" (")
        .then(Sql::join(names, ", "))
        .raw(", \"_version\") SELECT ")
        .then(Sql::join(values, ", "))
        .raw(", max(coalesce((SELECT \"version\" FROM \"_tombstone\" WHERE \"tbl\" = ")
        .text(table.name)
        .raw(" AND \"pk\" = ")
        .text(pk.as_str())
        .raw("), -1) + 1, ")
        .int(epoch.first_version().0)
        .raw(")")
}

fn update(table: &'static Table, sets: &[Set], epoch: Epoch) -> Sql {
    let mut assignments: Vec<Sql> = Vec::with_capacity(sets.len() + 1);
    for set in sets {
        let Some(column) = table.column(set.column) else { continue };
        let name = Sql::default().name(column.name);
        assignments.push(match &set.to {
            Operand::Value(value) => name.raw(" = ").value(column.ty, value),
            Operand::Plus(by) => name.clone().raw(" = ").then(name).raw(" + ").int(*by),
        });
    }
    assignments.push(
        Sql::new("\"_version\" = max(\"_version\" + 1, ").int(epoch.first_version().0).raw(")"),
    );
    Sql::new("UPDATE ").name(table.name).raw(" SET ").then(Sql::join(assignments, ", "))
}

fn add_event(unit: &Unit, event: &Event) -> Result<Sql, StoreError> {
    let subject = event.change.and_then(|at| unit.changes.get(at));
    let (table, pk) =
        subject.map_or(("", ""), |change| (change.target.table().name, change.pk.as_str()));
    let version = match subject {
        None => Sql::new("0"),
        // The row's version, or where the change removed it the tombstone's.
        Some(change) => Sql::new("coalesce((SELECT \"_version\" FROM ")
            .name(table)
            .raw(" WHERE ")
            .then(key_is(change.target.table(), &change.pk)?)
            .raw("), (SELECT \"version\" FROM \"_tombstone\" WHERE \"tbl\" = ")
            .text(table)
            .raw(" AND \"pk\" = ")
            .text(pk)
            .raw("), 0)"),
    };
    Ok(Sql::new("INSERT INTO \"_outbox\" (\"id\", \"kind\", \"tbl\", \"pk\", \"version\", \"tenant\", \"at_ms\", \"payload\") SELECT ")
        .text(&event.id)
        .raw(", ")
        .text(&event.kind)
        .raw(", ")
        .text(table)
        .raw(", ")
        .text(pk)
        .raw(", ")
        .then(version)
        .raw(", ")
        .opt_text(event.tenant.as_deref())
        .raw(", ")
        .int(unit.now_ms)
        .raw(", ")
        .text(&event.payload))
}

/// Keys that the unit changes, each once.
fn touched(unit: &Unit) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for change in &unit.changes {
        let key = Key { table: change.target.table(), pk: change.pk.clone() };
        if !matches!(change.op, Op::Require(_)) && !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

fn images(keys: &[Key], answers: &[Vec<Record>]) -> Result<Vec<Image>, StoreError> {
    let mut images = Vec::with_capacity(keys.len());
    for (key, pair) in keys.iter().zip(answers.chunks(2)) {
        images.extend(read_image(key, pair)?);
    }
    Ok(images)
}

fn duplicate(columns: Vec<(String, String)>) -> Refusal {
    let table = columns.first().map(|(table, _)| table.clone()).unwrap_or_default();
    Refusal::Duplicate { table, columns: columns.into_iter().map(|(_, column)| column).collect() }
}

/// Which reference keeps a row of the unit from being deleted: D1 does not say.
async fn still_referenced<B: Database>(d1: &D1<B>, unit: &Unit) -> Result<Refusal, StoreError> {
    let mut found = Refusal::Referenced {
        table: String::new(),
        pk: String::new(),
        child: "a table below it".to_owned(),
        column: "a reference".to_owned(),
    };
    for change in unit.changes.iter().filter(|change| matches!(change.op, Op::Delete)) {
        let table = change.target.table();
        let restricting: Vec<_> = table
            .referenced_by
            .iter()
            .filter(|by| by.on_delete == crate::schema::table::OnDelete::Restrict)
            .filter_map(|by| Some((by, by.table.column(by.column)?)))
            .collect();
        let checks = restricting.iter().map(|(by, column)| {
            Sql::new("SELECT json_array('1') AS \"r\" FROM ")
                .name(by.table.name)
                .raw(" WHERE ")
                .then(equals(column, &Value::from(change.pk.as_str())))
                .raw(" LIMIT 1")
                .read()
        });
        let answers = d1.database.batch(checks.collect()).await.map_err(store_error)?;
        let named = restricting.iter().zip(&answers).find(|(_, records)| !records.is_empty());
        found = Refusal::Referenced {
            table: table.name.to_owned(),
            pk: change.pk.as_str().to_owned(),
            child: named.map_or("a table below it", |((by, _), _)| by.table.name).to_owned(),
            column: named.map_or("a reference", |((_, column), _)| column.name).to_owned(),
        };
        if named.is_some() {
            break;
        }
    }
    Ok(found)
}
