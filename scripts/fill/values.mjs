// Values of each of the schema's types, ordinary ones and those at the edges, as D1 stores them.
import { MOVEMENTS, NOTES, STREETS } from "../seed/words.mjs";

const INT = [-(2 ** 31), 2 ** 31 - 1];
/** One value in so many is at an edge of its type. */
const EDGE = 0.05;
const BIGINTS = [0n, -1n, 9_007_199_254_740_993n, -9_007_199_254_740_993n, 9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n];
/** Seconds: 1970, the day before, 2038, and the first and last that MySQL's DATETIME has. */
const TIMES = [0, -86_400, 2_147_483_648, -30_610_224_000, 253_402_300_799];
const USUAL_TIMES = [Date.UTC(2015, 0) / 1_000, Date.UTC(2027, 0) / 1_000];
const TEXTS = ["", " ", "NULL", "0", "trailing ", " leading", "It's \\ \"quoted\"; -- %_", "two\nlines\tand a tab", "Zoë", "Zoe\u0308", "ß SS ss", "東京", "مرحبا", "🏋🏽‍♀️", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 💪", "\u{10FFFD}"];
const EMOJI = ["💪", "🏋️", "🥇", "🔥", "🧗‍♀️"];
const NUMBERS = [0, 1.5, -2.25, 0.1, 1e-7, 123_456.789, 1.5e300, 2 ** 53];
const WORDS = [...MOVEMENTS.map(([name]) => name), ...STREETS, ...NOTES.filter(Boolean)];
/** Characters of the long texts, and how often a column without a bound has one. */
const LONG = [4_000, 40_000];
const LONG_TEXTS = 0.01;

/** A value as the API takes it, in D1's form. @param {import("../seed/rows.mjs").Column} column */
export function stored({ type }, value) {
  if (type === "bool") return value ? 1 : 0;
  if (type === "timestamp") return typeof value === "string" ? Math.floor(Date.parse(value) / 1_000) : value;
  return type === "json" ? JSON.stringify(value) : value;
}

/** Any value of the column's type, in D1's form. @param {import("../seed/random.mjs").Random} random */
export function drawn(column, random) {
  const draw = DRAW[column.type];
  if (!draw) throw new Error(`scripts/fill/values.mjs does not know the type ${column.type}`);
  return draw(random, column);
}

const DRAW = {
  int: (random, { least = INT[0], most = INT[1] }) => (random.chance(EDGE) ? random.pick([least, most, Math.max(least, 0)]) : random.int(Math.max(least, 0), Math.min(most, 5_000))),
  bigint: (random) => (random.chance(EDGE) ? random.pick(BIGINTS) : random.int(0, 900_000)),
  bool: (random) => random.int(0, 1),
  timestamp: (random) => (random.chance(EDGE) ? random.pick(TIMES) : random.int(...USUAL_TIMES)),
  enum: (random, { values }) => random.pick(values),
  string: (random, { most }) => text(random, most),
  text: (random) => (random.chance(LONG_TEXTS) ? long(random) : text(random, LONG[0])),
  json: (random) => JSON.stringify(document(random, 3)),
};

function text(random, most) {
  if (random.chance(EDGE)) return cut(random.pick(TEXTS), most);
  const words = Array.from({ length: random.int(1, 6) }, () => random.pick(WORDS));
  if (random.chance(EDGE)) words.push(random.pick(EMOJI));
  return cut(words.join(" "), most);
}

function long(random) {
  const line = `${text(random, LONG[0])} ${random.pick(EMOJI)}\n`;
  return line.repeat(Math.ceil(random.int(...LONG) / line.length));
}

/** To so many characters: what lies past U+FFFF is one, as in MySQL. */
const cut = (text, most) => (text.length <= most ? text : [...text].slice(0, most).join(""));

function document(random, depth) {
  const kind = random.int(0, depth > 0 ? 5 : 3);
  if (kind === 0) return random.pick([true, false, null]);
  if (kind === 1) return random.pick(NUMBERS);
  if (kind === 2) return random.int(-1_000, 1_000_000);
  if (kind === 3) return text(random, 60);
  const parts = Array.from({ length: random.int(0, 4) }, () => document(random, depth - 1));
  // Names in any order: the databases keep them in other orders.
  return kind === 4 ? parts : Object.fromEntries(parts.map((part) => [random.pick(["z", "name", "a", "b c", "ключ", "🔑", ""]) + random.int(0, 9), part]));
}
