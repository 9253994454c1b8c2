// The HTTP API from outside: who may do what, what is refused and how, versions, repeated requests.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSame } from "./support/compare.mjs";
import { groupRow, newTeam, newUser, trackRow, unique } from "./support/data.mjs";
import { startWorld } from "./support/world.mjs";

let world;
let team;
before(async () => {
  world = await startWorld("api");
  team = await newTeam(world);
});
after(() => world?.stop());

test("a row's life: 201 with Location and ETag, 200, 304, 200, 204, 404", async () => {
  const made = await team.client.send("POST", "/v1/competition_groups", groupRow());
  assert.equal(made.status, 201);
  const path = made.headers.get("location");
  const etag = made.headers.get("etag");
  assert.equal(path, `/v1/competition_groups/${made.body.id}`);
  assert.equal(etag, `"${made.body._version}"`);
  const read = await team.client.send("GET", path);
  assert.deepEqual([read.status, read.headers.get("etag"), read.body], [200, etag, made.body]);
  assert.equal((await team.client.send("GET", path, undefined, { "if-none-match": etag })).status, 304);
  const changed = await team.client.send("PATCH", path, { name: "Other" }, { "if-match": etag });
  assert.deepEqual([changed.status, changed.body.name], [200, "Other"]);
  assert.notEqual(changed.headers.get("etag"), etag);
  assert.equal((await team.client.send("GET", path, undefined, { "if-none-match": etag })).status, 200);
  await team.client.refused("precondition-failed", 412, "PATCH", path, { name: "late" }, { "if-match": etag });
  await team.client.refused("precondition-failed", 412, "DELETE", path, undefined, { "if-match": etag });
  await team.client.must(204, "DELETE", path, undefined, { "if-match": changed.headers.get("etag") });
  await team.client.refused("not-found", 404, "GET", path);
  await assertSame(world);
});

test("HEAD is GET without a body", async () => {
  const { status, headers, body } = await team.client.send("HEAD", `/v1/team/${team.id}`);
  assert.deepEqual([status, body], [200, ""]);
  assert.ok(headers.get("etag"));
});

test("a tenant neither sees nor changes another one's rows", async () => {
  const other = await newTeam(world);
  const { id } = await team.client.create("competition_groups", groupRow());
  const path = `/v1/competition_groups/${id}`;
  for (const [method, body] of [["GET"], ["PATCH", { name: "mine" }], ["DELETE"]]) {
    await other.client.refused("not-found", 404, method, path, body);
    await other.client.refused("wrong-tenant", 403, method, path, body, { "tandem-tenant": team.id });
    await other.client.refused("not-found", 404, method, `/v1/team/${team.id}`, body);
  }
  assert.deepEqual((await other.client.list("competition_groups")).rows, []);
  await other.client.refused("wrong-tenant", 403, "POST", "/v1/competition_groups", groupRow({ organizingTeamId: team.id }));
  await other.client.refused("not-found", 404, "POST", "/v1/units", { changes: [{ update: { table: "competition_groups", key: id, set: { name: "x" } } }] });
  await other.client.refused("not-found", 404, "POST", "/v1/units", { changes: [{ require: { table: "team", key: team.id, exists: true } }] });
  assert.equal((await team.client.read("competition_groups", id)).name, "Series");
});

test("a member of several teams names the one that is meant", async () => {
  const other = await newTeam(world);
  const both = world.as({ teams: [team.id, other.id] });
  await both.refused("tenant-required", 400, "POST", "/v1/competition_groups", groupRow());
  const made = await both.create("competition_groups", groupRow(), { "tandem-tenant": other.id });
  assert.equal(made.organizingTeamId, other.id);
  assert.deepEqual((await both.list("competition_groups", { tenant: other.id })).rows.map(({ id }) => id), [made.id]);
  await both.refused("invalid-parameter", 400, "GET", `/v1/competition_groups?tenant=${team.id}`, undefined, { "tandem-tenant": other.id });
  const admin = await world.admin.must(200, "GET", `/v1/competition_groups/${made.id}`, undefined, { "tandem-tenant": other.id });
  assert.equal(admin.id, made.id);
});

