// Clients of several Workers at once that know what they were told: a write that is lost, and a read that is older than
// its token, are seen at once.
import assert from "node:assert/strict";
import { sleep } from "../../../scripts/lib/proc.mjs";
import { rowPath } from "./client.mjs";
import { unique } from "./data.mjs";

const TABLE = "competition_groups";
const WRITERS = 8;
const READERS = 8;
const ROWS_A_WRITER = 6;
/** Each so many writes of a row, it is deleted and made again. */
const DELETE_EACH = 12;
/** How long a write is tried again before the test fails. */
const INSIST_MS = 60_000;
const MOST_VIOLATIONS = 20;

/** A row of one writer. Its name counts its changes. */
class Row {
  seq = 0;
  acked = 0;
  deleteTried = 0;
  gone = false;
  version = 0n;
  token;

  constructor(id) {
    this.id = id;
  }
}

export const p = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/**
 * Starts clients that write and read at a steady rate, each request at a random one of the Workers.
 * @param {{id: string}} team whose rows they are @param {{url: string}[]} workers
 * @param {{writesPerSecond: number, readsPerSecond: number, withToken?: boolean}} options of all of them together
 */
export async function startLoad(world, team, workers, { writesPerSecond, readsPerSecond, withToken = true }) {
  const clients = workers.map((worker) => world.as({ teams: [team.id], worker }));
  const anyOf = (list) => list[Math.floor(Math.random() * list.length)];
  const rows = Array.from({ length: WRITERS * ROWS_A_WRITER }, () => new Row(unique("group")));
  const seen = { writes: 0, reads: 0, servedBy: { d1: 0, mysql: 0 }, refused: 0, violations: [], writeMs: [] };
  const violation = (text) => seen.violations.length < MOST_VIOLATIONS && seen.violations.push(text);
  let over = false;

  /** With one key until there is an answer, as a careful client does. */
  const insist = async (statuses, method, row, path, body) => {
    const headers = { "idempotency-key": unique("key"), ...(withToken && row.token && { "tandem-session": row.token }) };
    const begun = performance.now();
    for (;;) {
      const answer = await anyOf(clients).send(method, path, body, headers).catch((error) => ({ status: 599, body: error.message }));
      const ms = performance.now() - begun;
      if (statuses.includes(answer.status)) return { ...answer, ms };
      seen.refused += 1;
      if (answer.status < 500 || ms > INSIST_MS) throw new Error(`${method} ${path}, after ${Math.round(ms)} ms: ${answer.status} ${JSON.stringify(answer.body)}`);
      await sleep(20);
    }
  };

  const acknowledged = (row, seq, { headers, ms }) => {
    seen.writes += 1;
    seen.writeMs.push(ms);
    row.token = headers.get("tandem-session") ?? row.token;
    row.acked = seq;
    const version = headers.get("etag") && BigInt(headers.get("etag").replaceAll('"', ""));
    if (!version) return;
    if (version <= row.version) violation(`${row.id}: version ${version} was given after ${row.version}`);
    row.version = version;
  };

  const change = async (row) => {
    const seq = ++row.seq;
    const name = `change ${seq}`;
    if (row.gone || seq === 1) {
      const answer = await insist([201], "POST", row, `/v1/${TABLE}`, { id: row.id, slug: row.id, name });
      row.gone = false;
      return acknowledged(row, seq, answer);
    }
    if (seq % DELETE_EACH === 0) {
      row.deleteTried = seq;
      const answer = await insist([204], "DELETE", row, rowPath(TABLE, row.id));
      row.gone = true;
      return acknowledged(row, seq, answer);
    }
    return acknowledged(row, seq, await insist([200], "PATCH", row, rowPath(TABLE, row.id), { name }));
  };

  const paced = async (at, callers, perSecond, act) => {
    const begun = performance.now();
    for (let times = 0; !over; times += 1) {
      await sleep(Math.max(0, begun + ((times + at / callers) * 1_000 * callers) / perSecond - performance.now()));
      if (!over) await act(times);
    }
  };

  const look = async () => {
    const row = anyOf(rows);
    const { acked, token } = row;
    if (acked === 0) return;
    const headers = withToken ? { "tandem-session": token } : {};
    const answer = await anyOf(clients).send("GET", rowPath(TABLE, row.id), undefined, headers).catch((error) => ({ status: 599, body: error.message }));
    if (answer.status >= 500) {
      seen.refused += 1;
      return;
    }
    seen.reads += 1;
    const by = answer.headers.get("tandem-served-by");
    if (by) seen.servedBy[by] += 1;
    const found = answer.status === 200 ? Number(answer.body.name.split(" ")[1]) : row.deleteTried;
    if (![200, 404].includes(answer.status) || found < acked) violation(`${row.id}: read ${answer.status} at change ${found} from ${by}, after change ${acked} was acknowledged`);
  };

  let failed;
  const fails = (error) => {
    failed ??= error;
    over = true;
  };
  const writers = Array.from({ length: WRITERS }, (_, at) => {
    const own = rows.slice(at * ROWS_A_WRITER, (at + 1) * ROWS_A_WRITER);
    return paced(at, WRITERS, writesPerSecond, (times) => change(own[times % own.length])).catch(fails);
  });
  const readers = Array.from({ length: READERS }, (_, at) => paced(at, READERS, readsPerSecond, look).catch(fails));

  const ended = () => {
    over = true;
    return Promise.all([...writers, ...readers]);
  };
  return {
    seen,
    /** Ends when `work` has, and gives what was seen. */
    async during(work) {
      await work().finally(ended);
      if (failed) throw failed;
      return seen;
    },
    /** What each row holds now, in both databases. */
    async assertKept() {
      for (const [database, what] of [[world.d1, "D1"], [world.mysql, "MySQL"]]) {
        const found = new Map((await database.query(`SELECT id, name FROM ${TABLE}`)).map(({ id, name }) => [id, name]));
        const wrong = rows.filter((row) => row.acked && (found.get(row.id) ?? null) !== (row.gone ? null : `change ${row.acked}`));
        assert.deepEqual(wrong.map((row) => `${row.id}: ${found.get(row.id)} in ${what}, acknowledged was change ${row.acked}${row.gone ? ", a delete" : ""}`), []);
      }
    },
  };
}
