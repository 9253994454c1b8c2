// What scripts that move an app from D1 to MySQL do: pages of 500 rows by OFFSET, one after the other, and a bulk insert with
// mysql2; afterwards the same pages of both databases, compared field by field.
import { createConnection } from "mysql2/promise";

interface Env {
  DB: D1Database;
  HYPERDRIVE: { host: string; port: number; user: string; password: string; database: string };
}
type Row = Record<string, unknown>;
/** `columns`: name and type as in schema/; from row `from` on to row `upTo` */
type Wanted = { table: string; columns: [name: string, type: string][]; key: string[]; from: number; upTo: number };
type Connection = Awaited<ReturnType<typeof createConnection>>;

const PAGE_ROWS = 500;

/** A BIGINT crosses as text, or JavaScript would round it. */
const column = ([name, type]: [string, string]) => (type === "bigint" ? `CAST("${name}" AS TEXT) AS "${name}"` : `"${name}"`);
const quoted = (names: string[], quote: string) => names.map((name) => `${quote}${name}${quote}`).join(", ");

async function pageOfD1(db: D1Database, { table, columns, key }: Wanted, offset: number): Promise<Row[]> {
  const { results } = await db.prepare(`SELECT ${columns.map(column).join(", ")} FROM "${table}" ORDER BY ${quoted(key, '"')} LIMIT ${PAGE_ROWS} OFFSET ${offset}`).all<Row>();
  return results;
}

async function pageOfMysql(my: Connection, { table, columns, key }: Wanted, offset: number): Promise<Row[]> {
  const [rows] = await my.query(`SELECT ${quoted(columns.map(([name]) => name), "`")} FROM \`${table}\` ORDER BY ${quoted(key, "`")} LIMIT ${PAGE_ROWS} OFFSET ${offset}`);
  return rows as Row[];
}

const datetime = (seconds: unknown) => new Date((seconds as number) * 1000).toISOString().slice(0, 23).replace("T", " ");
const converted = (value: unknown, type: string) => (value !== null && type === "timestamp" ? datetime(value) : value);

async function backfill(db: D1Database, my: Connection, wanted: Wanted) {
  const { table, columns, from, upTo } = wanted;
  const names = quoted(columns.map(([name]) => name), "`");
  for (let at = from; at < upTo; at += PAGE_ROWS) {
    const page = await pageOfD1(db, wanted, at);
    if (page.length > 0) await my.query(`INSERT INTO \`${table}\` (${names}) VALUES ?`, [page.map((row) => columns.map(([name, type]) => converted(row[name], type)))]);
    if (page.length < PAGE_ROWS) return { rows: at + page.length - from };
  }
  return { rows: upTo - from };
}

async function verify(db: D1Database, my: Connection, wanted: Wanted) {
  const { columns, from, upTo } = wanted;
  let differences = 0;
  for (let at = from; at < upTo; at += PAGE_ROWS) {
    const [d1, mysql] = await Promise.all([pageOfD1(db, wanted, at), pageOfMysql(my, wanted, at)]);
    for (const [nth, row] of d1.entries()) if (!mysql[nth] || columns.some(([name, type]) => !same(row[name], mysql[nth][name], type))) differences += 1;
    differences += Math.max(0, mysql.length - d1.length);
    if (d1.length < PAGE_ROWS) return { rows: at + d1.length - from, differences };
  }
  return { rows: upTo - from, differences };
}

function same(d1: unknown, mysql: unknown, type: string): boolean {
  if (d1 === null || mysql === null) return d1 === mysql;
  if (type === "timestamp") return datetime(d1) === mysql;
  // MariaDB's JSON is a text.
  if (type === "json") return equal(JSON.parse(d1 as string), typeof mysql === "string" ? JSON.parse(mysql) : mysql);
  return d1 === mysql;
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b || typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [left, right] = [Object.keys(a), Object.keys(b)];
  return Array.isArray(a) === Array.isArray(b) && left.length === right.length && left.every((name) => equal((a as Row)[name], (b as Row)[name]));
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const work = new URL(request.url).pathname === "/verify" ? verify : backfill;
    const { host, port, user, password, database } = env.HYPERDRIVE;
    const my = await createConnection({ host, port, user, password, database, disableEval: true, dateStrings: true, supportBigNumbers: true, bigNumberStrings: true, jsonStrings: true });
    try {
      return Response.json(await work(env.DB, my, await request.json<Wanted>()));
    } finally {
      my.destroy();
    }
  },
};
