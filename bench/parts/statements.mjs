// Statements, and rows that D1 says it wrote and read, per operation: what is billed.
import { burst } from "../lib/load.mjs";
import { cursorsOf, operations } from "../lib/operations.mjs";
import { onStage } from "../lib/stage.mjs";

const OPERATIONS = ["get", "list", "far", "create", "update", "unit"];
/** Averaged over so many, sixteen at a time: what comes after the answers is shared then. */
const REQUESTS = 320;
const CALLERS = 16;

const spied = (bundle, vars = {}) => ({ bundle, vars, spied: true });

async function spent(door) {
  return JSON.parse((await door.send({ path: "/spent" })).text);
}

const perRequest = (figures, requests) => Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, value / requests]));

/** One request alone, until its answer and after it; then many at once, all that follows included. */
async function cost(stage, door, make) {
  await door.send(make());
  await stage.settle();
  await spent(door);
  await door.send(make());
  const answered = await spent(door);
  await stage.settle();
  const afterwards = await spent(door);
  await burst(door, make, REQUESTS, CALLERS);
  await stage.settle();
  return { answered, afterwards, many: perRequest(await spent(door), REQUESTS) };
}

/** @returns {Promise<{indexes: number, operations: object[]}>} `indexes`: of team_membership, its primary key's included */
export async function statements({ options: { rows }, servers, progress }) {
  const server = servers[0];
  const workers = { floor: spied("floor"), drizzle: spied("drizzle"), tandem: spied("tandem", { PRIMARY: "d1" }) };
  if (server) workers["tandem, double write"] = spied("tandem", { PRIMARY: "d1", ENABLE_DOUBLE_WRITE: "true" });
  return onStage({ rows, server, workers }, async (stage) => {
    const ops = operations(rows, await cursorsOf(stage.doors.tandem, rows));
    const [{ results }] = await stage.d1("SELECT count(*) AS indexes FROM pragma_index_list('team_membership')");
    const figures = [];
    for (const name of Object.keys(workers))
      for (const operation of OPERATIONS) {
        progress.note(`${name}, ${operation}`);
        const make = name.startsWith("tandem") ? ops.tandem()[operation] : ops.plain("d1")[operation];
        figures.push({ name, operation, ...(await cost(stage, stage.doors[name], make)) });
      }
    return { indexes: results[0].indexes, operations: figures };
  });
}
