// Writes rows into the file of a local D1, in one transaction: all of them are there afterwards, or none.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const BUSY_MS = 60_000;
const CACHE_KIB = 262_144;

/** The SQLite file of that state's D1. */
export function d1File(state) {
  const folder = join(state, "v3/d1/miniflare-D1DatabaseObject");
  return join(folder, readdirSync(folder).find((name) => name.endsWith(".sqlite") && name !== "metadata.sqlite"));
}

/**
 * Writes rows as they were before Tandem: at version 0, past its triggers. A row whose key is there already is left out.
 * @param {string} file
 * @param {Map<string, import("../seed/rows.mjs").Table>} tables
 * @param {Iterable<{table: string, values: any[]}[]>} parts
 * @param {{onRows?: (count: number) => void}} [options] `onRows`: so many more have been dealt with
 * @returns {Promise<Map<string, number>>} rows that were written, by table
 */
export async function writeRows(file, tables, parts, { onRows = () => {} } = {}) {
  const db = new DatabaseSync(file);
  try {
    // Parents come before children, so nothing is left to check.
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -${CACHE_KIB}`);
    db.exec('BEGIN IMMEDIATE; UPDATE "_control" SET "applying" = 1');
    const indexes = withoutIndexes(db);
    const written = await insertAll(db, tables, parts, onRows);
    for (const sql of indexes) db.exec(sql);
    db.exec('UPDATE "_control" SET "applying" = 0; COMMIT; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)');
    return written;
  } finally {
    db.close();
  }
}

/** Drops what is quicker to make once all rows are there: indexes that keep nothing unique. @returns {string[]} what makes them again */
function withoutIndexes(db) {
  const indexes = db.prepare(`SELECT "name", "sql" FROM sqlite_master WHERE "type" = 'index' AND "sql" LIKE 'CREATE INDEX%'`).all();
  for (const { name } of indexes) db.exec(`DROP INDEX "${name}"`);
  return indexes.map(({ sql }) => sql);
}

async function insertAll(db, tables, parts, onRows) {
  const statements = new Map();
  const written = new Map();
  for (const part of parts) {
    for (const { table, values } of part) {
      if (!statements.has(table)) statements.set(table, db.prepare(insertInto(table, [...tables.get(table).columns.keys()])));
      const { changes } = statements.get(table).run(...values);
      if (changes > 0) written.set(table, (written.get(table) ?? 0) + 1);
    }
    onRows(part.length);
    // So that the line of progress can be drawn, and a signal be heard.
    await new Promise(setImmediate);
  }
  return written;
}

function insertInto(table, columns) {
  const names = [...columns, "_version"].map((name) => `"${name}"`);
  return `INSERT INTO "${table}" (${names.join(", ")}) VALUES (${columns.map(() => "?").join(", ")}, 0) ON CONFLICT DO NOTHING`;
}
