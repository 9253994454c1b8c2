//! *Apply* in D1: images of the primary, each only if it is newer, in one batch.

use super::database::{Database, Reading, Record, Statement};
use super::decode;
use super::errors::{Failure, IS_PRIMARY, classify, store_error};
use super::sql::{Sql, key_is};
use super::D1;
use crate::schema::table::{Column, OnDelete};
use crate::schema::{Body, Image, Key, Pk, Row, Table, Type, Value, Version};
use crate::store::{Applied, ApplyError, ApplySet, InTheWay, Side, StoreError};

pub(super) async fn apply<B: Database>(
    d1: &D1<B>,
    images: &[Image],
    set: ApplySet,
) -> Result<Vec<Applied>, ApplyError> {
    let mut checked = Vec::with_capacity(images.len());
    for image in images {
        checked.push(check(image)?);
    }
    // Parents before children for rows, children before parents for deletes.
    let mut order: Vec<&Image> = checked.iter().collect();
    order.sort_by_key(|image| match image.body {
        Body::Tombstone => (0, u16::MAX - image.key.table.level),
        Body::Row(_) => (1, image.key.table.level),
    });
    let mut statements = begin();
    if set == ApplySet::Widened {
        for image in &order {
            statements.extend(park(image)?.map(Sql::run));
        }
    }
    for image in &order {
        for sql in put(image)? {
            statements.push(sql.run());
        }
    }
    statements.push(Sql::new("UPDATE \"_control\" SET \"applying\" = 0 WHERE \"id\" = 1").run());
    let first_state = statements.len();
    for image in &checked {
        statements.push(state(&image.key)?.read());
    }
    match d1.database.batch(statements).await.map_err(classify) {
        Ok(answers) => outcomes(&checked, answers.get(first_state..).unwrap_or_default()),
        Err(Failure::IsPrimary | Failure::Fenced) => Err(ApplyError::Primary),
        Err(Failure::Unique(_)) => Err(ApplyError::InTheWay(in_the_way(d1, &checked).await?)),
        Err(Failure::Store(error)) => Err(error.into()),
        // A parent went between the check inside the batch and the end of it: impossible in one
        // transaction, so say what it is rather than hide it.
        Err(Failure::Reference | Failure::Refused(_) | Failure::Repeated) => {
            Err(StoreError::Rejected {
                side: Side::D1,
                message: "a reference of a replicated row points nowhere".to_owned(),
            }
            .into())
        }
    }
}

fn check(image: &Image) -> Result<Image, ApplyError> {
    let body = match &image.body {
        Body::Tombstone => Body::Tombstone,
        Body::Row(row) => Body::Row(row.clone().checked().map_err(|invalid| {
            ApplyError::Invalid { key: image.key.to_string(), invalid }
        })?),
    };
    Ok(Image { key: image.key.clone(), version: image.version, body })
}

/// Refuses the batch where D1 is the primary; then lets the triggers through. Both hold for this
/// transaction alone.
fn begin() -> Vec<(Statement, Reading)> {
    vec![
        Sql::new("PRAGMA defer_foreign_keys = ON").run(),
        Sql::new("INSERT INTO \"_refuse\" SELECT ")
            .text(IS_PRIMARY)
            .raw(" WHERE EXISTS (SELECT 1 FROM \"_control\" WHERE \"writes_to\" = 'd1' AND \"state\" = 'open')")
            .run(),
        Sql::new("UPDATE \"_control\" SET \"applying\" = 1 WHERE \"id\" = 1").run(),
    ]
}

fn older(table: &Table, is: &Sql, version: Version) -> Sql {
    is.clone().raw(" AND ").name(table.name).raw(".\"_version\" < ").int(version.0)
}

/// No row of this version or newer.
fn no_newer_row(table: &Table, is: &Sql, version: Version) -> Sql {
    Sql::new("NOT EXISTS (SELECT 1 FROM ")
        .name(table.name)
        .raw(" WHERE ")
        .then(is.clone())
        .raw(" AND \"_version\" >= ")
        .int(version.0)
        .raw(")")
}

fn no_newer_tombstone(key: &Key, version: Version) -> Sql {
    Sql::new("NOT EXISTS (SELECT 1 FROM \"_tombstone\" WHERE \"tbl\" = ")
        .text(key.table.name)
        .raw(" AND \"pk\" = ")
        .text(key.pk.as_str())
        .raw(" AND \"version\" >= ")
        .int(version.0)
        .raw(")")
}

