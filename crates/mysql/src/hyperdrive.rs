//! The client over Hyperdrive's socket, in a Worker.
//! <https://developers.cloudflare.com/workers/runtime-apis/tcp-sockets/>

use std::time::Duration;

use js_sys::{ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    CryptoKey, ReadableStreamByobReader, ReadableStreamGetReaderOptions, ReadableStreamReaderMode,
    WorkerGlobalScope, WritableStreamDefaultWriter,
};
use worker::Delay;
use worker::worker_sys::Socket;
use worker::worker_sys::types::Hyperdrive as Binding;

use crate::{Connection, Error, Options, Platform, Stream, StreamError};

/// A connection over Hyperdrive. It belongs to the request that made it.
pub type HyperdriveConnection = Connection<HyperdriveSocket, Workerd>;

/// Bytes read at a time. A result of 1,000 rows takes a third of the CPU that it takes with the 4 kB that a
/// reader without a buffer of its own gets.
const READ_BYTES: u32 = 64 * 1024;

/// The options that a binding holds, with the default deadlines and limits.
#[must_use]
pub fn options(hyperdrive: &worker::Hyperdrive) -> Options {
    Options::new(hyperdrive.user(), hyperdrive.password(), hyperdrive.database())
}

/// Connects with the [`options`] of a binding.
///
/// # Errors
/// Always [`Error::Connect`].
pub async fn connect(hyperdrive: &worker::Hyperdrive) -> Result<HyperdriveConnection, Error> {
    connect_with(hyperdrive, &options(hyperdrive)).await
}

/// Connects with these options.
///
/// # Errors
/// Always [`Error::Connect`].
pub async fn connect_with(
    hyperdrive: &worker::Hyperdrive,
    options: &Options,
) -> Result<HyperdriveConnection, Error> {
    let socket = HyperdriveSocket::open(hyperdrive)
        .map_err(|error| Error::Connect(Box::new(error.into())))?;
    Connection::connect(socket, Workerd, options).await
}

/// Hyperdrive's socket.
pub struct HyperdriveSocket {
    socket: Socket,
    reader: ReadableStreamByobReader,
    writer: WritableStreamDefaultWriter,
    /// Goes into each read and comes back from it; `None` while a read is under way.
    buffer: Option<ArrayBuffer>,
}

impl HyperdriveSocket {
    fn open(hyperdrive: &worker::Hyperdrive) -> Result<Self, StreamError> {
        // worker's own Socket hides the streams.
        let binding: &Binding = AsRef::<JsValue>::as_ref(hyperdrive).unchecked_ref();
        let socket = binding.connect().map_err(thrown)?;
        let byob = ReadableStreamGetReaderOptions::new();
        byob.set_mode(ReadableStreamReaderMode::Byob);
        let reader =
            socket.readable().map_err(thrown)?.get_reader_with_options(&byob).unchecked_into();
        let writer = socket.writable().map_err(thrown)?.get_writer().map_err(thrown)?;
        Ok(Self { socket, reader, writer, buffer: Some(ArrayBuffer::new(READ_BYTES)) })
    }
}

impl Stream for HyperdriveSocket {
    async fn read(&mut self, into: &mut Vec<u8>) -> Result<usize, StreamError> {
        let buffer = self.buffer.take().unwrap_or_else(|| ArrayBuffer::new(READ_BYTES));
        let read = self.reader.read_with_array_buffer_view(Uint8Array::new(&buffer).as_ref());
        let result = JsFuture::from(read).await.map_err(thrown)?;
        let value = Reflect::get(&result, &"value".into()).map_err(thrown)?;
        // No value, or an empty one: the stream has ended.
        let Ok(bytes) = value.dyn_into::<Uint8Array>() else {
            return Ok(0);
        };
        let (old, count) = (into.len(), bytes.length() as usize);
        into.resize(old.saturating_add(count), 0);
        if let Some(new) = into.get_mut(old..) {
            bytes.copy_to(new);
        }
        self.buffer = Some(bytes.buffer());
        Ok(count)
    }

    async fn write_all(&mut self, bytes: &[u8]) -> Result<(), StreamError> {
        // A copy, which is the stream's from here on: a view of wasm's memory would not outlive its growth.
        let chunk = Uint8Array::from(bytes);
        JsFuture::from(self.writer.write_with_chunk(&chunk)).await.map_err(thrown)?;
        Ok(())
    }
}

impl Drop for HyperdriveSocket {
    /// An open socket counts against the six of an invocation, and holds its transaction's locks.
    fn drop(&mut self) {
        if let Ok(closing) = self.socket.close() {
            spawn_local(async move {
                // Awaited so that a rejection is heard by somebody; there is nothing left to do about it.
                let _ = JsFuture::from(closing).await;
            });
        }
    }
}

/// The Workers runtime's timer and WebCrypto.
pub struct Workerd;

impl Platform for Workerd {
    async fn sleep_ms(&self, ms: u64) {
        // setTimeout takes 32 bits.
        Delay::from(Duration::from_millis(ms.min(i32::MAX.unsigned_abs().into()))).await;
    }

    async fn rsa_oaep_sha1(
        &self,
        public_key_pem: &str,
        message: &[u8],
    ) -> Result<Vec<u8>, StreamError> {
        let global: WorkerGlobalScope = js_sys::global().unchecked_into();
        let body: String =
            public_key_pem.lines().filter(|line| !line.starts_with("-----")).collect();
        let der: Vec<u8> = global
            .atob(&body)
            .map_err(thrown)?
            .chars()
            .filter_map(|byte| u8::try_from(byte).ok())
            .collect();
        let subtle = global.crypto().map_err(thrown)?.subtle();
        let algorithm = Object::new();
        Reflect::set(&algorithm, &"name".into(), &"RSA-OAEP".into()).map_err(thrown)?;
        Reflect::set(&algorithm, &"hash".into(), &"SHA-1".into()).map_err(thrown)?;
        let usages = js_sys::Array::of1(&"encrypt".into());
        let import = subtle
            .import_key_with_object(
                "spki",
                &Uint8Array::from(der.as_slice()),
                &algorithm,
                false,
                &usages,
            )
            .map_err(thrown)?;
        let key: CryptoKey = JsFuture::from(import).await.map_err(thrown)?.unchecked_into();
        let encrypt =
            subtle.encrypt_with_object_and_u8_array(&algorithm, &key, message).map_err(thrown)?;
        let encrypted = JsFuture::from(encrypt).await.map_err(thrown)?;
        Ok(Uint8Array::new(&encrypted).to_vec())
    }
}

/// A JavaScript exception's text.
fn thrown(exception: JsValue) -> StreamError {
    let text =
        Reflect::get(&exception, &"message".into()).ok().and_then(|message| message.as_string());
    StreamError(text.unwrap_or_else(|| format!("{exception:?}")))
}
