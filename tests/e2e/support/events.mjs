// What became of events: the outbox in D1, and what the Worker's own consumer keeps.
import assert from "node:assert/strict";
import { eventually } from "./eventually.mjs";

/** The events of a row in D1's outbox, oldest first. */
export const eventsOf = (world, pk) => world.d1.query('SELECT "id", "kind", "version", "sent_ms" FROM "_outbox" WHERE "pk" = ? ORDER BY "id"', [pk]);

export const isProcessed = (world, id) => world.d1.value('SELECT 1 FROM "_processed" WHERE "event_id" = ?', [id]);

/** Waits until each event in the outbox was taken by the queue and processed. */
export function allProcessed(world) {
  const left = 'SELECT "id", "kind", "sent_ms" FROM "_outbox" WHERE "sent_ms" = 0 OR "id" NOT IN (SELECT "event_id" FROM "_processed")';
  return eventually("every event is processed", async () => {
    const events = await world.d1.query(left);
    if (events.length > 0) throw new Error(`${events.length} are not, such as ${JSON.stringify(events[0])}`);
    return true;
  });
}

/** The consumer counts events by their type: as many as there were, however often each was delivered. */
export async function assertEffectsOnce(world) {
  const counted = 'SELECT "kind", "events" FROM "_event_count" ORDER BY "kind"';
  const emitted = 'SELECT "kind", count(*) AS "events" FROM "_outbox" GROUP BY "kind" ORDER BY "kind"';
  assert.deepEqual(await world.d1.query(counted), await world.d1.query(emitted));
}

/**
 * The local queue forgets what it holds when its process ends; a real one delivers it later. So what was sent and never
 * delivered is sent again, and then each event must have had its effect once.
 */
export async function assertDelivered(world) {
  await world.d1.query('UPDATE "_outbox" SET "sent_ms" = 0 WHERE "sent_ms" > 0 AND "id" NOT IN (SELECT "event_id" FROM "_processed")');
  await world.operator.must(200, "POST", "/admin/outbox/poll");
  await allProcessed(world);
  await assertEffectsOnce(world);
}
