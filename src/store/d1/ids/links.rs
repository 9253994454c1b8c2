//! Columns that hold keys of other tables: which key the new row gets, and whether it can have it.

use super::super::sql::Sql;
use crate::schema::table::Reference;
use crate::schema::{Column, Legacy, Table, Type};

/// The columns of a table that hold keys of others, and what the old one's values become.
pub(super) struct Links<'a> {
    key: &'static Column,
    links: Vec<Link<'a>>,
}

struct Link<'a> {
    column: &'static Column,
    to: To<'a>,
}

enum To<'a> {
    /// A row of a table that is taken over, by its old key.
    Old(&'a Legacy),
    /// The same, of the table itself, and the column may be NULL. It is NULL until the row is there,
    /// so that rows can point at one another.
    Itself(&'a Legacy),
    /// An id of a table that is taken over, without a reference; or with one to the table itself
    /// where the column is never NULL: D1 sees to it that the row is there.
    OldId(&'a Legacy),
    /// A row of any other table.
    Other(&'static Reference),
}

/// `alias."name"`.
pub(super) fn of(sql: Sql, alias: &'static str, name: &str) -> Sql {
    sql.raw(alias).raw(".").name(name)
}

impl<'a> Links<'a> {
    pub(super) fn of(all: &'a [Legacy], legacy: &Legacy, key: &'static Column) -> Links<'a> {
        let table = legacy.table;
        let taken_over =
            |parent: &'static Table| all.iter().find(|other| std::ptr::eq(other.table, parent));
        let link = |(at, column): (usize, &'static Column)| {
            let reference = table.references.iter().find(|reference| reference.column == at);
            let to = match (reference, column.ty) {
                _ if column.name == key.name => return None,
                (Some(reference), _) => match taken_over(reference.table) {
                    Some(parent) if !std::ptr::eq(parent.table, table) => To::Old(parent),
                    Some(parent) if column.nullable => To::Itself(parent),
                    Some(parent) => To::OldId(parent),
                    None => To::Other(reference),
                },
                (None, Type::Id { prefix }) if !prefix.is_empty() => {
                    let same = |parent: &&Legacy| {
                        let mut keys = parent.table.key_columns();
                        keys.next().is_some_and(|key| key.ty == Type::Id { prefix })
                    };
                    To::OldId(all.iter().find(same)?)
                }
                _ => return None,
            };
            Some(Link { column, to })
        };
        Links { key, links: table.columns.iter().enumerate().filter_map(link).collect() }
    }

    /// What the new row has in the column.
    pub(super) fn value(&self, column: &Column) -> Sql {
        if column.name == self.key.name {
            return Sql::new("m.\"new_id\"");
        }
        match self.links.iter().find(|link| link.column.name == column.name) {
            None | Some(Link { to: To::Other(_), .. }) => of(Sql::default(), "o", column.name),
            Some(link) => Sql::new("(SELECT mp.\"new_id\"").then(link.found()).raw(")"),
        }
    }

    /// The columns of `n` have the values that they are to have.
    pub(super) fn equal(&self, legacy: &Legacy) -> Sql {
        let columns = legacy.table.columns.iter();
        let ours = Sql::join(columns.clone().map(|c| of(Sql::default(), "n", c.name)), ", ");
        let theirs = Sql::join(columns.map(|column| self.value(column)), ", ");
        Sql::new("((").then(ours).raw(") IS (").then(theirs).raw("))")
    }

    /// The rows that the new one can't do without are there.
    pub(super) fn bringable(&self) -> Sql {
        let needed = self.links.iter().filter(|link| !matches!(link.to, To::Itself(_)));
        let conditions: Vec<Sql> = needed.map(|link| link.is_there()).collect();
        if conditions.is_empty() { Sql::new("1") } else { Sql::join(conditions, " AND ") }
    }

    /// The first column whose row is not there, as text, or NULL.
    pub(super) fn lacking(&self) -> Sql {
        if self.links.is_empty() {
            return Sql::new("NULL");
        }
        let cases = self.links.iter().map(|link| {
            Sql::new("WHEN NOT ").then(link.is_there()).raw(" THEN ").text(link.column.name)
        });
        Sql::new("CASE ").then(Sql::join(cases, " ")).raw(" END")
    }
}

impl Link<'_> {
    /// `FROM` the line, or the row, that the old value names.
    fn found(&self) -> Sql {
        match &self.to {
            To::Other(reference) => {
                let parent = Sql::new(" FROM ").name(reference.table.name).raw(" p WHERE ");
                let keys = reference.table.key_columns().map(|key| {
                    let sql = of(Sql::default(), "p", key.name).raw(" = ");
                    of(sql, "o", self.column.name)
                });
                parent.then(Sql::join(keys, " AND "))
            }
            To::OldId(parent) => self.line(Sql::new(" FROM \"_id_map\" mp WHERE "), parent),
            To::Old(parent) | To::Itself(parent) => {
                let rows = Sql::new(" FROM \"_id_map\" mp CROSS JOIN ")
                    .name(parent.table.name)
                    .raw(" p WHERE ");
                let keys = parent
                    .table
                    .key_columns()
                    .map(|key| of(Sql::default(), "p", key.name).raw(" = mp.\"new_id\""));
                self.line(rows.then(Sql::join(keys, " AND ")).raw(" AND "), parent)
            }
        }
    }

    fn line(&self, from: Sql, parent: &Legacy) -> Sql {
        let sql = from.raw("mp.\"tbl\" = ").label(parent.table).raw(" AND mp.\"old_id\" = ");
        of(sql, "o", self.column.name)
    }

    /// The column is NULL, or what it names is there.
    fn is_there(&self) -> Sql {
        of(Sql::new("("), "o", self.column.name)
            .raw(" IS NULL OR EXISTS (SELECT 1")
            .then(self.found())
            .raw("))")
    }
}
