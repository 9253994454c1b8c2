//! EOF_Packet: ends the column definitions, and the rows.
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_eof_packet.html>

use super::Status;
use crate::Error;
use crate::bytes::Reader;

/// The flags, or `None` when this is another packet: a row whose first field has 16 MiB or more
/// begins with 0xFE too, but is longer.
pub(crate) fn parse(payload: &[u8]) -> Result<Option<Status>, Error> {
    if payload.first() != Some(&0xFE) || payload.len() >= 9 {
        return Ok(None);
    }
    let mut reader = Reader::new(payload);
    let _marker = reader.u8()?;
    let _warnings = reader.u16()?;
    Ok(Some(Status(reader.u16()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_or_another_packet() {
        assert_eq!(parse(b"\xFE\x00\x00\x03\x00").unwrap(), Some(Status(3)));
        assert_eq!(parse(b"\x01a").unwrap(), None);
        assert_eq!(parse(b"\xFE\x00\x00\x00\x01\x00\x00\x00\x00a").unwrap(), None);
        assert!(parse(b"\xFE\x00").is_err());
    }
}
