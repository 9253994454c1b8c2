// A private MySQL (or MariaDB) instance: its data, its log and its password stay in one folder.
// It is set up as a PlanetScale database is: the same SQL mode, UTC, utf8mb4 compared by bytes.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { aptCandidate, aptInstall, aptRefresh, hasApt } from "./apt.mjs";
import { Failure, step } from "./log.mjs";
import { STATE } from "./paths.mjs";
import { freePort, output, run, serve, sleep } from "./proc.mjs";

const START_DEADLINE_MS = 60_000;
const FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/usr/libexec", "/usr/local/bin", "/opt/homebrew/bin", "/usr/local/mysql/bin"];
for (const name of ["mysql", "mysql@8.4", "mariadb"]) FOLDERS.push(`/opt/homebrew/opt/${name}/bin`, `/usr/local/opt/${name}/bin`);
/** Debian and Ubuntu; `core`, so that no service is started. */
const PACKAGES = [["mariadb-server-core", "mariadb-client-core"], ["mariadb-server-core-10.6", "mariadb-client-core-10.6"]];
// https://planetscale.com/docs/vitess/troubleshooting/planetscale-system-limits and MySQL 8's default.
const SQL_MODE = "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION";

/**
 * The server program of this machine, installed with apt if there is none and that is possible.
 * @returns {Promise<{program: string, mariadb: boolean, version: string}>} or a Failure that names what to install
 */
export async function ensureMysqlServer() {
  const found = await findServer();
  if (found) return found;
  if (await hasApt()) {
    await step("Installing MariaDB", "about 30 s, once per machine", async () => {
      await aptRefresh();
      for (const packages of PACKAGES) if (await aptCandidate(packages[0])) return aptInstall(packages, "apt-mysql");
    });
    const installed = await findServer();
    if (installed) return installed;
  }
  throw new Failure(
    "There is no MySQL server here.",
    `${process.platform === "darwin" ? "brew install mysql" : "install mysqld or mariadbd"}, or set MYSQL_URL, or run \`npm start -- --d1-only\``,
  );
}

async function findServer() {
  const servers = [];
  for (const folder of [...(process.env.PATH ?? "").split(":"), ...FOLDERS])
    for (const name of ["mysqld", "mariadbd"]) {
      const program = join(folder, name);
      const version = existsSync(program) && (await output(program, ["--no-defaults", "--version"]));
      if (version) servers.push({ program, mariadb: /mariadb/i.test(version), version: /Ver (\S+)/.exec(version)?.[1] ?? version });
    }
  return servers.find(({ mariadb }) => !mariadb) ?? servers[0];
}

/**
 * Starts the private instance whose data is in `dir`, making it the first time. User and database are `tandem`.
 * @param {{dir?: string, port?: number}} [options] `dir`: its own folder for each instance that runs at the same time; `port`: if it is
 * free, else another
 * @returns {Promise<{url: string, port: number, version: string, mariadb: boolean, stop(): Promise<void>, kill(): Promise<void>}>}
 * `kill` is a crash of the server; starting again on the same `dir` and `port` is its recovery
 */
export async function startMysql({ dir = join(STATE, "mysql"), port = 3307 } = {}) {
  const server = await ensureMysqlServer();
  const data = join(dir, `data-${server.mariadb ? "mariadb" : "mysql"}`);
  const password = secret(dir);
  await initialise(server, dir, data);
  const actual = await freePort(port);
  const init = join(dir, "init.sql");
  writeFileSync(init, initSql(password, server.mariadb), { mode: 0o600 });
  const service = serve(server.program, serverArguments(server, data, init, actual), { name: `mysql-${actual}` });
  const url = `mysql://tandem:${password}@127.0.0.1:${actual}/tandem`;
  await untilAnswering(service, url);
  return { url, port: actual, version: server.version, mariadb: server.mariadb, stop: service.stop, kill: service.kill };
}

function secret(dir) {
  const file = join(dir, "password");
  mkdirSync(dir, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, randomBytes(16).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

async function initialise({ program, mariadb }, dir, data) {
  const complete = `${data}.complete`;
  if (existsSync(complete)) return;
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  const user = process.getuid?.() === 0 ? ["--user=root"] : [];
  const [command, args] = mariadb
    ? ["mariadb-install-db", ["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db", `--datadir=${data}`, ...user]]
    : [program, ["--no-defaults", "--initialize-insecure", `--datadir=${data}`, ...user]];
  await step("Making a MySQL data folder", "about 5 to 15 s, once", () => run(command, args, { log: "mysql-init" }));
  writeFileSync(complete, "");
}

/** Runs at each start of the server, so each line may be repeated. */
const initSql = (password, mariadb) => `CREATE DATABASE IF NOT EXISTS tandem;
CREATE USER IF NOT EXISTS 'tandem'@'%' IDENTIFIED BY '${password}';
GRANT ALL PRIVILEGES ON *.* TO 'tandem'@'%' WITH GRANT OPTION;
${mariadb ? ANONYMOUS : ""}`;

/** MariaDB makes an account without a name, which comes before a named one from any host. */
const ANONYMOUS = "DELETE FROM mysql.global_priv WHERE User = '';\nFLUSH PRIVILEGES;\n";

function serverArguments({ mariadb }, data, init, port) {
  return [
    "--no-defaults",
    ...(process.getuid?.() === 0 ? ["--user=root"] : []),
    `--datadir=${data}`,
    `--port=${port}`,
    "--bind-address=127.0.0.1",
    // Relative to the data folder: a socket's path may have no more than about 100 characters.
    "--socket=mysql.sock",
    "--pid-file=mysql.pid",
    `--init-file=${init}`,
    "--character-set-server=utf8mb4",
    `--collation-server=${mariadb ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin"}`,
    `--sql-mode=${SQL_MODE}`,
    "--default-time-zone=+00:00",
    "--max-allowed-packet=64M",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--performance-schema=OFF",
    ...(mariadb ? [] : ["--mysqlx=OFF"]),
  ];
}

async function untilAnswering(service, url) {
  const { default: mysql } = await import("mysql2/promise");
  for (const end = Date.now() + START_DEADLINE_MS; ; await sleep(100)) {
    try {
      await (await mysql.createConnection({ uri: url, connectTimeout: 2_000 })).end();
      return;
    } catch (error) {
      if (service.alive() && Date.now() < end) continue;
      await service.kill();
      throw new Failure(`The MySQL server did not start (${error.code}).\n${service.tail()}`, `read ${service.logFile}, or set MYSQL_URL`);
    }
  }
}

/**
 * The MySQL to use: MYSQL_URL if it is set, else the private instance.
 * @returns {Promise<{url: string, what: string}>} `what`: for a person, without the password
 */
export async function chosenMysql() {
  const given = process.env.MYSQL_URL;
  if (!given) {
    const { url, version, port } = await startMysql();
    return { url, what: `${version}, private, 127.0.0.1:${port}` };
  }
  const parts = URL.canParse(given) && new URL(given);
  if (!parts || parts.protocol !== "mysql:") throw new Failure("MYSQL_URL is not a mysql:// URL.", "MYSQL_URL=mysql://user:password@host:3306/database");
  if (!parts.password) throw new Failure("MYSQL_URL has no password, and wrangler wants one.", "ALTER USER … IDENTIFIED BY '…'");
  return { url: given, what: `MYSQL_URL, ${parts.host}` };
}
