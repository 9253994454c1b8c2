//! Without a server: every command byte, TLS, auth plugins and packet sizes, against a stand-in that records.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::Duration;

use tandem_proxy::{Options, Proxy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

const OK: &[u8] = b"\x00\x00\x00\x02\x00\x00\x00";
const MAX_PACKET_BYTES: usize = 0xFF_FFFF;

async fn read(socket: &mut TcpStream) -> Option<(u8, Vec<u8>)> {
    let mut header = [0; 4];
    socket.read_exact(&mut header).await.ok()?;
    let mut payload =
        vec![
            0;
            usize::from(header[0]) | usize::from(header[1]) << 8 | usize::from(header[2]) << 16
        ];
    socket.read_exact(&mut payload).await.ok()?;
    Some((header[3], payload))
}

/// In one piece: two would wait for each other's acknowledgement.
async fn write(socket: &mut TcpStream, sequence: u8, payload: &[u8]) {
    let [low, middle, high, _] = u32::try_from(payload.len()).unwrap().to_le_bytes();
    let packet = [&[low, middle, high, sequence], payload].concat();
    socket.write_all(&packet).await.unwrap();
}

fn greeting() -> Vec<u8> {
    let mut greeting = b"\x0a8.0.0\0\x01\0\0\0saltsalt\0\xff\xff\x2d\x02\0\xff\xff\x15".to_vec();
    greeting.extend([0; 10]);
    greeting.extend(b"saltsaltsalt\0mysql_native_password\0");
    greeting
}

/// Greets, answers the login with `login`, then every command with OK; but a query for `rows` with one row
/// of that many bytes. Passes on what it was sent.
async fn serve(mut socket: TcpStream, login: &'static [u8], sent: UnboundedSender<Vec<u8>>) {
    write(&mut socket, 0, &greeting()).await;
    let (sequence, _) = read(&mut socket).await.unwrap();
    write(&mut socket, sequence + 1, login).await;
    while let Some((_, payload)) = read(&mut socket).await {
        let text = String::from_utf8_lossy(&payload).into_owned();
        sent.send(payload).unwrap();
        match text.strip_prefix("\x03rows ") {
            Some(bytes) => send_row(&mut socket, bytes.parse().unwrap()).await,
            None => write(&mut socket, 1, OK).await,
        }
    }
}

async fn send_row(socket: &mut TcpStream, bytes: usize) {
    let eof = b"\xfe\0\0\x02\0";
    for (sequence, payload) in [(1, &b"\x01"[..]), (2, b"column"), (3, eof)] {
        write(socket, sequence, payload).await;
    }
    let row = vec![0xFE; bytes];
    let mut sequence = 4;
    for part in row.chunks(MAX_PACKET_BYTES) {
        write(socket, sequence, part).await;
        sequence += 1;
    }
    if bytes.is_multiple_of(MAX_PACKET_BYTES) {
        write(socket, sequence, b"").await;
    }
    write(socket, sequence, eof).await;
}

async fn start(login: &'static [u8]) -> (Proxy, UnboundedReceiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("mysql://app:app@{}/app", listener.local_addr().unwrap());
    let (sent, received) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(serve(socket, login, sent.clone()));
        }
    });
    (Proxy::start(&url, Options::default()).await.unwrap(), received)
}

/// A client that got as far as the server's answer to its login, which is returned too.
async fn login(proxy: &Proxy, flags: u32) -> (TcpStream, Vec<u8>) {
    let mut socket = TcpStream::connect(proxy.addr()).await.unwrap();
    read(&mut socket).await.unwrap();
    let mut response = flags.to_le_bytes().to_vec();
    response.extend([0; 28]);
    response.extend(b"app\0\0app\0mysql_native_password\0");
    write(&mut socket, 1, &response).await;
    let (sequence, answer) = read(&mut socket).await.unwrap();
    assert_eq!(sequence, 2);
    (socket, answer)
}

/// The next packet of an answer, which must come.
async fn answered(socket: &mut TcpStream) -> Vec<u8> {
    let packet = tokio::time::timeout(Duration::from_secs(20), read(socket)).await;
    packet.expect("an answer in time").unwrap().1
}

const PLAIN: u32 = 0x0008_8208;

fn error_code(payload: &[u8]) -> Option<u16> {
    (payload[0] == 0xFF).then(|| u16::from_le_bytes([payload[1], payload[2]]))
}

