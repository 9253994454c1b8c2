// The counter-proof: without the journal a write is lost, and the comparison that all other tests rest on says so.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSame, compare } from "./support/compare.mjs";
import { groupRow, newTeam } from "./support/data.mjs";
import { eventually } from "./support/eventually.mjs";
import { startWorld } from "./support/world.mjs";

let world;
let team;
before(async () => {
  world = await startWorld("lost-write");
  team = await newTeam(world);
  await assertSame(world);
});
after(() => world?.stop());

/** What the comparison finds after `spoil`, which is then taken back. */
async function found(spoil, restore) {
  await spoil();
  const { differences } = await compare(world);
  await restore();
  await assertSame(world);
  return differences;
}

test("the comparison finds a row that is missing, one too many, a value, a version and a tombstone", async () => {
  const row = await team.client.create("programming_track", { name: "x", type: "team_owned" });
  const gone = await team.client.create("programming_track", { name: "y", type: "team_owned" });
  await team.client.remove("programming_track", gone.id);
  await assertSame(world);
  const mysql = (sql, params) => () => world.mysql.query(sql, params);
  const set = (column, value) => mysql(`UPDATE programming_track SET \`${column}\` = ? WHERE id = ?`, [value, row.id]);
  const what = `programming_track ${row.id}`;
  const cases = [
    [set("name", "X"), set("name", "x"), `${what}, name: x in D1, X in MySQL`],
    [set("_version", 7), set("_version", row._version), `${what}, _version: ${row._version} in D1, 7 in MySQL`],
    [set("id", "ptrk_other"), mysql("UPDATE programming_track SET id = ? WHERE id = 'ptrk_other'", [row.id]), "programming_track ptrk_other: only in MySQL"],
    [mysql("UPDATE _tombstone SET version = version - 1"), mysql("UPDATE _tombstone SET version = version + 1"), `tombstone of programming_track ${gone.id}`],
  ];
  for (const [spoil, restore, difference] of cases) {
    const differences = await found(spoil, restore);
    assert.ok(differences.some((line) => line.startsWith(difference)), `${difference}, found: ${differences}`);
  }
});

test("without the journal's triggers, a write that the Worker did not bring over is lost", async () => {
  const names = await world.d1.query(`SELECT "name" FROM "sqlite_schema" WHERE "type" = 'trigger' AND "tbl_name" = 'competition_groups'`);
  assert.ok(names.length > 0);
  for (const { name } of names) await world.d1.exec(`DROP TRIGGER "${name}"`);
  const kept = await team.client.create("competition_groups", groupRow());
  await eventually("without them, the Worker still brings a write over", async () => (await world.mysql.value("SELECT count(*) FROM competition_groups WHERE id = ?", [kept.id])) === "1");
  await world.proxy.mode({ hold: "_control" });
  const { id } = await team.client.create("competition_groups", groupRow());
  await world.proxy.held();
  await world.crash();
  await world.cron();
  assert.deepEqual(await world.journal(), []);
  const { differences } = await compare(world);
  assert.deepEqual(differences, [`competition_groups ${id}: only in D1`]);
});
