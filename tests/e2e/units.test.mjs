// Write units: several changes, conditions and events, all of it or none, in both databases; and what references allow.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSame } from "./support/compare.mjs";
import { groupRow, newTeam, newUser, trackRow, unique } from "./support/data.mjs";
import { allProcessed, assertEffectsOnce } from "./support/events.mjs";
import { startWorld } from "./support/world.mjs";

let world;
let team;
before(async () => {
  world = await startWorld("units", { vars: { SECONDARY_WRITES: "await" } });
  team = await newTeam(world);
});
after(() => world?.stop());

const insert = (table, row) => ({ insert: { table, row } });
const update = (table, key, set, more = {}) => ({ update: { table, key, set, ...more } });
const remove = (table, key) => ({ delete: { table, key } });
const there = async (table, id) => (await world.mysql.value(`SELECT count(*) FROM \`${table}\` WHERE id = ?`, [id])) === "1";

test("changes of several tables stand together, later ones seeing the earlier", async () => {
  const id = `ptrk_${unique()}`;
  const changes = [insert("programming_track", trackRow({ id })), update("programming_track", id, { name: "renamed" }), insert("team_programming_track", { trackId: id, subscribedAt: "2026-01-01T00:00:00Z" }), update("team", team.id, { defaultTrackId: id, creditBalance: { $increment: 7 } })];
  const { rows } = await team.admin.unit(changes, [{ type: "programme.started", about: 0 }]);
  const track = rows.find(({ table }) => table === "programming_track");
  assert.equal(track.row.name, "renamed");
  assert.equal(rows.length, 3, "each row once, as it is in the end");
  await assertSame(world);
  await allProcessed(world);
  await assertEffectsOnce(world);
});

test("one change that is refused undoes them all, in both databases, with their events", async () => {
  const made = await team.client.create("competition_groups", groupRow());
  await assertSame(world);
  const before = [await team.client.read("team", team.id), await world.d1.value('SELECT count(*) FROM "_outbox"')];
  const bad = [
    ["duplicate", 409, insert("competition_groups", groupRow({ slug: made.slug }))],
    ["exists", 409, insert("competition_groups", groupRow({ id: made.id }))],
    ["not-found", 404, update("competition_groups", "cgrp_nobody", { name: "x" })],
    ["not-found", 404, remove("competition_groups", "cgrp_nobody")],
    ["condition-failed", 409, { require: { table: "competition_groups", key: made.id, version: "1" } }],
    ["exists", 409, { require: { table: "competition_groups", key: made.id, exists: false } }],
    ["not-found", 404, { require: { table: "competition_groups", key: "cgrp_nobody", exists: true } }],
    ["condition-failed", 409, { require: { table: "competition_groups", key: made.id, column: "name", is: "equal", value: "Else" } }],
    ["condition-failed", 409, update("competition_groups", made.id, { name: "x" }, { ifVersion: "1" })],
    ["no-parent", 422, insert("team_membership", { userId: "usr_nobody", roleId: "member" })],
    ["out-of-range", 422, update("team", team.id, { creditBalance: { $increment: 9_000_000_000 } })],
    ["unknown-table", 404, insert("nothing", {})],
    ["invalid-value", 422, insert("competition_groups", groupRow({ name: 1 }))],
  ];
  for (const [kind, status, change] of bad) {
    const good = insert("programming_track", trackRow());
    await team.admin.refused(kind, status, "POST", "/v1/units", { changes: [update("team", team.id, { name: "never" }), good, change, good], events: [{ type: "never" }] });
  }
  assert.deepEqual([await team.client.read("team", team.id), await world.d1.value('SELECT count(*) FROM "_outbox"')], before);
  assert.equal(await world.d1.value('SELECT count(*) FROM "_outbox" WHERE "kind" = ?', ["never"]), 0);
  await assertSame(world);
});

test("conditions that hold", async () => {
  const made = await team.client.create("competition_groups", groupRow());
  const on = { table: "competition_groups", key: made.id };
  const requirements = [{ exists: true }, { version: made._version }, { column: "name", is: "equal", value: "Series" }, { column: "name", is: "at-least", value: "Aaa" }, { column: "description", is: "equal", value: null }];
  await team.client.unit([...requirements.map((what) => ({ require: { ...on, ...what } })), update(on.table, on.key, { description: "passed" }, { ifVersion: made._version })]);
  await assertSame(world);
});

