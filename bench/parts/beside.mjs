// A backfill of all rows beside a steady load of writes to the same rows: what the writes notice of it, and whether one is lost.
import mysql from "mysql2/promise";
import { ensureSecrets, signToken } from "../../scripts/lib/secrets.mjs";
import { emptyMysql, filledD1 } from "../lib/filled.mjs";
import { admin, completed } from "../lib/runs.mjs";
import { openStage } from "../lib/stage.mjs";
import { steady } from "../lib/steady.mjs";

const WRITES_PER_SECOND = 200;
/** Without a backfill, before it and after it. */
const ALONE_MS = 20_000;
/** Rows that are written to, over and over, spread over the table. */
const TARGETS = 5_000;
const DRAIN_CALLS = 100;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** @param {object} stage @param {number} rows over all tables @param {(text: string) => void} note */
async function measured(stage, url, rows, note) {
  const door = stage.doors.tandem;
  await door.send({ path: "/health" });
  const [{ results: targets }] = await stage.d1(`SELECT "id" FROM (SELECT "id", row_number() OVER (ORDER BY "id") AS "nth", count(*) OVER () AS "all" FROM "score_rounds") WHERE "nth" % max(1, "all" / ${TARGETS}) = 0`);
  const headers = { Authorization: `Bearer ${signToken({ secret: ensureSecrets().values.JWT_SECRET, role: "admin" })}`, "Content-Type": "application/json" };
  let written = 0;
  const model = new Map();
  // A row is written again only after thousands of others: its answers cannot overtake each other.
  const make = () => {
    const [{ id }, notes] = [targets[(written * 7) % targets.length], `write ${written++}`];
    model.set(id, notes);
    return { method: "PATCH", path: `/v1/score_rounds/${id}`, headers, body: JSON.stringify({ notes }) };
  };
  const alone = async () => {
    const load = steady(door, WRITES_PER_SECOND, make);
    await sleep(ALONE_MS);
    return load.stop();
  };
  note("writes alone");
  const before = await alone();
  const load = steady(door, WRITES_PER_SECOND, make);
  const { ms } = await completed(door, { kind: "backfill" }, rows, (done) => note(`writes beside a backfill: ${done.toLocaleString("en")} rows`));
  const beside = await load.stop();
  note("writes alone, once more");
  const after = await alone();
  await checked(stage, url, model, rows);
  return { writes: written, alone: [before, after], beside, backfillPerSecond: (rows * 1_000) / ms };
}

/** Every write is in both databases, and a full verify finds no difference. */
async function checked(stage, url, model, rows) {
  const door = stage.doors.tandem;
  for (let calls = 0; ; calls += 1) {
    const [{ results }] = await stage.d1('SELECT count(*) AS "lines" FROM "_journal"');
    if (results[0].lines === 0) break;
    if (calls === DRAIN_CALLS) throw new Error(`${results[0].lines} lines are left in the journal`);
    await admin(door, "POST", "/admin/replay");
  }
  const query = `SELECT id, notes FROM score_rounds WHERE notes LIKE 'write %'`;
  const connection = await mysql.createConnection({ uri: url });
  const [inMysql] = await connection.query(query);
  await connection.end();
  const [{ results: inD1 }] = await stage.d1(query);
  for (const [name, list] of [["D1", inD1], ["MySQL", inMysql]]) {
    const there = new Map(list.map(({ id, notes }) => [id, notes]));
    for (const [id, notes] of model) if (there.get(id) !== notes) throw new Error(`score_rounds/${id} is "${there.get(id)}" in ${name} instead of "${notes}"`);
  }
  await completed(door, { kind: "verify" }, rows);
}

/** @returns {Promise<{rows: number, servers: object[]}>} */
export async function beside({ options: { fillRows: rows }, servers, progress }) {
  const figures = [];
  for (const server of servers) {
    const dir = await filledD1(rows, "beside");
    const mysqlUrl = await emptyMysql(server.url);
    const stage = await openStage({ dir, mysqlUrl, workers: { tandem: { bundle: "tandem", vars: { PRIMARY: "d1", ENABLE_DOUBLE_WRITE: "true" } } } });
    try {
      figures.push({ server: server.name, ...(await measured(stage, mysqlUrl, rows, (text) => progress.note(`${server.name}: ${text}`))) });
    } finally {
      await stage.close();
    }
  }
  return { rows, servers: figures };
}
