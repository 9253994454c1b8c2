// The last phase: the Worker has no D1 any more. And back, should the team think better of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSame } from "./support/compare.mjs";
import { eventually } from "./support/eventually.mjs";
import { groupRow, newTeam, trackRow } from "./support/data.mjs";
import { startWorld } from "./support/world.mjs";

let world;
let team;
before(async () => {
  world = await startWorld("mysql-only", { vars: { SECONDARY_WRITES: "await" } });
  team = await newTeam(world);
  await assertSame(world);
});
after(() => world?.stop());

/** Both lines as a switch leaves them. */
async function switched() {
  await world.mysql.query("UPDATE _control SET epoch = 2, role = 'primary'");
  await world.d1.exec('UPDATE "_control" SET "epoch" = 2, "writes_to" = \'mysql\', "state" = \'open\'');
}

const sent = () => world.mysql.value("SELECT COUNT(*) FROM _outbox WHERE sent_ms = 0");

test("with MySQL as the primary, and no double write, events are sent", async () => {
  await switched();
  await world.restart({ PRIMARY: "mysql", ENABLE_DOUBLE_WRITE: "false" });
  await team.admin.unit([{ insert: { table: "competition_groups", row: groupRow() } }]);
  await world.cron();
  await eventually("the outbox of MySQL is empty", async () => (await sent()) === "0");
  const { status, phase } = await world.anyone.must(200, "GET", "/health/database");
  assert.deepEqual([status, phase.name, phase.next.to], ["ok", "mysql-primary", "mysql-only"]);
});

test("without the binding DB: reads, writes, units, pages and events", async () => {
  await world.worker.stop();
  await world.start({}, { noD1: true });
  const { status, d1, phase } = await world.anyone.must(200, "GET", "/health/database");
  assert.deepEqual([status, d1, phase.name], ["ok", null, "mysql-only"]);
  const track = await team.client.create("programming_track", trackRow());
  await team.client.update("programming_track", track.id, { name: "changed" });
  assert.equal((await team.client.read("programming_track", track.id)).name, "changed");
  const groups = (await team.client.list("competition_groups")).rows.length;
  await team.admin.unit([{ insert: { table: "competition_groups", row: groupRow() } }, { update: { table: "team", key: team.id, set: { creditBalance: 3 } } }]);
  assert.equal((await team.client.list("competition_groups")).rows.length, groups + 1);
  await team.client.remove("programming_track", track.id);
  await team.client.refused("not-found", 404, "GET", `/v1/programming_track/${track.id}`);
  await world.cron();
  await eventually("the outbox of MySQL is empty", async () => (await sent()) === "0");
  await eventually("the consumer keeps what it did in MySQL", async () => (await world.mysql.value("SELECT COUNT(*) FROM _processed")) > 0);
  await world.operator.refused("not-configured", 503, "GET", "/admin/runs");
  await world.operator.refused("not-configured", 503, "POST", "/admin/facts");
});

test("a MySQL that is not the primary takes nothing", async () => {
  await world.mysql.query("UPDATE _control SET role = 'closed'");
  const { status } = await team.client.send("POST", "/v1/programming_track", trackRow());
  assert.ok(status >= 500, `${status}`);
  assert.equal((await world.anyone.send("GET", "/health/database")).body.status, "down");
  await world.mysql.query("UPDATE _control SET role = 'primary'");
});

test("with the binding again, D1 gets what it missed", async () => {
  await world.worker.stop();
  await world.start({ ENABLE_DOUBLE_WRITE: "true" });
  await eventually("MySQL's journal is empty", async () => {
    await world.operator.must(200, "POST", "/admin/replay");
    return (await world.mysql.value("SELECT COUNT(*) FROM _journal")) === "0";
  });
  await assertSame(world);
});
