// npm run migrate [-- --d1-only]: brings the local databases to the newest schema, as `npm start` does too.
// A deployed D1 is migrated with `npx wrangler d1 migrations apply DB --remote --env production`, PlanetScale by MYSQL_URL or a branch.
import { join } from "node:path";
import { die, say } from "./lib/log.mjs";
import { STATE } from "./lib/paths.mjs";
import { stopAll, stopOnSignals, stopping } from "./lib/proc.mjs";
import { ensurePackages } from "./lib/setup.mjs";

try {
  stopOnSignals();
  await ensurePackages();
  const { chosenMysql } = await import("./lib/mysql.mjs");
  const { migrateBoth } = await import("./lib/migrate.mjs");
  const mysql = process.argv.includes("--d1-only") ? undefined : await chosenMysql();
  await migrateBoth({ persistDir: join(STATE, "d1"), url: mysql?.url });
  await stopAll();
  say(`Migrated: D1${mysql ? `, MySQL (${mysql.what})` : ""}.`);
  process.exit(0);
} catch (error) {
  if (!stopping()) {
    await stopAll().catch(() => {});
    die(error);
  }
}
