// Programs that write to D1 past Tandem, as migrations, consoles and other Workers do: D1's triggers notice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSame } from "./support/compare.mjs";
import { groupRow, newTeam, newUser, trackRow, unique } from "./support/data.mjs";
import { startWorld } from "./support/world.mjs";

const AT = 1_767_225_600; // 2026-01-01, in seconds as D1 counts

let world;
let team;
before(async () => {
  world = await startWorld("outside");
  team = await newTeam(world); // journaling begins with the first write
});
after(() => world?.stop());

const journaled = async () => (await world.journal()).map(({ tbl, pk }) => `${tbl} ${pk}`).sort();
const insert = (id, slug, name = "outside") =>
  `INSERT INTO "competition_groups" ("createdAt", "updatedAt", "id", "organizingTeamId", "slug", "name") VALUES (${AT}, ${AT}, '${id}', '${team.id}', '${slug}', '${name}')`;
const replace = (...args) => insert(...args).replace("INSERT", "INSERT OR REPLACE");

test("an operator's statements, with wrangler, while the Worker runs", async () => {
  const id = `cgrp_${unique()}`;
  await world.d1.execute(insert(id, unique()));
  assert.equal((await team.client.read("competition_groups", id)).name, "outside");
  await assertSame(world);
  await world.d1.execute(`UPDATE "competition_groups" SET "name" = 'once more' WHERE "id" = '${id}'`);
  await assertSame(world);
  await world.d1.execute(`DELETE FROM "competition_groups" WHERE "id" = '${id}'`);
  await assertSame(world);
});

test("a statement that changes many rows", async () => {
  for (let at = 0; at < 150; at += 1) await world.d1.exec(insert(`cgrp_${unique()}`, unique()));
  await assertSame(world);
  await world.d1.exec(`UPDATE "competition_groups" SET "name" = "name" || '!' WHERE "organizingTeamId" = '${team.id}'`);
  assert.ok((await world.journal()).length >= 150);
  await assertSame(world);
  await world.d1.exec(`DELETE FROM "competition_groups" WHERE "organizingTeamId" = '${team.id}'`);
  await assertSame(world);
});

test("INSERT OR REPLACE of a row by its key", async () => {
  const [id, slug] = [`cgrp_${unique()}`, unique()];
  await world.d1.exec(insert(id, slug));
  await assertSame(world);
  await world.d1.exec(replace(id, slug, "replaced"));
  assert.deepEqual(await journaled(), [`competition_groups ${id}`]);
  await assertSame(world);
});

test("INSERT OR REPLACE that pushes out another row through its unique key", async () => {
  const [old, id, slug] = [`cgrp_${unique("old")}`, `cgrp_${unique("new")}`, unique()];
  await world.d1.exec(insert(old, slug));
  await assertSame(world);
  await world.d1.exec(replace(id, slug));
  assert.deepEqual(await journaled(), [`competition_groups ${id}`, `competition_groups ${old}`]);
  await assertSame(world);
  assert.equal(await world.mysql.value("SELECT count(*) FROM competition_groups WHERE id = ?", [old]), "0");
});

test("INSERT OR REPLACE that pushes out two rows at once, and UPDATE OR REPLACE", async () => {
  const [a, b, c] = [`cgrp_${unique("a")}`, `cgrp_${unique("b")}`, `cgrp_${unique("c")}`];
  const [x, y, z] = [unique("x"), unique("y"), unique("z")];
  for (const [id, slug] of [[a, x], [b, y], [c, z]]) await world.d1.exec(insert(id, slug));
  await assertSame(world);
  await world.d1.exec(replace(a, y)); // pushes out the old a by its key and b by its slug
  await assertSame(world);
  await world.d1.exec(`UPDATE OR REPLACE "competition_groups" SET "slug" = '${z}' WHERE "id" = '${a}'`);
  await assertSame(world);
  assert.deepEqual(await world.mysql.query("SELECT id FROM competition_groups WHERE slug IN (?, ?, ?)", [x, y, z]), [{ id: a }]);
});

