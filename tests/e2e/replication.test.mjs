// The dual write: what a client writes stands in both databases, as it meant it, and its event has its effect once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSame } from "./support/compare.mjs";
import { groupRow, newTeam, newUser, trackRow, unique } from "./support/data.mjs";
import { allProcessed, assertEffectsOnce, eventsOf } from "./support/events.mjs";
import { eventually } from "./support/eventually.mjs";
import { startWorld } from "./support/world.mjs";

let world;
before(async () => (world = await startWorld("replication")));
after(() => world?.stop());

/** The version of a row in MySQL; null if there is none. */
const versionThere = async (table, id) => (await world.mysql.value(`SELECT \`_version\` FROM \`${table}\` WHERE id = ?`, [id])) ?? null;

test("a write stands in both databases, and each of its events is processed once", async () => {
  const { client } = await newTeam(world);
  const { id } = await client.create("programming_track", trackRow());
  await client.update("programming_track", id, { name: "Endurance" });
  await eventually("the row is in MySQL, without a replay", async () => (await world.mysql.value("SELECT name FROM programming_track WHERE id = ?", [id])) === "Endurance");
  await eventually("the journal is empty, without a replay", async () => (await world.journal()).length === 0);
  await client.remove("programming_track", id);
  await eventually("it is gone from MySQL", async () => (await versionThere("programming_track", id)) === null);
  await allProcessed(world);
  const kinds = (await eventsOf(world, id)).map(({ kind }) => kind);
  assert.deepEqual(kinds, ["created", "updated", "deleted"].map((change) => `programming_track.${change}`));
  await assertEffectsOnce(world);
  await assertSame(world);
});

test("a deleted row comes back at a higher version, and a change of a row that is gone is refused", async () => {
  const { client } = await newTeam(world);
  const first = await client.create("competition_groups", groupRow());
  await client.remove("competition_groups", first.id);
  await client.refused("not-found", 404, "PATCH", `/v1/competition_groups/${first.id}`, { name: "late" });
  await client.refused("not-found", 404, "DELETE", `/v1/competition_groups/${first.id}`);
  const second = await client.create("competition_groups", groupRow({ id: first.id, name: "again" }));
  assert.ok(BigInt(second._version) > BigInt(first._version) + 1n, `${first._version}, deleted, ${second._version}`);
  await assertSame(world);
  assert.equal(await versionThere("competition_groups", first.id), second._version);
});

test("many writers of one row lose no write", async () => {
  const { id, client, admin } = await newTeam(world, { creditBalance: 5 });
  const writes = Array.from({ length: 60 }, () => admin.update("team", id, { creditBalance: { $increment: 1 } }));
  const versions = (await Promise.all(writes)).map((row) => row._version);
  assert.equal(new Set(versions).size, 60, "each write has a version of its own");
  assert.equal((await client.read("team", id)).creditBalance, 65);
  await assertSame(world);
});

test("of two who change what they both have read, one is told", async () => {
  const { id, client, team } = await newTeam(world);
  const change = (name) => client.send("PATCH", `/v1/team/${id}`, { name }, { "if-match": `"${team._version}"` });
  const statuses = (await Promise.all(["one", "two", "three"].map(change))).map(({ status }) => status);
  assert.deepEqual(statuses.sort(), [200, 412, 412]);
  await assertSame(world);
});

test("rows swap their unique values within one unit", async () => {
  const [a, b] = [await newTeam(world), await newTeam(world)];
  const set = (key, slug) => ({ update: { table: "team", key, set: { slug } } });
  await world.admin.unit([set(a.id, unique("between")), set(b.id, a.team.slug), set(a.id, b.team.slug)]);
  assert.equal((await a.client.read("team", a.id)).slug, b.team.slug);
  await assertSame(world);
});

test("a row takes the unique value of a row that the same unit deletes", async () => {
  const { client } = await newTeam(world);
  const old = await client.create("competition_groups", groupRow());
  const insert = { insert: { table: "competition_groups", row: groupRow({ slug: old.slug }) } };
  await client.unit([{ delete: { table: "competition_groups", key: old.id } }, insert]);
  await assertSame(world);
});

