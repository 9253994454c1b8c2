// The Worker's entry. A request crosses into wasm as one text and one buffer: each crossing of a JavaScript object
// costs more than what is done with it there.
//
// `build/index.js` is worker-build's: it starts the wasm instance anew after a trap. Its functions outlive the
// instance, so they are looked up once.
import Instance from "../../build/index.js";

/** The headers that the API reads: of every request, of those that read, of those that write. */
const ALWAYS = ["authorization", "tandem-tenant", "tandem-owner", "tandem-session"];
const READING = [...ALWAYS, "if-none-match", "tandem-read"];
const WRITING = [...ALWAYS, "content-type", "content-length", "if-match", "idempotency-key"];
/** `MAX_BODY_BYTES` of src/http/request.rs, and one more, by which it is known that the body goes on. */
const MOST_BYTES = 1_048_576 + 1;

/** Of the cookies, the session's alone. */
const SESSION = /(?:^|;\s*)(tandem_session=[\w-]*)/;

let serve;

const isRead = (method) => method === "GET" || method === "HEAD";

function headOf(request, method) {
  const headers = request.headers;
  let head = `${method}\n${request.url}`;
  for (const name of isRead(method) ? READING : WRITING) {
    const value = headers.get(name);
    if (value !== null) head += `\n${name}:${value}`;
  }
  const session = headers.get("cookie")?.match(SESSION);
  if (session) head += `\ncookie:${session[1]}`;
  return head;
}

/** The body; of one that is too long its beginning, or nothing where its length was declared. */
async function bodyOf(request) {
  const declared = request.headers.get("content-length");
  if (declared !== null) return Number(declared) < MOST_BYTES ? new Uint8Array(await request.arrayBuffer()) : undefined;
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request.body) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= MOST_BYTES) break;
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer()).subarray(0, MOST_BYTES);
}

export default {
  fetch(request, env, ctx) {
    serve ??= new Instance(ctx, env).serve;
    const method = request.method;
    const head = headOf(request, method);
    const answer =
      isRead(method) || request.body === null
        ? serve(head, undefined, env, ctx)
        : bodyOf(request).then((body) => serve(head, body, env, ctx));
    // A client that goes away would end a switch between its steps, and nobody could write until the next cron.
    if (!isRead(method) && request.url.includes("/admin/")) ctx.waitUntil(answer);
    return answer;
  },
  queue: (batch, env, ctx) => new Instance(ctx, env).queue(batch),
  scheduled: (event, env, ctx) => new Instance(ctx, env).scheduled(event),
};
