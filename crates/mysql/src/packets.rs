//! Payloads over a stream: split into packets and joined again, numbered, bounded.
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html>

use std::ops::Range;

use crate::limits::PACKET_PAYLOAD_BYTES;
use crate::{Error, Stream, StreamError};

const HEADER_BYTES: usize = 4;

/// The packets of one exchange. What is received stays in one buffer, so that a result is read in
/// place; payloads are ranges of it.
pub(crate) struct Packets<S> {
    stream: S,
    received: Vec<u8>,
    /// Where the next packet begins in `received`.
    next: usize,
    sequence: u8,
    limit_bytes: usize,
    /// [`PACKET_PAYLOAD_BYTES`], but for tests.
    payload_bytes: usize,
}

impl<S: Stream> Packets<S> {
    pub(crate) fn new(stream: S, limit_bytes: usize) -> Self {
        let payload_bytes = PACKET_PAYLOAD_BYTES;
        Self { stream, received: Vec::new(), next: 0, sequence: 0, limit_bytes, payload_bytes }
    }

    /// Starts an exchange that may receive so many bytes.
    pub(crate) fn begin(&mut self, limit_bytes: usize) -> Result<(), Error> {
        if self.next != self.received.len() {
            return Err(Error::Protocol("the server sent more than its answer"));
        }
        self.received.clear();
        (self.next, self.sequence, self.limit_bytes) = (0, 0, limit_bytes);
        Ok(())
    }

    /// Sends `head` and `body` as one payload. A packet at a time is copied, so a long statement
    /// needs no second copy of itself.
    pub(crate) async fn send(&mut self, mut head: &[u8], mut body: &[u8]) -> Result<(), Error> {
        loop {
            let room = self.payload_bytes.saturating_sub(head.len());
            let (chunk, rest) = body.split_at_checked(room).unwrap_or((body, &[]));
            let payload_bytes = head.len().saturating_add(chunk.len());
            let packet = [&self.header(payload_bytes)?, head, chunk].concat();
            self.stream.write_all(&packet).await?;
            // A full packet says that another follows, if only an empty one.
            if payload_bytes < self.payload_bytes {
                return Ok(());
            }
            (head, body) = (&[], rest);
        }
    }

    fn header(&mut self, payload_bytes: usize) -> Result<[u8; HEADER_BYTES], Error> {
        let length =
            u32::try_from(payload_bytes).map_err(|_| Error::Protocol("a packet is too long"))?;
        let [a, b, c, _] = length.to_le_bytes();
        let header = [a, b, c, self.sequence];
        self.sequence = self.sequence.wrapping_add(1);
        Ok(header)
    }

    /// Receives one payload: its place in the buffer.
    pub(crate) async fn receive(&mut self) -> Result<Range<usize>, Error> {
        let mut payload: Option<Range<usize>> = None;
        loop {
            let header_end = self.next.saturating_add(HEADER_BYTES);
            self.fill(header_end).await?;
            let header = self.received.get(self.next..).and_then(|rest| rest.first_chunk());
            let Some(&[a, b, c, sequence]) = header else {
                return Err(Error::Protocol("no header"));
            };
            let length = u32::from_le_bytes([a, b, c, 0]) as usize;
            let start = match &payload {
                None => header_end,
                // Take the header out from between the two parts, so that they are one.
                Some(_) => {
                    self.received.drain(self.next..header_end);
                    self.next
                }
            };
            let end = start.saturating_add(length);
            self.fill(end).await?;
            self.next = end;
            let whole = payload.map_or(start, |before| before.start)..end;
            // A server that gives up sends an error of its own accord, numbered 0.
            let gives_up = self.bytes(&whole).first() == Some(&0xFF);
            if sequence != self.sequence && !gives_up {
                return Err(Error::Protocol("packets are out of order"));
            }
            self.sequence = sequence.wrapping_add(1);
            if length < self.payload_bytes {
                return Ok(whole);
            }
            payload = Some(whole);
        }
    }

