// Reads that MySQL serves while D1 is the primary: by percentage, never behind what their client wrote, with D1 when MySQL fails; and shadow reads that find what differs.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { rowPath } from "./support/client.mjs";
import { groupRow, newTeam } from "./support/data.mjs";
import { eventually } from "./support/eventually.mjs";
import { completed, findings } from "./support/runs.mjs";
import { startWorld } from "./support/world.mjs";

const table = "competition_groups";

let world;
let team;
before(async () => {
  world = await startWorld("reads");
  team = await newTeam(world);
  await world.drained();
  await completed(world, { kind: "backfill" });
  await completed(world, { kind: "verify" });
  // As the daily trial of the binding notes it.
  await world.d1.exec(`INSERT OR REPLACE INTO "_fact" ("name", "holds", "detail", "at_ms") VALUES ('uncached', 1, 'tried by a test', unixepoch() * 1000)`);
});
afterEach(() => world?.proxy.reset());
after(() => world?.stop());

const get = (client, id, headers) => client.send("GET", rowPath(table, id), undefined, headers);
const servedBy = async (client, id, headers) => (await get(client, id, headers)).headers.get("tandem-served-by");
const counts = async () => (await world.operator.must(200, "GET", "/admin/status")).isolate;

/** A row that is in both databases. */
async function group(client = team.client) {
  const row = await client.create(table, groupRow());
  await world.drained();
  return row;
}

/** A deployment with these flags, whose isolate has learnt that the databases agree. */
async function staged(vars) {
  await world.restart({ ENABLE_PS_READS: "true", PS_READ_PERCENT: "100", SHADOW_READ_PERCENT: "0", ...vars });
  if (vars?.PS_READ_PERCENT === "0") return;
  const admin = world.as({ role: "admin", teams: [team.id] });
  await eventually("reads are staged", async () => {
    const list = await admin.send("GET", "/v1/spicy_tags");
    return list.headers.get("tandem-served-by") === "mysql";
  });
}

test("without the flag D1 serves", async () => {
  const { id } = await group();
  assert.equal(await servedBy(team.client, id), "d1");
});

test("at 100 % MySQL serves tolerant reads, and D1 the critical ones", async () => {
  const { id } = await group();
  await staged();
  assert.equal(await servedBy(team.client, id), "mysql");
  assert.equal(await servedBy(team.client, id, { "tandem-read": "critical" }), "d1");
  await team.client.refused("invalid-parameter", 400, "GET", rowPath(table, id), undefined, { "tandem-read": "now" });
  assert.ok((await counts()).stagedReads > 0);
});

test("a percentage goes by the tenant, and a higher one adds to it", async () => {
  const teams = [];
  for (let at = 0; at < 24; at += 1) teams.push(await newTeam(world));
  const rows = [];
  for (const { client } of teams) rows.push(await client.create(table, groupRow()));
  await world.drained();
  // Each tenant's database, the same at each of its reads, whoever of its people reads.
  const at = async (percent) => {
    await world.restart({ ENABLE_PS_READS: "true", PS_READ_PERCENT: String(percent) });
    await servedBy(team.client, rows[0].id); // from then on it asks whether the databases agree
    const all = async () => {
      const served = [];
      for (const [n, { id, client }] of teams.entries()) {
        const one = await servedBy(client, rows[n].id);
        assert.equal(await servedBy(world.as({ sub: `another-${n}`, teams: [id] }), rows[n].id), one);
        served.push(one);
      }
      return served;
    };
    return eventually("reads are staged", async () => {
      const served = await all();
      return served.includes("mysql") && served;
    });
  };
  const [some, more] = [await at(40), await at(60)];
  assert.ok(some.includes("d1"), String(some));
  for (const [n, served] of some.entries()) assert.ok(served === "d1" || more[n] === "mysql");
  assert.ok(more.filter((one) => one === "mysql").length >= some.filter((one) => one === "mysql").length);
  await world.restart({ PS_READ_TENANTS: teams[0].id, PS_READ_PERCENT: "100" });
  await eventually("its reads are staged", async () => (await servedBy(teams[0].client, rows[0].id)) === "mysql");
  assert.equal(await servedBy(teams[1].client, rows[1].id), "d1");
  await world.restart({ PS_READ_TENANTS: "" });
});

