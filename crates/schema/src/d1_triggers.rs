//! D1's triggers: they refuse client writes where D1 is not the primary, give every changed row
//! its version, keep tombstones and journal, whichever program writes.
//!
//! D1 compiles all triggers of a statement's table with the statement, and so those of the tables
//! that it cascades to: half of what a small write costs. So what does not depend on the table
//! stands once, in the triggers of [`d1_side`](crate::d1_side), and is compiled once a statement.

use crate::d1_side::FENCED;
use crate::model::{Column, Table, Type};
use crate::sql::{quote, text};

/// Replicated rows carry their version and are not journaled again.
const CLIENT_WRITE: &str = r#"(SELECT "applying" FROM "_control") IS NOT 1"#;

/// Writes all triggers of one table.
pub fn emit(table: &Table, out: &mut String) {
    let t = Names::of(table);
    t.before_insert(out);
    t.after_insert(out);
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
        out.push_str(&format!("CREATE TRIGGER {label} {event}\nBEGIN\n{body}END;\n"));
    }

    /// Notes the rows that a REPLACE would push out, before it does. ON CONFLICT DO NOTHING, not
    /// OR IGNORE: the outer statement's conflict clause takes the place of the latter, and an
    /// upsert's DO UPDATE makes it ABORT (<https://sqlite.org/lang_createtrigger.html>).
    fn note_replaced(&self) -> String {
        let mut sql = self.forget_replaced();
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

    fn forget_replaced(&self) -> String {
        format!("  DELETE FROM \"_replaced\" WHERE \"tbl\" = {};\n", self.label)
    }

    /// The rows noted, other than the new one and the one it was before, are gone now: terms of
    /// what goes into `_settled`.
    fn replaced_but(&self, aliases: &[&str]) -> String {
        let others: String =
            aliases.iter().map(|alias| format!(" AND \"pk\" <> {}", self.pk(alias))).collect();
        let label = &self.label;
        format!(
            r#"SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = {label}{others}"#
        )
    }

    /// Gives the new row a version above `old`, unless it has one of this epoch that is: the
    /// writer's, or what another trigger gave it. `only` begins the condition. Versions of a later
    /// epoch are refused by the triggers of `_touched` and `_settled`, which see each change.
    fn give_version(&self, old: &str, only: &str) -> String {
        format!(
            r#"  UPDATE {} SET "_version" = (SELECT max({old} + 1, "epoch" << 40) FROM "_control") WHERE {}
    AND {only}NOT (SELECT "_version" > {old} AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
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

    /// Label, key and version of the new row, as the triggers have made it.
    fn new_row(&self) -> String {
        let (name, key) = (&self.name, self.same_key_as("NEW"));
        format!(
            r#"{}, {}, (SELECT "_version" FROM {name} WHERE {key})"#,
            self.label,
            self.pk("NEW")
        )
    }

    /// The version of the row that a REPLACE pushed out of the new key, or else of its tombstone.
    fn last_version(&self) -> String {
        format!(
            r#"coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = {0} AND "pk" = {1}), (SELECT "version" FROM "_tombstone" WHERE "tbl" = {0} AND "pk" = {1}), -1)"#,
            self.label,
            self.pk("NEW"),
        )
    }

    fn before_insert(&self, out: &mut String) {
        let event = format!("BEFORE INSERT ON {} WHEN {FENCED}", self.name);
        self.trigger(out, "before_insert", &event, &self.note_replaced());
    }

    fn after_insert(&self, out: &mut String) {
        let body = format!(
            "{}  INSERT INTO \"_settled\" SELECT {}, 0 UNION ALL {};\n{}",
            self.give_version(&self.last_version(), ""),
            self.new_row(),
            self.replaced_but(&["NEW"]),
            self.forget_replaced(),
        );
        let event = format!("AFTER INSERT ON {} WHEN {CLIENT_WRITE}", self.name);
        self.trigger(out, "after_insert", &event, &body);
    }

    fn after_update(&self, out: &mut String) {
        let body = format!(
            "{}  INSERT INTO \"_touched\" VALUES ({});\n",
            self.give_version("OLD.\"_version\"", ""),
            self.new_row(),
        );
        let event = format!("AFTER UPDATE OF {} ON {} WHEN {FENCED}", self.columns, self.name);
        self.trigger(out, "after_update", &event, &body);
    }

    /// Only for statements that set a column of a key: UPDATE OR REPLACE may push rows out.
    fn before_identity_update(&self, out: &mut String) {
        let event = format!("BEFORE UPDATE OF {} ON {} WHEN {FENCED}", self.identity, self.name);
        self.trigger(out, "before_identity", &event, &self.note_replaced());
    }

    fn after_identity_update(&self, out: &mut String) {
        let moved = format!("{} <> {}", self.pk("OLD"), self.pk("NEW"));
        // The row itself is among those noted where its unique values did not change; it is no
        // reason for a higher version there, the ordinary trigger sees to that.
        let body = format!(
            "{}  INSERT INTO \"_settled\" SELECT {}, 0 UNION ALL SELECT {}, {}, OLD.\"_version\", 1 WHERE {moved} UNION ALL {};\n{}",
            self.give_version(&self.last_version(), &format!("{moved} AND ")),
            self.new_row(),
            self.label,
            self.pk("OLD"),
            self.replaced_but(&["NEW", "OLD"]),
            self.forget_replaced(),
        );
        let event =
            format!("AFTER UPDATE OF {} ON {} WHEN {CLIENT_WRITE}", self.identity, self.name);
        self.trigger(out, "after_identity", &event, &body);
    }

    /// Without a condition: the trigger of `_settled` has it, and a cascade deletes from many tables.
    fn delete(&self, out: &mut String) {
        let body = format!(
            "  INSERT INTO \"_settled\" VALUES ({}, {}, OLD.\"_version\", 1);\n",
            self.label,
            self.pk("OLD")
        );
        self.trigger(out, "after_delete", &format!("AFTER DELETE ON {}", self.name), &body);
    }
}
