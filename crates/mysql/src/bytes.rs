//! The protocol's primitives: integers and strings, read with every length checked.
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_data_types.html>

use crate::Error;

/// A function, so that an error is made only where there is one: every byte comes past here.
fn short() -> Error {
    Error::Protocol("a packet ends too early")
}

/// Reads from the front of a packet.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(short)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or_else(short)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Error> {
        self.array().map(u8::from_le_bytes)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Error> {
        self.array().map(u16::from_le_bytes)
    }

    /// Up to a NUL, which is taken too.
    pub(crate) fn until_nul(&mut self) -> Result<&'a [u8], Error> {
        let length = self.rest.iter().position(|&byte| byte == 0).ok_or_else(short)?;
        let taken = self.take(length)?;
        self.u8()?;
        Ok(taken)
    }

    /// `int<lenenc>`
    pub(crate) fn lenenc_int(&mut self) -> Result<u64, Error> {
        match self.u8()? {
            small @ 0..=0xFA => Ok(u64::from(small)),
            0xFC => self.u16().map(u64::from),
            0xFD => self.array().map(|[a, b, c]| u64::from(u32::from_le_bytes([a, b, c, 0]))),
            0xFE => self.array().map(u64::from_le_bytes),
            _ => Err(Error::Protocol("not a length-encoded integer")),
        }
    }

    /// `string<lenenc>`
    pub(crate) fn lenenc_bytes(&mut self) -> Result<&'a [u8], Error> {
        let length = usize::try_from(self.lenenc_int()?).map_err(|_| short())?;
        self.take(length)
    }

    /// A field of a text row: a `string<lenenc>`, or 0xFB for NULL.
    #[inline]
    pub(crate) fn field(&mut self) -> Result<Option<&'a [u8]>, Error> {
        match self.rest.split_first() {
            Some((0xFB, rest)) => {
                self.rest = rest;
                Ok(None)
            }
            // Nearly every value is this short, and rows are nearly all that is read.
            Some((&length @ 0..=0xFA, rest)) => {
                let field = rest.split_at_checked(usize::from(length));
                let (field, rest) = field.ok_or_else(short)?;
                self.rest = rest;
                Ok(Some(field))
            }
            _ => self.lenenc_bytes().map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn length_encoded_integers_have_four_widths() {
        for (bytes, value) in [
            (&[250][..], 250),
            (&[0xFC, 0xFB, 0], 251),
            (&[0xFD, 0, 0, 1], 65_536),
            (&[0xFE, 0, 0, 0, 1, 0, 0, 0, 0], 1 << 24),
        ] {
            let mut reader = Reader::new(bytes);
            assert_eq!(reader.lenenc_int().unwrap(), value);
            assert!(reader.rest().is_empty());
        }
        assert!(Reader::new(&[0xFB]).lenenc_int().is_err());
        assert!(Reader::new(&[0xFF]).lenenc_int().is_err());
    }

    #[test]
    fn a_field_is_null_empty_or_bytes() {
        let mut reader = Reader::new(&[0xFB, 0, 2, b'h', b'i']);
        assert_eq!(reader.field().unwrap(), None);
        assert_eq!(reader.field().unwrap(), Some(&b""[..]));
        assert_eq!(reader.field().unwrap(), Some(&b"hi"[..]));
        assert!(reader.field().is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes: Vec<u8>) {
            let mut reader = Reader::new(&bytes);
            while reader.field().is_ok() {}
            let _ = Reader::new(&bytes).until_nul();
        }
    }
}
