//! Column Definition 41: of a text result we need only the names.
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_column_definition.html>

use std::ops::Range;

use crate::Error;
use crate::bytes::Reader;

/// The place of the column's name (its alias, if it has one) in a buffer in which the payload begins at `start`.
pub(crate) fn name(payload: &[u8], start: usize) -> Result<Range<usize>, Error> {
    let mut reader = Reader::new(payload);
    for _catalog_schema_table_and_original_table in 0..4 {
        reader.lenenc_bytes()?;
    }
    let name = reader.lenenc_bytes()?;
    let before_end = payload.len().saturating_sub(reader.rest().len());
    let end = start.saturating_add(before_end);
    Ok(end.saturating_sub(name.len())..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alias_is_the_name() {
        let payload = b"\x03def\x03app\x01t\x05table\x05alias\x02id\x0C\x2D\x00\x0B\x00\x00\x00\x08\x00\x00\x00\x00\x00";
        let place = name(payload, 0).unwrap();
        assert_eq!(&payload[place.clone()], b"alias");
        assert_eq!(name(payload, 10).unwrap(), place.start + 10..place.end + 10);
    }
}