fn put(image: &Image) -> Result<Vec<Sql>, StoreError> {
    let (table, version) = (image.key.table, image.version);
    let is = key_is(table, &image.key.pk)?;
    Ok(match &image.body {
        Body::Row(row) => vec![upsert(image, row)?],
        Body::Tombstone => {
            // A row that others still point at waits for them: D1 would delete them along, or
            // forget whom they belong to, and the primary may hold them still.
            let childless = childless(&image.key);
            vec![
                Sql::new("INSERT INTO \"_tombstone\" (\"tbl\", \"pk\", \"version\") SELECT ")
                    .text(table.name)
                    .raw(", ")
                    .text(image.key.pk.as_str())
                    .raw(", ")
                    .int(version.0)
                    .raw(" WHERE ")
                    .then(no_newer_row(table, &is, version))
                    .then(childless.clone())
                    .raw(" ON CONFLICT (\"tbl\", \"pk\") DO UPDATE SET \"version\" = max(\"version\", excluded.\"version\")"),
                Sql::new("DELETE FROM ")
                    .name(table.name)
                    .raw(" WHERE ")
                    .then(older(table, &is, version))
                    .then(childless),
            ]
        }
    })
}

fn childless(key: &Key) -> Sql {
    let mut sql = Sql::default();
    for by in key.table.referenced_by {
        if let Some(column) = by.table.column(by.column) {
            sql = sql
                .raw(" AND NOT EXISTS (SELECT 1 FROM ")
                .name(by.table.name)
                .raw(" \"child\" WHERE \"child\".")
                .name(column.name)
                .raw(" = ")
                .text(key.pk.as_str());
            if by.table == key.table {
                // A row that points at itself does not hold itself.
                let own = by.table.key_columns().map(|c| {
                    Sql::new("\"child\".").name(c.name).raw(" = ").text(key.pk.as_str())
                });
                sql = sql.raw(" AND NOT (").then(Sql::join(own, " AND ")).raw(")");
            }
            sql = sql.raw(")");
        }
    }
    sql
}

/// Insert, or update where the key is there; by the key alone, so that another unique key's
/// conflict ends the batch instead of changing the wrong row.
fn upsert(image: &Image, row: &Row) -> Result<Sql, StoreError> {
    let (table, version) = (image.key.table, image.version);
    let names = || table.columns.iter().map(|column| Sql::default().name(column.name));
    let values = row.iter().map(|(column, value)| Sql::default().value(column.ty, value));
    let keys = table.key_columns().map(|column| Sql::default().name(column.name));
    let updates = table
        .columns
        .iter()
        .enumerate()
        .filter(|(at, _)| !table.in_key(*at))
        .map(|(_, column)| {
            Sql::default().name(column.name).raw(" = excluded.").name(column.name)
        })
        .chain([Sql::new("\"_version\" = excluded.\"_version\"")]);
    Ok(Sql::new("INSERT INTO ")
        .name(table.name)
        .raw(" (")
        .then(Sql::join(names(), ", "))
        .raw(", \"_version\") SELECT ")
        .then(Sql::join(values, ", "))
        .raw(", ")
        .int(version.0)
        .raw(" WHERE ")
        .then(no_newer_tombstone(&image.key, version))
        .then(parents_exist(row)?)
        .raw(" ON CONFLICT (")
        .then(Sql::join(keys, ", "))
        .raw(") DO UPDATE SET ")
        .then(Sql::join(updates, ", "))
        .raw(" WHERE excluded.\"_version\" > ")
        .name(table.name)
        .raw(".\"_version\""))
}

/// A row whose parent is not there yet waits for it.
fn parents_exist(row: &Row) -> Result<Sql, StoreError> {
    let mut sql = Sql::default();
    let own = Pk::of(row)?;
    for reference in row.table().references {
        let Some(parent) = row.get(reference.column).as_text() else { continue };
        if reference.table == row.table() && parent == own.as_str() {
            continue;
        }
        let is = key_is(reference.table, &Pk::from_stored(parent.to_owned()))?;
        sql = sql
            .raw(" AND EXISTS (SELECT 1 FROM ")
            .name(reference.table.name)
            .raw(" WHERE ")
            .then(is)
            .raw(")");
    }
    Ok(sql)
}

/// Frees the unique values of a row that is about to change: one column of each unique key gets
/// a value that no other row has. Not a delete, which would take the children along.
fn park(image: &Image) -> Result<Option<Sql>, StoreError> {
    let table = image.key.table;
    let mut parked: Vec<Sql> = Vec::new();
    let mut done: Vec<usize> = Vec::new();
    for unique in table.uniques {
        let free = unique.columns.iter().copied().filter(|at| !table.in_key(*at));
        let column = free
            .filter_map(|at| Some((at, table.column(at)?)))
            .max_by_key(|(at, column)| park_rank(table, *at, column));
        if let Some((at, column)) = column
            && !done.contains(&at)
        {
            done.push(at);
            parked.push(Sql::default().name(column.name).raw(" = ").then(parked_value(column, image)));
        }
    }
    if parked.is_empty() {
        return Ok(None);
    }
    let is = key_is(table, &image.key.pk)?;
    Ok(Some(
        Sql::new("UPDATE ")
            .name(table.name)
            .raw(" SET ")
            .then(Sql::join(parked, ", "))
            .raw(" WHERE ")
            .then(older(table, &is, image.version)),
    ))
}

