//! Rows and units of the app's schema, for short tests.

use tandem::schema::{Body, Epoch, Image, Key, Pk, Row, Value, Version, table};
use tandem::store::{
    Change, Event, Op, Operand, Refusal, Set, Store, StoreError, Target, Unit, WriteError, Written,
    insert_row,
};

/// A moment far from midnight: 2026-11-21 13:00 UTC.
pub const NOW_MS: i64 = 1_795_266_000_000;
/// The epoch that tests write in.
pub const EPOCH: Epoch = Epoch(2);

pub fn target(name: &str, scope: Option<&str>) -> Target {
    Target::new(table(name).unwrap(), scope).unwrap()
}

pub fn key(name: &str, pk: &str) -> Key {
    Key { table: table(name).unwrap(), pk: Pk::from_stored(pk.to_owned()) }
}

/// A row with these columns, and whatever else it needs.
pub fn row(target: &Target, given: &[(&str, Value)]) -> Row {
    let given = given
        .iter()
        .map(|(name, value)| (target.table().find(name).unwrap().0, value.clone()))
        .collect();
    insert_row(target, given, NOW_MS, || "01".to_owned()).unwrap()
}

/// A tag, whose name is unique.
pub fn tag(id: &str, name: &str) -> Row {
    row(&target("spicy_tags", None), &[("id", id.into()), ("name", name.into())])
}

pub fn insert(row: Row, scope: Option<&str>) -> Change {
    let pk = Pk::of(&row).unwrap();
    Change { target: target(row.table().name, scope), pk, op: Op::Insert(row) }
}

pub fn insert_tag(id: &str, name: &str) -> Change {
    insert(tag(id, name), None)
}

pub fn update(target: Target, pk: &str, sets: &[(&str, Operand)]) -> Change {
    let sets = sets
        .iter()
        .map(|(name, to)| Set { column: target.table().find(name).unwrap().0, to: to.clone() })
        .collect();
    let op = Op::update(&target, sets, NOW_MS).unwrap();
    Change { target, pk: Pk::from_stored(pk.to_owned()), op }
}

pub fn rename_tag(id: &str, name: &str) -> Change {
    update(target("spicy_tags", None), id, &[("name", Operand::Value(name.into()))])
}

pub fn delete(target: Target, pk: &str) -> Change {
    Change { target, pk: Pk::from_stored(pk.to_owned()), op: Op::Delete }
}

pub fn delete_tag(id: &str) -> Change {
    delete(target("spicy_tags", None), id)
}

pub fn unit(request: &str, changes: Vec<Change>) -> Unit {
    Unit {
        request: request.to_owned(),
        fingerprint: "f".to_owned(),
        now_ms: NOW_MS,
        changes,
        events: Vec::new(),
    }
}

pub fn event(id: &str, change: usize) -> Event {
    Event {
        id: id.to_owned(),
        kind: "tag.changed".to_owned(),
        change: Some(change),
        tenant: None,
        payload: "{\"a\":\"\\\\ 'q'\"}".to_owned(),
    }
}

/// Writes a unit of these changes.
pub async fn write(
    store: &impl Store,
    request: &str,
    changes: Vec<Change>,
) -> Result<Written, WriteError> {
    store.write(&unit(request, changes), EPOCH).await
}

pub fn image(row: Row, version: i64) -> Image {
    let key = Key { table: row.table(), pk: Pk::of(&row).unwrap() };
    Image { key, version: Version(version), body: Body::Row(row) }
}

pub fn tag_image(id: &str, name: &str, version: i64) -> Image {
    image(tag(id, name), version)
}

pub fn tombstone(key: Key, version: i64) -> Image {
    Image { key, version: Version(version), body: Body::Tombstone }
}

/// What the store holds of one key.
pub async fn held(store: &impl Store, key: &Key) -> Result<Option<Image>, StoreError> {
    Ok(store.snapshot(std::slice::from_ref(key)).await?.pop().flatten())
}

/// The rule that a unit broke.
pub fn refusal<T: std::fmt::Debug>(result: Result<T, WriteError>) -> Refusal {
    match result {
        Err(WriteError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}