test("rows with a key of two columns", async () => {
  const { id, client } = await newTeam(world);
  const track = await client.create("programming_track", trackRow());
  const row = { trackId: track.id, subscribedAt: "2026-01-02T03:04:05Z" };
  await client.create("team_programming_track", row);
  const key = `${id},${track.id}`;
  const changed = await client.update("team_programming_track", key, { startDayOffset: 3, isActive: false });
  assert.equal(changed.startDayOffset, 3);
  await assertSame(world);
  await client.remove("team_programming_track", key);
  await assertSame(world);
});

test("whole numbers of 64 bits are not rounded", async () => {
  const { id } = await newTeam(world);
  const client = world.as({ role: "admin", headers: { "tandem-tenant": id } });
  const row = { limitKey: "rows", periodStart: "2026-01-01T00:00:00Z", periodEnd: "2026-02-01T00:00:00Z" };
  for (const value of ["9007199254740993", "9223372036854775807", "-9223372036854775808"]) {
    const made = await client.create("team_usage", { ...row, currentValue: value });
    assert.equal((await client.read("team_usage", made.id)).currentValue, value);
  }
  const counted = await client.create("team_usage", { ...row, currentValue: "9007199254740992" });
  assert.equal((await client.update("team_usage", counted.id, { currentValue: { $increment: 1 } })).currentValue, "9007199254740993");
  await client.refused("out-of-range", 422, "PATCH", `/v1/team_usage/${counted.id}`, { currentValue: { $increment: "9223372036854775807" } });
  await assertSame(world);
});

test("texts arrive byte by byte", async () => {
  const { client } = await newTeam(world);
  const texts = ["", " ", "trailing  ", "Ä a\u0308 𝒳 👩‍👩‍👧 \u{10FFFF}", "it's \"quoted\" `here`", "back\\slash \\' \\\\", "'; DROP TABLE team; --", "100% _", "line\r\nbreak\ttab\u001a", "{{$increment}}", "\uE000\uF8FE"];
  for (const name of texts) {
    const made = await client.create("programming_track", trackRow({ name, description: name }));
    assert.equal((await client.read("programming_track", made.id)).name, name);
  }
  await assertSame(world);
});

test("texts that differ only in case, accent or trailing blanks are different", async () => {
  const { client } = await newTeam(world);
  const slug = unique("a");
  for (const other of [slug, slug.toUpperCase(), `${slug} `, slug.replace("a", "á")]) await client.create("competition_groups", groupRow({ slug: other }));
  await assertSame(world);
});

test("documents are the same documents", async () => {
  const documents = [
    {}, [], "text", 0, false,
    { b: 1, a: { ü: [1, 2.5, 1e3, -0.0, null, "👩‍👧"] }, aa: "\\ \" '" },
    { long: 9007199254740993n, huge: 1e300, small: 5e-324 },
  ];
  for (const settings of documents) {
    const { id, client } = await newTeam(world);
    const body = JSON.stringify({ settings }, (_, value) => (typeof value === "bigint" ? JSON.rawJSON?.(String(value)) ?? Number(value) : value));
    await client.update("team", id, body);
    assert.deepEqual((await client.read("team", id)).settings, JSON.parse(body).settings);
  }
  await assertSame(world);
});

test("instants, days and truth values", async () => {
  const user = await newUser(world, { dateOfBirth: "1969-12-31T23:59:59Z", emailVerified: "2026-03-29T01:30:00+01:00" });
  assert.equal(user.emailVerified, "2026-03-29T00:30:00.000Z");
  const { id, client } = await newTeam(world, { planExpiresAt: "9999-12-31T23:59:59Z", isPersonalTeam: true, personalTeamOwnerId: user.id });
  await client.update("team", id, { isPersonalTeam: false, personalTeamOwnerId: null });
  await assertSame(world);
});