/// NULL is never equal to NULL, so a nullable column is best; then one that is no reference.
fn park_rank(table: &Table, at: usize, column: &Column) -> (bool, bool) {
    (column.nullable, !table.references.iter().any(|reference| reference.column == at))
}

fn parked_value(column: &Column, image: &Image) -> Sql {
    if column.nullable {
        return Sql::new("NULL");
    }
    let numeric = matches!(column.ty, Type::Int { .. } | Type::BigInt | Type::Timestamp { .. });
    if numeric {
        // Below every value of the column's range, and another one for each row of the batch.
        Sql::new("-4611686018427387904 - rowid")
    } else {
        // SQLite does not bound the length; no app's text begins with these characters.
        Sql::default().text(&format!("\u{1}parked:{}", image.key.pk.as_str()))
    }
}

fn state(key: &Key) -> Result<Sql, StoreError> {
    Ok(Sql::new("SELECT json_array((SELECT CAST(\"_version\" AS TEXT) FROM ")
        .name(key.table.name)
        .raw(" WHERE ")
        .then(key_is(key.table, &key.pk)?)
        .raw("), (SELECT CAST(\"version\" AS TEXT) FROM \"_tombstone\" WHERE \"tbl\" = ")
        .text(key.table.name)
        .raw(" AND \"pk\" = ")
        .text(key.pk.as_str())
        .raw(")) AS \"r\""))
}

fn outcomes(images: &[Image], answers: &[Vec<Record>]) -> Result<Vec<Applied>, ApplyError> {
    let mut outcomes = Vec::with_capacity(images.len());
    for (image, records) in images.iter().zip(answers) {
        let record = records.first().ok_or_else(decode::garbled)?;
        let held = decode::fields(record)?
            .into_iter()
            .flatten()
            .filter_map(|text| text.parse().ok())
            .max()
            .map_or(Version::NONE, Version);
        outcomes.push(if held >= image.version { Applied::Done } else { waits(image) });
    }
    Ok(outcomes)
}

fn waits(image: &Image) -> Applied {
    let reason = match &image.body {
        Body::Row(row) => {
            let named: Vec<String> = row
                .table()
                .references
                .iter()
                .filter(|reference| !row.get(reference.column).is_null())
                .map(|reference| reference.table.name.to_owned())
                .collect();
            format!("waits for a parent row of {}", named.join(" or "))
        }
        Body::Tombstone => {
            let named: Vec<&str> = image
                .key
                .table
                .referenced_by
                .iter()
                .filter(|by| matches!(by.on_delete, OnDelete::Cascade | OnDelete::SetNull | OnDelete::Restrict))
                .map(|by| by.table.name)
                .collect();
            format!("waits until no row of {} points at it", named.join(" or "))
        }
    };
    Applied::Waits { reason }
}

/// Rows outside the set that hold unique values of the set.
async fn in_the_way<B: Database>(
    d1: &D1<B>,
    images: &[Image],
) -> Result<Vec<InTheWay>, StoreError> {
    let mut asked: Vec<(&'static Table, (Statement, Reading))> = Vec::new();
    for image in images {
        let Some(row) = image.row() else { continue };
        let table = image.key.table;
        for unique in table.uniques {
            let values: Option<Vec<(&Column, &Value)>> = unique
                .columns
                .iter()
                .map(|at| Some((table.column(*at)?, row.get(*at))).filter(|(_, v)| !v.is_null()))
                .collect();
            let Some(values) = values else { continue };
            let same = values.into_iter().map(|(column, value)| super::sql::equals(column, value));
            let keys = table.key_columns().map(|c| Sql::new("CAST(").name(c.name).raw(" AS TEXT)"));
            let sql = Sql::new("SELECT json_array(CAST(\"_version\" AS TEXT), ")
                .then(Sql::join(keys, ", "))
                .raw(") AS \"r\" FROM ")
                .name(table.name)
                .raw(" WHERE ")
                .then(Sql::join(same, " AND "))
                .raw(" AND NOT (")
                .then(key_is(table, &image.key.pk)?)
                .raw(")");
            asked.push((table, sql.read()));
        }
    }
    let (tables, statements): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
    let answers = d1.database.batch(statements).await.map_err(store_error)?;
    let mut found: Vec<InTheWay> = Vec::new();
    for (table, records) in tables.into_iter().zip(answers) {
        for record in records {
            let mut fields = decode::fields(&record)?.into_iter();
            let version = Version(decode::int(&mut fields)?);
            let parts: Vec<String> = fields.flatten().collect();
            let key = Key { table, pk: Pk::of_parts(table, parts)? };
            if !images.iter().any(|image| image.key == key) && !found.iter().any(|f| f.key == key) {
                found.push(InTheWay { key, version });
            }
        }
    }
    Ok(found)
}
