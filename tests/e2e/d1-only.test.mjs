// Without any MySQL: the app runs on D1 alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { groupRow, newTeam, trackRow } from "./support/data.mjs";
import { allProcessed, assertEffectsOnce } from "./support/events.mjs";
import { startWorld } from "./support/world.mjs";

let world;
before(async () => (world = await startWorld("d1-only", { d1Only: true })));
after(() => world?.stop());

test("reads, writes, units, pages and events", async () => {
  const { id, client, admin } = await newTeam(world);
  const track = await client.create("programming_track", trackRow());
  await client.update("programming_track", track.id, { name: "changed" });
  await admin.unit([{ insert: { table: "competition_groups", row: groupRow() } }, { update: { table: "team", key: id, set: { creditBalance: 3 } } }]);
  assert.equal((await client.list("competition_groups")).rows.length, 1);
  await client.remove("programming_track", track.id);
  await client.refused("not-found", 404, "GET", `/v1/programming_track/${track.id}`);
  await world.cron();
  await allProcessed(world);
  await assertEffectsOnce(world);
});

test("nothing waits for a database that is not there", async () => {
  assert.deepEqual(await world.journal(), []);
  const { status, mysql, flags } = await world.anyone.must(200, "GET", "/health/database");
  assert.deepEqual({ status, mysql, doubleWrite: flags.doubleWrite }, { status: "ok", mysql: null, doubleWrite: false });
});