#[tokio::test]
async fn only_queries_and_pings_reach_the_server() {
    let (proxy, mut received) = start(OK).await;
    let (mut socket, _) = login(&proxy, PLAIN).await;
    for command in (0x00..=0xFF).filter(|command| ![0x01, 0x03, 0x0E].contains(command)) {
        write(&mut socket, 0, &[command, b'x']).await;
        let (sequence, answer) = read(&mut socket).await.unwrap();
        assert_eq!((sequence, error_code(&answer)), (1, Some(1235)), "{command:#x}");
    }
    for command in [&b"\x0e"[..], b"\x03DO 1"] {
        write(&mut socket, 0, command).await;
        assert_eq!(read(&mut socket).await.unwrap(), (1, OK.to_vec()));
        assert_eq!(received.recv().await.unwrap(), command);
    }
    assert!(received.try_recv().is_err());
    let refused = proxy.stats().refused;
    assert_eq!(
        (refused["init_db"], refused["change_user"], refused["prepared_statement"]),
        (1, 1, 7)
    );
    assert_eq!(refused.values().sum::<u64>(), 253);
}

#[tokio::test]
async fn tls_is_neither_offered_nor_taken() {
    let (proxy, _received) = start(OK).await;
    let (_socket, answer) = login(&proxy, PLAIN | 0x0800).await;
    assert_eq!(error_code(&answer), Some(1043));
    assert_eq!(proxy.stats().refused["tls"], 1);
}

#[tokio::test]
async fn only_two_auth_plugins_are_known() {
    let (proxy, _received) = start(b"\xfemysql_clear_password\0").await;
    let (_socket, answer) = login(&proxy, PLAIN).await;
    assert_eq!(error_code(&answer), Some(1251));
    let (proxy, _received) = start(b"\xfecaching_sha2_password\0saltsaltsaltsaltsalt\0").await;
    let (_socket, answer) = login(&proxy, PLAIN).await;
    assert_eq!(error_code(&answer), None);
}

#[tokio::test]
async fn rows_of_any_size_pass_through() {
    let (proxy, _received) = start(OK).await;
    let (mut socket, _) = login(&proxy, PLAIN).await;
    for bytes in [
        9,
        65_536,
        MAX_PACKET_BYTES - 1,
        MAX_PACKET_BYTES,
        MAX_PACKET_BYTES + 5,
        2 * MAX_PACKET_BYTES,
    ] {
        write(&mut socket, 0, format!("\x03rows {bytes}").as_bytes()).await;
        for _ in 0..3 {
            answered(&mut socket).await;
        }
        let mut row = 0;
        loop {
            let part = answered(&mut socket).await.len();
            row += part;
            if part < MAX_PACKET_BYTES {
                break;
            }
        }
        assert_eq!(row, bytes);
        assert_eq!(answered(&mut socket).await, b"\xfe\0\0\x02\0");
    }
}

#[tokio::test]
async fn a_query_larger_than_one_packet_arrives_whole() {
    let (proxy, mut received) = start(OK).await;
    let (mut socket, _) = login(&proxy, PLAIN).await;
    let query = [b"\x03DO '".to_vec(), vec![b'a'; MAX_PACKET_BYTES], b"'".to_vec()].concat();
    write(&mut socket, 0, &query[..MAX_PACKET_BYTES]).await;
    write(&mut socket, 1, &query[MAX_PACKET_BYTES..]).await;
    assert_eq!(received.recv().await.unwrap().len(), MAX_PACKET_BYTES);
    assert_eq!(received.recv().await.unwrap().len(), query.len() - MAX_PACKET_BYTES);
}

#[tokio::test]
async fn a_server_that_is_away_is_told() {
    let proxy = Proxy::start("mysql://app:app@127.0.0.1:1/app", Options::default()).await.unwrap();
    let mut socket = TcpStream::connect(proxy.addr()).await.unwrap();
    let (sequence, answer) = read(&mut socket).await.unwrap();
    assert_eq!((sequence, error_code(&answer)), (0, Some(2003)));
}

#[tokio::test]
async fn a_session_is_reset_after_a_set() {
    let (proxy, mut received) = start(OK).await;
    let (mut socket, _) = login(&proxy, PLAIN).await;
    write(&mut socket, 0, b"\x03SET @a = 1").await;
    for expected in [&b"\x03SET @a = 1"[..], b"\x1f", b"\x03SET NAMES utf8mb4"] {
        assert_eq!(received.recv().await.unwrap(), expected);
    }
}

#[tokio::test]
async fn an_abandoned_transaction_is_rolled_back_before_the_client_sees_the_cut() {
    let in_transaction = b"\x00\x00\x00\x03\x00\x00\x00";
    let (proxy, mut received) = start(in_transaction).await;
    let (mut socket, _) = login(&proxy, PLAIN).await;
    proxy.set_mode(serde_json::from_str(r#"{"cut_before": "COMMIT"}"#).unwrap());
    write(&mut socket, 0, b"\x03COMMIT").await;
    assert!(read(&mut socket).await.is_none());
    assert_eq!(received.try_recv().unwrap(), b"\x03ROLLBACK");
    assert_eq!(proxy.stats().abandoned_transactions, 1);
}
