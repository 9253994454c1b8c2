// Everything that was there before, copied in runs that the operator begins, stops and resumes.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { assertSame, compare } from "./support/compare.mjs";
import { appTables, atRest, begin, change, completed, emptyMysql, fill, findings, look, rowsInD1, rowsInMysql, until, withoutCanaries } from "./support/runs.mjs";
import { eventually } from "./support/eventually.mjs";
import { startWorld } from "./support/world.mjs";

const ROWS = 5_000;
/** So slow that there is time to step in. */
const SLOWLY = { kind: "backfill", rowsPerSecond: 500, batchRows: 100 };

let world;
before(async () => {
  world = await startWorld("backfill");
  await fill(world, ROWS);
  await withoutCanaries(world);
});
after(() => world?.stop());
beforeEach(() => emptyMysql(world));

/** Waits until the run has begun to copy, and is not through. */
const underWay = (id) => eventually("rows are copied", async () => (await look(world, id)).rows > 0);

test("all tables, parents first, and both databases hold the same rows", async () => {
  const run = await completed(world, { kind: "backfill", by: "Ada" });
  assert.deepEqual([run.kind, run.from, run.to, run.by], ["backfill", "d1", "mysql", "Ada"]);
  assert.deepEqual([run.rows, run.expectedRows, run.findings], [ROWS, ROWS, 0]);
  assert.deepEqual(run.tables.map(({ table }) => table).sort(), (await appTables(world)).sort());
  for (const table of run.tables) assert.deepEqual([table.state, table.good, table.expectedRows], ["done", table.rows, table.rows], table.table);
  const { rows, differences } = await compare(world);
  assert.deepEqual([rows, differences], [ROWS, []]);
  assert.deepEqual(await world.journal(), []);
  assert.equal(await world.mysql.value("SELECT max(_version) FROM scores"), "0");
});

test("small chunks and several tables at once come to the same", async () => {
  const run = await completed(world, { kind: "backfill", batchRows: 40, batchBytes: 20_000, parallelTables: 3, validate: false });
  assert.equal(run.rows, ROWS);
  for (const { table, rows, chunks } of run.tables) assert.ok(chunks >= rows / 40, `${table}: ${chunks} chunks of ${rows} rows`);
  assert.deepEqual((await compare(world)).differences, []);
});

test("paused it stands still, resumed it goes on where it was", async () => {
  const { id } = await begin(world, SLOWLY);
  await underWay(id);
  assert.equal((await change(world, id, "pause")).state, "paused");
  await atRest(world, id);
  const [paused, there] = [await look(world, id), await rowsInMysql(world)];
  assert.ok(paused.rows > 0 && paused.rows < ROWS, String(paused.rows));
  // The cron leaves it alone.
  await world.cron();
  await atRest(world, id);
  assert.deepEqual([(await look(world, id)).rows, await rowsInMysql(world)], [paused.rows, there]);
  assert.equal((await change(world, id, "resume")).state, "running");
  const { rows } = await until(world, id, "done");
  assert.equal(rows, ROWS);
  assert.deepEqual((await compare(world)).differences, []);
});

test("cancelled it never goes on, and another one may begin", async () => {
  const { id } = await begin(world, SLOWLY);
  await underWay(id);
  assert.equal((await change(world, id, "cancel")).state, "cancelled");
  await atRest(world, id);
  for (const verb of ["resume", "pause"]) await world.operator.refused("run-conflict", 409, "POST", `/admin/runs/${id}/${verb}`);
  assert.ok((await rowsInMysql(world)) < ROWS);
  await completed(world, { kind: "backfill" });
  assert.deepEqual((await compare(world)).differences, []);
  assert.equal((await look(world, id)).state, "cancelled");
});

test("a table is begun anew, the others stay as they are", async () => {
  const { id, tables } = await completed(world, { kind: "backfill" });
  await world.mysql.query("DELETE FROM scores");
  await world.mysql.query("DELETE FROM sets");
  await change(world, id, "restart?table=scores");
  const again = await until(world, id, "done");
  assert.deepEqual(again.tables.map(({ table, rows }) => [table, rows]), tables.map(({ table, rows }) => [table, rows]));
  assert.equal(Number(await world.mysql.value("SELECT count(*) FROM scores")), tables.find(({ table }) => table === "scores").rows);
  assert.equal(await world.mysql.value("SELECT count(*) FROM sets"), "0");
  await world.operator.refused("invalid-value", 422, "POST", `/admin/runs/${id}/restart?table=nothing`);
});

