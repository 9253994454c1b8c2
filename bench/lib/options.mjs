// What the command line asks for.
import { parseArgs } from "node:util";
import { Failure } from "../../scripts/lib/log.mjs";

/** In the order in which they run. `scale` makes tables of gigabytes, so it runs only if it is named. */
export const PARTS = ["sizes", "start", "statements", "client", "drain", "memory", "backfill", "beside", "requests", "shadow", "scale"];
const ON_DEMAND = ["scale"];
/** The page at 20,000 × 50 rows exists, and what comes after it. */
const ROWS = 1_050_000;
const SIZES = [10_000, 100_000, 1_000_000, 10_000_000];
const LEAST_ROWS = 10_000;

/** Of the parts backfill and beside, over the app's tables. */
const FILL_ROWS = 1_000_000;
const FULL = { rows: ROWS, fillRows: FILL_ROWS, rounds: 10, mostRounds: 30, sizes: SIZES, starts: 11, memoryRequests: [1_000, 10_000, 50_000, 100_000], drainRows: 40_000, clientRounds: 10 };
const QUICK = { rows: 20_000, fillRows: 50_000, rounds: 2, mostRounds: 2, sizes: [10_000, 20_000], starts: 3, memoryRequests: [500, 5_000, 10_000], drainRows: 4_000, clientRounds: 2 };

const USAGE = `npm run bench -- with any of
    --quick           few rounds on a small table: to try it, not to believe it
    --parts A,B       some of ${PARTS.join(", ")}, targets (those of earlier runs, read again); all but ${ON_DEMAND.join(", ")} by default
    --rows N          memberships in the table, ${ROWS.toLocaleString("en")} by default; rows over all tables for the parts backfill and beside, ${FILL_ROWS.toLocaleString("en")} by default
    --rounds N        rounds at least, ${FULL.rounds} by default; up to three times as many until two runs of the same thing agree
    --mysql URL       this server instead of the private one and MYSQL_URL; may be repeated
    --sizes N,N       tables of the part scale, ${SIZES.map((size) => size.toLocaleString("en").replaceAll(",", "_")).join(",")} by default`;

/**
 * @param {string[]} args
 * @returns {{quick: boolean, parts: string[], rows: number, fillRows: number, rounds: number, mostRounds: number, mysql: string[], sizes: number[],
 * starts: number, memoryRequests: number[], drainRows: number, clientRounds: number}}
 */
export function readOptions(args) {
  const text = { type: "string" };
  const { quick = false, parts, rows, rounds, mysql = [], sizes } = parsed(args, { quick: { type: "boolean" }, parts: text, rows: text, rounds: text, mysql: { type: "string", multiple: true }, sizes: text });
  const base = quick ? QUICK : FULL;
  const least = rounds === undefined ? base.rounds : count("--rounds", rounds, 1);
  return {
    ...base,
    quick,
    parts: parts === undefined ? PARTS.filter((part) => !ON_DEMAND.includes(part)) : parts.split(",").map(partOf),
    ...(rows === undefined ? {} : { rows: count("--rows", rows, LEAST_ROWS), fillRows: count("--rows", rows, LEAST_ROWS) }),
    rounds: least,
    mostRounds: rounds === undefined ? base.mostRounds : least * (quick ? 1 : 3),
    mysql: mysql.map(mysqlUrl),
    sizes: sizes === undefined ? base.sizes : sizes.split(",").map((size) => count("--sizes", size, LEAST_ROWS)).sort((a, b) => a - b),
  };
}

function parsed(args, options) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new Failure(error.message, USAGE);
  }
}

function count(name, text, least) {
  const value = Number(text.replaceAll("_", ""));
  if (!Number.isSafeInteger(value) || value < least) throw new Failure(`${name} ${text}: a number from ${least} is wanted.`, USAGE);
  return value;
}

function partOf(name) {
  if (![...PARTS, "targets"].includes(name)) throw new Failure(`There is no part "${name}".`, USAGE);
  return name;
}

function mysqlUrl(text) {
  if (!URL.canParse(text) || new URL(text).protocol !== "mysql:") throw new Failure(`--mysql wants mysql://user:password@host:port/database.`, USAGE);
  return text;
}
