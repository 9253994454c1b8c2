// npm run seed -- [--teams 10] [--seed demo] [--url http://127.0.0.1:8787]: fills the running app with gyms, people,
// workouts, competitions and scores, through its own API. The same seed makes the same rows, and what is there is skipped.
// For a Worker whose secrets are not this machine's, TANDEM_TOKEN holds a token with the role admin.
import { parseArgs } from "node:util";
import { Failure, die, say } from "./lib/log.mjs";
import { ensureSecrets, signToken } from "./lib/secrets.mjs";
import { DEFAULT_SEED, catalogueRows, known, teamRows, unitsOf } from "./seed/plan.mjs";
import { progress } from "./seed/progress.mjs";
import { readTables } from "./seed/rows.mjs";
import { sender } from "./seed/send.mjs";

const MOST_TEAMS = 10_000;
/** Teams that are written at the same time; the units of one team go one after the other. */
const PARALLEL_TEAMS = 4;

function options() {
  const text = (value) => ({ type: "string", default: value });
  const { values } = parseArgs({ options: { teams: text("10"), seed: text(DEFAULT_SEED), url: text("http://127.0.0.1:8787") } });
  const teams = Number(values.teams);
  if (!Number.isInteger(teams) || teams < 1 || teams > MOST_TEAMS) throw new Failure(`--teams is a number from 1 to ${MOST_TEAMS}.`);
  if (!/^[a-z0-9-]{1,20}$/.test(values.seed)) throw new Failure("--seed is 1 to 20 small letters, digits and dashes: ids are made of it.");
  if (!URL.canParse(values.url)) throw new Failure("--url is the address of a Worker, such as http://127.0.0.1:8787.");
  return { teams, seed: values.seed, url: values.url.replace(/\/+$/, "") };
}

const adminToken = () => process.env.TANDEM_TOKEN ?? signToken({ secret: ensureSecrets().values.JWT_SECRET, sub: "user_seed", role: "admin", livesSeconds: 12 * 3_600 });

/** Each team's units in order, some teams at once. */
async function sendTeams({ teams, seed }, tables, sendUnits) {
  let next = 0;
  const work = async () => {
    while (next < teams) await sendUnits(unitsOf(teamRows(seed, next++, tables)));
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_TEAMS, teams) }, work));
}

/** Rows by table of everything that the seed makes; each team is made once for this and once to be sent, and never all kept. */
function count({ teams, seed }, tables) {
  const counts = new Map();
  const add = (rows) => rows.forEach(({ table }) => counts.set(table, (counts.get(table) ?? 0) + 1));
  add(catalogueRows(tables));
  for (let nth = 0; nth < teams; nth++) add(teamRows(seed, nth, tables));
  return counts;
}

async function main() {
  const wanted = options();
  const { send, call } = sender({ url: wanted.url, token: adminToken() });
  const health = await call("GET", "/health");
  if (health.status !== 200) throw new Failure(`${wanted.url}/health answered ${health.status}.`, "npm start, in another terminal");
  const tables = readTables();
  const counts = count(wanted, tables);
  const total = [...counts.values()].reduce((sum, rows) => sum + rows, 0);
  say(`Seeding ${wanted.url}: ${wanted.teams} teams, seed "${wanted.seed}", ${total} rows in ${counts.size} tables.`);

  const bar = progress(total);
  const sum = { made: 0, there: 0 };
  const sendUnits = async (units) => {
    for (const unit of units) {
      const { made, there } = await send(unit);
      sum.made += made;
      sum.there += there;
      bar.add(unit.length);
    }
  };
  await sendUnits(unitsOf(catalogueRows(tables)));
  await sendTeams(wanted, tables, sendUnits);
  const seconds = bar.end();
  report(wanted, counts, sum, seconds);
}

function report({ seed, url }, counts, { made, there }, seconds) {
  const largest = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 8);
  const ids = known(seed);
  const sub = ids.user === "user_local" ? "" : ` --sub ${ids.user}`;
  say(`
${made} rows made, ${there} were there already, in ${Math.round(seconds)} s.
Most of them: ${largest.map(([table, rows]) => `${table} ${rows}`).join(", ")}.

Try:
  TOKEN=$(npm run -s token -- --team ${ids.team}${sub})
  curl -H "authorization: Bearer $TOKEN" ${url}/v1/team/${ids.team}
  curl -H "authorization: Bearer $TOKEN" '${url}/v1/workouts?sort=name&limit=3'
  curl -H "authorization: Bearer $TOKEN" '${url}/v1/scores?workout_id=${ids.workout}&sort=recorded_at&order=desc&limit=3'
  curl ${url}/health/database
`);
}

main().catch(die);