test("who has written reads what was written, while the second database waits", async () => {
  const { id } = await group();
  await staged();
  await world.proxy.mode({ hold: "_control" }); // an apply looks there
  const written = await team.client.send("PATCH", rowPath(table, id), { name: "new" });
  const token = written.headers.get("tandem-session");
  const cookie = written.headers.get("set-cookie");
  assert.equal(cookie, `tandem_session=${token}; Max-Age=3600; Path=/; HttpOnly; Secure; SameSite=Lax`);
  assert.ok(token.length <= 1_024);
  const shows = [{ "tandem-session": token }, { cookie: `a=b; ${cookie.split(";")[0]}; c=d` }];
  const old = get(team.client, id);
  for (const headers of shows) {
    const { body, headers: answered } = await get(team.client, id, headers);
    assert.deepEqual([body.name, answered.get("tandem-served-by")], ["new", "d1"]);
  }
  const { body } = await old;
  assert.equal(body.name, "Series", "without the token it is the old name");
  await team.client.refused("invalid-parameter", 400, "GET", rowPath(table, id), undefined, { "tandem-session": `${token}x` });
  await world.proxy.reset();
  await world.drained();
  for (const headers of shows) {
    const answer = await get(team.client, id, headers);
    assert.deepEqual([answer.body.name, answer.headers.get("tandem-served-by")], ["new", "mysql"]);
  }
});

test("D1 serves while MySQL is away, and MySQL again when it is back", async () => {
  const { id } = await group();
  await staged();
  const before = (await counts()).fallbacks;
  await world.proxy.down();
  for (let at = 0; at < 10; at += 1) {
    const { status, headers } = await get(team.client, id);
    assert.deepEqual([status, headers.get("tandem-served-by")], [200, "d1"]);
  }
  const { fallbacks } = await counts();
  assert.ok(fallbacks > before && fallbacks < before + 10, `${fallbacks - before} of 10 reads tried MySQL`);
  await world.proxy.up();
  await eventually("MySQL serves", async () => (await servedBy(team.client, id)) === "mysql");
});

test("a finding that is open ends staged reads; a shadow read finds it, and it is repaired", async () => {
  const { id } = await group();
  await world.restart({ ENABLE_PS_READS: "false", SHADOW_READ_PERCENT: "100" });
  for (let at = 0; at < 8; at += 1) await get(team.client, id);
  await eventually("reads are compared", async () => (await counts()).shadowReads > 0);
  assert.equal((await counts()).shadowMismatches, 0);
  await world.mysql.query("UPDATE competition_groups SET name = 'spoilt' WHERE id = ?", [id]);
  await eventually("it is found", async () => {
    assert.equal((await get(team.client, id)).body.name, "Series");
    return (await counts()).shadowMismatches > 0;
  });
  const [found, ...more] = await eventually("it is noted", async () => {
    const all = await findings(world, "shadow", { state: "open" });
    return all.length > 0 && all;
  });
  assert.deepEqual([found.table, found.key, found.kind, more.length], [table, id, "different", 0]);
  await world.restart({ ENABLE_PS_READS: "true", PS_READ_PERCENT: "100", SHADOW_READ_PERCENT: "0" });
  await get(team.client, id);
  await eventually("the isolate has asked", async () => (await get(team.client, id)).status === 200);
  assert.equal(await servedBy(team.client, id), "d1", "the databases do not agree");
  await completed(world, { kind: "repair", ofRun: "shadow" });
  assert.deepEqual(await findings(world, "shadow", { state: "open" }), []);
  assert.equal(await world.mysql.value("SELECT name FROM competition_groups WHERE id = ?", [id]), "Series");
  await staged();
  assert.equal(await servedBy(team.client, id), "mysql");
});
