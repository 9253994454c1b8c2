//! OK_Packet.
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_ok_packet.html>

use super::Status;
use crate::Error;
use crate::bytes::Reader;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OkPacket {
    pub(crate) affected_rows: u64,
    pub(crate) last_insert_id: u64,
    pub(crate) status: Status,
    pub(crate) warnings: u16,
}

impl OkPacket {
    pub(crate) fn parse(payload: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(payload);
        if reader.u8()? != 0x00 {
            return Err(Error::Protocol("not an OK packet"));
        }
        Ok(Self {
            affected_rows: reader.lenenc_int()?,
            last_insert_id: reader.lenenc_int()?,
            status: Status(reader.u16()?),
            warnings: reader.u16()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_insert_in_a_transaction() {
        let packet = OkPacket::parse(b"\x00\x01\xFC\x2C\x01\x03\x00\x02\x00info").unwrap();
        assert_eq!((packet.affected_rows, packet.last_insert_id, packet.warnings), (1, 300, 2));
        assert!(packet.status.in_transaction() && !packet.status.no_backslash_escapes());
        assert!(!packet.status.without_transaction().in_transaction());
    }

    #[test]
    fn no_backslash_escapes_is_seen() {
        let packet = OkPacket::parse(b"\x00\x00\x00\x02\x02\x00\x00").unwrap();
        assert!(packet.status.no_backslash_escapes() && !packet.status.in_transaction());
    }
}
