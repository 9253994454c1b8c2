//! A text result, read in place: one buffer and where each row begins.

use std::ops::Range;
use std::str::FromStr;

use crate::Error;
use crate::bytes::Reader;

/// The rows of a result. Values are decoded when they are asked for.
#[derive(Clone)]
pub struct Rows {
    buffer: Vec<u8>,
    names: Vec<Range<usize>>,
    /// Where each row begins. The rows were checked to have every column, so their ends need no room.
    starts: Vec<u32>,
}

impl Rows {
    /// `names` and `starts` are places in `buffer`; each row must have passed [`crate::protocol::row::check`].
    pub(crate) fn new(buffer: Vec<u8>, names: Vec<Range<usize>>, starts: Vec<u32>) -> Self {
        Self { buffer, names, starts }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// How many columns each row has.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.names.len()
    }

    /// A column's name or alias; `None` if there is no such column or its name is not UTF-8.
    #[must_use]
    pub fn column_name(&self, column: usize) -> Option<&str> {
        let bytes = self.buffer.get(self.names.get(column)?.clone())?;
        std::str::from_utf8(bytes).ok()
    }

    /// The row with this index, from 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Row<'_>> {
        let start = usize::try_from(*self.starts.get(index)?).ok()?;
        Some(Row { bytes: self.buffer.get(start..)?, columns: self.columns() })
    }

    /// The first row.
    #[must_use]
    pub fn first(&self) -> Option<Row<'_>> {
        self.get(0)
    }

    /// Every row, in the server's order.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

impl std::fmt::Debug for Rows {
    /// The shape only: values don't belong in logs.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Rows({} rows, {} columns)", self.len(), self.columns())
    }
}

/// One row of a [`Rows`].
#[derive(Clone, Copy)]
pub struct Row<'a> {
    bytes: &'a [u8],
    columns: usize,
}

impl<'a> Row<'a> {
    /// Every value in the order of the columns, `None` for NULL. One pass over the row: quicker than
    /// asking for each column by its index.
    pub fn values(&self) -> impl Iterator<Item = Option<&'a [u8]>> + use<'a> {
        let mut reader = Reader::new(self.bytes);
        // The row was checked when it was received.
        (0..self.columns).map(move |_| reader.field().unwrap_or_default())
    }

    /// The value's bytes; `None` for NULL, and for a column that isn't there.
    #[must_use]
    pub fn get(&self, column: usize) -> Option<&'a [u8]> {
        self.values().nth(column).flatten()
    }

    /// The value's bytes; `None` for NULL.
    ///
    /// # Errors
    /// [`Error::Decode`] if there is no such column.
    pub fn bytes(&self, column: usize) -> Result<Option<&'a [u8]>, Error> {
        self.values()
            .nth(column)
            .ok_or(Error::Decode { column, expected: "a column of this result" })
    }

    /// The value as text; `None` for NULL.
    ///
    /// # Errors
    /// [`Error::Decode`] if it is not UTF-8 or there is no such column.
    pub fn str(&self, column: usize) -> Result<Option<&'a str>, Error> {
        let bytes = self.bytes(column)?;
        bytes
            .map(std::str::from_utf8)
            .transpose()
            .map_err(|_| Error::Decode { column, expected: "UTF-8" })
    }

    /// The value as an exact integer; `None` for NULL.
    ///
    /// # Errors
    /// [`Error::Decode`] if it is not one, or doesn't fit.
    pub fn i64(&self, column: usize) -> Result<Option<i64>, Error> {
        self.parse(column, "i64")
    }

    /// The value as an exact unsigned integer; `None` for NULL.
    ///
    /// # Errors
    /// [`Error::Decode`] if it is not one, or doesn't fit.
    pub fn u64(&self, column: usize) -> Result<Option<u64>, Error> {
        self.parse(column, "u64")
    }

    /// The value as a double; `None` for NULL.
    ///
    /// # Errors
    /// [`Error::Decode`] if it is not a number.
    pub fn f64(&self, column: usize) -> Result<Option<f64>, Error> {
        self.parse(column, "f64")
    }

    fn parse<T: FromStr>(&self, column: usize, expected: &'static str) -> Result<Option<T>, Error> {
        let text = self.str(column)?;
        text.map(str::parse).transpose().map_err(|_| Error::Decode { column, expected })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Rows {
        Rows::new(b"idname\x011\x02\xC3\xA9\xFB\x03abc".to_vec(), vec![0..2, 2..6], vec![6, 11])
    }

    #[test]
    fn rows_are_read_in_place() {
        let rows = rows();
        assert_eq!((rows.len(), rows.columns()), (2, 2));
        assert_eq!((rows.column_name(1), rows.column_name(2)), (Some("name"), None));
        let first = rows.first().unwrap();
        assert_eq!((first.i64(0).unwrap(), first.str(1).unwrap()), (Some(1), Some("é")));
        let second = rows.get(1).unwrap();
        assert_eq!((second.get(0), second.get(1), second.get(2)), (None, Some(&b"abc"[..]), None));
        assert_eq!(rows.iter().map(|row| row.values().count()).sum::<usize>(), 4);
    }

    #[test]
    fn a_wrong_type_or_column_is_an_error_and_null_is_not() {
        let rows = rows();
        let row = rows.get(1).unwrap();
        assert_eq!(row.i64(0).unwrap(), None);
        assert!(matches!(row.i64(1), Err(Error::Decode { column: 1, expected: "i64" })));
        assert!(row.bytes(2).is_err());
    }
}
