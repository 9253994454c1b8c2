// The MySQL server itself dies under load and recovers. It is a private one, whichever the other tests use.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ensureMysqlServer, startMysql } from "../../scripts/lib/mysql.mjs";
import { STATE } from "../../scripts/lib/paths.mjs";
import { assertSame } from "./support/compare.mjs";
import { newTeam, trackRow } from "./support/data.mjs";
import { allProcessed, assertEffectsOnce } from "./support/events.mjs";
import { eventually } from "./support/eventually.mjs";
import { startWorld } from "./support/world.mjs";

const dir = join(STATE, "e2e", "mysql-server-crash");
const installed = await ensureMysqlServer().then(() => true, () => false);

let world;
let server;
before(async () => {
  if (!installed) return;
  server = await startMysql({ dir, port: 0 });
  world = await startWorld("server-crash", { server });
});
after(() => world?.stop());

test("MySQL is killed under load, and what it had not got arrives after its recovery", { skip: !installed && "no MySQL server is installed" }, async () => {
  const teams = [await newTeam(world), await newTeam(world)];
  const written = () => world.d1.value('SELECT count(*) FROM "programming_track"');
  let over = false;
  const load = teams.map(async ({ id, client, admin }) => {
    let times = 0;
    for (; !over; times += 1) {
      const track = await client.create("programming_track", trackRow());
      await admin.update("team", id, { creditBalance: { $increment: 1 } });
      if (times % 4 === 0) await client.remove("programming_track", track.id);
    }
    return times;
  });
  for (let kills = 0; kills < 2; kills += 1) {
    const begun = await written();
    await eventually("writes go on", async () => (await written()) > begun + 10);
    await server.kill();
    const dead = await written();
    await eventually("writes go on without MySQL", async () => (await written()) > dead + 10);
    server = await startMysql({ dir, port: server.port });
  }
  over = true;
  const times = await Promise.all(load);
  await world.cron();
  await assertSame(world);
  for (const [at, { id, client }] of teams.entries()) assert.equal((await client.read("team", id)).creditBalance, times[at]);
  await allProcessed(world);
  await assertEffectsOnce(world);
});