test("a key that changes", async () => {
  const [before, afterwards, slug] = [`cgrp_${unique("before")}`, `cgrp_${unique("after")}`, unique()];
  await world.d1.exec(insert(before, slug));
  await assertSame(world);
  await world.d1.exec(`UPDATE "competition_groups" SET "id" = '${afterwards}' WHERE "id" = '${before}'`);
  assert.deepEqual(await journaled(), [`competition_groups ${afterwards}`, `competition_groups ${before}`]);
  await assertSame(world);
});

test("two rows that swap their keys", async () => {
  const [a, b, aside] = [`cgrp_${unique("a")}`, `cgrp_${unique("b")}`, `cgrp_${unique("aside")}`];
  await world.d1.exec(insert(a, unique(), "first"));
  await world.d1.exec(insert(b, unique(), "second"));
  await assertSame(world);
  for (const [from, to] of [[a, aside], [b, a], [aside, b]]) await world.d1.exec(`UPDATE "competition_groups" SET "id" = '${to}' WHERE "id" = '${from}'`);
  await assertSame(world);
  assert.equal(await world.mysql.value("SELECT name FROM competition_groups WHERE id = ?", [a]), "second");
});

test("a cascade: rows that D1 deletes or changes by itself", async () => {
  const user = await newUser(world);
  const other = await newTeam(world);
  const workout = await other.client.create("workouts", { name: "Fran", description: "21-15-9", scheme: "time" });
  const score = await other.client.create("scores", { user_id: user.id, workout_id: workout.id, scheme: "time", score_value: "180000", recorded_at: "2026-01-01T10:00:00Z" });
  const round = await world.admin.create("score_rounds", { score_id: score.id, round_number: 1, value: "1" });
  const track = await other.client.create("programming_track", trackRow());
  const copy = await other.client.create("workouts", { name: "Fran, copied", description: "", scheme: "time", source_track_id: track.id, source_workout_id: workout.id });
  await assertSame(world);
  await world.d1.exec(`DELETE FROM "scores" WHERE "id" = '${score.id}'`);
  assert.deepEqual(await journaled(), [`score_rounds ${round.id}`, `scores ${score.id}`]);
  await world.d1.exec(`DELETE FROM "programming_track" WHERE "id" = '${track.id}'`);
  assert.ok((await journaled()).includes(`workouts ${copy.id}`), "its reference was set to null");
  await assertSame(world);
  assert.equal(await world.mysql.value("SELECT count(*) FROM score_rounds WHERE id = ?", [round.id]), "0");
  assert.equal(await world.mysql.value("SELECT source_track_id FROM workouts WHERE id = ?", [copy.id]), null);
});

test("a write that changes nothing of a row, and one that is rolled back", async () => {
  const id = `cgrp_${unique()}`;
  await world.d1.exec(insert(id, unique()));
  await assertSame(world);
  await world.d1.exec(`UPDATE "competition_groups" SET "name" = "name" WHERE "id" = '${id}'`);
  await world.d1.exec(`BEGIN; UPDATE "competition_groups" SET "name" = 'never' WHERE "id" = '${id}'; ROLLBACK`);
  await assertSame(world);
});

test("a client and a program from outside change the same row in turns", async () => {
  const { id } = await team.client.create("competition_groups", groupRow());
  let last;
  for (let at = 0; at < 10; at += 1) {
    await world.d1.exec(`UPDATE "competition_groups" SET "name" = 'outside ${at}' WHERE "id" = '${id}'`);
    const changed = await team.client.update("competition_groups", id, { description: `inside ${at}` });
    assert.equal(changed.name, `outside ${at}`);
    assert.ok(last === undefined || BigInt(changed._version) > BigInt(last));
    last = changed._version;
  }
  await assertSame(world);
});
