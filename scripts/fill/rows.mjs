// Any number of rows of an app that has been in use for years: the seed's teams, one after the other, and what their
// members logged over the years. Each team is made when it is its turn, so that memory is bounded.
import { LEVELS, NOTES, WORKOUTS } from "../seed/words.mjs";
import { catalogueRows, teamRows } from "../seed/plan.mjs";
import { Random } from "../seed/random.mjs";
import { Rows } from "../seed/rows.mjs";
import { addScore } from "../seed/scores.mjs";
import { drawn, stored } from "./values.mjs";

/** Days before the seed's own four weeks. */
const HISTORY_DAYS = [60, 1_500];
/** A member's scores; one team in ten has kept its books far longer. */
const SCORES = [5, 40];
const SCORES_OF_OLD_TEAMS = [60, 200];
const OLD_TEAMS = 0.1;
/** Of what the seed leaves out because it may be null. */
const FILLED = 0.5;
/** Of the defaults that may be null as well. */
const EMPTIED = 0.2;

/**
 * The first `count` rows of a seed, parents before children, as D1 stores them.
 * @param {string} seed @param {number} count @param {Map<string, import("../seed/rows.mjs").Table>} tables
 * @returns {Generator<{table: string, values: any[]}[]>} by team; `values` in the order of the table's columns
 */
export function* rowsOf(seed, count, tables) {
  let left = count;
  for (let nth = -1; left > 0; nth++) {
    const random = new Random(`${seed}/fill/${nth}`);
    const rows = nth < 0 ? catalogueRows(tables) : withHistory(teamRows(seed, nth, tables), random, tables);
    const part = rows.slice(0, left);
    left -= part.length;
    yield part.map(({ table, values }) => ({ table, values: complete(tables.get(table), values, random) }));
  }
}

/** A team's rows and then the scores of its members from before. */
function withHistory(list, random, tables) {
  const of = (table) => list.filter((row) => row.table === table).map(({ values }) => values);
  const rows = new Rows(tables, random);
  const teamId = of("team")[0].id;
  const workouts = of("workouts").flatMap(({ id, name }) => {
    const known = WORKOUTS.find(([title]) => title === name);
    return known ? [{ id, scheme: known[1], capSeconds: known[2], range: known[6] }] : [];
  });
  const levels = of("scaling_levels").slice(0, LEVELS.length);
  const [least, most] = random.chance(OLD_TEAMS) ? SCORES_OF_OLD_TEAMS : SCORES;
  for (const { id } of of("user"))
    for (let left = random.int(least, most); left > 0; left--) {
      const level = random.int(0, levels.length - 1);
      addScore(rows, { person: { id }, teamId, workout: random.pick(workouts), level: levels[level].id, asRx: level === 1, at: -random.int(...HISTORY_DAYS), hours: random.int(-6, 6), notes: random.pick(NOTES) });
    }
  return list.concat(rows.list);
}

/** Every column of a row: what the seed says, or the default, or NULL, or a value that exercises the column's type. */
function complete({ columns, references, unique, key }, values, random) {
  const row = [];
  for (const [name, column] of columns) {
    const free = column.nullable && column.type !== "id" && !references.has(name) && !unique.has(name) && !key.includes(name);
    const given = values[name] ?? (free && random.chance(EMPTIED) ? undefined : fallback(column));
    if (given !== undefined) row.push(stored(column, given));
    else row.push((column.auto && !column.nullable) || (free && random.chance(FILLED)) ? drawn(column, random) : null);
  }
  return row;
}

/** The column's default, if it has one. */
function fallback({ type, fallback }) {
  if (fallback === undefined || !["bool", "int", "bigint"].includes(type)) return fallback;
  return type === "bool" ? fallback === "true" : Number(fallback);
}
