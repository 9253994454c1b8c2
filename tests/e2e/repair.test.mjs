// What a verify found, mended at the primary and brought over; who did it is kept.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { assertSame, compare } from "./support/compare.mjs";
import { completed, fill, findings, inShort } from "./support/runs.mjs";
import { seedDifferences } from "./support/seeded.mjs";
import { startWorld } from "./support/world.mjs";

const ROWS = 3_000;

let world;
let seeded;
let found; // the verify that has found it
before(async () => {
  world = await startWorld("repair");
  await fill(world, ROWS);
  await completed(world, { kind: "backfill" });
});
after(() => world?.stop());
beforeEach(async () => {
  seeded = await seedDifferences(world);
  found = await completed(world, { kind: "verify" });
  assert.deepEqual(inShort(await findings(world, found.id)), seeded.map(({ finding }) => finding).sort());
});

const open = () => findings(world, found.id, { state: "open" });

async function clean() {
  await assertSame(world);
  assert.equal((await completed(world, { kind: "verify" })).findings, 0);
}

test("all of it, and then verify is clean", async () => {
  await completed(world, { kind: "repair", ofRun: found.id, by: "Ada" });
  assert.deepEqual(await open(), []);
  const lines = (await world.operator.must(200, "GET", "/admin/audit?limit=500")).audit;
  for (const { table, key } of seeded) {
    const line = lines.find(({ who, target }) => who === "Ada" && target.includes(key));
    assert.ok(line, `no line about ${table}/${key}`);
    assert.ok(line.at && line.detail);
  }
  assert.doesNotMatch(JSON.stringify(lines), /a secret of MySQL/);
  await clean();
});

test("without saying of which run: all that is open", async () => {
  await completed(world, { kind: "repair" });
  assert.deepEqual(await open(), []);
  await clean();
});

test("a dry run lists what it would do, and does nothing", async () => {
  const before = (await compare(world)).differences;
  const run = await completed(world, { kind: "repair", ofRun: found.id, dryRun: true });
  assert.equal(run.rows, seeded.length);
  assert.deepEqual((await compare(world)).differences, before);
  assert.equal((await open()).length, seeded.length);
  assert.deepEqual(await world.journal(), []);
  await completed(world, { kind: "repair" });
  await clean();
});

test("by table, by key, and the rest", async () => {
  await completed(world, { kind: "repair", ofRun: found.id, tables: ["workouts", "spicy_tags"] });
  const left = (...tables) => seeded.filter(({ table }) => !tables.includes(table)).map(({ finding }) => finding).sort();
  assert.deepEqual(inShort(await open()), left("workouts", "spicy_tags"));
  const { key } = seeded.find(({ table }) => table === "user");
  await completed(world, { kind: "repair", ofRun: found.id, tables: ["user"], key });
  assert.deepEqual(inShort(await open()), left("workouts", "spicy_tags", "user"));
  await completed(world, { kind: "repair", ofRun: found.id });
  await clean();
});

test("what was written since it was found stays as it was written", async () => {
  const { key } = seeded.find(({ table }) => table === "workouts");
  const team = await world.d1.value('SELECT "team_id" FROM "workouts" WHERE "id" = ?', [key]);
  await world.as({ role: "admin", teams: [team] }).update("workouts", key, { name: "written since" });
  await completed(world, { kind: "repair", ofRun: found.id });
  assert.equal(await world.d1.value('SELECT "name" FROM "workouts" WHERE "id" = ?', [key]), "written since");
  assert.equal(await world.mysql.value("SELECT name FROM workouts WHERE id = ?", [key]), "written since");
  await clean();
});

test("a row that the primary has deleted meanwhile stays deleted", async () => {
  const { key } = seeded.find(({ table }) => table === "credit_transaction");
  await world.d1.query('DELETE FROM "credit_transaction" WHERE "id" = ?', [key]);
  await completed(world, { kind: "repair", ofRun: found.id });
  for (const database of [world.d1, world.mysql]) assert.equal(Number(await database.value("SELECT count(*) FROM credit_transaction WHERE id = ?", [key])), 0);
  await clean();
});
