//! D1's triggers: they refuse client writes where D1 is not the primary, give every changed row
//! its version, keep tombstones and journal, whichever program writes.

use crate::model::{Column, Table, Type};
use crate::sql::{quote, text};

/// Smallest version of the epoch in force.
const FLOOR: &str = r#"(SELECT "epoch" FROM "_control") * 1099511627776"#;
/// Smallest version of the epoch after it.
const CEILING: &str = r#"((SELECT "epoch" FROM "_control") + 1) * 1099511627776"#;
/// Replicated rows carry their version and are not journaled again.
const CLIENT_WRITE: &str = r#"(SELECT "applying" FROM "_control") IS NOT 1"#;
const FENCE: &str = r#"  SELECT RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')
    WHERE NOT EXISTS (SELECT 1 FROM "_control" WHERE "writes_to" = 'd1' AND "state" = 'open');
"#;
const LATER_EPOCH: &str = "'tandem:fence: the row has a version of a later epoch'";
const NOW_MS: &str = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
const AGAIN: &str = r#"ON CONFLICT ("tbl", "pk") DO UPDATE SET "version" = max("version", excluded."version"), "attempts" = 0, "next_ms" = 0"#;
const LATER: &str =
    r#"ON CONFLICT ("tbl", "pk") DO UPDATE SET "version" = max("version", excluded."version")"#;

/// Writes all triggers of one table.
pub fn emit(table: &Table, out: &mut String) {
    let t = Names::of(table);
    t.before_insert(out);
    t.after_insert(out);
    t.before_update(out);
    t.after_update(out);
    t.before_identity_update(out);
    t.after_identity_update(out);
    t.delete(out);
}

/// A table's pieces of SQL.
struct Names<'a> {
    table: &'a Table,
    /// Quoted name.
    name: String,
    /// The name as a text literal.
    label: String,
    /// All columns, quoted: what `UPDATE OF` takes; `_version` is not among them.
    columns: String,
    /// Columns of the key and of unique keys, quoted.
    identity: String,
}

impl<'a> Names<'a> {
    fn of(table: &'a Table) -> Self {
        let list = |columns: Vec<&Column>| {
            columns.iter().map(|column| quote(&column.name)).collect::<Vec<_>>().join(", ")
        };
        let identity = (0..table.columns.len())
            .filter(|at| table.key.contains(at) || table.uniques.iter().any(|u| u.contains(at)))
            .filter_map(|at| table.columns.get(at))
            .collect();
        Names {
            table,
            name: quote(&table.name),
            label: text(&table.name),
            columns: list(table.columns.iter().collect()),
            identity: list(identity),
        }
    }

    /// The canonical key of the row that `alias` names; the same form as `Pk` in the program.
    fn pk(&self, alias: &str) -> String {
        let part = |column: &Column| {
            let value = format!("{alias}.{}", quote(&column.name));
            match column.ty {
                Type::Int { .. } | Type::BigInt => format!("CAST({value} AS TEXT)"),
                _ => value,
            }
        };
        let parts: Vec<String> = self.table.at(&self.table.key).map(part).collect();
        match parts.as_slice() {
            [single] => single.clone(),
            several => several
                .iter()
                .map(|value| format!("replace(replace({value}, '%', '%25'), ',', '%2C')"))
                .collect::<Vec<_>>()
                .join(" || ',' || "),
        }
    }

    /// `a` and `b` are the same row by these columns.
    fn same(&self, columns: &[usize], a: &str, b: &str) -> String {
        self.table
            .at(columns)
            .map(|column| format!("{a}.{0} = {b}.{0}", quote(&column.name)))
            .collect::<Vec<_>>()
            .join(" AND ")
    }

    fn trigger(&self, out: &mut String, name: &str, event: &str, body: &str) {
        let label = quote(&format!("_{}_{name}", self.table.name));
        out.push_str(&format!(
            "CREATE TRIGGER {label} {event} ON {} WHEN {CLIENT_WRITE}\nBEGIN\n{body}END;\n",
            self.name
        ));
    }

    /// Notes the rows that a REPLACE would push out, before it does. ON CONFLICT DO NOTHING, not
    /// OR IGNORE: the outer statement's conflict clause takes the place of the latter, and an
    /// upsert's DO UPDATE makes it ABORT (<https://sqlite.org/lang_createtrigger.html>).
    fn note_replaced(&self) -> String {
        let mut sql = format!("  DELETE FROM \"_replaced\" WHERE \"tbl\" = {};\n", self.label);
        let keys = std::iter::once(&self.table.key).chain(&self.table.uniques);
        for key in keys {
            sql.push_str(&format!(
                "  INSERT INTO \"_replaced\" SELECT {}, {}, \"x\".\"_version\" FROM {} \"x\" WHERE {} ON CONFLICT DO NOTHING;\n",
                self.label,
                self.pk("\"x\""),
                self.name,
                self.same(key, "\"x\"", "NEW"),
            ));
        }
        sql
    }

