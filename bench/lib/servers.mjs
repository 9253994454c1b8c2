// The MySQL servers of a run: the private one and the one of MYSQL_URL, or those that were named.
import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import mysql from "mysql2/promise";
import { Failure, note } from "../../scripts/lib/log.mjs";
import { startMysql } from "../../scripts/lib/mysql.mjs";
import { BENCH } from "./build.mjs";

/** @typedef {{url: string, name: string, pid?: number}} Server `name`: kind and version; `pid`: if it runs on this machine */

/** @param {string[]} named @returns {Promise<Server[]>} each kind once, under its version's name */
export async function openServers(named) {
  const urls = named.length > 0 ? named : await usual();
  const servers = [];
  for (const url of urls) {
    const server = await describe(url);
    if (servers.some(({ name }) => name === server.name)) note(`${server.name} is there twice, and is measured once.`);
    else servers.push(server);
  }
  return servers;
}

async function usual() {
  const given = process.env.MYSQL_URL;
  try {
    const { url } = await startMysql({ dir: join(BENCH, "mysql") });
    return given ? [url, given] : [url];
  } catch (error) {
    if (!given || !(error instanceof Failure)) throw error;
    note(`No private MySQL server: ${error.message.split("\n")[0]} MYSQL_URL alone is measured.`);
    return [given];
  }
}

async function describe(url) {
  const connection = await mysql.createConnection({ uri: url, connectTimeout: 10_000 }).catch((error) => {
    throw new Failure(`${new URL(url).host} is not reachable (${error.code}).`, "check MYSQL_URL or --mysql");
  });
  const [[{ version, file, folder }]] = await connection.query("SELECT VERSION() AS version, @@pid_file AS file, @@datadir AS folder");
  await connection.end();
  const name = /mariadb/i.test(version) ? `MariaDB ${version.split("-")[0]}` : `MySQL ${version.split("-")[0]}`;
  return { url, name, pid: pidOf(url, isAbsolute(file) ? file : join(folder, file)) };
}

/** The server's process, if it is on this machine: its CPU is measured then. */
function pidOf(url, file) {
  const here = ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
  try {
    const pid = Number(here && readFileSync(file, "utf8"));
    return pid > 0 && existsSync(`/proc/${pid}/stat`) ? pid : undefined;
  } catch {
    return undefined;
  }
}
