// The operator's runs: begun, watched, and what they found; and what they are about.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { NODE } from "../../../scripts/lib/paths.mjs";
import { run } from "../../../scripts/lib/proc.mjs";
import { eventually } from "./eventually.mjs";

const FILL = fileURLToPath(new URL("fill.mjs", import.meta.url));
const RUN_DEADLINE_MS = 120_000;
/** A slice lasts ten seconds. A chain breaks now and then here, where two processes open the file of D1. */
const STANDS_STILL_MS = 12_000;
const PAGE = 500;
/** States in which a run stays, unless the operator does something. */
const ENDED = ["done", "failed", "cancelled"];
/** A run in short, for a failure's message. */
const told = (found) => JSON.stringify({ ...found, settings: undefined, tables: found.tables.filter(({ state }) => state === "active") });

/** Rows in D1 from before Tandem: at version 0, in no journal. */
export const fill = (world, rows, seed = "e2e") => run(NODE, ["--no-warnings", FILL, world.dir, String(rows), seed], { log: "e2e-fill", deadlineMs: 60_000 });

/** The cron takes all facts for tried, so that it makes no canaries among rows that are counted. */
export async function withoutCanaries(world) {
  for (const name of ["uncached", "schema-equal", "way-back"]) await world.d1.query('INSERT INTO "_fact" ("name", "holds", "detail", "at_ms") VALUES (?, 1, \'not tried here\', unixepoch() * 1000)', [name]);
}

/** The app's tables, as D1 has them. */
export async function appTables(world) {
  const tables = await world.d1.query(`SELECT "name" FROM sqlite_master WHERE "type" = 'table' AND "name" NOT LIKE '\\_%' ESCAPE '\\' AND "name" NOT LIKE 'sqlite%' AND "name" <> 'd1_migrations'`);
  return tables.map(({ name }) => name);
}

/** How many rows the app has. @param {(table: string) => Promise<any>} count */
async function rowsIn(world, count) {
  let rows = 0;
  for (const table of await appTables(world)) rows += Number(await count(table));
  return rows;
}
export const rowsInD1 = (world) => rowsIn(world, (table) => world.d1.value(`SELECT count(*) FROM "${table}"`));
export const rowsInMysql = (world) => rowsIn(world, (table) => world.mysql.value(`SELECT count(*) FROM \`${table}\``));

/** Takes the app's rows out of MySQL, as if they had never been brought there. */
export async function emptyMysql(world) {
  for (const table of await appTables(world)) await world.mysql.query(`DELETE FROM \`${table}\``);
}

/** Begins a run. */
export const begin = (world, wanted) => world.operator.must(201, "POST", "/admin/runs", wanted);

export const look = (world, id) => world.operator.must(200, "GET", `/admin/runs/${id}`);

/** `pause`, `resume`, `cancel` or `restart?table=…`. */
export const change = (world, id, verb) => world.operator.must(200, "POST", `/admin/runs/${id}/${verb}`);

/** Waits until the run is in that state, without other help than the cron's, which revives a run that stands still. */
export async function until(world, id, state, { deadlineMs = RUN_DEADLINE_MS } = {}) {
  let [before, since] = ["", Date.now()];
  const check = async () => {
    const found = await look(world, id);
    if (found.state === state || ENDED.includes(found.state)) return found;
    if (told(found) !== before) [before, since] = [told(found), Date.now()];
    else if (found.state === "running" && Date.now() - since > STANDS_STILL_MS) {
      since = Date.now();
      await aMinuteLater(world);
      await world.cron();
    }
    throw new Error(`it is ${found.state}: ${told(found)}`);
  };
  const found = await eventually(`the run is ${state}`, check, { deadlineMs });
  assert.equal(found.state, state, told(found));
  return found;
}

/** Begins a run and waits until it is through. */
export async function completed(world, wanted) {
  const { id } = await begin(world, wanted);
  return until(world, id, "done");
}

/** Waits until nobody works on the run any more. */
export const atRest = (world, id) => eventually("nobody works on the run", async () => !(await world.d1.value('SELECT 1 FROM "_lease" WHERE "name" = ? AND "until_ms" > unixepoch() * 1000', [`run:${id}`])));

/** As if a minute had passed: the lease of whoever died is over, and the cron sees that nobody has noted anything. */
export async function aMinuteLater(world) {
  await world.d1.exec(`UPDATE "_lease" SET "until_ms" = "until_ms" - 60000 WHERE "name" LIKE 'run:%'; UPDATE "_run" SET "updated_ms" = "updated_ms" - 60000 WHERE "state" = 'running'`);
}

/** All findings of a run. */
export async function findings(world, id, parameters = {}) {
  const all = [];
  for (let after; ; ) {
    const query = new URLSearchParams({ limit: String(PAGE), ...parameters, ...(after && { after }) });
    const page = await world.operator.must(200, "GET", `/admin/runs/${id}/findings?${query}`);
    all.push(...page.findings);
    if (!page.next) return all;
    after = page.next;
  }
}

/** What findings say in short, sorted. */
export const inShort = (list) => list.map(({ kind, table, key }) => `${kind} ${table} ${key}`).sort();
