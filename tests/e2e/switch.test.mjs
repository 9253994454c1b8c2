// The switch of the primary: its gate, back and forth under load with mixed flags, and killed at any moment.
// TANDEM_LONG=1 switches more often, under more load.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sleep } from "../../scripts/lib/proc.mjs";
import { assertSame } from "./support/compare.mjs";
import { groupRow, newTeam } from "./support/data.mjs";
import { eventually } from "./support/eventually.mjs";
import { p, startLoad } from "./support/load.mjs";
import { completed, fill } from "./support/runs.mjs";
import { startWorld } from "./support/world.mjs";

const LONG = Boolean(process.env.TANDEM_LONG);
const SWITCHES = LONG ? 200 : 12;
const KILLS = LONG ? 40 : 4;
const LOAD = LONG ? { writesPerSecond: 300, readsPerSecond: 600 } : { writesPerSecond: 60, readsPerSecond: 120 };
/** Most milliseconds after which a Worker is killed that has been told to switch: a switch takes about as long. */
const KILLED_WITHIN_MS = 150;
const TIMEOUT_MS = LONG ? 1_800_000 : 300_000;

let world;
let team;
/** The same databases, other flags: `d1` wants D1 as the primary, `mysql` MySQL, and `staged` reads there too. */
let workers;
before(async () => {
  world = await startWorld("switch", { sharedD1: true });
  await fill(world, 300);
  team = await newTeam(world);
  const mysql = await world.startAnother({ PRIMARY: "mysql" }, "mysql");
  const staged = await world.startAnother({ PRIMARY: "mysql", SECONDARY_WRITES: "await", ENABLE_PS_READS: "true", PS_READ_PERCENT: "100" }, "staged");
  workers = { d1: world.worker, mysql, staged };
});
after(() => world?.stop());

const primary = async () => (await world.operator.must(200, "GET", "/admin/switch")).primary;
const toward = (to, body = {}) => world.operatorAt(workers[to]).send("POST", "/admin/switch", { to, by: "test", ...body });
const switched = async (to, body) => {
  const answer = await toward(to, body);
  assert.equal(`${answer.status} ${answer.body.outcome}`, "200 switched", JSON.stringify(answer.body));
};
/** Whatever the machine's load does to its figures, the gate's; the fence is never gone over. */
const FORCE = { force: true };

test("nothing is switched that was not copied, compared and tried; the gate says what is to be done", async () => {
  const { body } = await world.operatorAt(workers.mysql).refused("gate-closed", 409, "POST", "/admin/switch", { to: "mysql", by: "test" });
  const failing = body.gate.lines.filter(({ holds }) => !holds);
  assert.deepEqual(failing.map(({ name }) => name).filter((name) => ["backfill", "verified", "way-back"].includes(name)), ["backfill", "verified", "way-back"]);
  for (const line of failing) assert.ok(line.value && line.bound && line.remedy, line.name);
  assert.equal(await primary(), "d1");
  await completed(world, { kind: "backfill" });
  assert.equal((await completed(world, { kind: "verify" })).findings, 0);
  await world.operator.must(200, "POST", "/admin/facts");
  const dry = await toward("mysql", { dryRun: true });
  assert.equal(dry.body.outcome, "would-switch", JSON.stringify(dry.body));
  assert.equal(await primary(), "d1");
});

test("the flag decides, not the one who asks", async () => {
  await world.operatorAt(workers.d1).refused("switch-conflict", 409, "POST", "/admin/switch", { to: "mysql", by: "test" });
  assert.equal((await toward("d1")).body.outcome, "rests");
});

test("there and back: rows, events and retries go along", async () => {
  const before_ = await team.client.create("competition_groups", groupRow());
  const headers = { "idempotency-key": "across-the-switch" };
  const row = groupRow();
  const first = await team.client.send("POST", "/v1/competition_groups", row, headers);
  await switched("mysql");
  assert.equal(await primary(), "mysql");
  const again = await team.client.send("POST", "/v1/competition_groups", row, headers);
  assert.deepEqual([again.status, again.body.id, again.headers.get("idempotent-replayed")], [201, first.body.id, "true"]);
  await team.client.update("competition_groups", before_.id, { name: "at MySQL" });
  const made = await team.client.create("competition_groups", groupRow());
  assert.equal(await world.mysql.value("SELECT name FROM competition_groups WHERE id = ?", [before_.id]), "at MySQL");
  await switched("d1");
  assert.equal((await team.client.read("competition_groups", before_.id)).name, "at MySQL");
  assert.equal(await world.d1.value('SELECT count(*) FROM "competition_groups" WHERE "id" = ?', [made.id]), 1);
  await assertSame(world);
});

