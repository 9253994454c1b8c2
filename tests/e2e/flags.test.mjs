// The flags: each does what it says, a misspelt one is named, and two deployments side by side lose nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSame } from "./support/compare.mjs";
import { groupRow, newTeam, trackRow, unique } from "./support/data.mjs";
import { assertDelivered } from "./support/events.mjs";
import { eventually } from "./support/eventually.mjs";
import { startWorld } from "./support/world.mjs";

let world;
let team;
before(async () => {
  world = await startWorld("flags", { sharedD1: true, vars: { SECONDARY_WRITES: "await" } });
  team = await newTeam(world);
});
after(() => world?.stop());

const there = async (id) => (await world.mysql.value("SELECT count(*) FROM competition_groups WHERE id = ?", [id])) === "1";
const group = () => team.client.create("competition_groups", groupRow());

test("SECONDARY_WRITES=await: the row is in MySQL when the answer arrives", async () => {
  for (let at = 0; at < 5; at += 1) assert.ok(await there((await group()).id));
  await eventually("all is acknowledged, without a replay", async () => (await world.journal()).length === 0);
  await world.proxy.down();
  const { id } = await group();
  assert.deepEqual((await world.journal()).map(({ pk }) => pk), [id]);
  await world.proxy.up();
  await assertSame(world);
});

test("FAIL_ON_SECONDARY_ERROR: the write stands, and the client is told that MySQL has not got it", async () => {
  await world.restart({ FAIL_ON_SECONDARY_ERROR: "true" });
  assert.ok(await there((await group()).id));
  await world.proxy.down();
  const row = groupRow();
  const headers = { "idempotency-key": unique("key") };
  await team.client.refused("secondary-failed", 502, "POST", "/v1/competition_groups", row, headers);
  assert.equal(await world.d1.value('SELECT count(*) FROM "competition_groups" WHERE "slug" = ?', [row.slug]), 1);
  await world.proxy.up();
  await world.drained();
  const { id } = await team.client.create("competition_groups", row, headers);
  assert.ok(await there(id));
  assert.equal(await world.d1.value('SELECT count(*) FROM "competition_groups" WHERE "slug" = ?', [row.slug]), 1);
  await assertSame(world);
  await world.restart({ FAIL_ON_SECONDARY_ERROR: "false" });
});

test("VERIFY_WRITES finds a row that MySQL changed, and has it repaired", async () => {
  await world.restart({ VERIFY_WRITES: "true" });
  const failures = async () => (await world.operator.must(200, "GET", "/admin/status")).isolate.verificationFailures;
  await group();
  assert.equal(await failures(), 0);
  await world.mysql.query("CREATE TRIGGER spoil BEFORE INSERT ON competition_groups FOR EACH ROW SET NEW.name = 'spoilt'");
  const { id } = await group();
  await world.mysql.query("DROP TRIGGER spoil");
  assert.equal(await failures(), 1);
  await assertSame(world);
  assert.equal(await world.mysql.value("SELECT name FROM competition_groups WHERE id = ?", [id]), "Series");
  await world.restart({ VERIFY_WRITES: "false" });
});

test("MAINTENANCE_MODE=read-only", async () => {
  const { id } = await group();
  await world.restart({ MAINTENANCE_MODE: "read-only" });
  await team.client.read("competition_groups", id);
  for (const [method, path] of [["POST", "/v1/competition_groups"], ["PATCH", `/v1/competition_groups/${id}`], ["DELETE", `/v1/competition_groups/${id}`], ["POST", "/v1/units"]]) {
    const { headers } = await team.client.refused("maintenance", 503, method, path, groupRow());
    assert.ok(Number(headers.get("retry-after")) > 0);
  }
  await world.operator.must(200, "POST", "/admin/replay");
  await team.client.read("competition_groups", id);
});

test("MAINTENANCE_MODE=full", async () => {
  await world.restart({ MAINTENANCE_MODE: "full" });
  await team.client.refused("maintenance", 503, "GET", "/v1/competition_groups");
  assert.equal((await world.anyone.must(200, "GET", "/health")).flags.maintenance, "full");
  assert.equal((await world.anyone.must(200, "GET", "/health/database")).status, "ok");
});

test("flags that can't be read are named in every answer, without their values", async () => {
  await world.restart({ MAINTENANCE_MODE: "hunter2", VERIFY_WRITES: "yes" });
  const { headers, body } = await world.anyone.send("GET", "/health");
  assert.deepEqual(headers.get("tandem-config-complaints").split(", ").sort(), ["MAINTENANCE_MODE", "VERIFY_WRITES"]);
  assert.equal(body.status, "misconfigured");
  assert.ok(!JSON.stringify(body).includes("hunter2"));
  await team.client.refused("maintenance", 503, "POST", "/v1/competition_groups", groupRow());
  await team.client.list("competition_groups");
  await world.restart({ MAINTENANCE_MODE: "off", VERIFY_WRITES: "false" });
});

test("ENABLE_DOUBLE_WRITE=false: MySQL is left alone, and nothing is forgotten", async () => {
  await assertSame(world);
  await world.restart({ ENABLE_DOUBLE_WRITE: "false" });
  await world.proxy.reset();
  const { id } = await group();
  await world.cron();
  await team.client.update("competition_groups", id, { name: "changed" });
  assert.equal((await world.proxy.stats()).connections, 0);
  assert.deepEqual((await world.journal()).map(({ pk }) => pk), [id]);
  assert.equal((await world.anyone.must(200, "GET", "/health/database")).mysql, null);
  await world.restart({ ENABLE_DOUBLE_WRITE: "true" });
  await assertSame(world);
});

test("two deployments side by side, one with double writes and one without", async () => {
  await world.restart({ SECONDARY_WRITES: "defer" });
  const another = await world.startAnother({ ENABLE_DOUBLE_WRITE: "false" });
  const clients = [team.admin, world.as({ role: "admin", teams: [team.id], worker: another })];
  const { creditBalance } = await team.client.read("team", team.id);
  // Locally both have the same file, so one may find it locked: then a client tries again, with the same key.
  const insist = async (client, method, path, body) => {
    const headers = { "idempotency-key": unique("key") };
    for (let tries = 0; tries < 100; tries += 1) {
      const answer = await client.send(method, path, body, headers);
      if (answer.status < 500) return answer.body;
    }
    throw new Error(`no answer to ${method} ${path}`);
  };
  const work = async (client) => {
    for (let at = 0; at < 10; at += 1) {
      const { id } = await insist(client, "POST", "/v1/programming_track", trackRow());
      await insist(client, "PATCH", `/v1/team/${team.id}`, { creditBalance: { $increment: 1 } });
      await insist(client, at % 2 ? "DELETE" : "PATCH", `/v1/programming_track/${id}`, at % 2 ? undefined : { name: "changed" });
    }
  };
  await Promise.all(clients.map(work));
  assert.equal((await team.client.read("team", team.id)).creditBalance, creditBalance + 20);
  await another.stop();
  await assertSame(world);
  await assertDelivered(world);
});
