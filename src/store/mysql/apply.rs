//! *Apply* in MySQL: images of the primary, each only if it is newer, in one transaction.

use std::collections::{HashMap, HashSet};

use tandem_mysql::Sql;

use super::copied::{self, Behind};
use super::decode::fields;
use super::effects::bury;
use super::session::{Put, Tx};
use super::sql::{by_table, inserts, key_columns, keys_in};
use super::update::updates;
use super::{Connect, MySql, conflict, direct, fence, park};
use crate::schema::{Body, Image, Key, Pk, Row, Table, Version};
use crate::store::{Applied, ApplyError, ApplySet, StoreError};

/// How often a set is tried whose obstacles are gone by the time they are looked for.
const MAX_TRIES: usize = 5;

/// Why a step of an apply ends without effect.
enum Stop {
    Apply(ApplyError),
    /// A row that was absent came in between: now it is there to be updated.
    Came,
    /// A row met a unique key.
    Duplicate,
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Stop::Apply(error.into())
    }
}

/// A row image that is to be put.
pub(super) type Newer<'a> = (&'a Key, &'a Row, Version);

pub(super) async fn apply<C: Connect>(
    mysql: &MySql<C>,
    images: &[Image],
    set: ApplySet,
) -> Result<Vec<Applied>, ApplyError> {
    if images.is_empty() {
        return Ok(Vec::new());
    }
    // Nothing waits: MySQL holds no references here, so rows come in any order.
    let done = || images.iter().map(|_| Applied::Done).collect();
    let Behind { images: left, mut absent } = match set {
        ApplySet::Copied => copied::behind(mysql, images).await?,
        _ => Behind { images: images.iter().collect(), absent: HashSet::new() },
    };
    if left.is_empty() {
        return Ok(done());
    }
    let latest = latest(&left)?;
    if direct::put(mysql, &latest, set).await? {
        return Ok(done());
    }
    for _ in 0..MAX_TRIES {
        match mysql.transaction(async |tx| step(tx, &latest, set, &absent, mysql).await).await {
            Ok(()) => return Ok(done()),
            Err(Stop::Came) => absent.clear(),
            Err(Stop::Apply(error)) => return Err(error),
            Err(Stop::Duplicate) => {
                if let Some(others) = conflict::in_the_way(mysql, &latest, set).await? {
                    return Err(ApplyError::InTheWay(others));
                }
            }
        }
    }
    // MySQL keeps refusing values that differ: say that the databases disagree.
    Err(ApplyError::InTheWay(Vec::new()))
}

/// The images, checked, the latest of each key, in the order in which all applies lock.
fn latest(images: &[&Image]) -> Result<Vec<Image>, ApplyError> {
    let mut latest: HashMap<&Key, &Image> = HashMap::with_capacity(images.len());
    for &image in images {
        let held = latest.entry(&image.key).or_insert(image);
        if held.version < image.version {
            *held = image;
        }
    }
    let mut checked = Vec::with_capacity(latest.len());
    for image in latest.into_values() {
        let body =
            match &image.body {
                Body::Tombstone => Body::Tombstone,
                Body::Row(row) => Body::Row(row.clone().checked().map_err(|invalid| {
                    ApplyError::Invalid { key: image.key.to_string(), invalid }
                })?),
            };
        checked.push(Image { key: image.key.clone(), version: image.version, body });
    }
    checked.sort_by(|a, b| (a.key.table.name, &a.key.pk).cmp(&(b.key.table.name, &b.key.pk)));
    Ok(checked)
}

/// Rows whose keys are in `absent` are not looked for.
async fn step<C: Connect>(
    tx: &mut Tx<C>,
    images: &[Image],
    set: ApplySet,
    absent: &HashSet<&Key>,
    mysql: &MySql<C>,
) -> Result<(), Stop> {
    let (rows, buried) = by_body(images);
    // A tombstone needs no look at an older one: it is put as the larger of the two, and a row
    // above the older one is above it too, or goes.
    let keys: Vec<&Key> = rows.iter().map(|(key, _, _)| *key).collect();
    let found = fence::open(tx, &keys).await?;
    if !found.takes_replicated(images) {
        return Err(Stop::Apply(ApplyError::Primary));
    }
    delete(tx, &buried).await?;
    let rows: Vec<Newer<'_>> =
        rows.into_iter().filter(|(key, _, version)| *version > found.tombstone(key)).collect();
    let sought = rows.iter().map(|(key, _, _)| *key).filter(|key| !absent.contains(key));
    let there = look(tx, sought).await?;
    let held = |key: &Key| there.get(key).copied();
    let changed: Vec<Newer<'_>> = rows
        .iter()
        .filter(|(key, _, v)| held(key).is_some_and(|held| held < *v))
        .copied()
        .collect();
    let made: Vec<Newer<'_>> =
        rows.iter().filter(|(key, _, _)| held(key).is_none()).copied().collect();
    if set == ApplySet::Widened {
        for sql in park::park(&changed, &|| mysql.connect.random())? {
            put(tx, &sql).await?;
        }
    }
    for sql in updates(&changed)? {
        put(tx, &sql).await?;
    }
    for (table, rows) in rows_by_table(&made) {
        for sql in inserts(table, &rows) {
            match put(tx, &sql).await {
                Err(Stop::Came) if absent.is_empty() => return Err(tx.restart().into()),
                put => put?,
            }
        }
    }
    Ok(())
}

