// Brings both databases to the newest schema. Migrations are plain SQL files, applied in the order of their names, each once.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, note } from "./log.mjs";
import { NODE, ROOT, STATE, WRANGLER } from "./paths.mjs";
import { run } from "./proc.mjs";
import { unlessStamped, hashOf } from "./stamp.mjs";
import { wranglerEnv } from "./worker.mjs";

/**
 * Applies migrations/d1 to the local D1 of `persistDir`, with wrangler.
 * @param {{persistDir: string}} options
 */
export async function migrateD1({ persistDir }) {
  await run(NODE, ["--no-warnings", WRANGLER, "d1", "migrations", "apply", "DB", "--local", "--persist-to", persistDir], {
    log: "migrate-d1",
    env: { ...wranglerEnv(persistDir), CI: "true" }, // CI: wrangler asks nothing
    deadlineMs: 120_000,
  });
}

/**
 * Applies migrations/mysql to the database that `url` names, which is created if it is missing.
 * The collation is written as MySQL calls it; MariaDB's name for the same is put in its place, and nothing else is changed.
 * @param {{url: string, dir?: string}} options
 * @returns {Promise<string[]>} the files that were applied now
 */
export async function migrateMysql({ url, dir = join(ROOT, "migrations/mysql") }) {
  const connection = await connect(url);
  try {
    const [[{ version }]] = await connection.query("SELECT VERSION() AS version");
    const mariadb = /mariadb/i.test(version);
    // VARBINARY: names and hashes compare by bytes on both servers.
    await connection.query(
      "CREATE TABLE IF NOT EXISTS `_migrations` (`name` VARBINARY(255) NOT NULL PRIMARY KEY, `sha256` VARBINARY(64) NOT NULL, `applied_at` DATETIME(3) NOT NULL)",
    );
    const [rows] = await connection.query("SELECT CAST(`name` AS CHAR) AS name, CAST(`sha256` AS CHAR) AS sha256 FROM `_migrations`");
    const done = new Map(rows.map((row) => [row.name, row.sha256]));
    const applied = [];
    for (const name of sqlFiles(dir)) {
      const text = readFileSync(join(dir, name), "utf8");
      const sha256 = createHash("sha256").update(text).digest("hex");
      if (done.has(name)) {
        if (done.get(name) === sha256) continue;
        if (GENERATED.includes(name)) {
          note(`${name} was generated anew since MySQL got it: what is new in the schema needs a file of its own (docs/schema.md)`);
          continue;
        }
        throw new Failure(`Migration ${name} was changed after it was applied to MySQL.`, "put the change in a new file; locally, deleting .tandem/d1 and .tandem/mysql starts afresh, without the rows");
      }
      await applyFile(connection, name, mariadb ? text.replaceAll("utf8mb4_0900_bin", "utf8mb4_nopad_bin") : text);
      await connection.query("INSERT INTO `_migrations` VALUES (?, ?, UTC_TIMESTAMP(3))", [name, sha256]);
      applied.push(name);
    }
    return applied;
  } finally {
    await connection.end();
  }
}

/** What `emit` writes anew from the schema; a database that exists gets what changed by files after them. */
const GENERATED = ["0001_tables.sql", "0002_tandem.sql"];

const sqlFiles = (dir) => (existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith(".sql")).sort() : []);

async function applyFile(connection, name, text) {
  for (const statement of statements(text)) {
    try {
      await connection.query(statement);
    } catch (error) {
      // DDL is not transactional in MySQL, so the statements before this one stay.
      throw new Failure(`Migration ${name} failed on MySQL: ${error.message}\n  ${statement.split("\n")[0]} …`);
    }
  }
}

/** A statement ends with `;` at the end of a line; lines of `-- ` are comments. */
export function statements(text) {
  const code = text.split("\n").filter((line) => !line.trimStart().startsWith("--")).join("\n");
  return code.split(/;[ \t]*(?:\n|$)/).map((statement) => statement.trim()).filter(Boolean);
}

async function connect(url) {
  const { default: mysql } = await import("mysql2/promise");
  // mysql2 writes what the URI says into its options, so each connection gets its own.
  const open = (uri) => mysql.createConnection({ uri, connectTimeout: 10_000 });
  try {
    return await open(url);
  } catch (error) {
    if (error.code === "ER_ACCESS_DENIED_ERROR") throw new Failure("MySQL refused the user or the password.", "check MYSQL_URL");
    if (error.code !== "ER_BAD_DB_ERROR") throw new Failure(`MySQL is not reachable (${error.code}).`, "check MYSQL_URL");
    const bare = new URL(url);
    const database = decodeURIComponent(bare.pathname.slice(1));
    bare.pathname = "/";
    const connection = await open(bare.href);
    await connection.query(`CREATE DATABASE IF NOT EXISTS ${mysql.escapeId(database)}`);
    await connection.end();
    return open(url);
  }
}

/** Migrates the local D1 (skipped while its files are the same) and MySQL, if there is one. */
export async function migrateBoth({ persistDir, url }) {
  const store = join(persistDir, "v3/d1");
  await unlessStamped({ key: "migrate-d1", hash: hashOf(["migrations/d1"], persistDir, STATE), exists: () => existsSync(store) }, () => migrateD1({ persistDir }));
  if (url) await migrateMysql({ url });
}