    /// The rows noted, other than the new one and the one it was before, are gone now.
    fn settle_replaced(&self, but: &[&str]) -> String {
        let others: String =
            but.iter().map(|alias| format!(" AND \"pk\" <> {}", self.pk(alias))).collect();
        let label = &self.label;
        format!(
            r#"  SELECT RAISE(ABORT, {LATER_EPOCH}) WHERE EXISTS (SELECT 1 FROM "_replaced" WHERE "tbl" = {label}{others} AND "version" >= {CEILING});
  INSERT INTO "_tombstone" ("tbl", "pk", "version") SELECT "tbl", "pk", max("version" + 1, {FLOOR}) FROM "_replaced"
    WHERE "tbl" = {label}{others} {LATER};
  INSERT INTO "_journal" ("tbl", "pk", "version", "since_ms") SELECT "tbl", "pk", max("version" + 1, {FLOOR}), {NOW_MS} FROM "_replaced"
    WHERE "tbl" = {label}{others} AND (SELECT "journaling" FROM "_control") = 1 {AGAIN};
  DELETE FROM "_replaced" WHERE "tbl" = {label};
"#
        )
    }

    /// Gives the new row a version above `above`, unless the writer gave it one.
    fn give_version(&self, above: &str) -> String {
        format!(
            r#"  SELECT RAISE(ABORT, {LATER_EPOCH}) WHERE {above} >= {CEILING};
  UPDATE {} SET "_version" = max({above} + 1, {FLOOR}) WHERE {}
    AND NOT ("_version" >= max({above} + 1, {FLOOR}) AND "_version" < {CEILING});
"#,
            self.name,
            self.same_key_as("NEW"),
        )
    }

    fn same_key_as(&self, alias: &str) -> String {
        self.table
            .at(&self.table.key)
            .map(|column| format!("{0} = {alias}.{0}", quote(&column.name)))
            .collect::<Vec<_>>()
            .join(" AND ")
    }

    fn journal_new(&self) -> String {
        format!(
            r#"  INSERT INTO "_journal" ("tbl", "pk", "version", "since_ms") SELECT {}, {}, "_version", {NOW_MS} FROM {}
    WHERE {} AND (SELECT "journaling" FROM "_control") = 1 {AGAIN};
"#,
            self.label,
            self.pk("NEW"),
            self.name,
            self.same_key_as("NEW"),
        )
    }

    /// Leaves a tombstone for the row that was there, and journals it.
    fn bury_old(&self, condition: &str) -> String {
        let (label, pk) = (&self.label, self.pk("OLD"));
        format!(
            r#"  SELECT RAISE(ABORT, {LATER_EPOCH}) WHERE OLD."_version" >= {CEILING};
  INSERT INTO "_tombstone" ("tbl", "pk", "version") SELECT {label}, {pk}, max(OLD."_version" + 1, {FLOOR})
    WHERE {condition} {LATER};
  INSERT INTO "_journal" ("tbl", "pk", "version", "since_ms") SELECT {label}, {pk}, max(OLD."_version" + 1, {FLOOR}), {NOW_MS}
    WHERE {condition} AND (SELECT "journaling" FROM "_control") = 1 {AGAIN};
"#
        )
    }

    /// The larger of the new key's tombstone and of the row that a REPLACE pushed out of it.
    fn last_version(&self) -> String {
        format!(
            r#"max(coalesce((SELECT "version" FROM "_tombstone" WHERE "tbl" = {0} AND "pk" = {1}), -1), coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = {0} AND "pk" = {1}), -1))"#,
            self.label,
            self.pk("NEW"),
        )
    }

    fn before_insert(&self, out: &mut String) {
        let body = format!("{FENCE}{}", self.note_replaced());
        self.trigger(out, "before_insert", "BEFORE INSERT", &body);
    }

    fn after_insert(&self, out: &mut String) {
        let body = format!(
            "{}{}{}",
            self.give_version(&self.last_version()),
            self.journal_new(),
            self.settle_replaced(&["NEW"]),
        );
        self.trigger(out, "after_insert", "AFTER INSERT", &body);
    }

    fn before_update(&self, out: &mut String) {
        self.trigger(out, "before_update", &format!("BEFORE UPDATE OF {}", self.columns), FENCE);
    }

    fn after_update(&self, out: &mut String) {
        let body = format!("{}{}", self.give_version("OLD.\"_version\""), self.journal_new());
        self.trigger(out, "after_update", &format!("AFTER UPDATE OF {}", self.columns), &body);
    }

    /// Only for statements that set a column of a key: UPDATE OR REPLACE may push rows out.
    fn before_identity_update(&self, out: &mut String) {
        let event = format!("BEFORE UPDATE OF {}", self.identity);
        self.trigger(out, "before_identity", &event, &self.note_replaced());
    }

    fn after_identity_update(&self, out: &mut String) {
        let moved = format!("{} <> {}", self.pk("OLD"), self.pk("NEW"));
        // The row itself is among those noted where its unique values did not change; it is no
        // reason for a higher version there, the ordinary trigger sees to that.
        let above = format!("iif({moved}, {}, -1)", self.last_version());
        let body = format!(
            "{}{}{}{}",
            self.bury_old(&moved),
            self.give_version(&above),
            self.journal_new(),
            self.settle_replaced(&["NEW", "OLD"]),
        );
        let event = format!("AFTER UPDATE OF {}", self.identity);
        self.trigger(out, "after_identity", &event, &body);
    }

    fn delete(&self, out: &mut String) {
        self.trigger(out, "before_delete", "BEFORE DELETE", FENCE);
        self.trigger(out, "after_delete", "AFTER DELETE", &self.bury_old("1"));
    }
}
