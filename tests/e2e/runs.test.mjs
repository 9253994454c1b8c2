// What is asked of runs, and refused; who did what; and a chain of messages that broke.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { compare } from "./support/compare.mjs";
import { aMinuteLater, begin, change, completed, emptyMysql, fill, look, until } from "./support/runs.mjs";
import { eventually } from "./support/eventually.mjs";
import { startWorld } from "./support/world.mjs";

const ROWS = 2_500;
const SLOWLY = { kind: "backfill", rowsPerSecond: 200, batchRows: 50 };

let world;
before(async () => {
  world = await startWorld("runs");
  await fill(world, ROWS);
});
after(() => world?.stop());

test("bad input is refused with the name of the field", async () => {
  const refused = async (problem, status, field, wanted) => {
    const { body } = await world.operator.refused(problem, status, "POST", "/admin/runs", wanted);
    assert.equal(body.field, field, JSON.stringify(wanted));
  };
  await refused("invalid-value", 422, "/kind", { kind: "copy" });
  await refused("invalid-value", 422, "/kind", {});
  await refused("invalid-value", 422, "/tables", { kind: "backfill", tables: ["team", "teams"] });
  await refused("invalid-value", 422, "/tables", { kind: "backfill", tables: "team" });
  await refused("unknown-field", 422, "/batchSize", { kind: "backfill", batchSize: 5 });
  for (const [name, value] of [["batchRows", 0], ["batchRows", 1.5], ["batchRows", "10"], ["batchBytes", 2 ** 30], ["parallelTables", 100], ["rowsPerSecond", -1], ["dryRun", "yes"], ["level", "some"], ["by", ""]])
    await refused("invalid-value", 422, `/${name}`, { kind: "verify", [name]: value });
  await refused("invalid-value", 422, "/since", { kind: "sync" });
  await refused("invalid-value", 422, "/since", { kind: "sync", since: "yesterday" });
  await world.operator.refused("malformed-json", 400, "POST", "/admin/runs", "{");
  assert.deepEqual((await world.operator.must(200, "GET", "/admin/runs")).runs, []);
});

test("a run that is not there, and a page that is not", async () => {
  for (const [method, path] of [["GET", ""], ["POST", "/pause"], ["GET", "/findings"], ["GET", "/report"]]) await world.operator.refused("not-found", 404, method, `/admin/runs/01NOSUCHRUN${path}`);
  const { id } = await completed(world, { kind: "backfill", tables: ["plan"] });
  for (const query of ["limit=0", "limit=x", "state=lost", "after=x"]) {
    const { body } = await world.operator.refused("invalid-parameter", 400, "GET", `/admin/runs/${id}/findings?${query}`);
    assert.equal(body.field, query.split("=")[0]);
  }
});

test("without the operator's secret nothing is done or told", async () => {
  const { id } = await completed(world, { kind: "backfill", tables: ["plan"] });
  const before = (await world.operator.must(200, "GET", "/admin/runs")).runs.length;
  for (const client of [world.anyone, world.admin]) {
    await client.refused("unauthenticated", 401, "POST", "/admin/runs", { kind: "backfill" });
    for (const verb of ["pause", "resume", "cancel", "restart?table=plan"]) await client.refused("unauthenticated", 401, "POST", `/admin/runs/${id}/${verb}`);
    for (const path of ["/admin/runs", `/admin/runs/${id}`, `/admin/runs/${id}/findings`, `/admin/runs/${id}/report`, "/admin/audit"]) await client.refused("unauthenticated", 401, "GET", path);
  }
  assert.equal((await world.operator.must(200, "GET", "/admin/runs")).runs.length, before);
});

test("one of a kind at a time, and different kinds side by side", async () => {
  await emptyMysql(world);
  const { id } = await begin(world, SLOWLY);
  await world.operator.refused("run-conflict", 409, "POST", "/admin/runs", { kind: "backfill" });
  await change(world, id, "pause");
  await world.operator.refused("run-conflict", 409, "POST", "/admin/runs", { kind: "backfill", tables: ["team"] });
  await completed(world, { kind: "verify", level: "counts", tables: ["plan"] });
  await change(world, id, "cancel");
  await completed(world, { kind: "backfill", tables: ["plan"] });
});

test("two begin at once: one of them runs", async () => {
  const answers = await Promise.all(Array.from({ length: 4 }, () => world.operator.send("POST", "/admin/runs", { kind: "backfill", tables: ["plan"] })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409]);
  await until(world, answers.find(({ status }) => status === 201).body.id, "done");
});

test("runs are listed, the newest first, and the audit says who did what", async () => {
  const { id } = await begin(world, { ...SLOWLY, by: "Ada" });
  await world.operator.must(200, "POST", `/admin/runs/${id}/cancel?by=Grace`);
  const { runs } = await world.operator.must(200, "GET", "/admin/runs?limit=2");
  assert.deepEqual([runs.length, runs[0].id, runs[0].state, runs[0].by], [2, id, "cancelled", "Ada"]);
  const { audit } = await world.operator.must(200, "GET", "/admin/audit");
  const lines = audit.filter(({ target }) => target === id).map(({ who, verb }) => `${who} ${verb}`);
  assert.deepEqual(lines, ["Grace run.cancel", "Ada run.start"]);
});

test("a report for people, and as JSON", async () => {
  const { id } = await completed(world, { kind: "verify", tables: ["plan"], level: "counts" });
  const text = await world.operator.must(200, "GET", `/admin/runs/${id}/report`);
  assert.match(text, /verify/);
  assert.match(text, /plan/);
  const json = await world.operator.must(200, "GET", `/admin/runs/${id}/report?format=json`);
  assert.equal(json.run.id, id);
  assert.deepEqual(json.open, []);
});

test("the cron goes on with a run whose Worker died, and leaves one at work alone", async () => {
  await emptyMysql(world);
  const { id } = await begin(world, SLOWLY);
  await eventually("rows are copied", async () => (await look(world, id)).rows > 0);
  await world.cron();
  assert.equal((await look(world, id)).state, "running");
  await world.crash();
  const { rows } = await look(world, id);
  assert.ok(rows < ROWS);
  await aMinuteLater(world);
  await world.cron();
  assert.equal((await until(world, id, "done")).rows, ROWS);
  assert.deepEqual((await compare(world)).differences, []);
});

test("it waits while MySQL does not answer, says so, and goes on by itself", async () => {
  await emptyMysql(world);
  await world.proxy.down();
  const { id } = await begin(world, { kind: "backfill" });
  await eventually("it says what holds it", async () => (await look(world, id)).hold === "unavailable", { deadlineMs: 60_000 });
  await world.proxy.up();
  await until(world, id, "done");
  assert.deepEqual((await compare(world)).differences, []);
});
