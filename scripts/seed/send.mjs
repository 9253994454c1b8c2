// Sends units of rows to a Worker: each once, however often the seed is run.
import { createHash } from "node:crypto";
import { Failure } from "../lib/log.mjs";
import { sleep } from "../lib/proc.mjs";

const TRIES = 6;
const FIRST_WAIT_MS = 200;
const CALL_DEADLINE_MS = 60_000;
/** Rows that are looked up at once where a part of a unit is there already. */
const PARALLEL_READS = 10;

/** @param {{url: string, token: string}} worker */
export function sender({ url, token }) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };

  /** One call, repeated while the Worker says that it may succeed later; a write has the same key in each try. */
  async function call(method, path, extra, body) {
    for (let tried = 1; ; tried++) {
      let response;
      try {
        response = await fetch(url + path, { method, headers: { ...headers, ...extra }, body, signal: AbortSignal.timeout(CALL_DEADLINE_MS) });
      } catch (error) {
        if (tried === TRIES) throw new Failure(`${method} ${url}${path} failed: ${error.cause?.code ?? error.message}`, "see that the Worker runs, then seed again: what was made is skipped");
      }
      // 502: the write is committed, and the journal brings it to the other database.
      if (response && (response.status <= 502 || tried === TRIES)) return { status: response.status, body: await response.json().catch(() => ({})) };
      const asked = Number(response?.headers.get("retry-after")) * 1_000;
      await sleep(asked || FIRST_WAIT_MS * 2 ** tried);
    }
  }

  /**
   * Writes one unit.
   * @param {object[]} rows
   * @returns {Promise<{made: number, there: number}>}
   */
  async function send(rows) {
    if (!rows.length) return { made: 0, there: 0 };
    const body = JSON.stringify({ changes: rows.map(({ table, tenant, owner, values }) => ({ insert: { table, tenant, owner, row: values } })) });
    const key = `seed-${createHash("sha256").update(body).digest("hex")}`;
    const answer = await call("POST", "/v1/units", { "idempotency-key": key }, body);
    if (answer.status === 200) return answer.body.replayed ? { made: 0, there: rows.length } : { made: rows.length, there: 0 };
    if (answer.status === 502) return { made: rows.length, there: 0 };
    if (answer.status !== 409 || !answer.body.type?.endsWith(":exists")) throw refused(rows, answer);
    if (await allThere(rows)) return { made: 0, there: rows.length };
    const missing = await withoutThere(rows);
    if (missing.length === rows.length) throw refused(rows, answer);
    const rest = await send(missing);
    return { made: rest.made, there: rest.there + rows.length - missing.length };
  }

  /** In one request: a unit of conditions alone. */
  async function allThere(rows) {
    const changes = rows.map(({ table, key, tenant, owner }) => ({ require: { table, key, tenant, owner, exists: true } }));
    return (await call("POST", "/v1/units", {}, JSON.stringify({ changes }))).status === 200;
  }

  async function withoutThere(rows) {
    const missing = [];
    for (let at = 0; at < rows.length; at += PARALLEL_READS) {
      const part = rows.slice(at, at + PARALLEL_READS);
      const found = await Promise.all(part.map(isThere));
      missing.push(...part.filter((_, nth) => !found[nth]));
    }
    return missing;
  }

  async function isThere({ table, key, tenant, owner }) {
    const scope = { ...(tenant && { "tandem-tenant": tenant }), ...(owner && { "tandem-owner": owner }) };
    const { status, body } = await call("GET", `/v1/${table}/${encodeURIComponent(key)}`, scope);
    if (status === 200 || status === 404) return status === 200;
    throw new Failure(`GET /v1/${table}/${key} answered ${status}: ${body.detail ?? ""}`, body.next);
  }

  return { send, call };
}

function refused(rows, { status, body }) {
  const at = /^\/changes\/(\d+)\//.exec(body.field ?? "")?.[1];
  const row = at && rows[at] ? ` (${rows[at].table}/${rows[at].key})` : "";
  const first = `${rows[0].table}/${rows[0].key}`;
  return new Failure(`The unit that begins with ${first} was refused, ${status} ${body.title ?? ""}${row}: ${body.detail ?? ""} ${body.field ?? ""}`, body.next);
}
