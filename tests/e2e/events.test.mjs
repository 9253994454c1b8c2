// Events: sent at least once, whatever happens to them on the way; their effect is had once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSame } from "./support/compare.mjs";
import { newTeam, trackRow } from "./support/data.mjs";
import { allProcessed, assertEffectsOnce, eventsOf, isProcessed } from "./support/events.mjs";
import { eventually } from "./support/eventually.mjs";
import { startWorld } from "./support/world.mjs";

let world;
let team;
before(async () => {
  world = await startWorld("events");
  team = await newTeam(world);
});
after(() => world?.stop());

const track = (row) => team.client.create("programming_track", trackRow(row));
const poll = () => world.operator.must(200, "POST", "/admin/outbox/poll");

test("the queue delivers an event twice", async () => {
  const { id } = await track();
  await allProcessed(world);
  const [event] = await eventsOf(world, id);
  for (let times = 0; times < 3; times += 1) {
    await world.d1.query('UPDATE "_outbox" SET "sent_ms" = 0 WHERE "id" = ?', [event.id]);
    assert.equal((await poll()).d1.sent, 1);
  }
  const later = await track();
  await eventually("an event sent after them was delivered", async () => isProcessed(world, (await eventsOf(world, later.id))[0].id));
  await assertEffectsOnce(world);
});

test("crons that overlap", async () => {
  await world.proxy.down();
  for (let at = 0; at < 30; at += 1) await track();
  await allProcessed(world);
  await world.d1.query('UPDATE "_outbox" SET "sent_ms" = 0'); // each is sent again, by several pollers at once
  await world.proxy.up();
  await Promise.all([...Array.from({ length: 5 }, () => world.cron()), world.operator.send("POST", "/admin/replay"), world.operator.send("POST", "/admin/outbox/poll")]);
  await assertSame(world);
  await allProcessed(world);
  await assertEffectsOnce(world);
});

test("a client's own events", async () => {
  const row = { insert: { table: "programming_track", row: trackRow() } };
  const payload = { amount: "12.50", note: "👩‍👧" };
  const { rows } = await team.client.unit([row], [{ type: "order.paid", about: 0, payload }, { type: "audit" }]);
  await allProcessed(world);
  const [event] = await world.d1.query('SELECT "pk", "version", "tenant", "payload" FROM "_outbox" WHERE "kind" = ?', ["order.paid"]);
  assert.deepEqual({ ...event, payload: JSON.parse(event.payload) }, { pk: rows[0].key, version: Number(rows[0].row._version), tenant: team.id, payload });
  await assertEffectsOnce(world);
  const refused = { changes: [row], events: [{ type: "programming_track.created" }] };
  await team.client.refused("invalid-value", 422, "POST", "/v1/units", refused); // a type that its table emits
});

test("an event that no queue takes becomes a dead letter, and is sent once it is mended", async () => {
  const { id } = await track();
  await allProcessed(world);
  const [event] = await eventsOf(world, id);
  await world.d1.query('DELETE FROM "_processed" WHERE "event_id" = ?', [event.id]);
  await world.d1.query('UPDATE "_event_count" SET "events" = "events" - 1 WHERE "kind" = ?', [event.kind]);
  await world.d1.query('UPDATE "_outbox" SET "sent_ms" = 0, "payload" = json_object(\'long\', hex(zeroblob(100000))) WHERE "id" = ?', [event.id]);
  assert.equal((await poll()).d1.dead, 1);
  assert.equal((await world.operator.must(200, "GET", "/admin/status")).d1.outbox.dead, 1);
  await world.d1.query('UPDATE "_dead_letter" SET "payload" = \'{}\' WHERE "id" = ?', [event.id]);
  assert.deepEqual(await world.operator.must(200, "POST", "/admin/outbox/redrive"), { redriven: 1 });
  await poll();
  await allProcessed(world);
  await assertEffectsOnce(world);
});

test("a refused write leaves no event", async () => {
  const { id } = await track();
  const before = await world.d1.value('SELECT count(*) FROM "_outbox"');
  await team.client.refused("precondition-failed", 412, "PATCH", `/v1/programming_track/${id}`, { name: "x" }, { "if-match": '"1"' });
  await team.client.refused("exists", 409, "POST", "/v1/programming_track", trackRow({ id }));
  assert.equal(await world.d1.value('SELECT count(*) FROM "_outbox"'), before);
});