test("a write from outside is refused by D1 while MySQL is the primary", async () => {
  await switched("mysql");
  await assert.rejects(world.d1.query('UPDATE "team" SET "name" = ? WHERE "id" = ?', ["outside", team.id]), /tandem:fence/);
  await switched("d1");
});

test(`${SWITCHES} switches under load, with mixed flags`, { timeout: TIMEOUT_MS }, async (t) => {
  const load = await startLoad(world, team.team, Object.values(workers), LOAD);
  const seen = await load.during(async () => {
    for (let times = 0; times < SWITCHES; times += 1) {
      await sleep(LONG ? 200 : 500);
      await switched(times % 2 === 0 ? "mysql" : "d1", FORCE);
    }
  });
  const { history } = await world.operator.must(200, "GET", "/admin/switch");
  const closedMs = history.filter(({ outcome }) => outcome === "done").map(({ ms }) => ms).sort((a, b) => a - b);
  const writeMs = seen.writeMs.sort((a, b) => a - b).map(Math.round);
  t.diagnostic(JSON.stringify({ writes: seen.writes, reads: seen.reads, servedBy: seen.servedBy, refused: seen.refused, closedMs: { p50: p(closedMs, 0.5), most: closedMs.at(-1) }, writeMs: { p50: p(writeMs, 0.5), p99: p(writeMs, 0.99), most: writeMs.at(-1) } }));
  assert.deepEqual(seen.violations, []);
  assert.ok(seen.writes > SWITCHES * 10, `${seen.writes} writes`);
  await atRest();
  await load.assertKept();
});

test(`the Worker that switches is killed, ${KILLS} times, and the others finish or undo it`, { timeout: TIMEOUT_MS }, async () => {
  const load = await startLoad(world, team.team, [workers.d1, workers.staged], { writesPerSecond: 30, readsPerSecond: 60 });
  const seen = await load.during(async () => {
    for (let times = 0; times < KILLS; times += 1) {
      const to = (await primary()) === "d1" ? "mysql" : "d1";
      const switcher = await world.startAnother({ PRIMARY: to }, "switcher");
      const answer = world.operatorAt(switcher).send("POST", "/admin/switch", { to, by: "test", ...FORCE }).catch(() => {});
      await sleep(Math.random() * KILLED_WITHIN_MS);
      await switcher.kill();
      await answer;
      await eventually("it is through, or undone", throughOrUndone, { deadlineMs: 90_000 });
    }
  });
  assert.deepEqual(seen.violations, []);
  await atRest();
  await load.assertKept();
});

test("the reader sees what is lost: without its token a read is older than the write", async () => {
  await switched("mysql", FORCE);
  await switched("d1", FORCE);
  // D1 is the primary, and one Worker reads from MySQL, which is a while behind.
  await world.proxy.mode({ delay_ms: 100 });
  const load = await startLoad(world, team.team, [workers.d1, workers.staged], { writesPerSecond: 30, readsPerSecond: 90, withToken: false });
  const seen = await load.during(() => eventually("a read is older", () => load.seen.violations.length > 0)).finally(() => world.proxy.reset());
  assert.ok(seen.violations.length > 0);
  await atRest();
});

test("MySQL is away: nothing is closed, and writes go on", async () => {
  if ((await primary()) === "mysql") await switched("d1", FORCE);
  await world.proxy.down();
  const { status, body } = await toward("mysql", FORCE);
  assert.ok(status === 409 || body.outcome === "undone", JSON.stringify(body));
  const { id } = await team.client.create("competition_groups", groupRow());
  await world.proxy.up();
  assert.equal(await primary(), "d1");
  await atRest();
  assert.equal(await world.mysql.value("SELECT count(*) FROM competition_groups WHERE id = ?", [id]), "1");
});

/** The cron of a Worker with old flags ends what is under way, and begins nothing. */
async function throughOrUndone() {
  await world.cron();
  return (await world.operator.must(200, "GET", "/admin/switch")).state === "open";
}

/** Nothing is left to bring over, and both databases are the same. */
async function atRest() {
  if ((await primary()) === "mysql") await switched("d1", FORCE);
  await world.drained();
  await assertSame(world);
}
