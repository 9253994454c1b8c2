// npm run setup: everything that `npm start` does before it starts something: npm packages, Rust for wasm, the bundle, a MySQL server.
import { die, note, say } from "./lib/log.mjs";
import { ensureBundle, ensurePackages } from "./lib/setup.mjs";
import { ensureToolchain } from "./lib/toolchain.mjs";

try {
  await ensurePackages();
  await ensureToolchain();
  await ensureBundle();
  const { ensureMysqlServer } = await import("./lib/mysql.mjs");
  if (!process.env.MYSQL_URL) note(`MySQL server: ${(await ensureMysqlServer()).version}`);
  say("Ready: npm start");
} catch (error) {
  die(error);
}