test("a person's rows are that person's", async () => {
  const [ada, bob] = [await newUser(world), await newUser(world)];
  const key = { credentialId: unique("cred"), credentialPublicKey: "secret-key", counter: "0" };
  const made = await world.as({ sub: ada.id }).create("passkey_credential", key);
  assert.deepEqual([made.userId, "credentialPublicKey" in made], [ada.id, false]);
  await world.as({ sub: bob.id }).refused("not-found", 404, "GET", `/v1/passkey_credential/${made.id}`);
  await world.as({ sub: bob.id }).refused("wrong-tenant", 403, "GET", `/v1/passkey_credential/${made.id}`, undefined, { "tandem-owner": ada.id });
  assert.equal((await world.as({ sub: ada.id }).read("user", ada.id)).firstName, "Ada");
  await world.as({ sub: bob.id }).refused("not-found", 404, "GET", `/v1/user/${ada.id}`);
});

test("tables of nobody are for administrators; shared ones are read by all", async () => {
  const tag = await world.admin.create("spicy_tags", { name: unique("tag") });
  assert.equal((await team.client.read("spicy_tags", tag.id)).name, tag.name);
  await team.client.refused("forbidden", 403, "POST", "/v1/spicy_tags", { name: "mine" });
  await team.client.refused("forbidden", 403, "GET", "/v1/addresses");
  await team.client.refused("forbidden", 403, "POST", "/v1/team", { name: "x", slug: unique() });
});

test("what the schema guards is read by its team and written by administrators", async () => {
  const credits = { creditBalance: { $increment: 100 } };
  const addon = { addonId: "extra_coaches", status: "active" };
  const refusedAt = async (field, ...request) => assert.equal((await team.client.refused("guarded", 403, ...request)).body.field, field);
  await refusedAt("/creditBalance", "PATCH", `/v1/team/${team.id}`, credits);
  await refusedAt("/changes/0/update/set/creditBalance", "POST", "/v1/units", { changes: [{ update: { table: "team", key: team.id, set: credits } }] });
  await refusedAt(undefined, "POST", "/v1/team_addon", addon);
  const { id } = await team.admin.create("team_addon", addon);
  assert.equal((await team.client.read("team_addon", id)).addonId, addon.addonId);
  for (const [method, body] of [["PATCH", { quantity: 9 }], ["DELETE"]]) await refusedAt(undefined, method, `/v1/team_addon/${id}`, body);
});

test("a token must be there, whole, signed here and in its time", async () => {
  const token = world.token({ teams: [team.id] });
  const [header, claims, signature] = token.split(".");
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
  const tokens = [undefined, "", "Bearer", "Bearer x", `Basic ${token}`, `Bearer ${header}.${claims}.`, `Bearer ${none}.${claims}.`, `Bearer ${header}.${claims}.${signature.slice(1)}A`, `Bearer ${world.token({ livesSeconds: -120 })}`, `Bearer ${world.token({ role: "root" })}`];
  for (const authorization of tokens) {
    const { headers } = await world.anyone.refused("unauthenticated", 401, "GET", "/v1/competition_groups", undefined, authorization === undefined ? {} : { authorization });
    assert.equal(headers.get("www-authenticate"), "Bearer");
  }
  for (const client of [world.anyone, team.client, world.admin]) await client.refused("unauthenticated", 401, "GET", "/admin/status");
  await world.operator.refused("unauthenticated", 401, "GET", "/v1/competition_groups");
});

test("what can't be understood is refused, and the field is named", async () => {
  const post = (body, kind, status, field, headers) => refusedAt(field, kind, status, "POST", "/v1/competition_groups", body, headers);
  const refusedAt = async (field, kind, status, ...request) => assert.equal((await team.client.refused(kind, status, ...request)).body.field, field, `${request}`);
  await post("{", "malformed-json", 400);
  await post("", "malformed-json", 400);
  await post("[]", "invalid-value", 422, "");
  await post(groupRow(), "unsupported-media-type", 415, "Content-Type", { "content-type": "text/plain" });
  await post(groupRow({ nmae: 1 }), "unknown-field", 422, "/nmae");
  await post(groupRow({ name: 5 }), "invalid-value", 422, "/name");
  await post(groupRow({ name: "x".repeat(256) }), "invalid-value", 422, "/name");
  await post(groupRow({ name: null }), "invalid-value", 422, "/name");
  await post({ slug: "x" }, "invalid-value", 422, "/name");
  await post(`{"name": "x", "name": "y"}`, "duplicate-field", 422, "/name");
  await post(" ".repeat(1_048_577), "body-too-large", 413);
  await refusedAt("/type", "invalid-value", 422, "POST", "/v1/programming_track", trackRow({ type: "other" }));
  await refusedAt("/isPublic", "invalid-value", 422, "POST", "/v1/programming_track", trackRow({ isPublic: 1 }));
  await refusedAt("/capacity", "invalid-value", 422, "POST", "/v1/locations", { name: "x", capacity: 1.5 });
  await refusedAt("/scheduledDate", "invalid-value", 422, "POST", "/v1/scheduled_workout_instance", { scheduledDate: "yesterday" });
  await team.client.refused("missing-field", 422, "PATCH", `/v1/team/${team.id}`, {});
  await team.client.refused("invalid-parameter", 400, "PATCH", `/v1/team/${team.id}`, { name: "x" }, { "if-match": "5" });
  await team.client.refused("unknown-table", 404, "GET", "/v1/nothing");
  await team.client.refused("unknown-path", 404, "GET", "/v2/team");
  const { headers } = await team.client.refused("method-not-allowed", 405, "PUT", `/v1/team/${team.id}`, {});
  assert.equal(headers.get("allow"), "GET, HEAD, PATCH, DELETE");
});

