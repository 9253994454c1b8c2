// Everything at once, drawn at random from a seed: clients, programs from outside, crons, faults, crashes of the Worker.
// In the end the primary holds what each client was told, and MySQL the same.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSame } from "./support/compare.mjs";
import { groupRow, newTeam, trackRow, unique } from "./support/data.mjs";
import { assertDelivered } from "./support/events.mjs";
import { startWorld } from "./support/world.mjs";

const SEED = Number(process.env.TANDEM_E2E_SEED || Date.now() % 1_000_000);
const CLIENTS = 4;
const OPERATIONS = 100;
const MOST_TRIES = 300;

let world;
before(async () => (world = await startWorld("chaos")));
after(() => world?.stop());

/** Numbers below `bound`, the same ones for the same seed: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function random(seed) {
  let state = BigInt(seed);
  return (bound) => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) & 0xffff_ffff_ffff_ffffn;
    return Number(state >> 33n) % bound;
  };
}

let crash; // one that is under way

/** As a careful client: with one key until there is an answer. */
async function insist(client, method, path, body) {
  const headers = { "idempotency-key": unique("key") };
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    await crash;
    const answer = await client.send(method, path, body, headers).catch(() => ({ status: 599 }));
    if (answer.status < 500) return answer;
  }
  throw new Error(`no answer: ${method} ${path}`);
}

/** One client on its own rows; `model` is what it was told. */
async function work(team, next, model) {
  const path = (id) => `/v1/competition_groups/${id}`;
  const any = () => [...model.keys()][next(model.size)];
  const mustAs = async (client, status, ...request) => {
    const answer = await insist(client, ...request);
    assert.equal(answer.status, status, `${request.slice(0, 2)}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const must = (...request) => mustAs(team.client, ...request);
  const update = (key, set) => ({ update: { table: "competition_groups", key, set } });
  const operations = [
    async () => {
      const row = await must(201, "POST", "/v1/competition_groups", groupRow());
      model.set(row.id, row.slug);
    },
    async () => {
      const [id, slug] = [any(), unique()];
      await must(200, "PATCH", path(id), { slug });
      model.set(id, slug);
    },
    async () => {
      const id = any();
      await must(204, "DELETE", path(id));
      model.delete(id);
    },
    async () => {
      const [a, b] = [any(), any()];
      if (a === b) return;
      await must(200, "POST", "/v1/units", { changes: [update(a, { slug: unique("between") }), update(b, { slug: model.get(a) }), update(a, { slug: model.get(b) })] });
      const [slugA, slugB] = [model.get(a), model.get(b)];
      model.set(a, slugB).set(b, slugA);
    },
    async () => {
      const [id, fresh] = [any(), `cgrp_${unique()}`];
      await must(200, "POST", "/v1/units", { changes: [{ delete: { table: "competition_groups", key: id } }, { insert: { table: "competition_groups", row: groupRow({ id: fresh, slug: model.get(id) }) } }, { insert: { table: "programming_track", row: trackRow() } }] });
      model.set(fresh, model.get(id));
      model.delete(id);
    },
    () => mustAs(team.admin, 200, "PATCH", `/v1/team/${team.id}`, { creditBalance: { $increment: 1 } }).then(() => (team.increments += 1)),
  ];
  for (let at = 0; at < OPERATIONS; at += 1) await (model.size < 3 ? operations[0] : operations[next(operations.length)])();
}

/** What goes wrong meanwhile, until the work is done. */
async function disturb(next, done) {
  const statements = ["", "COMMIT", "_control", "INSERT INTO", "UPDATE `", "DELETE FROM", "_tombstone"];
  const statement = () => statements[next(statements.length)];
  const kinds = [
    async () => world.proxy.mode({ [["cut_before", "drop_answer", "cut_in_result"][next(3)]]: statement(), times: 1 + next(3) }),
    async () => world.proxy.mode({ error: { match: statement(), code: [1213, 1205, 1105, 1290][next(4)], times: 1 + next(3) } }),
    async () => world.proxy.mode({ delay_ms: next(20) }),
    async () => world.proxy.down(),
    async () => world.proxy.reset(),
    async () => crash ?? Promise.all([world.cron(), world.cron()]).catch(() => {}), // a crash may cut it short
    async () => world.d1.query('UPDATE "competition_groups" SET "name" = ? WHERE "id" > ?', [unique("outside"), `cgrp_${next(10)}`]),
    async () => {
      if (next(3) > 0) return;
      crash = world.crash();
      await crash;
      crash = undefined;
    },
  ];
  const counts = kinds.map(() => 0);
  while (!done()) {
    const kind = next(kinds.length);
    counts[kind] += 1;
    await kinds[kind]();
    // So that some work is done between two disturbances.
    await world.anyone.send("GET", "/health/database").catch(() => {});
  }
  await world.proxy.reset();
  return counts;
}

test(`anything may go wrong (TANDEM_E2E_SEED=${SEED})`, async (t) => {
  const teams = [];
  for (let at = 0; at < CLIENTS; at += 1) teams.push(Object.assign(await newTeam(world), { increments: 0, model: new Map() }));
  let working = CLIENTS;
  const load = Promise.all(teams.map((team, at) => work(team, random(SEED + at), team.model).finally(() => (working -= 1))));
  const [, disturbances] = await Promise.all([load, disturb(random(SEED + CLIENTS), () => working === 0)]);
  t.diagnostic(`disturbances of each kind: ${disturbances}`);
  await world.cron();
  await assertSame(world);
  for (const { id, client, increments, model } of teams) {
    assert.equal((await client.read("team", id)).creditBalance, increments);
    const { rows } = await client.list("competition_groups", { limit: "500" });
    assert.deepEqual(new Map(rows.map((row) => [row.id, row.slug])), new Map([...model].sort(([a], [b]) => (a < b ? -1 : 1))));
  }
  await assertDelivered(world);
});
