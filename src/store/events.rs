//! The events that a table emits by itself, as the schema declares them.

use super::{Change, Event, MAX_PAYLOAD_BYTES, Op, Operand};
use crate::schema::json_text::{Members, object};
use crate::schema::write_json;

/// The declared events of a unit's changes. Each carries the table, the key, and the columns that
/// were set, without secret ones: `{"table": …, "key": …, "set": {…}}`; a column that was
/// incremented is `{"$increment": n}`. A `set` too long for a queue message is left out, and
/// `"omitted": true` tells the consumer to read the row. `new_id` makes ULIDs.
pub fn declared_events(changes: &[Change], mut new_id: impl FnMut() -> String) -> Vec<Event> {
    let mut events = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        let declared = change.target.table().events;
        let kind = match change.op {
            Op::Insert(_) => declared.created,
            Op::Update(_) => declared.updated,
            Op::Delete => declared.deleted,
            Op::Require(_) => None,
        };
        if let Some(kind) = kind {
            events.push(Event {
                id: new_id(),
                kind: kind.to_owned(),
                change: Some(at),
                tenant: change.target.scope().map(|(_, scope)| scope.to_owned()),
                payload: payload(change),
            });
        }
    }
    events
}

/// How long the consumer's note of an event outlives the event's write, in milliseconds: 30 days.
/// A message lives for at most 14 of them
/// (<https://developers.cloudflare.com/queues/platform/limits/>); the others are for an event that
/// waited in the outbox or among the dead letters before it was sent.
const KEEP_PROCESSED_MS: i64 = 30 * 86_400_000;

/// The least event id that the consumer's notes keep. An id is a ULID, which begins with the time
/// of the event's write.
pub(crate) fn oldest_processed(now_ms: i64) -> String {
    let oldest_ms = u64::try_from(now_ms.saturating_sub(KEEP_PROCESSED_MS)).unwrap_or(0);
    ulid::Ulid::from_parts(oldest_ms, 0).to_string()
}

/// Whether a table emits events of this type by itself.
pub fn is_declared(kind: &str) -> bool {
    crate::schema::TABLES.iter().any(|table| {
        let events = table.events;
        [events.created, events.updated, events.deleted].contains(&Some(kind))
    })
}

fn payload(change: &Change) -> String {
    let whole = payload_with(change, |members| write_set(members.member("set"), change));
    if whole.len() <= MAX_PAYLOAD_BYTES {
        return whole;
    }
    payload_with(change, |members| members.member("omitted").push_str("true"))
}

fn payload_with(change: &Change, rest: impl FnOnce(&mut Members<'_>)) -> String {
    let mut text = String::new();
    object(&mut text, |members| {
        members.text("table", change.target.table().name);
        members.text("key", change.pk.as_str());
        rest(members);
    });
    text
}

fn write_set(out: &mut String, change: &Change) {
    object(out, |members| match &change.op {
        Op::Insert(row) => {
            for (column, value) in row.iter().filter(|(column, _)| !column.secret) {
                write_json(members.member(column.name), column, value);
            }
        }
        Op::Update(sets) => {
            let table = change.target.table();
            for set in sets {
                let Some(column) = table.column(set.column).filter(|column| !column.secret) else {
                    continue;
                };
                let out = members.member(column.name);
                match &set.to {
                    Operand::Value(value) => write_json(out, column, value),
                    Operand::Plus(by) => object(out, |members| {
                        members.member("$increment").push_str(itoa::Buffer::new().format(*by));
                    }),
                }
            }
        }
        Op::Delete | Op::Require(_) => {}
    });
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::schema::{Pk, Row, Value};
    use crate::store::{Condition, Set, Target, insert_row};

    fn row(target: &Target, given: &[(&str, Value)]) -> Row {
        let table = target.table();
        let given = given.iter().map(|(name, value)| (table.find(name).unwrap().0, value.clone()));
        insert_row(target, given.collect(), 1_000, || "01J".to_owned()).unwrap()
    }

    fn invitation(op: impl FnOnce(&Target) -> Op) -> Change {
        let table = crate::schema::table("team_invitation").unwrap();
        let target = Target::new(table, Some("team_a")).unwrap();
        Change { op: op(&target), target, pk: Pk::parse(table, "tinv_1").unwrap() }
    }

    fn events(change: Change) -> Vec<Event> {
        declared_events(&[change], || "01E".to_owned())
    }

    #[test]
    fn an_insert_tells_what_was_set_but_no_secret() {
        let change = invitation(|target| {
            Op::Insert(row(
                target,
                &[
                    ("email", "a@b.c".into()),
                    ("roleId", "owner".into()),
                    ("token", "hush".into()),
                    ("expiresAt", Value::Int(2_000)),
                ],
            ))
        });
        let events = events(change);
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].kind, "team_invitation.created");
        assert_eq!(events[0].tenant.as_deref(), Some("team_a"));
        assert_eq!(events[0].change, Some(0));
        let payload: Json = serde_json::from_str(&events[0].payload).unwrap();
        assert_eq!(payload["key"], "tinv_1");
        assert_eq!(payload["set"]["email"], "a@b.c");
        assert_eq!(payload["set"]["expiresAt"], "1970-01-01T00:00:02.000Z");
        assert!(!events[0].payload.contains("hush"));
    }

    #[test]
    fn updates_deletes_and_conditions() {
        let column =
            |name: &str| crate::schema::table("team_invitation").unwrap().find(name).unwrap().0;
        let sets = vec![
            Set { column: column("status"), to: Operand::Value("done".into()) },
            Set { column: column("updateCounter"), to: Operand::Plus(1) },
            Set { column: column("token"), to: Operand::Value("hush".into()) },
        ];
        let updated = events(invitation(|_| Op::Update(sets)));
        let payload: Json = serde_json::from_str(&updated[0].payload).unwrap();
        let expected = json!({ "status": "done", "updateCounter": { "$increment": 1 } });
        assert_eq!(payload["set"], expected);
        assert_eq!(events(invitation(|_| Op::Delete))[0].kind, "team_invitation.deleted");
        assert!(events(invitation(|_| Op::Require(Condition::Exists))).is_empty());
        assert!(is_declared("team.created") && !is_declared("team.renamed"));
    }

    #[test]
    fn a_long_value_does_not_fail_the_write() {
        let table = crate::schema::table("team").unwrap();
        let (settings, _) = table.find("settings").unwrap();
        let long = format!("\"{}\"", "x".repeat(MAX_PAYLOAD_BYTES));
        let change = Change {
            target: Target::new(table, Some("team_a")).unwrap(),
            pk: Pk::parse(table, "team_a").unwrap(),
            op: Op::Update(vec![Set { column: settings, to: Operand::Value(long.into()) }]),
        };
        let payload: Json = serde_json::from_str(&events(change)[0].payload).unwrap();
        assert_eq!(payload, json!({ "table": "team", "key": "team_a", "omitted": true }));
    }
}
