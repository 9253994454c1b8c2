// A Hyperdrive binding that was made without --caching-disabled: its reads are up to a minute old, and what is written is right all the same.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSame } from "./support/compare.mjs";
import { eventually } from "./support/eventually.mjs";
import { groupRow, newTeam, unique } from "./support/data.mjs";
import { startWorld } from "./support/world.mjs";

let world;
let team;
before(async () => {
  world = await startWorld("caching", { vars: { SECONDARY_WRITES: "await" } });
  team = await newTeam(world);
  await world.proxy.mode({ cache: true });
});
after(() => world?.stop());

const table = "competition_groups";

test("a row that is written again and again", async () => {
  const { id } = await team.client.create(table, groupRow());
  for (let at = 0; at < 5; at += 1) {
    await team.client.update(table, id, { name: `name ${at}` });
    await team.client.remove(table, id);
    await team.client.create(table, groupRow({ id, name: `again ${at}` }));
  }
  await eventually("all is acknowledged, without a replay", async () => (await world.journal()).length === 0);
  await assertSame(world);
});

test("rows that keep swapping the same unique values", async () => {
  const rows = [await team.client.create(table, groupRow()), await team.client.create(table, groupRow())];
  const set = (row, slug) => ({ update: { table, key: row.id, set: { slug } } });
  for (let at = 0; at < 4; at += 1) {
    const [a, b] = at % 2 ? rows : [...rows].reverse();
    await team.client.unit([set(a, unique("between")), set(b, rows[0].slug), set(a, rows[1].slug)]);
  }
  await assertSame(world);
});

test("a unique value that wanders from row to row", async () => {
  const { slug } = groupRow();
  let holder = await team.client.create(table, groupRow({ slug }));
  for (let at = 0; at < 4; at += 1) {
    await world.proxy.down();
    await team.client.update(table, holder.id, { slug: unique() });
    holder = await team.client.create(table, groupRow({ slug }));
    await world.proxy.up();
    await assertSame(world);
  }
});

test("some of its reads were old ones", async () => {
  assert.ok((await world.proxy.stats()).cache_hits > 0);
});
