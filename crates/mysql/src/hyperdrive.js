// The socket of a Hyperdrive binding, each step in one call.
// https://developers.cloudflare.com/workers/runtime-apis/tcp-sockets/

/** Bytes of the buffer that is read into: most answers are short, and a buffer is filled with zeros first. */
const SHORT_BYTES = 8 * 1024;
/** The buffer once an answer has filled the short one. A result of 1,000 rows takes a third of the CPU that it takes with 4 kB. */
const LONG_BYTES = 64 * 1024;
/** Up to here a write is not waited for: the answer, which is, cannot come before it, nor if it fails. */
const WAIT_BYTES = 64 * 1024;

const heard = () => {};

export function open(hyperdrive, ring) {
  const socket = hyperdrive.connect();
  const came = (result) => {
    of.result = result;
    of.ring();
  };
  const broke = (error) => {
    of.error = error;
    of.ring();
  };
  const of = { socket, reader: socket.readable.getReader({ mode: "byob" }), writer: socket.writable.getWriter(), buffer: new ArrayBuffer(SHORT_BYTES), ring, came, broke };
  return of;
}

/** Begins to read, and rings once there is something to take. */
export function read(of) {
  of.reader.read(new Uint8Array(of.buffer)).then(of.came, of.broke);
}

/** The bytes that have come; nothing at the end of the stream. */
export function take(of) {
  if (of.error) throw of.error;
  const { value } = of.result;
  if (!value?.byteLength) return undefined;
  of.buffer = value.byteLength < value.buffer.byteLength ? value.buffer : new ArrayBuffer(LONG_BYTES);
  return value;
}

/** Writes a copy: a view of wasm's memory does not outlive its growth. */
export function write(of, bytes) {
  const written = of.writer.write(bytes.slice());
  if (bytes.byteLength >= WAIT_BYTES) return written;
  written.catch(heard);
}

export function close(of) {
  of.ring = heard; // the other one goes with wasm's side
  // Rejections are heard by somebody; there is nothing left to do about them.
  of.socket.close().catch(heard);
}

export const startTimer = (ring, ms) => setTimeout(ring, ms);
export const stopTimer = (timer) => clearTimeout(timer);
