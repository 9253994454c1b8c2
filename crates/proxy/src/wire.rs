//! MySQL packets: reading, writing, streaming an answer through.
//! Format: <https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html>.

use std::io::{self, ErrorKind};

use bytes::{Buf, BufMut};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;

/// A socket with buffers of [`BUFFER_BYTES`] both ways.
pub(crate) type Stream = BufStream<TcpStream>;

/// What a connection buffers each way: the only memory that a streamed result costs.
pub(crate) const BUFFER_BYTES: usize = 64 * 1024;

/// The largest payload of one packet; a longer one goes on in the next packet.
const MAX_PACKET_BYTES: usize = 0xFF_FFFF;

/// The largest query, MySQL's default `max_allowed_packet`:
/// <https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_max_allowed_packet>.
pub(crate) const MAX_QUERY_BYTES: usize = 64 * 1024 * 1024;

/// The largest handshake or auth packet that is accepted.
pub(crate) const MAX_AUTH_BYTES: usize = 64 * 1024;

pub(crate) const OK: u8 = 0x00;
pub(crate) const AUTH_MORE_DATA: u8 = 0x01;
const LOCAL_INFILE: u8 = 0xFB;
pub(crate) const EOF: u8 = 0xFE;
pub(crate) const ERR: u8 = 0xFF;

/// Server status flags: <https://dev.mysql.com/doc/dev/mysql-server/latest/mysql__com_8h.html>.
pub(crate) const STATUS_IN_TRANS: u16 = 0x0001;
const STATUS_MORE_RESULTS: u16 = 0x0008;
pub(crate) const STATUS_NO_BACKSLASH_ESCAPES: u16 = 0x0200;

/// One payload, joined if it came in several packets.
pub(crate) struct Packet {
    /// The sequence number of its last packet; the answer's is one more.
    pub sequence: u8,
    pub payload: Vec<u8>,
}

/// Wraps a socket. Small packets leave at once: nobody waits for a full segment.
pub(crate) fn buffered(socket: TcpStream) -> io::Result<Stream> {
    socket.set_nodelay(true)?;
    Ok(BufStream::with_capacity(BUFFER_BYTES, BUFFER_BYTES, socket))
}

async fn read_header(from: &mut Stream) -> io::Result<([u8; 4], usize)> {
    let mut header = [0; 4];
    from.read_exact(&mut header).await?;
    let [low, middle, high, _] = header;
    let length = u32::from_le_bytes([low, middle, high, 0]);
    Ok((header, usize::try_from(length).unwrap_or(usize::MAX)))
}

/// Reads one payload of at most `max_bytes`. A longer one is an error of kind `FileTooLarge`.
pub(crate) async fn read_packet(from: &mut Stream, max_bytes: usize) -> io::Result<Packet> {
    let mut payload = Vec::new();
    loop {
        let ([.., sequence], length) = read_header(from).await?;
        if payload.len().saturating_add(length) > max_bytes {
            return Err(ErrorKind::FileTooLarge.into());
        }
        let wanted = u64::try_from(length).unwrap_or(u64::MAX);
        if from.take(wanted).read_to_end(&mut payload).await? < length {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if length < MAX_PACKET_BYTES {
            return Ok(Packet { sequence, payload });
        }
    }
}

/// Writes one payload, in as many packets as it needs, and flushes.
pub(crate) async fn write_packet(to: &mut Stream, sequence: u8, payload: &[u8]) -> io::Result<()> {
    let mut rest = payload;
    let mut sequence = sequence;
    loop {
        let (part, after) = rest.split_at_checked(MAX_PACKET_BYTES).unwrap_or((rest, &[]));
        let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
        let [low, middle, high, _] = length.to_le_bytes();
        to.write_all(&[low, middle, high, sequence]).await?;
        to.write_all(part).await?;
        if part.len() < MAX_PACKET_BYTES {
            return to.flush().await;
        }
        rest = after;
        sequence = sequence.wrapping_add(1);
    }
}

/// An ERR packet's payload. `sqlstate` has five characters.
pub(crate) fn err_payload(code: u16, sqlstate: &str, message: &str) -> Vec<u8> {
    let mut payload = Vec::new();
    payload.put_u8(ERR);
    payload.put_u16_le(code);
    payload.put_u8(b'#');
    payload.put_slice(sqlstate.as_bytes());
    payload.put_slice(message.as_bytes());
    payload
}

/// The status flags of an OK packet.
pub(crate) fn ok_status(payload: &[u8]) -> Option<u16> {
    let mut rest = payload;
    rest.try_get_u8().ok()?;
    read_lenenc(&mut rest)?;
    read_lenenc(&mut rest)?;
    rest.try_get_u16_le().ok()
}

/// A length-encoded integer.
pub(crate) fn read_lenenc(from: &mut &[u8]) -> Option<u64> {
    match from.try_get_u8().ok()? {
        small @ 0..=0xFA => Some(u64::from(small)),
        0xFC => from.try_get_u16_le().ok().map(u64::from),
        0xFD => from.try_get_uint_le(3).ok(),
        0xFE => from.try_get_u64_le().ok(),
        _ => None,
    }
}

/// Where an answer's bytes go: to the client as they come, into memory, both, or nowhere.
pub(crate) struct Sink<'a> {
    client: Option<&'a mut Stream>,
    pub capture: Capture,
}

