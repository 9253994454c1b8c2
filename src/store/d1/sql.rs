//! SQL text for D1 with its bound values: the only way to make a statement.

use super::database::{Param, Reading, Statement};
use crate::schema::table::Unit;
use crate::schema::{Column, Pk, Table, Type, Value};
use crate::store::{StoreError, Target};

/// Most arguments of an SQL function in D1
/// (<https://developers.cloudflare.com/d1/platform/limits/>).
const MAX_ARGUMENTS: usize = 32;

/// A statement under construction.
#[derive(Debug, Clone, Default)]
pub(super) struct Sql {
    text: String,
    params: Vec<Param>,
}

impl Sql {
    pub(super) fn new(text: &'static str) -> Sql {
        Sql { text: text.to_owned(), params: Vec::new() }
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
        self.text.push('"');
        self.text.push_str(&name.replace('"', "\"\""));
        self.text.push('"');
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
        self.bind_int(value);
        self
    }

    /// A value of a column, in D1's form.
    pub(super) fn value(mut self, ty: Type, value: &Value) -> Sql {
        match value {
            Value::Null => self.bind(Param::Null),
            Value::Bool(truth) => self.text.push(if *truth { '1' } else { '0' }),
            Value::Int(number) => self.bind_int(match ty {
                Type::Timestamp { unit: Unit::Seconds } => number.div_euclid(1000),
                _ => *number,
            }),
            Value::Double(number) => self.bind(Param::Real(*number)),
            Value::Text(text) => self.bind(Param::Text(text.clone())),
            Value::Bytes(bytes) => self.bind(Param::Blob(bytes.clone())),
        }
        self
    }

    /// Another piece, its values bound after this one's.
    pub(super) fn then(mut self, other: Sql) -> Sql {
        // Pieces are numbered from 1 on their own, so they are renumbered here.
        let offset = self.params.len();
        let mut rest = other.text.as_str();
        while let Some((before, after)) = rest.split_once('?') {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let (number, tail) = after.split_at_checked(digits).unwrap_or((after, ""));
            let number: usize = number.parse().unwrap_or(0);
            self.text.push_str(before);
            self.text.push_str(&format!("?{}", number + offset));
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

    fn bind(&mut self, param: Param) {
        self.params.push(param);
        self.text.push_str(&format!("?{}", self.params.len()));
    }

    fn bind_int(&mut self, value: i64) {
        self.text.push_str("CAST(");
        self.bind(Param::Text(value.to_string()));
        self.text.push_str(" AS INTEGER)");
    }
}

/// `"a" = ? AND "b" = ?` over the key columns.
pub(super) fn key_is(table: &'static Table, pk: &Pk) -> Result<Sql, StoreError> {
    let values = pk.values(table)?;
    let parts = table.key_columns().zip(&values).map(|(column, value)| equals(column, value));
    Ok(Sql::join(parts, " AND "))
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

/// The columns of a row and its version as a JSON array of arrays `r`, and its doubles as `d0` ….
pub(super) fn row_columns(table: &'static Table) -> (Sql, usize) {
    let (array, doubles) = row_values(table);
    let (doubles, count) = named_doubles(doubles);
    (array.raw(" AS \"r\"").then(doubles), count)
}

/// The columns of a row and its version as a JSON array of arrays, and its doubles. Everything else
/// crosses as text: a JavaScript number would round it.
pub(super) fn row_values(table: &'static Table) -> (Sql, Vec<Sql>) {
    let mut texts: Vec<Sql> = Vec::with_capacity(table.columns.len() + 1);
    let mut doubles: Vec<Sql> = Vec::new();
    for column in table.columns {
        let name = Sql::default().name(column.name);
        match column.ty {
            Type::Double => doubles.push(name),
            Type::Bytes { .. } => texts.push(
                Sql::new("iif(")
                    .then(name.clone())
                    .raw(" IS NULL, NULL, hex(")
                    .then(name)
                    .raw("))"),
            ),
            _ => texts.push(Sql::new("CAST(").then(name).raw(" AS TEXT)")),
        }
    }
    texts.push(Sql::new("CAST(\"_version\" AS TEXT)"));
    let arrays = texts
        .chunks(MAX_ARGUMENTS)
        .map(|chunk| Sql::new("json_array(").then(Sql::join(chunk.iter().cloned(), ", ")).raw(")"));
    (Sql::new("json_array(").then(Sql::join(arrays, ", ")).raw(")"), doubles)
}

/// The columns `d0` …, each after a comma, and how many there are.
pub(super) fn named_doubles(doubles: Vec<Sql>) -> (Sql, usize) {
    let count = doubles.len();
    let named = doubles.into_iter().enumerate();
    let sql = named.fold(Sql::default(), |sql, (at, double)| {
        sql.raw(", ").then(double).raw(" AS ").name(&format!("d{at}"))
    });
    (sql, count)
}

/// How many bytes the texts and blobs of a row have, read from their headers.
pub(super) fn row_bytes(table: &'static Table, row: &'static str) -> Sql {
    let long = table.columns.iter().filter(|column| {
        use Type::{BigInt, Bool, Double, Int, Timestamp};
        !matches!(column.ty, Int { .. } | BigInt | Bool | Double | Timestamp { .. })
    });
    let bytes: Vec<Sql> = long
        .map(|column| {
            let name = Sql::new(row).raw(".").name(column.name);
            Sql::new("ifnull(octet_length(").then(name).raw("), 0)")
        })
        .collect();
    // In parentheses, since D1 takes no expression deeper than 100.
    let sums = bytes
        .chunks(MAX_ARGUMENTS)
        .map(|chunk| Sql::new("(").then(Sql::join(chunk.iter().cloned(), " + ")).raw(")"));
    let sums: Vec<Sql> = sums.collect();
    if sums.is_empty() { Sql::new("0") } else { Sql::join(sums, " + ") }
}
