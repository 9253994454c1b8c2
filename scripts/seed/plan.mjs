// From a seed to units of rows: first what all teams share, then the units of each team by itself.
import { addCatalogue } from "./catalogue.mjs";
import { addCompetition } from "./competition.mjs";
import { addGym } from "./gym.mjs";
import { Random } from "./random.mjs";
import { DAY_MS, Rows, TODAY_MS, readTables } from "./rows.mjs";

/** Rows in one unit: the API's own bound is 100 changes (`MAX_CHANGES` in src/store/unit.rs). */
export const UNIT_ROWS = 100;
/** The seed whose first person is the subject of `npm run token`'s tokens. */
export const DEFAULT_SEED = "demo";

const FOUNDED_MS = TODAY_MS - 700 * DAY_MS;

/** The ids that a seed's first team is made of, to try things with. */
export const known = (seed) => ({ team: `team_${seed}`, user: seed === DEFAULT_SEED ? "user_local" : `user_${seed}`, workout: `wkt_${seed}_fran`, competition: `comp_${seed}` });

/** @returns {object[]} the rows of the shared catalogue, the same for every seed */
export function catalogueRows(tables = readTables()) {
  const rows = new Rows(tables, new Random("catalogue"));
  addCatalogue(rows);
  return rows.list;
}

/** The rows of one team, whatever the number of teams: two of three teams hold a competition. */
export function teamRows(seed, nth, tables = readTables()) {
  const random = new Random(`${seed}/${nth}`);
  const rows = new Rows(tables, random);
  const ids = nth === 0 ? known(seed) : { team: `team_${random.ulid(FOUNDED_MS)}`, user: `usr_${random.ulid(FOUNDED_MS)}` };
  const gym = addGym(rows, { nth, seed, teamId: ids.team, ownerId: ids.user });
  if (nth % 3 !== 1) addCompetition(rows, gym);
  return rows.list;
}

/** Cuts rows into units, parents before children as they come. */
export function unitsOf(rows) {
  const units = [];
  for (let at = 0; at < rows.length; at += UNIT_ROWS) units.push(rows.slice(at, at + UNIT_ROWS));
  return units;
}