test("a unit has bounds", async () => {
  const many = (count) => Array.from({ length: count }, () => insert("competition_groups", groupRow()));
  await team.client.refused("too-many", 422, "POST", "/v1/units", { changes: many(101) });
  await team.client.refused("missing-field", 422, "POST", "/v1/units", { changes: [] });
  assert.equal((await team.client.unit(many(100))).rows.length, 100);
  const user = await newUser(world);
  const members = Array.from({ length: 100 }, () => insert("team_membership", { userId: user.id, invitedBy: user.id, roleId: "member" }));
  assert.equal((await team.client.unit(members)).rows.length, 100); // with a hundred times four conditions
  members[99] = insert("team_membership", { userId: user.id, invitedBy: "usr_nobody", roleId: "member" });
  const { body } = await team.client.refused("no-parent", 422, "POST", "/v1/units", { changes: members });
  assert.match(body.field, /\/invitedBy$/);
  await assertSame(world);
});

test("a unit that is repeated is carried out once", async () => {
  const headers = { "idempotency-key": unique("key") };
  const changes = [update("team", team.id, { creditBalance: { $increment: 1 } }), insert("competition_groups", groupRow())];
  const { creditBalance } = await team.client.read("team", team.id);
  const first = await team.admin.unit(changes, [], headers);
  const second = await team.admin.unit(changes, [], headers);
  assert.deepEqual([first.replayed, second.replayed], [false, true]);
  assert.deepEqual(second.rows, first.rows);
  assert.equal((await team.client.read("team", team.id)).creditBalance, creditBalance + 1);
  await assertSame(world);
});

test("a child needs its parent, and the reference is named", async () => {
  const { body } = await team.client.refused("no-parent", 422, "POST", "/v1/team_membership", { userId: "usr_nobody", roleId: "member" });
  assert.equal(body.field, "/userId");
  assert.match(body.detail, /user/);
  const user = await newUser(world);
  const membership = await team.client.create("team_membership", { userId: user.id, roleId: "member" });
  const late = await team.client.refused("no-parent", 422, "PATCH", `/v1/team_membership/${membership.id}`, { invitedBy: "usr_nobody" });
  assert.equal(late.body.field, "/invitedBy");
  await assertSame(world);
});

test("on delete: refused, set to null, deleted along; and MySQL has it all", async () => {
  const other = await newTeam(world);
  const season = () => ({ startDate: "2026-06-01T00:00:00Z", endDate: "2026-06-02T00:00:00Z", slug: unique("comp"), name: "Open", competitionTeamId: team.id });
  const group = await other.client.create("competition_groups", groupRow());
  const competition = await other.client.create("competitions", { ...season(), groupId: group.id });
  const venue = await world.admin.create("competition_venues", { competitionId: competition.id, name: "Hall" });
  const heat = await world.admin.create("competition_heats", { competitionId: competition.id, trackWorkoutId: "trwk_1", heatNumber: 1, venueId: venue.id });
  await assertSame(world);

  const member = await other.client.create("team_membership", { userId: (await newUser(world)).id, roleId: "member" });
  await other.client.refused("referenced", 409, "DELETE", `/v1/team/${other.id}`);

  await other.client.remove("competition_groups", group.id);
  assert.equal((await other.client.read("competitions", competition.id)).groupId, null);
  await world.admin.remove("competition_venues", venue.id);
  assert.equal((await world.admin.read("competition_heats", heat.id)).venueId, null);
  await assertSame(world);

  await other.client.remove("competitions", competition.id);
  await world.admin.refused("not-found", 404, "GET", `/v1/competition_heats/${heat.id}`);
  await assertSame(world);
  assert.ok(!(await there("competition_heats", heat.id)));

  await other.client.unit([remove("team_membership", member.id), remove("team", other.id)]);
  await assertSame(world);
  assert.ok(!(await there("team", other.id)));
});

test("a parent and its children in one unit, in any order that makes sense", async () => {
  const [workout, user] = [`wkt_${unique()}`, await newUser(world)];
  const score = `score_${unique()}`;
  await team.client.unit([
    insert("workouts", { id: workout, name: "Grace", description: "30 clean and jerks", scheme: "time" }),
    insert("scores", { id: score, user_id: user.id, workout_id: workout, scheme: "time", score_value: "95000", recorded_at: "2026-02-03T04:05:06Z" }),
  ]);
  await assertSame(world);
  await team.client.refused("referenced", 409, "DELETE", `/v1/workouts/${workout}`);
  await team.client.unit([remove("scores", score), remove("workouts", workout)]);
  await assertSame(world);
});
