// A backfill beside live writes, and one that everything happens to. TANDEM_LONG=1 lets far more happen.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { ensureMysqlServer, startMysql } from "../../scripts/lib/mysql.mjs";
import { STATE } from "../../scripts/lib/paths.mjs";
import { Random } from "../../scripts/seed/random.mjs";
import { assertSame } from "./support/compare.mjs";
import { eventually } from "./support/eventually.mjs";
import { aMinuteLater, begin, completed, emptyMysql, fill, look, rowsInD1, until, withoutCanaries } from "./support/runs.mjs";
import { startWorld } from "./support/world.mjs";
import { assertWritten, startWriters } from "./support/writers.mjs";

const SEED = process.env.TANDEM_E2E_SEED || String(Date.now() % 1_000_000);
const STRIKES = process.env.TANDEM_LONG ? 20 : 4;
const ROWS = 6_000;
/** So slow that all strikes meet it under way: each comes within so many rows of the one before. */
const ROWS_PER_SECOND = 400;
const ROWS_BETWEEN = [20, 250];
const DEADLINE_MS = 600_000;

const dir = join(STATE, "e2e", "mysql-backfill-live");
const installed = await ensureMysqlServer().then(() => true, () => false);

let world;
let server;
before(async () => {
  // A server of its own is one that may be killed.
  if (installed) server = await startMysql({ dir, port: 0 });
  world = await startWorld("backfill-live", { server });
  await fill(world, ROWS);
  await withoutCanaries(world);
});
after(() => world?.stop());
beforeEach(() => emptyMysql(world));

test("beside live writes: no row is lost, none is older, and in the end both databases are the same", async () => {
  const writers = await startWriters(world, { perSecond: 100 });
  const run = await completed(world, { kind: "backfill", rowsPerSecond: 1_000 });
  const model = await writers.stop();
  assert.ok(model.size > 50, `${model.size} rows were written meanwhile`);
  assert.equal(run.findings, 0);
  await assertSame(world);
  await assertWritten(world, model);
  assert.equal((await completed(world, { kind: "verify" })).findings, 0);
});

test("a verify beside live writes finds nothing", async () => {
  await completed(world, { kind: "backfill" });
  const writers = await startWriters(world, { perSecond: 100 });
  const run = await completed(world, { kind: "verify", rowsPerSecond: 2_000 });
  const model = await writers.stop();
  assert.ok(model.size > 50, `${model.size} rows were written meanwhile`);
  assert.equal(run.findings, 0);
  await assertSame(world);
  await assertWritten(world, model);
});

/** What can happen to a run. After each of them everything is there again. */
const strikes = (random) => ({
  async "the Worker dies"() {
    await world.crash();
    await aMinuteLater(world);
    await world.cron();
  },
  async "the MySQL server dies"() {
    if (!server) return;
    await server.kill();
    server = await startMysql({ dir, port: server.port });
  },
  async "the connections break, and none can be made for a while"() {
    await world.proxy.cut();
    await eventually("the run has noticed", async () => (await look(world, run)).hold !== null || (await world.proxy.stats()).faults.down > 0).catch(() => {});
    await world.proxy.up();
  },
  async "statements and answers are lost"() {
    const fault = random.pick(["cut_before", "drop_answer", "cut_in_result"]);
    await world.proxy.mode({ [fault]: random.pick(["", "INSERT INTO", "COMMIT", "_control"]), times: random.int(1, 3) });
  },
});

let run; // the one that is struck

test(`whatever happens, ${STRIKES} times, it ends by itself with no difference (TANDEM_E2E_SEED=${SEED})`, { timeout: DEADLINE_MS * 2 }, async (t) => {
  const random = new Random(SEED);
  const rows = await rowsInD1(world);
  ({ id: run } = await begin(world, { kind: "backfill", rowsPerSecond: ROWS_PER_SECOND, batchRows: 100 }));
  const kinds = strikes(random);
  const struck = {};
  for (let times = 0, last = 0; times < STRIKES; times += 1) {
    const wanted = last + random.int(...ROWS_BETWEEN);
    const found = await eventually("it goes on", async () => [await look(world, run)].find((now) => now.rows >= wanted), { deadlineMs: DEADLINE_MS });
    assert.equal(found.state, "running");
    last = found.rows;
    const what = random.pick(Object.keys(kinds));
    await kinds[what]();
    struck[what] = (struck[what] ?? 0) + 1;
  }
  t.diagnostic(JSON.stringify(struck));
  await world.proxy.reset();
  const done = await until(world, run, "done", { deadlineMs: DEADLINE_MS });
  assert.deepEqual([done.rows, done.findings], [rows, 0]);
  await assertSame(world);
});
