// Compares the two databases row by row, by what values mean: the same instant, the same document, the same version.
import assert from "node:assert/strict";

const MOST_SHOWN = 10;

/** Replays what waits, then fails unless both databases hold the same rows. @returns {Promise<number>} how many rows that are */
export async function assertSame(world) {
  await world.drained();
  const { rows, differences } = await compare(world);
  assert.deepEqual(differences.slice(0, MOST_SHOWN), [], `${differences.length} differences`);
  return rows;
}

/** @returns {Promise<{rows: number, differences: string[]}>} of all tables of the app and of the tombstones */
export async function compare(world) {
  const result = { rows: 0, differences: [] };
  const tables = await describe(world.mysql);
  for (const [table, columns] of tables) {
    const d1 = await rowsOf(world.d1, table, columns, '"', fromD1);
    const mysql = await rowsOf(world.mysql, table, columns, "`", fromMysql);
    for (const key of new Set([...d1.keys(), ...mysql.keys()])) differ(result, `${table} ${key}`, d1.get(key), mysql.get(key));
  }
  await compareTombstones(world, result);
  return result;
}

/** Of keys without a row: there the tombstone is what must not be lost. */
async function compareTombstones(world, result) {
  const read = async (database) => new Map((await database.query("SELECT tbl, pk, version FROM _tombstone")).map((line) => [`${line.tbl} ${line.pk}`, line]));
  const [d1, mysql] = [await read(world.d1), await read(world.mysql)];
  for (const [key, { tbl, pk, version }] of d1) {
    const there = mysql.get(key)?.version;
    if (String(there) !== String(version) && !(await hasRow(world.d1, tbl, pk))) result.differences.push(`tombstone of ${key}: ${version} in D1, ${there} in MySQL`);
  }
}

async function hasRow(d1, table, pk) {
  const key = (await d1.query(`SELECT "name" FROM pragma_table_info('${table}') WHERE "pk" > 0 ORDER BY "pk"`)).map(({ name }) => `"${name}"`);
  return (await d1.value(`SELECT count(*) FROM "${table}" WHERE ${key.join(" || ',' || ")} = ?`, [pk])) > 0;
}

function differ(result, what, d1, mysql) {
  result.rows += 1;
  if (!d1 || !mysql) return result.differences.push(`${what}: only in ${d1 ? "D1" : "MySQL"}`);
  for (const column of Object.keys(d1)) if (d1[column] !== mysql[column]) result.differences.push(`${what}, ${column}: ${d1[column]} in D1, ${mysql[column]} in MySQL`);
}

async function rowsOf(database, table, columns, quote, meaning) {
  const name = (text) => `${quote}${text}${quote}`;
  const list = columns.map((column) => name(column.name)).join(", ");
  const rows = new Map();
  for (const row of await database.query(`SELECT ${list} FROM ${name(table)}`)) {
    const values = Object.fromEntries(columns.map((column) => [column.name, row[column.name] === null ? null : meaning(row[column.name], column.kind)]));
    rows.set(columns.filter(({ key }) => key).map((column) => values[column.name]).join(","), values);
  }
  return rows;
}

function fromD1(value, kind) {
  if (kind === "document") return document(value);
  return String(value);
}

function fromMysql(value, kind) {
  if (kind === "document") return document(value);
  if (kind === "instant") return String(Date.parse(`${value.replace(" ", "T")}Z`) / 1000); // D1 counts seconds
  return value;
}

/** One text for one document, whatever the order of its members. */
function document(text) {
  const sorted = (_name, value) => (value && typeof value === "object" && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value);
  return JSON.stringify(JSON.parse(text), sorted);
}

/** The app's tables with their columns, as MySQL knows them. */
async function describe(mysql) {
  const columns = await mysql.query(
    `SELECT table_name AS tbl, column_name AS name, data_type AS type, column_key AS part FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name NOT LIKE '\\_%' ORDER BY table_name, ordinal_position`,
  );
  const documents = await documentColumns(mysql);
  const tables = new Map();
  for (const { tbl, name, type, part } of columns) {
    const kind = type === "json" || documents.has(`${tbl}.${name}`) ? "document" : type === "datetime" ? "instant" : "plain";
    tables.set(tbl, [...(tables.get(tbl) ?? []), { name, kind, key: part === "PRI" }]);
  }
  return tables;
}

/** MariaDB's JSON is a text with a check. */
async function documentColumns(mysql) {
  if (!/mariadb/i.test(await mysql.value("SELECT VERSION()"))) return new Set();
  const checks = await mysql.query("SELECT table_name AS tbl, constraint_name AS name FROM information_schema.check_constraints WHERE constraint_schema = DATABASE() AND check_clause LIKE 'json_valid%'");
  return new Set(checks.map(({ tbl, name }) => `${tbl}.${name}`));
}