    /// Reads until `end` bytes are there.
    async fn fill(&mut self, end: usize) -> Result<(), Error> {
        if end > self.limit_bytes {
            return Err(Error::ResultTooLarge { unit: "bytes", limit: self.limit_bytes });
        }
        while self.received.len() < end {
            if self.stream.read(&mut self.received).await? == 0 {
                return Err(StreamError("the server closed it".to_owned()).into());
            }
        }
        Ok(())
    }

    pub(crate) fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.received.get(range.clone()).unwrap_or_default()
    }

    #[cfg(test)]
    pub(crate) fn stream(&self) -> &S {
        &self.stream
    }

    /// The buffer with all that was received in this exchange; a new one begins.
    pub(crate) fn take_received(&mut self) -> Result<Vec<u8>, Error> {
        if self.next != self.received.len() {
            return Err(Error::Protocol("the server sent more than its answer"));
        }
        self.next = 0;
        Ok(std::mem::take(&mut self.received))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{Script, block_on};

    fn small(stream: Script, payload_bytes: usize) -> Packets<Script> {
        Packets { payload_bytes, ..Packets::new(stream, 1 << 20) }
    }

    fn sent(head: &[u8], body: &[u8], payload_bytes: usize) -> Vec<u8> {
        let mut packets = small(Script::default(), payload_bytes);
        block_on(packets.send(head, body)).unwrap();
        packets.stream.written
    }

    #[test]
    fn a_full_packet_is_followed_by_another() {
        assert_eq!(sent(b"Q", b"abc", 5), b"\x04\0\0\0Qabc");
        assert_eq!(sent(b"Q", b"abcd", 5), b"\x05\0\0\0Qabcd\0\0\0\x01");
        assert_eq!(sent(b"Q", b"abcde", 5), b"\x05\0\0\0Qabcd\x01\0\0\x01e");
        assert_eq!(sent(b"Q", b"", 5), b"\x01\0\0\0Q");
    }

    #[test]
    fn an_answer_out_of_order_is_refused_but_an_error_is_heard() {
        let receive = |bytes: &[u8]| block_on(small(Script::of([bytes]), 9).receive());
        assert!(receive(b"\x01\0\0\x00a").is_ok());
        assert!(matches!(receive(b"\x01\0\0\x01a"), Err(Error::Protocol(_))));
        assert!(receive(b"\x01\0\0\x05\xFF").is_ok());
    }

    #[test]
    fn an_end_is_an_io_error_and_too_much_is_refused_before_it_is_read() {
        let end = block_on(small(Script::of([b"\x05\0\0\0ab"]), 9).receive());
        assert!(matches!(end, Err(Error::Io(_))));
        let mut packets = Packets::new(Script::of([b"\xFF\xFF\xFF\0"]), 1 << 20);
        assert!(matches!(block_on(packets.receive()), Err(Error::ResultTooLarge { .. })));
    }

    proptest! {
        #[test]
        fn what_is_split_is_joined(
            payloads in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..6),
            payload_bytes in 1_usize..12,
            read_bytes in 1_usize..20,
        ) {
            let mut writer = small(Script::default(), payload_bytes);
            for payload in &payloads {
                block_on(writer.send(&[], payload)).unwrap();
            }
            let wire = writer.stream.written;
            let mut reader = small(Script::of(wire.chunks(read_bytes)), payload_bytes);
            for payload in &payloads {
                let range = block_on(reader.receive()).unwrap();
                prop_assert_eq!(reader.bytes(&range), &payload[..]);
            }
            prop_assert!(reader.take_received().is_ok());
        }

        #[test]
        fn any_bytes_are_received_without_panic(bytes: Vec<u8>, payload_bytes in 1_usize..12) {
            let mut packets = small(Script::of([&bytes]), payload_bytes);
            while block_on(packets.receive()).is_ok() {}
        }
    }
}
