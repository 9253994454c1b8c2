// Clients that write at a steady rate to rows from before Tandem, and keep what they were told.
import assert from "node:assert/strict";
import { sleep } from "../../../scripts/lib/proc.mjs";
import { rowPath } from "./client.mjs";
import { unique } from "./data.mjs";

const CALLERS = 4;
const MOST_TRIES = 300;

/**
 * Starts them on the table `score_rounds`, each on rows of its own: changes, deletes, and now and then a change past the Worker.
 * @param {{perSecond: number}} options of all of them together
 * @returns {Promise<{stop(): Promise<Map<string, string | null>>}>} `stop` gives what each row that was written holds now: its notes,
 * or null where it was deleted
 */
export async function startWriters(world, { perSecond }) {
  const ids = (await world.d1.query('SELECT "id" FROM "score_rounds" ORDER BY "id"')).map(({ id }) => id);
  const model = new Map();
  let over = false;
  const caller = async (at) => {
    const own = ids.filter((_, nth) => nth % CALLERS === at);
    const begun = performance.now();
    for (let times = 0; !over && own.length > 0; times += 1) {
      await sleep(Math.max(0, begun + (times * 1_000 * CALLERS) / perSecond - performance.now()));
      const nth = (times * 7) % own.length;
      const [id, notes] = [own[nth], unique("live")];
      if (times % 10 === 9) {
        await insist(world.admin, 204, "DELETE", id);
        own.splice(nth, 1);
        model.set(id, null);
      } else {
        if (times % 10 === 4) await world.d1.query('UPDATE "score_rounds" SET "notes" = ? WHERE "id" = ?', [notes, id]);
        else await insist(world.admin, 200, "PATCH", id, { notes });
        model.set(id, notes);
      }
    }
  };
  const all = Promise.all(Array.from({ length: CALLERS }, (_, at) => caller(at)));
  return {
    async stop() {
      over = true;
      await all;
      return model;
    },
  };
}

/** As a careful client: with one key until there is an answer. D1 refuses a write now and then while another process writes to its file. */
async function insist(client, status, method, id, body) {
  const headers = { "idempotency-key": unique("key") };
  for (let tries = 1; ; tries += 1) {
    const answer = await client.send(method, rowPath("score_rounds", id), body, headers).catch((error) => ({ status: 599, body: error.message }));
    if (answer.status === status) return;
    if (answer.status < 500 || tries === MOST_TRIES) assert.fail(`${method} ${id}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
}

/** Both databases hold what the writers were told. @param {Map<string, string | null>} model */
export async function assertWritten(world, model) {
  for (const database of [world.d1, world.mysql]) {
    const rows = new Map((await database.query("SELECT id, notes FROM score_rounds")).map(({ id, notes }) => [id, notes]));
    for (const [id, notes] of model) assert.equal(rows.get(id) ?? null, notes, `${id} in ${database === world.d1 ? "D1" : "MySQL"}`);
  }
}
