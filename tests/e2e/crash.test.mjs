// The Worker dies between any two steps of a write: nothing is lost, nothing is done twice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSame } from "./support/compare.mjs";
import { groupRow, newTeam, trackRow, unique } from "./support/data.mjs";
import { assertDelivered, eventsOf } from "./support/events.mjs";
import { eventually } from "./support/eventually.mjs";
import { startWorld } from "./support/world.mjs";

/** The part of a statement that names it: values differ from write to write. */
const NAME = /^[^'\d]{1,60}/;

let world;
let team;
before(async () => {
  world = await startWorld("crash");
  team = await newTeam(world);
});
after(() => world?.stop());

/** The statements that `write` sends to MySQL, in their order: the steps between which the Worker can die. */
async function steps(write) {
  // Neither here by a replay: what it overtakes goes on afterwards, and would be in the log.
  await broughtOver();
  await world.proxy.reset();
  await world.proxy.mode({ log: true });
  await write();
  // Not by a replay, whose statements are others.
  await broughtOver();
  const log = await world.proxy.log();
  await world.proxy.reset();
  assert.ok(log.length > 0);
  // One statement may be all of it; else it ends with the first COMMIT.
  const end = log.indexOf("COMMIT");
  return [...new Set(log.slice(0, end < 0 ? 1 : end + 1).map((text) => NAME.exec(text)[0]))];
}

const broughtOver = () => eventually("all is brought over and acknowledged", async () => (await world.journal()).length === 0);

/** What the cron and an operator do after a crash; then all is as if it had not been. */
async function recovered() {
  await world.cron();
  await assertSame(world);
  await assertDelivered(world);
}

const track = () => team.client.create("programming_track", trackRow());
const kinds = {
  "an insert": async () => track(),
  "an update": async () => {
    const { id } = await prepared.pop();
    await team.client.update("programming_track", id, { name: "changed" });
  },
  "a delete": async () => {
    const { id } = await prepared.pop();
    await team.client.remove("programming_track", id);
  },
};
const prepared = [];

for (const [kind, write] of Object.entries(kinds))
  test(`SIGKILL before each statement of ${kind}`, async (t) => {
    for (let at = 0; at < 12; at += 1) prepared.push(await track());
    for (const step of await steps(write))
      await t.test(`before ${step}`, async () => {
        await world.proxy.mode({ hold: step });
        await write();
        await world.proxy.held();
        assert.ok((await world.journal()).length > 0, "the journal has what MySQL has not confirmed");
        await world.crash();
        await recovered();
      });
  });

test("SIGKILL after MySQL has committed the row, before its acknowledgement", async () => {
  await world.proxy.mode({ drop_answer: "INSERT INTO `programming_track`" });
  const { id } = await track();
  await world.proxy.struck("drop_answer");
  await world.crash();
  assert.equal(await world.mysql.value("SELECT count(*) FROM programming_track WHERE id = ?", [id]), "1");
  assert.equal((await world.journal()).length, 1);
  await recovered();
});

test("SIGKILL while MySQL accepts connections and answers nothing", async () => {
  await world.proxy.mode({ stall: true });
  const { id } = await track();
  await world.crash();
  assert.equal(await world.mysql.value("SELECT count(*) FROM programming_track WHERE id = ?", [id]), "0");
  assert.equal((await eventsOf(world, id)).length, 1);
  await recovered();
});

test("SIGKILL while rows that swap values are replayed", async () => {
  const rows = [await team.client.create("competition_groups", groupRow()), await team.client.create("competition_groups", groupRow())];
  await assertSame(world);
  const swap = async () => {
    const [a, b] = await Promise.all(rows.map(({ id }) => team.client.read("competition_groups", id)));
    const set = (key, slug) => ({ update: { table: "competition_groups", key, set: { slug } } });
    await team.client.unit([set(a.id, unique("between")), set(b.id, a.slug), set(a.id, b.slug)]);
  };
  for (const step of (await steps(swap)).filter((text) => !text.startsWith("SELECT"))) {
    await world.proxy.mode({ hold: step });
    await swap();
    await world.proxy.held();
    await world.crash();
    await recovered();
  }
});

test("SIGKILL under load: what was answered stands, and a repeated request is carried out once", async () => {
  const begun = (await team.client.read("team", team.id)).creditBalance;
  const writers = 4;
  const each = 15;
  const crashes = [10, 30]; // after so many answers
  let answered = 0;
  let crash;
  const write = async (key) => {
    // As a client does it: again and again with the same key, until there is an answer.
    for (let tries = 0; tries < 200; tries += 1) {
      try {
        const changes = [{ update: { table: "team", key: team.id, set: { creditBalance: { $increment: 1 } } } }, { insert: { table: "programming_track", row: trackRow({ name: key }) } }];
        const { status, body } = await team.admin.send("POST", "/v1/units", { changes }, { "idempotency-key": key });
        if (status === 200) return (answered += 1);
        if (status < 500) throw new assert.AssertionError({ message: `${status} ${JSON.stringify(body)}` });
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
      }
      await crash; // the Worker is away meanwhile
    }
    throw new Error("no answer");
  };
  const load = Array.from({ length: writers }, async (_, writer) => {
    for (let at = 0; at < each; at += 1) {
      await write(unique(`w${writer}`));
      if (answered >= crashes[0]) crash = crashes.shift() && world.crash();
    }
  });
  await Promise.all(load);
  await crash;
  assert.equal((await team.client.read("team", team.id)).creditBalance, begun + writers * each);
  await recovered();
});
