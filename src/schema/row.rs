//! A row: one value for each column of its table, in the table's order.

use super::{Column, Invalid, Pk, Table, Value, check};

/// The values of one row of one table; always as many as the table has columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    table: &'static Table,
    values: Vec<Value>,
}

impl Row {
    /// From values in the table's order; missing ones are NULL, surplus ones are dropped.
    pub fn new(table: &'static Table, mut values: Vec<Value>) -> Self {
        values.resize(table.columns.len(), Value::Null);
        Row { table, values }
    }

    /// The table it belongs to.
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// The value at a column's position; NULL where there is no such column.
    pub fn get(&self, position: usize) -> &Value {
        self.values.get(position).unwrap_or(&Value::Null)
    }

    /// Replaces the value at a column's position.
    pub fn set(&mut self, position: usize, value: Value) {
        if let Some(slot) = self.values.get_mut(position) {
            *slot = value;
        }
    }

    /// Columns and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Column, &Value)> {
        self.table.columns.iter().zip(&self.values)
    }

    /// The values, in the table's order.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The values, in the table's order.
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// The row with every value in its canonical form, or the first column that one of the
    /// databases would refuse, change or cut.
    pub fn checked(mut self) -> Result<Row, Invalid> {
        for (column, value) in self.table.columns.iter().zip(&mut self.values) {
            *value = check(column, std::mem::replace(value, Value::Null))?;
        }
        Pk::of(&self).map_err(|error| Invalid {
            column: self.table.key_columns().next().map_or("", |column| column.name),
            reason: error.to_string(),
        })?;
        Ok(self)
    }
}