test("a value that is taken", async () => {
  const made = await team.client.create("competition_groups", groupRow());
  await team.client.refused("exists", 409, "POST", "/v1/competition_groups", groupRow({ id: made.id }));
  const { body } = await team.client.refused("duplicate", 409, "POST", "/v1/competition_groups", groupRow({ slug: made.slug }));
  assert.match(body.field, /slug|organizingTeamId/);
  const other = await newTeam(world);
  await other.client.create("competition_groups", groupRow({ slug: made.slug })); // unique within a team
  await assertSame(world);
});

test("a repeated request is carried out once", async () => {
  const headers = { "idempotency-key": unique("key") };
  const row = groupRow();
  const answers = await Promise.all(Array.from({ length: 5 }, () => team.client.send("POST", "/v1/competition_groups", row, headers)));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
  assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
  assert.equal(answers.filter((answer) => answer.headers.get("idempotent-replayed") === "true").length, 4);
  await team.client.refused("idempotency-key-reused", 422, "POST", "/v1/competition_groups", groupRow(), headers);
  await team.client.refused("idempotency-key-reused", 422, "PATCH", `/v1/team/${team.id}`, { name: "x" }, headers);
  const increment = { "idempotency-key": unique("key") };
  const { creditBalance } = await team.client.read("team", team.id);
  for (let times = 0; times < 3; times += 1) await team.admin.update("team", team.id, { creditBalance: { $increment: 1 } }, increment);
  assert.equal((await team.client.read("team", team.id)).creditBalance, creditBalance + 1);
  await team.client.remove("competition_groups", answers[0].body.id);
  await team.client.refused("gone", 410, "POST", "/v1/competition_groups", row, headers);
  // Another person's key is another key.
  await world.as({ sub: "somebody_else", teams: [team.id] }).create("competition_groups", groupRow(), headers);
  await assertSame(world);
});

test("the OpenAPI document has every table, and refers to nothing that is not there", async () => {
  const { status, headers, body } = await world.anyone.send("GET", "/openapi.json");
  assert.equal(status, 200);
  assert.match(headers.get("content-type"), /^application\/json/);
  assert.match(body.openapi, /^3\.1\./);
  const tables = await world.mysql.query("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name NOT LIKE '\\_%'");
  assert.equal(tables.length, 79);
  for (const { name } of tables) assert.ok(body.paths[`/v1/${name}`]?.get && body.paths[`/v1/${name}/{key}`]?.patch, name);
  assert.ok(body.paths["/v1/units"].post);
  const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path);
  assert.ok(references.length > 0);
  for (const path of new Set(references)) assert.ok(path.split("/").reduce((node, name) => node?.[name.replaceAll("~1", "/").replaceAll("~0", "~")], body), path);
  const ids = Object.values(body.paths).flatMap((path) => Object.values(path).map((operation) => operation?.operationId)).filter(Boolean);
  assert.equal(new Set(ids).size, ids.length, "each operation has an id of its own");
  for (const operation of Object.values(body.paths).flatMap(Object.values).filter((operation) => operation?.responses)) assert.ok(Object.keys(operation.responses).length > 1);
});

test("health", async () => {
  const { status, headers, body } = await world.anyone.send("GET", "/health/database");
  assert.deepEqual([status, body.status, body.d1.reachable, body.mysql.reachable, body.d1.control.route.primary], [200, "ok", true, true, "d1"]);
  assert.ok(headers.get("tandem-request-id"));
  await world.proxy.down();
  assert.equal((await world.anyone.must(200, "GET", "/health/database")).status, "degraded");
  await world.proxy.up();
});
