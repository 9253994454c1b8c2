//! Rows in requests and answers: the bodies of POST and PATCH become changes, rows become JSON.

#[cfg(test)]
mod tests;

use super::access::{self, Access, Named};
use super::auth::Caller;
use super::json::{Node, child};
use super::{Kind, Problem, decode};
use crate::schema::json_text::object;
use crate::schema::{Pk, Row, Table, Type, Value, Version, table, write_json};
use crate::store::{Change, Op, Operand, Set, Target, UnitError, insert_row};

/// What a change is made with, besides what was sent.
pub struct Making<'a> {
    /// Who.
    pub caller: &'a Caller,
    /// Time of the write in milliseconds since 1970.
    pub now_ms: i64,
    /// Makes ULIDs.
    pub new_id: &'a dyn Fn() -> String,
}

/// The table of that name.
pub fn find_table(name: &str) -> Result<&'static Table, Problem> {
    table(name).ok_or_else(|| {
        let detail = "there is no table of this name";
        Problem::new(Kind::UnknownTable, detail, "see /openapi.json for the tables")
    })
}

/// The key that somebody sent.
pub fn find_key(table: &'static Table, text: &str) -> Result<Pk, Problem> {
    Pk::parse(table, text).map_err(|error| {
        let next = "the key is the `id`, or the key columns' values joined by commas";
        Problem::new(Kind::InvalidParameter, error.to_string(), next).at("key")
    })
}

/// Writes a row as answers have it: every column that is not secret, in the table's order, and
/// `_version`.
pub fn write_row(out: &mut String, row: &Row, version: Version) {
    object(out, |members| {
        for (column, value) in row.iter().filter(|(column, _)| !column.secret) {
            write_json(members.member(column.name), column, value);
        }
        members.text("_version", itoa::Buffer::new().format(version.0));
    });
}

/// A new row, from the columns that were sent at `pointer`.
pub fn insert(
    making: &Making<'_>,
    table: &'static Table,
    named: &Named,
    body: &Node,
    pointer: &str,
) -> Result<Change, Problem> {
    let mut given = Vec::new();
    for (name, node) in body.members(pointer)? {
        let place = child(pointer, name);
        let (position, column) = decode::column(table, name, &place)?;
        access::check_column(making.caller, column, &place)?;
        given.push((position, decode::value(column, node, &place)?));
    }
    let target = if access::is_own_scope(table) {
        let id = own_id(making, table, &mut given)?;
        access::new_own_scope(making.caller, table, &id)?
    } else {
        access::target(making.caller, table, named, Access::Write, None)?
    };
    check_scope_sent(&target, &given, pointer)?;
    let row = insert_row(&target, given, making.now_ms, making.new_id)
        .map_err(|error| unit_problem(&error, pointer))?;
    let pk = Pk::of(&row).map_err(|error| {
        Problem::new(Kind::InvalidValue, error.to_string(), "send a shorter key").at(pointer)
    })?;
    Ok(Change { target, pk, op: Op::Insert(row) })
}

/// A change of a row, from the columns that were sent at `pointer`.
pub fn update(
    making: &Making<'_>,
    target: Target,
    pk: Pk,
    body: &Node,
    pointer: &str,
) -> Result<Change, Problem> {
    let mut sets = Vec::new();
    for (name, node) in body.members(pointer)? {
        let place = child(pointer, name);
        let (position, column) = decode::column(target.table(), name, &place)?;
        access::check_column(making.caller, column, &place)?;
        let to = match decode::increment(column, node, &place)? {
            Some(by) => Operand::Plus(by),
            None => Operand::Value(decode::value(column, node, &place)?),
        };
        sets.push(Set { column: position, to });
    }
    if sets.is_empty() {
        let detail = "no column is to be changed";
        return Err(
            Problem::new(Kind::MissingField, detail, "send at least one column").at(pointer)
        );
    }
    let op =
        Op::update(&target, sets, making.now_ms).map_err(|error| unit_problem(&error, pointer))?;
    Ok(Change { target, pk, op })
}

/// What is wrong with a row or a unit, and where.
pub fn unit_problem(error: &UnitError, pointer: &str) -> Problem {
    let next = "send a value that fits";
    match error {
        UnitError::Invalid(invalid) => Problem::new(Kind::InvalidValue, error.to_string(), next)
            .at(child(pointer, invalid.column)),
        UnitError::Column { column, .. } => {
            Problem::new(Kind::InvalidValue, error.to_string(), "leave the column out")
                .at(child(pointer, column))
        }
        UnitError::TooMany { .. } => {
            Problem::new(Kind::TooMany, error.to_string(), "split it into several units")
                .at(pointer)
        }
        UnitError::PayloadTooLong { .. } => {
            Problem::new(Kind::TooMany, error.to_string(), "send a shorter payload").at(pointer)
        }
    }
}

/// The id of a row that is its own scope: the one that was sent, or a new one, now sent too.
fn own_id(
    making: &Making<'_>,
    table: &'static Table,
    given: &mut Vec<(usize, Value)>,
) -> Result<String, Problem> {
    let (position, prefix) = match table.scope_column() {
        Some((position, column, _)) => match column.ty {
            Type::Id { prefix } => (position, prefix),
            _ => (position, ""),
        },
        None => (0, ""),
    };
    if let Some((_, value)) = given.iter().find(|(column, _)| *column == position) {
        return Ok(value.as_text().unwrap_or_default().to_owned());
    }
    let id = format!("{prefix}_{}", (making.new_id)());
    given.push((position, Value::Text(id.clone())));
    Ok(id)
}

/// A scope column that was sent must agree with the request's scope.
fn check_scope_sent(
    target: &Target,
    given: &[(usize, Value)],
    pointer: &str,
) -> Result<(), Problem> {
    let Some((position, scope)) = target.scope() else {
        return Ok(());
    };
    let other =
        given.iter().any(|(column, value)| *column == position && value.as_text() != Some(scope));
    if !other {
        return Ok(());
    }
    let column = target.table().column(position).map_or("", |column| column.name);
    let detail = format!("`{column}` names another tenant or owner than the request");
    Err(Problem::new(Kind::WrongTenant, detail, "leave it out").at(child(pointer, column)))
}
