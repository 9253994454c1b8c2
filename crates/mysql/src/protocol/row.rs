//! Text Resultset Row: one `string<lenenc>` a column, or 0xFB for NULL.
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_row.html>

use crate::Error;
use crate::bytes::Reader;

/// Checks that a row has so many columns and nothing more, so that reading it later can't fail.
pub(crate) fn check(payload: &[u8], columns: usize) -> Result<(), Error> {
    let mut reader = Reader::new(payload);
    for _ in 0..columns {
        reader.field()?;
    }
    if reader.rest().is_empty() {
        Ok(())
    } else {
        Err(Error::Protocol("a row has too many columns"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_exactly_its_columns() {
        assert!(check(b"\x01a\xFB\x00", 3).is_ok());
        assert!(check(b"\x01a\xFB\x00", 2).is_err());
        assert!(check(b"\x01a\xFB\x00", 4).is_err());
        assert!(check(b"\x05a", 1).is_err());
    }
}
