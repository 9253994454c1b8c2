// The MySQL server of a run, and a database of it for each test file.
import { join } from "node:path";
import mysql from "mysql2/promise";
import { migrateMysql } from "../../../scripts/lib/migrate.mjs";
import { startMysql } from "../../../scripts/lib/mysql.mjs";
import { STATE } from "../../../scripts/lib/paths.mjs";

/** The server at MYSQL_URL; without it a private one, for this test file alone. */
export async function mysqlServer(name) {
  const given = process.env.MYSQL_URL;
  if (given) return { url: given, stop: async () => {} };
  return startMysql({ dir: join(STATE, "e2e", `mysql-${name}`), port: 0 });
}

/** Every value as the server writes it: a JavaScript number would round some of them. The app has no columns of bytes. */
const typeCast = (field) => field.string("utf8");

export class MySql {
  #pool;

  /** @param {string} url of the database, straight to the server */
  constructor(url) {
    this.url = url;
    this.#pool = mysql.createPool({ uri: url, typeCast, connectionLimit: 4 });
  }

  /** Makes the database of that name anew on the server and migrates it. */
  static async fresh(serverUrl, name) {
    const url = new URL(serverUrl);
    const server = await mysql.createConnection({ uri: serverUrl });
    await server.query(`DROP DATABASE IF EXISTS ${mysql.escapeId(name)}`);
    await server.query(`CREATE DATABASE ${mysql.escapeId(name)}`);
    await server.end();
    url.pathname = `/${name}`;
    await migrateMysql({ url: url.href });
    return new MySql(url.href);
  }

  /** @returns {Promise<Record<string, string | null>[]>} */
  async query(sql, params = []) {
    const [rows] = await this.#pool.query(sql, params);
    return rows;
  }

  /** The first column of the first row. */
  async value(sql, params = []) {
    const [row] = await this.query(sql, params);
    return row && Object.values(row)[0];
  }

  /** A connection of its own, for transactions; to be released by `destroy()`. */
  connection() {
    return this.#pool.getConnection();
  }

  close() {
    return this.#pool.end();
  }
}
