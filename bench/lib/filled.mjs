// The databases of the part backfill: a D1 with the rows of `npm run fill`, made once and kept, and an empty MySQL.
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import mysql from "mysql2/promise";
import { d1File, writeRows } from "../../scripts/fill/d1.mjs";
import { rowsOf } from "../../scripts/fill/rows.mjs";
import { step } from "../../scripts/lib/log.mjs";
import { migrateD1, migrateMysql } from "../../scripts/lib/migrate.mjs";
import { hashOf } from "../../scripts/lib/stamp.mjs";
import { readTables } from "../../scripts/seed/rows.mjs";
import { BENCH } from "./build.mjs";

const SEED = "bench";
const NAME = "tandem_bench_backfill";
/** Columns of what counts as a table of about twenty. */
const WIDE = [17, 24];

/** @typedef {{table: string, columns: [string, string][], key: string[], rows: number, wide: boolean}} Filled columns: name and type */

/**
 * A migrated local state with the rows of a fill and nothing of an earlier run.
 * @param {number} rows @param {string} [copy] name of a copy, for who changes rows @returns {Promise<string>} its folder
 */
export async function filledD1(rows, copy) {
  const kept = await keptD1(rows);
  withoutTraces(kept);
  if (!copy) return kept;
  const dir = join(BENCH, `copy-${copy}`);
  rmSync(dir, { recursive: true, force: true });
  cpSync(kept, dir, { recursive: true });
  return dir;
}

async function keptD1(rows) {
  const state = `filled-${hashOf(["migrations/d1", "schema", "scripts/fill", "scripts/seed"]).slice(0, 12)}`;
  const dir = join(BENCH, `${state}-${rows}`);
  if (!existsSync(dir)) {
    mkdirSync(BENCH, { recursive: true });
    // Of another schema or another fill: nothing reads them again.
    for (const name of readdirSync(BENCH)) if (name.startsWith("filled-") && !name.startsWith(state)) rmSync(join(BENCH, name), { recursive: true, force: true });
    const making = `${dir}.making`;
    rmSync(making, { recursive: true, force: true });
    await step(`D1: ${rows.toLocaleString("en")} rows over the app's tables`, `about ${Math.ceil(rows / 15_000)} s`, async () => {
      await migrateD1({ persistDir: making });
      const tables = readTables();
      await writeRows(d1File(making), tables, rowsOf(SEED, rows, tables));
    });
    renameSync(making, dir);
  }
  return dir;
}

/** Empties Tandem's own tables. */
function withoutTraces(dir) {
  const db = new DatabaseSync(d1File(dir));
  db.exec('PRAGMA foreign_keys = OFF; UPDATE "_control" SET "applying" = 1');
  const names = db.prepare(`SELECT "name" FROM sqlite_master WHERE "type" = 'table' AND "name" LIKE '\\_%' ESCAPE '\\' AND "name" <> '_control' AND "name" NOT LIKE '\\_cf%' ESCAPE '\\'`).all();
  for (const { name } of names) db.exec(`DELETE FROM "${name}"`);
  db.exec(`UPDATE "_control" SET "applying" = 0, "journaling" = 0, "epoch" = 1, "writes_to" = 'd1', "state" = 'open'`);
  db.close();
}

/** The app's tables, parents before children. @returns {Filled[]} */
export function filledTables(dir) {
  const known = readTables();
  const db = new DatabaseSync(d1File(dir));
  const names = db.prepare(`SELECT "name" FROM sqlite_master WHERE "type" = 'table' ORDER BY "rowid"`).all().map(({ name }) => name).filter((name) => known.has(name));
  const list = names.map((table) => {
    const { columns, key } = known.get(table);
    const { rows } = db.prepare(`SELECT count(*) AS rows FROM "${table}"`).get();
    return { table, columns: [...columns].map(([name, { type }]) => [name, type]), key, rows, wide: columns.size >= WIDE[0] && columns.size <= WIDE[1] };
  });
  db.close();
  return list;
}

/** An empty migrated database. @returns {Promise<string>} its URL */
export async function emptyMysql(serverUrl) {
  const server = await mysql.createConnection({ uri: serverUrl });
  await server.query(`DROP DATABASE IF EXISTS ${NAME}`);
  await server.end();
  const url = Object.assign(new URL(serverUrl), { pathname: `/${NAME}` }).href;
  await migrateMysql({ url });
  return url;
}
