// Answers SQL on one SQLite file: a line of JSON in, a line of JSON out. A process of its own, because node:sqlite
// needs a newer Node than the tests may be running on.
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";

const database = new DatabaseSync(process.argv[2]);
// workerd writes to the same file.
database.exec("PRAGMA busy_timeout = 10000");

function answer({ sql, params }) {
  try {
    if (!params) return { rows: database.exec(sql) ?? [] };
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    return { rows: statement.all(...params) };
  } catch (error) {
    return { error: error.message };
  }
}

/** Whole numbers past 2^53 as strings, bytes as hexadecimal digits. */
function plain(_name, value) {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}

for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)), plain)}\n`);