test("some tables only", async () => {
  const run = await completed(world, { kind: "backfill", tables: ["team", "user"] });
  assert.deepEqual(run.tables.map(({ table }) => table).sort(), ["team", "user"]);
  assert.equal(await rowsInMysql(world), run.rows);
});

test("a second run copies nothing newer away", async () => {
  await completed(world, { kind: "backfill" });
  const [team] = await world.d1.query('SELECT "id" FROM "team" LIMIT 1');
  const changed = await world.as({ role: "admin", teams: [team.id] }).update("team", team.id, { name: "changed" });
  await world.drained();
  // Newer than D1's, however that came about.
  const ahead = await world.mysql.value("SELECT id FROM movements ORDER BY id LIMIT 1");
  await world.mysql.query("UPDATE movements SET name = 'ahead', _version = 5 WHERE id = ?", [ahead]);
  await completed(world, { kind: "backfill" });
  assert.deepEqual(await world.mysql.query("SELECT name, _version FROM team WHERE id = ?", [team.id]), [{ name: "changed", _version: changed._version }]);
  assert.deepEqual(await world.mysql.query("SELECT name, _version FROM movements WHERE id = ?", [ahead]), [{ name: "ahead", _version: "5" }]);
});

test("rows deleted while D1 journals do not come back", async () => {
  const { id } = await begin(world, SLOWLY);
  await underWay(id);
  const [row] = await world.d1.query('SELECT "id" FROM "score_rounds" ORDER BY "id" DESC LIMIT 1');
  await world.admin.remove("score_rounds", row.id);
  await until(world, id, "done");
  await assertSame(world);
  assert.equal(await world.mysql.value("SELECT count(*) FROM score_rounds WHERE id = ?", [row.id]), "0");
  assert.notEqual(await world.mysql.value("SELECT count(*) FROM _tombstone WHERE pk = ?", [row.id]), "0");
});

/** Gives a team a name that MySQL's column has no room for, as any program may that writes to D1. */
async function tooLong() {
  const [{ id }] = await world.d1.query('SELECT "id" FROM "team" ORDER BY "id" LIMIT 1');
  const named = (text) => world.d1.query('UPDATE "team" SET "name" = ? WHERE "id" = ?', [text, id]);
  // Before Tandem: without a version and a line in the journal.
  await world.d1.exec('UPDATE "_control" SET "applying" = 1');
  await named("n".repeat(300));
  await world.d1.exec('UPDATE "_control" SET "applying" = 0');
  return { id, mend: () => named("mended") };
}

for (const validate of [true, false])
  test(`a row that MySQL refuses is found, the run goes on, and a repair brings it once it is mended (validate: ${validate})`, async () => {
    const { id: key, mend } = await tooLong();
    const run = await completed(world, { kind: "backfill", validate });
    assert.deepEqual([run.rows, run.findings], [await rowsInD1(world), 1]);
    const [found] = await findings(world, run.id);
    assert.deepEqual([found.kind, found.table, found.key, found.state, found.severity], ["refused", "team", key, "open", "error"]);
    assert.match(`${found.message} ${JSON.stringify(found.values)}`, /name/);
    assert.ok(found.remedy);
    assert.doesNotMatch(JSON.stringify(found), /nnnnnnnn/);
    assert.equal(await rowsInMysql(world), run.rows - 1);

    const still = await completed(world, { kind: "repair", ofRun: run.id });
    assert.equal((await findings(world, run.id))[0].state, "open", JSON.stringify(still));
    await mend();
    await completed(world, { kind: "repair", ofRun: run.id });
    assert.notEqual((await findings(world, run.id))[0].state, "open");
    await assertSame(world);
  });

test("told to stop at the first such row, it fails and says which, and goes on when it is mended", async () => {
  const { id: key, mend } = await tooLong();
  const { id } = await begin(world, { kind: "backfill", continueOnError: false });
  const { error } = await until(world, id, "failed");
  assert.match(error, new RegExp(`team.*${key}`));
  await mend();
  await change(world, id, "resume");
  await until(world, id, "done");
  await assertSame(world);
});

test("a dry run writes nothing, and says what it would copy and what would be refused", async () => {
  const { id: key, mend } = await tooLong();
  const run = await completed(world, { kind: "backfill", dryRun: true });
  assert.deepEqual([run.rows, run.findings], [await rowsInD1(world), 1]);
  assert.ok(run.bytes > 0);
  assert.deepEqual((await findings(world, run.id)).map(({ table, key }) => [table, key]), [["team", key]]);
  assert.deepEqual([await rowsInMysql(world), await world.journal()], [0, []]);
  await mend();
});
