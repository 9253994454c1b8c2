// Both databases compared: what differs is found, nothing else is, and nothing is written.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { assertSame, compare } from "./support/compare.mjs";
import { begin, completed, emptyMysql, fill, findings, inShort, look, rowsInD1, until } from "./support/runs.mjs";
import { seedDifferences } from "./support/seeded.mjs";
import { startWorld } from "./support/world.mjs";

const ROWS = 3_000;

let world;
before(async () => {
  world = await startWorld("verify");
  await fill(world, ROWS);
});
after(() => world?.stop());
beforeEach(async () => {
  // Also the tombstones that a test has taken away.
  const tombstones = await world.d1.query('SELECT "tbl", "pk", "version" FROM "_tombstone"');
  for (const { tbl, pk, version } of tombstones) await world.mysql.query("REPLACE INTO _tombstone (tbl, pk, version) VALUES (?, ?, ?)", [tbl, pk, version]);
  await emptyMysql(world);
  await completed(world, { kind: "backfill" });
  await world.drained();
});

for (const level of ["counts", "sample", "full"])
  test(`${level}: of databases that are the same, nothing is found`, async () => {
    const run = await completed(world, { kind: "verify", level, sampleRows: 10 });
    assert.equal(run.findings, 0);
    if (level === "full") assert.deepEqual([run.rows, run.tables.reduce((sum, { good }) => sum + good, 0)], [ROWS, ROWS]);
    assert.ok(run.tables.every(({ state }) => state === "done"));
  });

test("full: what was changed, lost or added is found, with its columns and both values, and only that", async () => {
  const seeded = await seedDifferences(world);
  const before = (await compare(world)).differences;
  const run = await completed(world, { kind: "verify", level: "full" });
  const found = await findings(world, run.id);
  assert.deepEqual(inShort(found), seeded.map(({ finding }) => finding).sort());
  assert.equal(run.findings, seeded.length);
  for (const { kind, state, severity, message, remedy } of found) {
    assert.ok(message && remedy, kind);
    assert.deepEqual([state, ["note", "warning", "error"].includes(severity)], ["open", true], kind);
  }
  const valuesOf = (table) => found.find((one) => one.table === table).values;
  assert.deepEqual(valuesOf("workouts").map(({ column, mysql }) => [column, mysql]), [["name", '"other"']]);
  assert.notEqual(valuesOf("workouts")[0].d1, '"other"');
  assert.deepEqual(valuesOf("scores").map(({ column }) => column), ["recorded_at"]);
  // It only reads.
  assert.deepEqual((await compare(world)).differences, before);
  assert.deepEqual(await world.journal(), []);
  // A secret is in no answer.
  assert.deepEqual(valuesOf("user").map(({ column }) => column), ["passwordHash"]);
  for (const path of ["findings", "report", "report?format=json"]) {
    const { body } = await world.operator.send("GET", `/admin/runs/${run.id}/${path}`);
    assert.doesNotMatch(JSON.stringify(body), /a secret of MySQL/);
  }
});

test("findings can be read by table and state, page by page", async () => {
  const seeded = await seedDifferences(world);
  const { id } = await completed(world, { kind: "verify" });
  for (const { table, finding } of seeded) assert.deepEqual(inShort(await findings(world, id, { table })), [finding]);
  assert.equal((await findings(world, id, { state: "open" })).length, seeded.length);
  assert.deepEqual(await findings(world, id, { state: "repaired" }), []);
  assert.deepEqual(inShort(await findings(world, id, { limit: "2" })), seeded.map(({ finding }) => finding).sort());
});

test("counts: tables with fewer or more rows are named, with both numbers", async () => {
  await seedDifferences(world);
  const { id } = await completed(world, { kind: "verify", level: "counts" });
  assert.deepEqual(inShort(await findings(world, id)), ["count credit_transaction ", "count spicy_tags "]);
});

test("sample: a table that differs everywhere is found in both directions", async () => {
  await world.mysql.query("UPDATE workouts SET name = CONCAT(name, '!')");
  await world.mysql.query("DELETE FROM sets");
  const { id } = await completed(world, { kind: "verify", level: "sample", sampleRows: 10 });
  const found = await findings(world, id);
  assert.deepEqual([...new Set(found.map(({ kind, table }) => `${kind} ${table}`))].sort(), ["different workouts", "missing sets"]);
});

test("orphans in MySQL are found", async () => {
  const parent = await world.mysql.value("SELECT score_id FROM score_rounds ORDER BY score_id LIMIT 1");
  await world.mysql.query("DELETE FROM scores WHERE id = ?", [parent]);
  const { id } = await completed(world, { kind: "verify" });
  const kinds = new Map((await findings(world, id)).map((one) => [`${one.kind} ${one.table}`, one]));
  assert.equal(kinds.get("missing scores")?.key, parent);
  assert.ok(kinds.has("orphan score_rounds"), [...kinds.keys()].join(", "));
});

test("what waits in the journal is no difference", async () => {
  const [row] = await world.d1.query('SELECT "id" FROM "workouts" LIMIT 1');
  await world.d1.query('UPDATE "workouts" SET "name" = \'from outside\' WHERE "id" = ?', [row.id]);
  assert.equal((await world.journal()).length, 1);
  assert.equal((await completed(world, { kind: "verify" })).findings, 0);
  await assertSame(world);
});

test("a verify of some tables, in small chunks, looks at them alone", async () => {
  await seedDifferences(world);
  const run = await completed(world, { kind: "verify", tables: ["workouts", "sets"], batchRows: 7 });
  assert.deepEqual((await findings(world, run.id)).map(({ table }) => table), ["workouts"]);
  assert.equal(run.rows, await rowsInD1(world).then(async () => Number(await world.d1.value('SELECT (SELECT count(*) FROM "workouts") + (SELECT count(*) FROM "sets")'))));
});

test("paused and resumed it goes on where it was", async () => {
  const seeded = await seedDifferences(world);
  const { id } = await begin(world, { kind: "verify", rowsPerSecond: 1_000, batchRows: 100 });
  await world.operator.must(200, "POST", `/admin/runs/${id}/pause`);
  assert.equal((await look(world, id)).state, "paused");
  await world.operator.must(200, "POST", `/admin/runs/${id}/resume`);
  await until(world, id, "done");
  assert.deepEqual(inShort(await findings(world, id)), seeded.map(({ finding }) => finding).sort());
});
