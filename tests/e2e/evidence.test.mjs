// What is known before a switch: facts that are tried out on the real Worker, the phase, counts of all isolates.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSame } from "./support/compare.mjs";
import { eventually } from "./support/eventually.mjs";
import { groupRow, newTeam } from "./support/data.mjs";
import { completed } from "./support/runs.mjs";
import { startWorld } from "./support/world.mjs";

let world;
let team;
before(async () => {
  world = await startWorld("evidence", { vars: { SECONDARY_WRITES: "await" } });
  team = await newTeam(world);
});
after(() => world?.stop());

const status = () => world.operator.must(200, "GET", "/admin/status");
const tryFacts = () => world.operator.must(200, "POST", "/admin/facts");
const holds = ({ facts }) => Object.fromEntries(facts.map((fact) => [fact.name, fact.holds]));

test("the cron tries out what was never tried", async () => {
  assert.deepEqual((await status()).evidence.facts, []);
  await world.cron();
  const { evidence } = await status();
  assert.deepEqual(holds(evidence), { uncached: true, "schema-equal": true, "way-back": true }, JSON.stringify(evidence));
  assert.match(evidence.facts.find(({ name }) => name === "way-back").detail, /from d1 to mysql and back/);
  const [canary, ...others] = await world.mysql.query("SELECT id, nonce, CAST(`_version` AS CHAR) AS version FROM tandem_canary");
  assert.deepEqual(others, []);
  assert.deepEqual(await world.d1.query('SELECT id, nonce, CAST("_version" AS TEXT) AS version FROM tandem_canary'), [canary]);
  assert.deepEqual(await world.journal(), []);
  assert.deepEqual(await world.mysql.query("SELECT * FROM _journal"), []);
  await assertSame(world);
});

test("a binding that caches is found out, and so is that it does no more", async () => {
  await world.proxy.mode({ cache: true });
  const { facts, next } = await tryFacts();
  const uncached = facts.find(({ name }) => name === "uncached");
  assert.equal(uncached.holds, false);
  assert.match(uncached.detail, /--caching-disabled/);
  assert.match(next, /do what the details say/);
  assert.equal(holds((await world.anyone.must(200, "GET", "/health/database")).evidence).uncached, false);
  await world.proxy.mode({ cache: false });
  assert.deepEqual(holds(await tryFacts()), { uncached: true, "schema-equal": true, "way-back": true });
});

test("a schema that was changed by hand is found out", async () => {
  await world.mysql.query("ALTER TABLE team ADD COLUMN added INT NULL");
  const { facts } = await tryFacts();
  assert.match(facts.find(({ name }) => name === "schema-equal").detail, /mysql `team`: the schema has no column `added`/);
  await world.mysql.query("ALTER TABLE team DROP COLUMN added");
  assert.equal(holds(await tryFacts())["schema-equal"], true);
});

test("a way back that is broken is found out, and mended once it is not", async () => {
  await world.d1.exec("CREATE TRIGGER broken BEFORE UPDATE OF nonce ON tandem_canary BEGIN SELECT RAISE(ABORT, 'broken'); END");
  assert.equal(holds(await tryFacts())["way-back"], false);
  assert.equal((await world.mysql.query("SELECT * FROM _journal")).length, 1);
  await world.d1.exec("DROP TRIGGER broken");
  assert.equal(holds(await tryFacts())["way-back"], true);
  assert.deepEqual(await world.mysql.query("SELECT * FROM _journal"), []);
  await assertSame(world);
});

test("while MySQL is away nothing is said, and what was known stays", async () => {
  await world.proxy.down();
  const { facts, problems } = await tryFacts();
  assert.deepEqual([facts, problems.length], [[], 3]);
  assert.equal(holds((await status()).evidence)["way-back"], true);
  await world.proxy.up();
});

test("the phase goes on with what is known", async () => {
  const phase = async () => (await world.anyone.must(200, "GET", "/health/database")).phase;
  assert.equal((await phase()).name, "dual-write");
  await completed(world, { kind: "backfill" });
  assert.equal((await phase()).name, "backfilled");
  await completed(world, { kind: "verify" });
  const { name, next } = await phase();
  assert.equal(name, "verified");
  assert.equal(next.to, "shadowing");
  await world.restart({ ENABLE_PS_READS: "true", PS_READ_PERCENT: "50" });
  assert.equal((await phase()).name, "reads 50 %");
});

test("isolates hand over what they counted", async () => {
  await eventually("counts of dual writes", async () => {
    await team.client.create("competition_groups", groupRow());
    await world.cron();
    const { window } = (await status()).evidence;
    return window.dualWrites > 0 && window.mysqlCalls > 0 && window.mysqlP99Ms > 0;
  });
  const rows = await world.d1.query('SELECT DISTINCT "name" FROM "_metric" ORDER BY 1');
  assert.ok(rows.map(({ name }) => name).includes("mysql_ms"), JSON.stringify(rows));
});
