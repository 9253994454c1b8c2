// What the fill promises: as many rows as asked for, the same for the same seed, as an app has them before Tandem comes.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { writeRows } from "../fill/d1.mjs";
import { rowsOf } from "../fill/rows.mjs";
import { drawn } from "../fill/values.mjs";
import { ROOT } from "../lib/paths.mjs";
import { Random } from "../seed/random.mjs";
import { readTables } from "../seed/rows.mjs";

const tables = readTables();
/** So many that each table has some. */
const ROWS = 12_000;
const all = (seed, rows = ROWS) => [...rowsOf(seed, rows, tables)].flat();

/** A migrated SQLite file. */
function migrated(t) {
  const dir = mkdtempSync(join(tmpdir(), "tandem-fill-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, "d1.sqlite");
  const folder = join(ROOT, "migrations/d1");
  const db = new DatabaseSync(file);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
  for (const name of readdirSync(folder).sort()) db.exec(readFileSync(join(folder, name), "utf8"));
  db.close();
  return file;
}

test("a seed makes as many rows as asked for, the same each time, and a smaller number of the same", () => {
  const rows = all("demo");
  assert.equal(rows.length, ROWS);
  assert.deepEqual(all("demo"), rows);
  assert.deepEqual(all("demo", 1_000), rows.slice(0, 1_000));
  assert.notDeepEqual(all("other"), rows);
});

test("the rows are at version 0, without journal and tombstones, their references hold, and D1 is left as it was", async (t) => {
  const file = migrated(t);
  const before = schemaOf(file);
  const counted = [];
  const written = await writeRows(file, tables, rowsOf("demo", ROWS, tables), { onRows: (count) => counted.push(count) });
  assert.equal(counted.reduce((sum, count) => sum + count, 0), ROWS);
  assert.deepEqual([...tables.keys()].filter((table) => !written.has(table)), ["tandem_canary"]);
  const db = new DatabaseSync(file);
  t.after(() => db.close());
  const value = (sql) => Object.values(db.prepare(sql).get())[0];
  for (const [table, rows] of written) {
    assert.equal(value(`SELECT count(*) FROM "${table}"`), rows, table);
    assert.equal(value(`SELECT count(*) FROM "${table}" WHERE "_version" <> 0`), 0, table);
  }
  for (const side of ["_journal", "_tombstone", "_outbox", "_replaced"]) assert.equal(value(`SELECT count(*) FROM "${side}"`), 0, side);
  assert.equal(value('SELECT "applying" FROM "_control"'), 0);
  assert.deepEqual(db.prepare("PRAGMA foreign_key_check").all(), []);
  assert.deepEqual(schemaOf(file), before);
});

const schemaOf = (file) => {
  const db = new DatabaseSync(file);
  const objects = db.prepare(`SELECT "type", "name", "sql" FROM sqlite_master WHERE "name" NOT LIKE 'sqlite_stat%' ORDER BY "type", "name"`).all();
  db.close();
  return objects;
};

test("filled again it writes nothing, and what was changed meanwhile stays", async (t) => {
  const file = migrated(t);
  await writeRows(file, tables, rowsOf("demo", 1_000, tables));
  const db = new DatabaseSync(file);
  t.after(() => db.close());
  db.exec('UPDATE "team" SET "name" = \'changed\'');
  assert.equal((await writeRows(file, tables, rowsOf("demo", 1_000, tables))).size, 0);
  assert.equal(db.prepare('SELECT count(*) AS rows FROM "team" WHERE "name" <> \'changed\'').get().rows, 0);
});

test("a fill that fails leaves nothing behind", async (t) => {
  const file = migrated(t);
  const before = schemaOf(file);
  const broken = function* () {
    yield* rowsOf("demo", 500, tables);
    throw new Error("enough");
  };
  await assert.rejects(writeRows(file, tables, broken()), /enough/);
  const db = new DatabaseSync(file);
  t.after(() => db.close());
  assert.equal(db.prepare('SELECT count(*) AS rows FROM "team"').get().rows, 0);
  assert.equal(db.prepare('SELECT "applying" FROM "_control"').get().applying, 0);
  assert.deepEqual(schemaOf(file), before);
});

test("values are what the schema allows, ordinary ones and those at the edges", () => {
  const seen = new Map([...tables.values()].flatMap(({ columns }) => [...columns.values()]).map(({ type }) => [type, new Set()]));
  for (const { table, values } of all("demo", 60_000))
    [...tables.get(table).columns].forEach(([name, column], at) => {
      const value = values[at];
      seen.get(column.type).add(value === null ? null : typeof value === "string" && value.length > 4_000 ? "long" : value);
      if (value === null) return assert.ok(column.nullable, `${table}.${name} is NULL`);
      if (column.type === "string") assert.ok([...value].length <= column.most, `${table}.${name} is too long`);
      if (column.type === "enum") assert.ok(column.values.includes(value), `${table}.${name}: ${value}`);
      if (column.type === "bool") assert.ok(value === 0 || value === 1, `${table}.${name}: ${value}`);
      if (column.type === "json") JSON.parse(value);
      if (column.type === "int") assert.ok(value >= (column.least ?? -(2 ** 31)) && value <= (column.most ?? 2 ** 31 - 1), `${table}.${name}: ${value}`);
    });
  for (const type of ["int", "bigint", "bool", "timestamp", "enum", "string", "text", "json"]) assert.ok(seen.get(type).has(null), `no NULL of type ${type}`);
  for (const [type, value] of [["text", "long"], ["string", ""], ["string", "trailing "], ["timestamp", 253_402_300_799], ["bigint", 9_007_199_254_740_993n]]) assert.ok(seen.get(type).has(value), `no ${value} of type ${type}`);
  assert.ok([...seen.get("text")].some((text) => /[\u{10000}-\u{10FFFF}]/u.test(text ?? "")), "no character of four bytes");
});

test("a type that has no values here is an error, not a gap", () => {
  assert.throws(() => drawn({ type: "colour" }, new Random("x")), /colour/);
});
