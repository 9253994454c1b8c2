//! SQL text for D1 with its bound values: the only way to make a statement.

use super::database::{Param, Reading, Statement};
use super::texts::{push_literal, push_name, texts};
use crate::schema::table::Unit;
use crate::schema::{Column, Pk, Table, Type, Value};
use crate::store::{StoreError, Target};

/// What a statement often takes in bytes and values.
const ROOM_BYTES: usize = 512;
const ROOM_PARAMS: usize = 16;

/// A statement under construction.
#[derive(Debug, Clone, Default)]
pub(super) struct Sql {
    text: String,
    params: Vec<Param>,
}

impl Sql {
    pub(super) fn new(text: &'static str) -> Sql {
        Sql::fixed(text, Vec::new())
    }

    /// The beginning of a whole statement, with room for the rest.
    pub(super) fn statement(text: &'static str) -> Sql {
        let mut sql = Sql {
            text: String::with_capacity(text.len() + ROOM_BYTES),
            params: Vec::with_capacity(ROOM_PARAMS),
        };
        sql.text.push_str(text);
        sql
    }

    /// A text that has the places of these values in it already.
    pub(super) fn fixed(text: &'static str, params: Vec<Param>) -> Sql {
        Sql { text: text.to_owned(), params }
    }

    pub(super) fn raw(mut self, text: &'static str) -> Sql {
        self.text.push_str(text);
        self
    }

    /// How many values are bound.
    pub(super) fn params(&self) -> usize {
        self.params.len()
    }

    /// A quoted name; names come from the schema, never from a request.
    pub(super) fn name(mut self, name: &str) -> Sql {
        push_name(&mut self.text, name);
        self
    }

    /// A table's name as a text literal: it is no value that changes from one statement to the next.
    pub(super) fn label(mut self, table: &'static Table) -> Sql {
        push_literal(&mut self.text, table.name);
        self
    }

    /// Binds a value without a place in the text; [`again`](Sql::again) gives it some.
    pub(super) fn keep(&mut self, param: Param) -> usize {
        self.params.push(param);
        self.params.len()
    }

    /// The place of a value that is bound already, by its number in this piece.
    pub(super) fn again(mut self, number: usize) -> Sql {
        push_place(&mut self.text, number);
        self
    }

    pub(super) fn text(mut self, value: &str) -> Sql {
        self.bind(Param::Text(value.to_owned()));
        self
    }

    pub(super) fn opt_text(mut self, value: Option<&str>) -> Sql {
        self.bind(value.map_or(Param::Null, |text| Param::Text(text.to_owned())));
        self
    }

    pub(super) fn int(mut self, value: i64) -> Sql {
        self.bind_whole(Param::Text(value.to_string()));
        self
    }

    /// A value of a column, in D1's form. The text depends on the column alone, so that D1 finds the
    /// statement among those it has prepared.
    pub(super) fn value(mut self, ty: Type, value: &Value) -> Sql {
        let param = param(ty, value);
        if is_whole(ty) {
            self.bind_whole(param);
        } else {
            self.bind(param);
        }
        self
    }

    /// Another piece, its values bound after this one's.
    pub(super) fn then(mut self, other: Sql) -> Sql {
        // Pieces are numbered from 1 on their own, so they are renumbered here.
        let offset = self.params.len();
        if offset == 0 || other.params.is_empty() {
            self.text.push_str(&other.text);
            self.params.extend(other.params);
            return self;
        }
        let mut rest = other.text.as_str();
        while let Some((before, after)) = rest.split_once('?') {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let (number, tail) = after.split_at_checked(digits).unwrap_or((after, ""));
            let number: usize = number.parse().unwrap_or(0);
            self.text.push_str(before);
            push_place(&mut self.text, number.saturating_add(offset));
            rest = tail;
        }
        self.text.push_str(rest);
        self.params.extend(other.params);
        self
    }

