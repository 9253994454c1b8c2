// Rows in the making: ids and the row's owner are filled in from what schema/ says of the table.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../lib/paths.mjs";

/** The day that the seeded rows look back from; fixed, so that each run makes the same. */
export const TODAY_MS = Date.UTC(2026, 10, 2, 12);
export const DAY_MS = 86_400_000;

/** Days from `TODAY_MS`, and hours, as the API writes a time. */
export const day = (days, hours = 0) => new Date(TODAY_MS + days * DAY_MS + hours * 3_600_000).toISOString();

/**
 * @typedef {{type: string, most?: number, least?: number, values?: string[], nullable: boolean, auto: boolean, fallback?: string}} Column `most`: characters, or the
 * largest number; `values`: of an enum; `auto`: each write fills it in; `fallback`: the default, as it is written in schema/
 * @typedef {{columns: Map<string, Column>, prefix?: string, key: string[], unique: Set<string>, tenant?: string, owner?: string,
 * references: Map<string, string>}} Table `unique`: columns of unique keys
 */

/**
 * What the seed needs to know of each table.
 * @returns {Map<string, Table>}
 */
export function readTables(dir = join(ROOT, "schema")) {
  const tables = new Map();
  const groups = new Map();
  for (const file of readdirSync(dir).filter((name) => name.endsWith(".schema"))) {
    let block;
    for (const line of readFileSync(join(dir, file), "utf8").split("\n")) {
      const words = line.replace(/#.*/, "").trim().split(/[\s,]+/).filter(Boolean);
      if (!words.length) continue;
      if (words[0] === "table" || words[0] === "columns") {
        block = { uses: [], columns: new Map(), key: ["id"], unique: new Set(), references: new Map() };
        (words[0] === "table" ? tables : groups).set(words[1], block);
      } else readLine(block, words);
    }
  }
  for (const table of tables.values()) for (const name of table.uses) for (const [column, kind] of groups.get(name).columns) table.columns.set(column, kind);
  return tables;
}

function readLine(block, [first, second, third, ...rest]) {
  if (first === "use") block.uses.push(second);
  else if (first === "@key") block.key = [second, third, ...rest];
  else if (first === "@tenant") block.tenant = second;
  else if (first === "@owner") block.owner = second;
  else if (first === "@unique") for (const column of [second, third, ...rest]) block.unique.add(column);
  else if (!first.startsWith("@")) {
    block.columns.set(first, columnOf(second, [third, ...rest]));
    if (first === "id") block.prefix = third;
    if (second === "->") block.references.set(first, third.split(".")[0]);
  }
}

/** A column from its type and what follows. @returns {Column} */
function columnOf(type, words) {
  const fallback = words.indexOf("default");
  const column = { type, nullable: words.includes("null"), auto: words.includes("auto"), fallback: fallback < 0 ? undefined : words[fallback + 1] };
  const range = /^(-?\d+)\.\.(-?\d*)$/.exec(words[0]);
  if (type === "string") column.most = Number(words[0]);
  if (type === "enum") column.values = words[0].split("|");
  if (range) Object.assign(column, { least: Number(range[1]), most: range[2] ? Number(range[2]) : undefined });
  return column;
}

/** Collects rows in the order in which they are to be written. */
export class Rows {
  list = [];

  /** @param {ReturnType<typeof readTables>} tables @param {import("./random.mjs").Random} random */
  constructor(tables, random) {
    this.tables = tables;
    this.random = random;
  }

  /**
   * Adds a row and gives its id. `createdAt` is a number of days from `TODAY_MS` where the table has the column.
   * @param {string} name @param {object} values
   */
  add(name, { createdAt = -this.random.int(1, 400), ...values }) {
    const table = this.tables.get(name);
    if (!table) throw new Error(`schema/ has no table ${name}`);
    const row = {};
    if (table.prefix) row.id = `${table.prefix}_${this.random.ulid(Date.parse(day(createdAt)))}`;
    if (table.columns.has("createdAt")) row.createdAt = row.updatedAt = day(createdAt);
    for (const [column, value] of Object.entries(values)) {
      if (!table.columns.has(column)) throw new Error(`schema/ has no column ${name}.${column}`);
      if (value !== undefined && value !== null) row[column] = value;
    }
    const scope = table.tenant ? { tenant: row[table.tenant] } : table.owner ? { owner: row[table.owner] } : {};
    this.list.push({ table: name, key: table.key.map((column) => row[column]).join(","), ...scope, values: row });
    return row.id;
  }
}
