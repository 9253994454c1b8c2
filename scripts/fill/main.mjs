// Fills the local D1 with many rows; see scripts/fill.mjs.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { die, Failure, say } from "../lib/log.mjs";
import { migrateBoth } from "../lib/migrate.mjs";
import { STATE } from "../lib/paths.mjs";
import { DEFAULT_SEED } from "../seed/plan.mjs";
import { progress } from "../seed/progress.mjs";
import { readTables } from "../seed/rows.mjs";
import { d1File, writeRows } from "./d1.mjs";
import { rowsOf } from "./rows.mjs";

const MOST_ROWS = 100_000_000;
const USAGE = "npm run fill -- [--rows 1000000] [--seed demo] [--state FOLDER]";

function options() {
  const text = (value) => ({ type: "string", default: value });
  const { values } = parseArgs({ options: { rows: text("1000000"), seed: text(DEFAULT_SEED), state: text(join(STATE, "d1")) } });
  const rows = Number(values.rows.replaceAll("_", ""));
  if (!Number.isInteger(rows) || rows < 1 || rows > MOST_ROWS) throw new Failure(`--rows is a number from 1 to ${MOST_ROWS}.`, USAGE);
  if (!/^[a-z0-9-]{1,20}$/.test(values.seed)) throw new Failure("--seed is 1 to 20 small letters, digits and dashes: ids are made of it.", USAGE);
  return { rows, seed: values.seed, state: values.state };
}

try {
  const { rows, seed, state } = options();
  await migrateBoth({ persistDir: state });
  const tables = readTables();
  say(`Filling the D1 in ${state}: seed "${seed}", ${rows} rows. A Worker that uses it waits until this is through.`);
  const bar = progress(rows);
  const written = await writeRows(d1File(state), tables, rowsOf(seed, rows, tables), { onRows: bar.add });
  bar.end();
  const sum = [...written.values()].reduce((all, count) => all + count, 0);
  const most = [...written].sort((a, b) => b[1] - a[1]).slice(0, 8).map(([table, count]) => `${table} ${count}`);
  say(`${sum} rows made in ${written.size} tables, ${rows - sum} were there already. Most of them: ${most.join(", ")}.`);
  process.exit(0);
} catch (error) {
  die(error);
}
