//! What a connection makes of scripted answers.

use std::pin::pin;
use std::task::{Context, Waker};

use super::*;
use crate::testing::{Scene, Script, block_on};
use crate::{AuthError, Options, Outcome};

type Scripted = Connection<Script, Scene>;

const GREETING: &[u8] =
    b"\x0a9.7.0\x00\x08\x00\x00\x00abcdefgh\x00\xff\xff\xff\x02\x00\xff\xdf\x15\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00ijklmnopqrst\x00caching_sha2_password\x00";
const OK: &[u8] = b"\x00\x00\x00\x02\x00\x00\x00";
const OK_IN_TRANSACTION: &[u8] = b"\x00\x00\x00\x03\x00\x00\x00";

fn packet(sequence: u8, payload: &[u8]) -> Vec<u8> {
    [&[payload.len() as u8, 0, 0, sequence], payload].concat()
}

/// Numbers the payloads from 1, as the answer to one command is.
fn answer(payloads: &[&[u8]]) -> Vec<u8> {
    (1..).zip(payloads).flat_map(|(sequence, payload)| packet(sequence, payload)).collect()
}

fn connect(after_response: &[&[u8]]) -> Result<Scripted, Error> {
    let mut chunks = vec![packet(0, GREETING)];
    // The client's packets have the odd numbers: 1, 3, 5.
    chunks.extend((1..).zip(after_response).map(|(index, payload)| packet(index * 2, payload)));
    block_on(Connection::connect(
        Script::of(chunks),
        Scene::default(),
        &Options::new("app", "pw", "app"),
    ))
}

/// A connection that is ready and will hear these answers; silence follows.
fn ready(answers: &[Vec<u8>]) -> Scripted {
    let options = Options::new("app", "pw", "app");
    let setup = [packet(0, GREETING), packet(2, OK)];
    let mut script = Script::of(setup.iter().chain(answers));
    script.hangs = true;
    block_on(Connection::connect(script, Scene::default(), &options)).unwrap()
}

fn select() -> Sql {
    Sql::new().raw("SELECT 1")
}

#[test]
fn fast_auth_and_its_end() {
    let script = [packet(0, GREETING), packet(2, b"\x01\x03"), packet(3, OK)];
    let options = Options::new("app", "pw", "app");
    assert!(block_on(Connection::connect(Script::of(script), Scene::default(), &options)).is_ok());
}

#[test]
fn full_auth_asks_for_the_key_and_encrypts_for_it() {
    assert!(connect(&[b"\x01\x04", b"\x01KEY", OK]).is_ok());
}

#[test]
fn a_switch_to_another_plugin_is_refused_by_name() {
    let error = connect(&[b"\xFEmysql_clear_password\0"]).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotExecuted);
    let Error::Connect(inner) = error else { panic!("{error}") };
    assert!(
        matches!(*inner, Error::Auth(AuthError::Plugin(name)) if name == "mysql_clear_password")
    );
}

#[test]
fn endless_authentication_ends() {
    assert!(connect(&[&b"\x01\x04"[..]; 20]).is_err());
    assert!(connect(&[&b"\xFEmysql_native_password\0abcdefghijklmnopqrst\0"[..]; 20]).is_err());
}

#[test]
fn a_wrong_password_is_the_servers_error() {
    let error = connect(&[b"\xFF\x15\x04#28000Access denied"]).unwrap_err();
    assert_eq!((error.server().unwrap().code, error.outcome()), (1045, Outcome::NotExecuted));
}

const ID_COLUMN: &[u8] = b"\x03def\0\0\0\x02id\0\x0C\x3F\0\x01\0\0\0\x08\x81\0\0\0\0";

#[test]
fn rows_and_their_names() {
    let eof = b"\xFE\0\0\x02\0";
    let mut connection = ready(&[answer(&[b"\x01", ID_COLUMN, eof, b"\x0242", b"\xFB", eof])]);
    let rows = block_on(connection.query(&select())).unwrap();
    assert_eq!(rows.column_name(0), Some("id"));
    let values: Vec<_> = rows.iter().map(|row| row.i64(0).unwrap()).collect();
    assert_eq!(values, [Some(42), None]);
    assert!(connection.is_usable());
}

