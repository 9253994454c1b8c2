// Puts rows into a D1 as an app has them before Tandem comes: `fill.mjs FOLDER ROWS SEED`. A process of its own, as
// sqlite-server.mjs.
import { d1File, writeRows } from "../../../scripts/fill/d1.mjs";
import { rowsOf } from "../../../scripts/fill/rows.mjs";
import { readTables } from "../../../scripts/seed/rows.mjs";

const [dir, rows, seed] = process.argv.slice(2);
const tables = readTables();
await writeRows(d1File(dir), tables, rowsOf(seed, Number(rows), tables));
