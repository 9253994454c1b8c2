// The rows of the benchmark: the same in D1 and in MySQL, made by formula, so that any number of them takes seconds.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import mysql from "mysql2/promise";
import { d1File } from "../../scripts/fill/d1.mjs";
import { step } from "../../scripts/lib/log.mjs";
import { migrateD1, migrateMysql } from "../../scripts/lib/migrate.mjs";
import { hashOf } from "../../scripts/lib/stamp.mjs";
import { BENCH } from "./build.mjs";

export const TEAM = "team_bench";
/** Team of the rows that the benchmark makes, so that the pages of the other one stay as they are. */
export const NEW_TEAM = "team_new";
export const USERS = 1_000;
/** The id that wrangler.toml gives the local D1. */
export const D1_ID = "00000000-0000-0000-0000-000000000000";
const SECONDS = 1_780_000_000;
const DATETIME = new Date(SECONDS * 1000).toISOString().slice(0, 23).replace("T", " ");
/** Rows of one INSERT … SELECT in MySQL. */
const MYSQL_STEP = 250_000;

export const memberId = (i) => `tmem_s${String(i).padStart(12, "0")}`;
export const userId = (i) => `user_${String(i).padStart(6, "0")}`;

/** A migrated local state with so many memberships, made once and kept. @returns {Promise<string>} its folder */
export async function d1With(rows) {
  const state = `d1-${hashOf(["migrations/d1", "bench/lib/data.mjs"]).slice(0, 12)}`;
  const dir = join(BENCH, `${state}-${rows}`);
  if (existsSync(dir)) return dir;
  // Of another schema: gigabytes that nothing reads again.
  for (const name of readdirSync(BENCH)) if (name.startsWith("d1-") && !name.startsWith(state)) rmSync(join(BENCH, name), { recursive: true, force: true });
  const making = `${dir}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  await step(`D1: ${rows.toLocaleString("en")} rows`, `about ${Math.ceil(rows / 100_000)} s`, async () => {
    await migrateD1({ persistDir: making });
    seedD1(d1File(making), rows);
  });
  renameSync(making, dir);
  return dir;
}

function seedD1(file, rows) {
  const db = new DatabaseSync(file);
  db.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA foreign_keys = OFF");
  twinD1(db);
  db.exec('UPDATE "_control" SET "applying" = 1');
  const common = `"createdAt", "updatedAt", "updateCounter"`;
  const times = `${SECONDS}, ${SECONDS}, 0`;
  for (const id of [TEAM, NEW_TEAM]) db.exec(`INSERT INTO "team" (${common}, "id", "name", "slug") VALUES (${times}, '${id}', '${id}', '${id}')`);
  const numbers = (most) => `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${most})`;
  db.exec(`${numbers(USERS)} INSERT INTO "user" (${common}, "id", "role") SELECT ${times}, printf('user_%06d', i), 'user' FROM n`);
  const columns = `${common}, "id", "teamId", "userId", "roleId", "isSystemRole", "isActive"`;
  const values = `${times}, printf('tmem_s%012d', i), '${TEAM}', printf('user_%06d', i % ${USERS}), 'member', 1, 1`;
  if (rows > 0) db.exec(`${numbers(rows)} INSERT INTO "team_membership" (${columns}) SELECT ${values} FROM n`);
  const twins = Math.min(rows, 20_000);
  if (rows > 0) db.exec(`${numbers(twins)} INSERT INTO "bench_membership" (${columns}) SELECT ${values} FROM n`);
  db.exec('UPDATE "_control" SET "applying" = 0');
  db.exec("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
}

/** The same table and indexes without Tandem's triggers and version, as the app had it: what (b) and (c) write to. */
function twinD1(db) {
  const objects = db.prepare(`SELECT "type", "sql" FROM sqlite_master WHERE "tbl_name" = 'team_membership' AND "type" IN ('table', 'index') AND "sql" IS NOT NULL ORDER BY "type" DESC`).all();
  for (const { sql } of objects) db.exec(sql.replaceAll("team_membership", "bench_membership").replace(/,?\s*"_version" INTEGER NOT NULL DEFAULT 0/, ""));
  db.exec('CREATE TABLE "bench_event" ("id" TEXT PRIMARY KEY NOT NULL, "kind" TEXT NOT NULL, "tbl" TEXT NOT NULL, "pk" TEXT NOT NULL, "at_ms" INTEGER NOT NULL, "payload" TEXT NOT NULL)');
}

/** A migrated MySQL database with the same rows, made once and kept. @returns {Promise<string>} its URL */
export async function mysqlWith(serverUrl, rows) {
  const name = `tandem_bench_${hashOf(["migrations/mysql", "bench/lib/data.mjs"]).slice(0, 8)}_${rows}`;
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
  const server = await mysql.createConnection({ uri: serverUrl });
  try {
    const [found] = await server.query("SHOW DATABASES LIKE ?", [`${name}_done`]);
    if (found.length === 0) {
      await server.query(`DROP DATABASE IF EXISTS ${name}`);
      await step(`MySQL: ${rows.toLocaleString("en")} rows`, `about ${Math.ceil(rows / 20_000)} s`, async () => {
        await migrateMysql({ url });
        await server.query(`USE ${name}`);
        await seedMysql(server, rows);
      });
      // DDL is not transactional: that all of it is there is told by another name.
      await server.query(`CREATE DATABASE ${name}_done`);
    }
  } finally {
    await server.end();
  }
  return url;
}

async function seedMysql(db, rows) {
  await db.query("CREATE TABLE bench_membership LIKE team_membership");
  await db.query("ALTER TABLE bench_membership DROP COLUMN _version");
  await db.query("CREATE TABLE bench_digit (d BIGINT PRIMARY KEY)");
  await db.query("INSERT INTO bench_digit VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)");
  const times = `'${DATETIME}', '${DATETIME}', 0`;
  for (const id of [TEAM, NEW_TEAM]) await db.query(`INSERT INTO team (createdAt, updatedAt, updateCounter, id, name, slug) VALUES (${times}, '${id}', '${id}', '${id}')`);
  const digits = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];
  const numbers = (from, most, places) =>
    `(SELECT ${from} + ${digits.slice(0, places).map((scale, at) => `${scale} * d${at}.d`).join(" + ")} AS i FROM ${digits.slice(0, places).map((_, at) => `bench_digit d${at}`).join(", ")}) n WHERE i < ${most}`;
  await db.query(`INSERT INTO user (createdAt, updatedAt, updateCounter, id, role) SELECT ${times}, CONCAT('user_', LPAD(i, 6, '0')), 'user' FROM ${numbers(0, USERS, 3)} ORDER BY i`);
  const insert = (table, from, most, places) =>
    db.query(
      `INSERT INTO ${table} (createdAt, updatedAt, updateCounter, id, teamId, userId, roleId, isSystemRole, isActive) SELECT ${times}, CONCAT('tmem_s', LPAD(i, 12, '0')), '${TEAM}', CONCAT('user_', LPAD(i % ${USERS}, 6, '0')), 'member', 1, 1 FROM ${numbers(from, most, places)} ORDER BY i`,
    );
  for (let from = 0; from < rows; from += MYSQL_STEP) await insert("team_membership", from, Math.min(rows, from + MYSQL_STEP), 6);
  await insert("bench_membership", 0, Math.min(rows, 20_000), 5);
  await db.query("ANALYZE TABLE team_membership, bench_membership");
}

/** Takes away what a run has left behind in both databases, and makes `primary` the one that takes writes. */
export async function reset({ d1, url, primary, epoch }) {
  const db = new DatabaseSync(d1File(d1));
  db.exec('UPDATE "_control" SET "applying" = 1');
  db.exec(`DELETE FROM "team_membership" WHERE "teamId" = '${NEW_TEAM}'; DELETE FROM "bench_membership" WHERE "teamId" = '${NEW_TEAM}'; DELETE FROM "bench_event"`);
  for (const table of ["_journal", "_outbox", "_request", "_processed", "_event_count", "_dead_letter", "_lease"]) db.exec(`DELETE FROM "${table}"`);
  db.exec(`UPDATE "_control" SET "applying" = 0, "journaling" = 0, "epoch" = ${epoch}, "writes_to" = '${primary}', "state" = 'open'`);
  db.close();
  if (!url) return;
  const my = await mysql.createConnection({ uri: url });
  for (const table of ["team_membership", "bench_membership"]) await my.query(`DELETE FROM ${table} WHERE teamId = ?`, [NEW_TEAM]);
  for (const table of ["_journal", "_outbox", "_request"]) await my.query(`DELETE FROM ${table}`);
  await my.query("UPDATE _control SET epoch = ?, role = ?", [epoch, primary === "mysql" ? "primary" : "closed"]);
  await my.end();
}
