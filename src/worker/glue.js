// What the Rust code asks of the platform on its hot path, each in one call.

/** A response from its status, its headers (a line each), and a view of wasm's memory, which is copied. */
export function respond(status, head, body) {
  const headers = {};
  for (const line of head.split("\n")) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon)] = line.slice(colon + 1);
  }
  return new Response(status === 204 || status === 304 ? null : body.slice(), { status, headers });
}

const param = (value) => (Array.isArray(value) ? new Uint8Array(value) : value);
// JSON has no raw control characters, and neither have numbers: they divide fields, rows and statements.
const fields = (row) => (row.length === 1 ? row[0] : row.join("\u0001"));
const objectFields = (row) => fields(Object.values(row));
const encoder = new TextEncoder();
// From about here on it is quicker to encode a text than to copy it into wasm's memory as it is.
const LONG = 8192;
const answer = (text) => (text.length < LONG ? text : encoder.encode(text));

/**
 * Runs statements in one transaction of D1.
 * @param {D1Database} db
 * @param {string} text JSON: an array of `[sql, value, …]`; a BLOB is an array of its bytes
 * @param {number} deadlineMs
 * @param {string} [session] how a session of D1 begins; without one D1 is read where it is written
 * @returns {Promise<string | Uint8Array>} the rows of each statement, after them the session's bookmark, in UTF-8 where it is long; rejected with a number if there was no answer in time
 */
export async function batch(db, text, deadlineMs, session) {
  const at = session === undefined ? db : db.withSession(session);
  const bookmark = () => (session === undefined ? "" : `\u0004${at.getBookmark() ?? ""}`);
  const statements = JSON.parse(text).map(([sql, ...values]) => (values.length ? at.prepare(sql).bind(...values.map(param)) : at.prepare(sql)));
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(deadlineMs), deadlineMs);
  });
  try {
    if (statements.length === 1) {
      const rows = await Promise.race([statements[0].raw(), late]);
      return answer(rows.map(fields).join("\u0002") + bookmark());
    }
    const answers = await Promise.race([at.batch(statements), late]);
    return answer(answers.map(({ results }) => results.map(objectFields).join("\u0002")).join("\u0003") + bookmark());
  } finally {
    clearTimeout(timer);
  }
}
