// What the seed promises: the same rows for the same seed, parents before children, every table, units that the API takes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { UNIT_ROWS, catalogueRows, known, teamRows, unitsOf } from "../seed/plan.mjs";
import { readTables } from "../seed/rows.mjs";

const tables = readTables();
const TEAMS = 6;
const all = (seed) => [catalogueRows(tables), ...Array.from({ length: TEAMS }, (_, nth) => teamRows(seed, nth, tables))].flat();

test("a seed makes the same rows each time, another seed others", () => {
  assert.deepEqual(all("demo"), all("demo"));
  const ids = new Set(teamRows("demo", 0, tables).map(({ table, key }) => `${table}/${key}`));
  assert.equal(teamRows("other", 0, tables).filter(({ table, key }) => ids.has(`${table}/${key}`)).length, 0);
});

test("every table has rows, no key is there twice, and parents come first", () => {
  const seen = new Set();
  const filled = new Set();
  for (const { table, key, values } of all("demo")) {
    for (const [column, parent] of tables.get(table).references)
      if (values[column] !== undefined) assert.ok(seen.has(`${parent}/${values[column]}`), `${table}/${key}: ${column} comes before its ${parent}`);
    assert.ok(!seen.has(`${table}/${key}`), `${table}/${key} is there twice`);
    seen.add(`${table}/${key}`);
    filled.add(table);
  }
  // Tandem's own table holds nothing of the app.
  assert.deepEqual([...tables.keys()].filter((table) => !filled.has(table)), ["tandem_canary"]);
});

test("a row names whose it is where its table asks for it", () => {
  for (const { table, tenant, owner } of all("demo")) {
    assert.equal(tenant !== undefined, tables.get(table).tenant !== undefined, table);
    assert.equal(owner !== undefined, tables.get(table).owner !== undefined, table);
  }
});

test("the ids that the seed tells of are there", () => {
  const keys = new Set(teamRows("demo", 0, tables).map(({ key }) => key));
  for (const id of Object.values(known("demo"))) assert.ok(keys.has(id), id);
});

test("units are cut to the API's bound", () => {
  const units = unitsOf(teamRows("demo", 0, tables));
  assert.ok(units.every((unit) => unit.length > 0 && unit.length <= UNIT_ROWS));
  assert.deepEqual(units.flat(), teamRows("demo", 0, tables));
});
