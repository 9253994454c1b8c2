// Pages: each row once, in order, both ways, and a cursor that serves nobody else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSame } from "./support/compare.mjs";
import { newTeam, trackRow } from "./support/data.mjs";
import { startWorld } from "./support/world.mjs";

const ROWS = 1_000;

let world;
let team;
/** The rows' `[createdAt, id]`; many were made within one second. */
const made = [];
before(async () => {
  world = await startWorld("paging", { vars: { SECONDARY_WRITES: "await" } });
  team = await newTeam(world);
  for (let at = 0; at < ROWS; at += 100) {
    const changes = Array.from({ length: 100 }, (_, n) => ({ insert: { table: "programming_track", row: trackRow({ name: `${at + n}` }) } }));
    for (const { row } of (await team.client.unit(changes)).rows) made.push([row.createdAt, row.id]);
  }
});
after(() => world?.stop());

const byBytes = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const ids = (rows) => rows.map(({ id }) => id);

async function all(parameters) {
  const found = [];
  for (let cursor; ; ) {
    const { rows, next } = await team.client.list("programming_track", { ...parameters, ...(cursor && { cursor }) });
    assert.ok(rows.length <= Number(parameters.limit));
    found.push(...ids(rows));
    if (!next) return found;
    cursor = next;
  }
}

test("a thousand rows by their key and by a column with many equals, both ways", async () => {
  const byKey = made.map(([, id]) => id).sort(byBytes);
  const byTime = [...made].sort((a, b) => byBytes(a[0], b[0]) || byBytes(a[1], b[1])).map(([, id]) => id);
  assert.deepEqual(await all({ limit: "70" }), byKey);
  assert.deepEqual(await all({ limit: "500", order: "desc" }), byKey.toReversed?.() ?? [...byKey].reverse());
  assert.deepEqual(await all({ limit: "97", sort: "createdAt" }), byTime);
  assert.deepEqual(await all({ limit: "333", sort: "createdAt", order: "desc" }), [...byTime].reverse());
});

test("rows that come and go meanwhile neither hide nor repeat the others", async () => {
  const before = (await all({ limit: "500" })).sort(byBytes);
  const first = await team.client.list("programming_track", { limit: "100" });
  await team.client.remove("programming_track", before[99]); // the row that the cursor stands on
  const added = await team.client.create("programming_track", trackRow());
  const rest = [];
  for (let cursor = first.next; cursor; ) {
    const { rows, next } = await team.client.list("programming_track", { limit: "100", cursor });
    rest.push(...ids(rows));
    cursor = next;
  }
  assert.deepEqual([...ids(first.rows), ...rest].filter((id) => id !== added.id), before);
});

test("a cursor serves the query that gave it out, unchanged", async () => {
  const { next } = await team.client.list("programming_track", { limit: "5", sort: "createdAt" });
  const refused = (client, parameters) => client.refused("invalid-parameter", 400, "GET", `/v1/programming_track?${new URLSearchParams(parameters)}`);
  const at = next.length / 2;
  const flipped = `${next.slice(0, at)}${next[at] === "A" ? "B" : "A"}${next.slice(at + 1)}`;
  for (const cursor of [flipped, next.slice(1), next.slice(0, -2), "", "x", "A".repeat(9_000)]) await refused(team.client, { sort: "createdAt", cursor });
  await refused(team.client, { cursor: next }); // another order
  await refused(team.client, { cursor: next, sort: "createdAt", order: "desc" });
  const other = await newTeam(world);
  await refused(other.client, { cursor: next, sort: "createdAt" });
  await team.client.list("programming_track", { cursor: next, sort: "createdAt", limit: "7" });
});

test("lists that the table does not have", async () => {
  await team.client.refused("no-such-list", 400, "GET", "/v1/programming_track?sort=name");
  await team.client.refused("no-such-list", 400, "GET", "/v1/programming_track?isPublic=true");
  await team.client.refused("unknown-field", 422, "GET", "/v1/programming_track?nothing=1");
  for (const query of ["limit=0", "limit=501", "limit=x", "order=up", "limit=1&limit=2"]) await team.client.refused("invalid-parameter", 400, "GET", `/v1/programming_track?${query}`);
  for (const [status, count] of [["pending", 0], ["draft", 0]]) assert.equal((await team.client.list("team_invitation", { status, sort: "createdAt" })).rows.length, count);
});

test("both databases hold all of it", async () => {
  assert.ok((await assertSame(world)) >= ROWS);
});
