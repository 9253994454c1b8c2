//! A MySQL server as a script: a greeting, a welcome, and an answer to each query by its first
//! word and the first table that it names.

use std::future::{Pending, pending};
use std::rc::Rc;

use tandem::store::mysql::Connect;
use tandem_mysql::{Connection, Error, Options, Platform, Stream, StreamError};

use crate::rows::{Form, VERSION, texts, workouts};

/// How much a read gives at most, as the Worker's socket does.
const READ_BYTES: usize = 64 * 1024;
const COM_QUERY: u8 = 3;
const HEADER_BYTES: usize = 4;
const GREETING: &[u8] = b"\x0a9.7.0\0\x08\0\0\0abcdefgh\0\xff\xff\xff\x02\0\xff\xdf\x15\0\0\0\0\0\0\0\0\0\0ijklmnopqrst\0caching_sha2_password\0";
const FAST_AUTH_OK: &[u8] = b"\x01\x03";
/// One row affected, autocommit; the lowest bit of the status says that a transaction is open.
const OK: &[u8] = b"\0\x01\0\x02\0\0\0";
const EOF: &[u8] = b"\xFE\0\0\x02\0";

/// A server in which `workouts` has so many rows, and this database is the secondary.
#[derive(Clone)]
pub struct CannedMySql {
    rows: Rc<[u8]>,
}

impl CannedMySql {
    pub fn with_rows(rows: usize) -> Self {
        let table = workouts();
        let rows = (0..rows).map(|number| {
            let mut row = texts(table, number, Form::MySql);
            row.push(Some(VERSION.to_string()));
            row
        });
        CannedMySql { rows: result(table.columns.len() + 1, rows).into() }
    }
}

impl Connect for CannedMySql {
    type Stream = Server;
    type Platform = NoTime;

    async fn connect(&self) -> Result<Connection<Server, NoTime>, Error> {
        let mut outgoing = Vec::new();
        packet(&mut outgoing, 0, GREETING);
        let rows = Rc::clone(&self.rows);
        let server = Server {
            rows,
            incoming: Vec::new(),
            outgoing,
            read: 0,
            welcomed: false,
            in_transaction: false,
        };
        Connection::connect(server, NoTime, &Options::new("app", "password", "app")).await
    }

    async fn sleep_ms(&self, _: u64) {
        panic!("a hot path waits");
    }

    fn random(&self) -> u64 {
        1
    }
}

/// Deadlines never pass.
pub struct NoTime;

impl Platform for NoTime {
    type Timer = Pending<()>;

    fn timer(&self, _: u64) -> Pending<()> {
        pending()
    }

    fn now_ms(&self) -> u64 {
        0
    }

    async fn rsa_oaep_sha1(&self, _: &str, _: &[u8]) -> Result<Vec<u8>, StreamError> {
        Err(StreamError("the fast way of caching_sha2_password needs no RSA".to_owned()))
    }
}

/// The server's end of a connection.
pub struct Server {
    rows: Rc<[u8]>,
    incoming: Vec<u8>,
    outgoing: Vec<u8>,
    /// How much of `outgoing` was read.
    read: usize,
    welcomed: bool,
    in_transaction: bool,
}

impl Server {
    /// Answers the packet that was written, once all of it is there.
    fn answer(&mut self) {
        let Some(&[a, b, c, sequence]) = self.incoming.first_chunk::<HEADER_BYTES>() else {
            return;
        };
        let length = u32::from_le_bytes([a, b, c, 0]) as usize;
        if self.incoming.len() < HEADER_BYTES + length {
            return;
        }
        self.outgoing.clear();
        self.read = 0;
        if !self.welcomed {
            self.welcomed = true;
            packet(&mut self.outgoing, sequence + 1, FAST_AUTH_OK);
            packet(&mut self.outgoing, sequence + 2, OK);
        } else {
            let command = std::mem::take(&mut self.incoming);
            let payload = &command[HEADER_BYTES..];
            assert_eq!(payload[0], COM_QUERY);
            self.query(std::str::from_utf8(&payload[1..]).expect("a statement is text"));
            self.incoming = command;
        }
        self.incoming.clear();
    }

    fn query(&mut self, sql: &str) {
        let word = sql.split(' ').next().unwrap_or_default();
        match word {
            "START" => self.in_transaction = true,
            "COMMIT" | "ROLLBACK" => self.in_transaction = false,
            _ => {}
        }
        let out = &mut self.outgoing;
        // Counted from the end: an OK ends with the status and the warnings, an EOF with the status.
        let status_at = match (word, first_table(sql)) {
            ("SELECT", Some("workouts")) => {
                out.extend_from_slice(&self.rows);
                2
            }
            ("SELECT", Some("_control")) => {
                let columns = sql.split(" FROM ").next().unwrap_or_default().split(',').count();
                let mut line = vec![Some("1".to_owned()), Some("closed".to_owned())];
                line.resize(columns, None);
                out.extend_from_slice(&result(columns, [line]));
                2
            }
            ("SELECT", _) => {
                out.extend_from_slice(&result(1, []));
                2
            }
            _ => {
                packet(out, 1, OK);
                4
            }
        };
        let at = out.len() - status_at;
        out[at] = 2 | u8::from(self.in_transaction);
    }
}

/// The name after the first FROM.
fn first_table(sql: &str) -> Option<&str> {
    sql.split_once(" FROM `")?.1.split('`').next()
}

impl Stream for Server {
    async fn read(&mut self, into: &mut Vec<u8>) -> Result<usize, StreamError> {
        let rest = &self.outgoing[self.read..];
        let some = &rest[..rest.len().min(READ_BYTES)];
        into.extend_from_slice(some);
        self.read += some.len();
        Ok(some.len())
    }

    async fn write_all(&mut self, bytes: &[u8]) -> Result<(), StreamError> {
        self.incoming.extend_from_slice(bytes);
        self.answer();
        Ok(())
    }
}

/// A text result: the columns' number and definitions, the rows, an end after each.
fn result(columns: usize, rows: impl IntoIterator<Item = Vec<Option<String>>>) -> Vec<u8> {
    let mut payloads = vec![vec![u8::try_from(columns).expect("few columns")]];
    for column in 0..columns {
        let mut definition = b"\x03def\x03app\x08workouts\x08workouts".to_vec();
        let name = format!("column_{column}");
        for _alias_and_name in 0..2 {
            text(&mut definition, &name);
        }
        definition.extend_from_slice(b"\x0C\x2D\0\x0B\0\0\0\xFD\0\0\0\0\0");
        payloads.push(definition);
    }
    payloads.push(EOF.to_vec());
    for row in rows {
        let mut payload = Vec::new();
        for value in row {
            match value {
                Some(value) => text(&mut payload, &value),
                None => payload.push(0xFB),
            }
        }
        payloads.push(payload);
    }
    payloads.push(EOF.to_vec());
    let mut out = Vec::new();
    for (number, payload) in payloads.iter().enumerate() {
        packet(&mut out, u8::try_from((number + 1) % 256).unwrap_or(0), payload);
    }
    out
}

/// A text of at most 250 bytes, its length before it.
fn text(out: &mut Vec<u8>, text: &str) {
    let length = u8::try_from(text.len()).ok().filter(|length| *length <= 250);
    out.push(length.expect("a short text"));
    out.extend_from_slice(text.as_bytes());
}

fn packet(out: &mut Vec<u8>, sequence: u8, payload: &[u8]) {
    let length = u32::try_from(payload.len()).expect("a short packet").to_le_bytes();
    out.extend_from_slice(&[length[0], length[1], length[2], sequence]);
    out.extend_from_slice(payload);
}