/// Rows to be put, and keys to be buried.
fn by_body(images: &[Image]) -> (Vec<Newer<'_>>, Vec<(&Key, Version)>) {
    let rows = images.iter().filter_map(|image| Some((&image.key, image.row()?, image.version)));
    let buried = images.iter().filter(|image| image.row().is_none());
    (rows.collect(), buried.map(|image| (&image.key, image.version)).collect())
}

async fn put<C: Connect>(tx: &mut Tx<C>, sql: &Sql) -> Result<(), Stop> {
    match tx.put(sql).await? {
        Put::Done => Ok(()),
        Put::Duplicate(key) if key == "PRIMARY" => Err(Stop::Came),
        Put::Duplicate(_) => Err(Stop::Duplicate),
    }
}

/// Which of these rows are there, at which version. A plain read, which only chooses between
/// INSERT and UPDATE: an INSERT meets a row that came since, an UPDATE compares versions itself,
/// and no row can go while its tombstone is locked. A locking read of rows that are not there would
/// lock the gaps where others insert.
async fn look<'a, C: Connect>(
    tx: &mut Tx<C>,
    keys: impl Iterator<Item = &'a Key>,
) -> Result<HashMap<Key, Version>, StoreError> {
    let mut found = HashMap::new();
    for (table, pks) in by_table(keys) {
        let sql = versions(table, &pks)?;
        for record in tx.query(&sql).await?.iter() {
            let (key, version) = fields(&record).key(table)?;
            found.insert(key, version);
        }
    }
    Ok(found)
}

fn versions(table: &'static Table, pks: &[&Pk]) -> Result<Sql, StoreError> {
    let sql = Sql::new().raw("SELECT ").push(&key_columns(table)).raw(" FROM ").ident(table.name);
    Ok(sql.raw(" WHERE ").push(&keys_in(table, pks)?))
}

/// Deletes the rows that are older, and leaves tombstones unless there is a newer row.
async fn delete<C: Connect>(tx: &mut Tx<C>, buried: &[(&Key, Version)]) -> Result<(), StoreError> {
    let wanted: HashMap<&Key, Version> = buried.iter().copied().collect();
    let mut newer_row: HashSet<Key> = HashSet::new();
    for (table, pks) in by_table(buried.iter().map(|(key, _)| *key)) {
        let mut older: Vec<Key> = Vec::new();
        let sql = versions(table, &pks)?.raw(" FOR UPDATE");
        for record in tx.query(&sql).await?.iter() {
            let (key, version) = fields(&record).key(table)?;
            let is_older = wanted.get(&key).is_some_and(|wanted| version < *wanted);
            if is_older {
                older.push(key);
            } else {
                newer_row.insert(key);
            }
        }
        if !older.is_empty() {
            let pks: Vec<&Pk> = older.iter().map(|key| &key.pk).collect();
            let sql = Sql::new().raw("DELETE FROM ").ident(table.name).raw(" WHERE ");
            tx.execute(&sql.push(&keys_in(table, &pks)?)).await?;
        }
    }
    let left: Vec<(&Key, Version)> =
        buried.iter().filter(|(key, _)| !newer_row.contains(*key)).copied().collect();
    bury(tx, &left).await
}

/// Rows grouped by table.
fn rows_by_table<'a>(rows: &[Newer<'a>]) -> Vec<(&'static Table, Vec<(&'a Row, Version)>)> {
    let mut groups: Vec<(&'static Table, Vec<(&Row, Version)>)> = Vec::new();
    for (key, row, version) in rows {
        match groups.iter_mut().find(|(table, _)| *table == key.table) {
            Some((_, rows)) => rows.push((row, *version)),
            None => groups.push((key.table, vec![(row, *version)])),
        }
    }
    groups
}