/// A copy of an answer.
pub(crate) enum Capture {
    /// Not wanted, or given up because it was larger than its bound.
    None,
    /// The bytes so far, at most `max_bytes`.
    Bytes { bytes: Vec<u8>, max_bytes: usize },
}

impl<'a> Sink<'a> {
    /// The answer is read and thrown away.
    pub fn nowhere() -> Self {
        Self { client: None, capture: Capture::None }
    }

    /// The answer streams through.
    pub fn client(client: &'a mut Stream) -> Self {
        Self { client: Some(client), capture: Capture::None }
    }

    /// The answer is kept if it has at most `max_bytes`.
    pub fn memory(max_bytes: usize) -> Self {
        Self { client: None, capture: Capture::Bytes { bytes: Vec::new(), max_bytes } }
    }

    /// The answer streams through, and is kept as well if it has at most `max_bytes`.
    pub fn both(client: &'a mut Stream, max_bytes: usize) -> Self {
        Self { client: Some(client), ..Self::memory(max_bytes) }
    }

    async fn write(&mut self, part: &[u8]) -> io::Result<()> {
        if let Capture::Bytes { bytes, max_bytes } = &mut self.capture {
            if bytes.len().saturating_add(part.len()) > *max_bytes {
                self.capture = Capture::None;
            } else {
                bytes.extend_from_slice(part);
            }
        }
        match &mut self.client {
            Some(client) => client.write_all(part).await,
            None => Ok(()),
        }
    }
}

/// How an answer ended: with the server's status flags, or with an ERR packet, which has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Status(u16),
    Error,
}

/// Passes one whole answer on, all its results. Does not flush.
pub(crate) async fn relay_answer(upstream: &mut Stream, sink: &mut Sink<'_>) -> io::Result<Answer> {
    loop {
        let head = relay_packet(upstream, sink).await?;
        let status = match head.bytes.first() {
            Some(&ERR) => return Ok(Answer::Error),
            Some(&OK) => ok_status(&head.bytes).ok_or(ErrorKind::InvalidData)?,
            // Its capability was never offered.
            Some(&LOCAL_INFILE) | None => return Err(ErrorKind::InvalidData.into()),
            Some(_) => match relay_rows(upstream, sink).await? {
                Answer::Error => return Ok(Answer::Error),
                Answer::Status(status) => status,
            },
        };
        if status & STATUS_MORE_RESULTS == 0 {
            return Ok(Answer::Status(status));
        }
    }
}

/// The columns up to their EOF, then the rows up to theirs.
async fn relay_rows(upstream: &mut Stream, sink: &mut Sink<'_>) -> io::Result<Answer> {
    let mut answer = Answer::Error;
    for _ in 0..2 {
        answer = loop {
            let head = relay_packet(upstream, sink).await?;
            if let Some(end) = head.end_of_rows() {
                break end;
            }
        };
        if answer == Answer::Error {
            break;
        }
    }
    Ok(answer)
}

/// The first bytes of a payload that was passed on, and how long it was in all.
struct Head {
    bytes: Vec<u8>,
    payload_bytes: usize,
}

/// Enough for an OK packet up to its status: a byte and two length-encoded integers, then two bytes.
const HEAD_BYTES: usize = 21;

impl Head {
    /// An EOF packet is shorter than the row that starts with the same byte.
    fn end_of_rows(&self) -> Option<Answer> {
        let mut rest = self.bytes.as_slice();
        match rest.try_get_u8().ok()? {
            ERR => Some(Answer::Error),
            EOF if self.payload_bytes < 9 => {
                rest.try_get_u16_le().ok()?;
                rest.try_get_u16_le().ok().map(Answer::Status)
            }
            _ => None,
        }
    }
}

async fn relay_packet(upstream: &mut Stream, sink: &mut Sink<'_>) -> io::Result<Head> {
    let mut head = Head { bytes: Vec::with_capacity(HEAD_BYTES), payload_bytes: 0 };
    loop {
        let (header, length) = read_header(upstream).await?;
        sink.write(&header).await?;
        let mut left = length;
        while left > 0 {
            let chunk = upstream.fill_buf().await?;
            let part = chunk.get(..left).unwrap_or(chunk);
            if part.is_empty() {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            let wanted = HEAD_BYTES.saturating_sub(head.bytes.len());
            head.bytes.extend(part.iter().take(wanted));
            sink.write(part).await?;
            let taken = part.len();
            upstream.consume(taken);
            left = left.saturating_sub(taken);
        }
        head.payload_bytes = head.payload_bytes.saturating_add(length);
        if length < MAX_PACKET_BYTES {
            return Ok(head);
        }
    }
}