#[test]
fn silence_ends_at_the_deadline_and_the_connection_is_never_used_again() {
    let mut connection = ready(&[]);
    let error = block_on(connection.execute(&select())).unwrap_err();
    assert!(matches!(error, Error::Deadline { after_ms: 20_000 }));
    assert_eq!(error.outcome(), Outcome::Unknown);
    let again = block_on(connection.execute(&select())).unwrap_err();
    assert!(matches!(again, Error::Closed) && again.outcome() == Outcome::NotExecuted);
    assert!(matches!(block_on(connection.commit()), Err(Error::Closed)));
}

#[test]
fn a_dropped_future_leaves_the_connection_unusable() {
    let mut connection = ready(&[]);
    connection.platform.alarm_rings.set(false);
    let sql = select();
    {
        let mut exchange = pin!(connection.execute(&sql));
        assert!(exchange.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    assert!(!connection.is_usable());
}

#[test]
fn a_server_that_hangs_up_leaves_the_outcome_unknown() {
    let mut connection = ready(&[]);
    connection.packets = Packets::new(Script::default(), 0);
    let error = block_on(connection.execute(&select())).unwrap_err();
    assert!(matches!(error, Error::Io(_)) && error.outcome() == Outcome::Unknown);
}

#[test]
fn a_server_that_gives_up_of_its_own_accord_is_heard() {
    let mut connection = ready(&[packet(0, b"\xFF\xBF\x0F#HY000The client was disconnected")]);
    let error = block_on(connection.execute(&select())).unwrap_err();
    assert_eq!((error.server().unwrap().code, error.outcome()), (4031, Outcome::Unknown));
    assert!(!connection.is_usable());
}

#[test]
fn an_error_leaves_the_connection_usable_and_a_deadlock_ends_the_transaction() {
    let deadlock = answer(&[b"\xFF\xBD\x04#40001Deadlock found"]);
    let mut connection = ready(&[answer(&[OK_IN_TRANSACTION]), deadlock]);
    block_on(connection.begin()).unwrap();
    assert!(matches!(block_on(connection.begin()), Err(Error::Refused(Refusal::TransactionOpen))));
    let error = block_on(connection.execute(&select())).unwrap_err();
    assert!(error.server().unwrap().is_deadlock() && error.outcome() == Outcome::Failed);
    assert!(connection.is_usable());
    assert!(matches!(block_on(connection.commit()), Err(Error::Refused(Refusal::NoTransaction))));
    assert!(block_on(connection.rollback()).is_ok());
}

#[test]
fn what_a_result_may_not_be() {
    let eof = b"\xFE\0\0\x02\0";
    let more = b"\xFE\0\0\x0A\0";
    let results: [&[&[u8]]; 5] = [
        &[b"\xFBfile"],
        &[b"\xFC\x01\x10"],
        &[b"\x01", ID_COLUMN, eof, b"\x0242\x01x", eof],
        &[b"\x01", ID_COLUMN, eof, b"\x0242", more],
        &[b"\x01", ID_COLUMN, b"\x0242"],
    ];
    for result in results {
        let mut connection = ready(&[answer(result)]);
        let error = block_on(connection.query(&select())).unwrap_err();
        assert!(matches!(error, Error::Protocol(_) | Error::ResultTooLarge { .. }), "{error}");
        assert!(!connection.is_usable());
    }
}

#[test]
fn limits_hold() {
    let eof = b"\xFE\0\0\x02\0";
    let mut connection = ready(&[answer(&[b"\x01", ID_COLUMN, eof, b"\x011", b"\x012", eof])]);
    connection.limits = Limits { result_rows: 1, statement_bytes: 8, ..Limits::default() };
    let error = block_on(connection.execute(&Sql::new().raw("SELECT 12"))).unwrap_err();
    assert!(matches!(error, Error::Refused(Refusal::StatementTooLarge(8))));
    let error = block_on(connection.query(&select())).unwrap_err();
    assert!(matches!(error, Error::ResultTooLarge { unit: "rows", limit: 1 }), "{error}");
}

#[test]
fn the_servers_mode_decides_how_a_backslash_is_written() {
    let no_backslash_escapes = b"\x00\x00\x00\x02\x02\x00\x00";
    let mut connection = ready(&[answer(&[no_backslash_escapes]), answer(&[OK])]);
    for _ in 0..2 {
        block_on(connection.execute(&Sql::new().raw("SELECT ").lit("\\"))).unwrap();
    }
    let sent = String::from_utf8_lossy(&connection.packets.stream().written).into_owned();
    assert!(
        sent.contains("SELECT '\\\\'") && sent.contains("SELECT CAST(x'5c' AS CHAR)"),
        "{sent}"
    );
}