    /// Pieces with `between` between them.
    pub(super) fn join(pieces: impl IntoIterator<Item = Sql>, between: &'static str) -> Sql {
        let mut joined = Sql::default();
        for (at, piece) in pieces.into_iter().enumerate() {
            if at > 0 {
                joined = joined.raw(between);
            }
            joined = joined.then(piece);
        }
        joined
    }

    pub(super) fn run(self) -> (Statement, Reading) {
        (Statement { sql: self.text, params: self.params }, Reading::Nothing)
    }

    /// For a statement whose only column is `r`.
    pub(super) fn read(self) -> (Statement, Reading) {
        self.read_doubles(0)
    }

    pub(super) fn read_doubles(self, doubles: usize) -> (Statement, Reading) {
        (Statement { sql: self.text, params: self.params }, Reading::Records { doubles })
    }

    /// For a statement whose columns are [`Texts::row`](super::texts::Texts::row) of the table.
    pub(super) fn read_rows(self, table: &'static Table) -> (Statement, Reading) {
        self.read_doubles(texts(table).doubles)
    }

    fn bind(&mut self, param: Param) {
        let number = self.keep(param);
        push_place(&mut self.text, number);
    }

    fn bind_whole(&mut self, param: Param) {
        self.text.push_str("CAST(");
        self.bind(param);
        self.text.push_str(" AS INTEGER)");
    }
}

/// `?1`, `?2` …
pub(super) fn push_place(text: &mut String, number: usize) {
    text.push('?');
    push_digits(text, number);
}

fn push_digits(text: &mut String, number: usize) {
    if number > 9 {
        push_digits(text, number / 10);
    }
    let digit = u32::try_from(number % 10).ok().and_then(|digit| char::from_digit(digit, 10));
    text.extend(digit);
}

/// Whether D1 keeps the column's values as whole numbers, which are bound as text inside a CAST.
pub(super) fn is_whole(ty: Type) -> bool {
    matches!(ty, Type::Int { .. } | Type::BigInt | Type::Timestamp { .. } | Type::Bool)
}

/// A value of a column, as D1 is given it.
pub(super) fn param(ty: Type, value: &Value) -> Param {
    match value {
        Value::Null => Param::Null,
        Value::Bool(truth) => Param::Text(if *truth { "1" } else { "0" }.to_owned()),
        Value::Int(number) => Param::Text(match ty {
            Type::Timestamp { unit: Unit::Seconds } => number.div_euclid(1000).to_string(),
            _ => number.to_string(),
        }),
        Value::Double(number) => Param::Real(*number),
        Value::Text(text) => Param::Text(text.clone()),
        Value::Bytes(bytes) => Param::Blob(bytes.clone()),
    }
}

/// `"a" = ? AND "b" = ?` over the key columns.
pub(super) fn key_is(table: &'static Table, pk: &Pk) -> Result<Sql, StoreError> {
    let values = pk.values(table)?;
    let mut sql = Sql::default();
    for (at, (column, value)) in table.key_columns().zip(&values).enumerate() {
        let and = if at == 0 { "" } else { " AND " };
        sql = sql.raw(and).name(column.name).raw(" = ").value(column.ty, value);
    }
    Ok(sql)
}

/// The key, and the scope where the table has one.
pub(super) fn row_is(target: &Target, pk: &Pk) -> Result<Sql, StoreError> {
    let key = key_is(target.table(), pk)?;
    Ok(match target.scope().and_then(|(at, scope)| Some((target.table().column(at)?, scope))) {
        Some((column, scope)) => key.raw(" AND ").then(equals(column, &Value::from(scope))),
        None => key,
    })
}

/// `"c" = ?`, or `"c" IS NULL`.
pub(super) fn equals(column: &Column, value: &Value) -> Sql {
    let name = Sql::default().name(column.name);
    match value {
        Value::Null => name.raw(" IS NULL"),
        value => name.raw(" = ").value(column.ty, value),
    }
}
