// MySQL is away, slow or breaks off: clients notice nothing, and everything arrives when it is back.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { assertSame } from "./support/compare.mjs";
import { groupRow, newTeam, trackRow, unique } from "./support/data.mjs";
import { allProcessed, assertEffectsOnce } from "./support/events.mjs";
import { eventually } from "./support/eventually.mjs";
import { startWorld } from "./support/world.mjs";

let world;
before(async () => {
  world = await startWorld("outage");
  await newTeam(world); // journaling begins with the first write
});
afterEach(() => world?.proxy.reset());
after(() => world?.stop());

const breaker = async () => (await world.operator.must(200, "GET", "/admin/status")).breaker;

/** A replay that got through closes the breaker. */
const healthy = async () => {
  await world.drained();
  await eventually("the breaker is closed", async () => (await world.operator.must(200, "POST", "/admin/replay")) && (await breaker()) === "closed");
};

/** Inserts, changes, deletes; all must succeed. */
async function work(team, times) {
  for (let at = 0; at < times; at += 1) {
    const { id } = await team.client.create("programming_track", trackRow({ name: `track ${at}` }));
    await team.admin.update("team", team.id, { creditBalance: { $increment: 1 } });
    await team.client.update("programming_track", id, { name: `changed ${at}` });
    if (at % 3 === 0) await team.client.remove("programming_track", id);
  }
}

test("MySQL goes away under load and comes back", async () => {
  const teams = [await newTeam(world), await newTeam(world), await newTeam(world)];
  const load = Promise.all(teams.map((team) => work(team, 12)));
  await eventually("some of it is written", async () => (await world.d1.value('SELECT count(*) FROM "programming_track"')) > 3);
  await world.proxy.down();
  await load;
  await work(teams[0], 3);
  assert.ok((await world.journal()).length > 0, "what MySQL has not got waits in the journal");
  await allProcessed(world); // events don't wait for MySQL
  await world.proxy.up();
  await assertSame(world);
  await assertEffectsOnce(world);
  for (const { id, client } of teams) assert.ok((await client.read("team", id)).creditBalance >= 12);
  await healthy();
});

test("rows that swapped unique values while MySQL was away, one write after the other", async () => {
  const rows = [];
  const { client } = await newTeam(world);
  for (let at = 0; at < 6; at += 1) rows.push(await client.create("competition_groups", groupRow()));
  await assertSame(world);
  await world.proxy.down();
  const slugs = rows.map(({ slug }) => slug);
  const set = (row, slug) => client.update("competition_groups", row.id, { slug });
  for (const row of rows) await set(row, unique("between"));
  for (const [at, row] of rows.entries()) await set(row, slugs[(at + 1) % rows.length]);
  await client.remove("competition_groups", rows[0].id);
  await client.create("competition_groups", groupRow({ slug: slugs[1] }));
  await world.proxy.up();
  await assertSame(world);
  await healthy();
});

test("while MySQL does not answer, few writes try it, and none fails", async () => {
  const { client } = await newTeam(world);
  await healthy();
  await world.proxy.mode({ cut_before: "", times: 1_000_000 });
  const before = (await world.proxy.stats()).connections;
  const writes = 60;
  for (let at = 0; at < writes; at += 1) await client.create("competition_groups", groupRow());
  const tried = (await world.proxy.stats()).connections - before;
  assert.ok(tried >= 3 && tried < writes / 2, `${writes} writes connected ${tried} times`);
  assert.notEqual(await breaker(), "closed");
  await world.proxy.reset();
  await assertSame(world);
  await healthy();
});

test("once MySQL is back, a write that gets through takes along what waited", async () => {
  const { client } = await newTeam(world);
  await healthy();
  await world.proxy.down();
  for (let at = 0; at < 4; at += 1) await client.create("competition_groups", groupRow());
  await world.proxy.up();
  const inMysql = async ({ id }) => (await world.mysql.value("SELECT count(*) FROM competition_groups WHERE id = ?", [id])) === "1";
  await eventually("the breaker lets a write through", async () => {
    const row = await client.create("competition_groups", groupRow());
    return eventually("it is in MySQL", () => inMysql(row), { deadlineMs: 500 });
  });
  await eventually("the journal is empty, without cron or operator", async () => (await world.journal()).length === 0);
  await assertSame(world);
});

test("a row whose answer is lost", async () => {
  const { client } = await newTeam(world);
  await healthy();
  await world.proxy.mode({ drop_answer: "INSERT INTO `competition_groups`" });
  const { id } = await client.create("competition_groups", groupRow());
  await world.proxy.struck("drop_answer");
  assert.equal(await world.mysql.value("SELECT count(*) FROM competition_groups WHERE id = ?", [id]), "1");
  await client.update("competition_groups", id, { name: "after" });
  await assertSame(world);
});

for (const [fault, what] of [["cut_before", "before a statement"], ["cut_in_result", "in the middle of an answer"], ["drop_answer", "after a statement"]])
  test(`the connection breaks ${what}`, async () => {
    const { client } = await newTeam(world);
    const create = () => client.create("competition_groups", groupRow());
    const { id } = await create();
    // A delete takes several statements, in a transaction.
    for (const [statement, write] of [["INSERT INTO `competition_groups`", create], ["_control", create], ["COMMIT", () => client.remove("competition_groups", id)]]) {
      await healthy();
      await world.proxy.mode({ [fault]: statement });
      await write();
      await world.proxy.struck(fault);
      await world.proxy.reset();
      await assertSame(world);
    }
  });

test("a deadlock in MySQL is tried again at once", async () => {
  const { client } = await newTeam(world);
  await healthy();
  await world.proxy.mode({ error: { match: "INSERT INTO `competition_groups`", code: 1213, sqlstate: "40001", message: "Deadlock found", times: 2 } });
  const { id } = await client.create("competition_groups", groupRow());
  await eventually("it is in MySQL, without a replay", async () => (await world.mysql.value("SELECT count(*) FROM competition_groups WHERE id = ?", [id])) === "1");
  assert.equal((await world.proxy.stats()).faults.error, 2);
  await assertSame(world);
});

test("somebody else holds the row's lock in MySQL", async () => {
  const { id, client } = await newTeam(world);
  await assertSame(world);
  const other = await world.mysql.connection();
  await other.query("BEGIN");
  await other.query("SELECT id FROM team WHERE id = ? FOR UPDATE", [id]);
  await client.update("team", id, { name: "while locked" });
  assert.deepEqual((await world.journal()).map(({ pk }) => pk), [id]);
  assert.equal((await client.read("team", id)).name, "while locked");
  await other.query("ROLLBACK");
  other.destroy();
  await assertSame(world);
});
