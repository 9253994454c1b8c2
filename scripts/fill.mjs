// npm run fill -- [--rows 1000000] [--seed demo] [--state .tandem/d1]: puts rows into the local D1 as an app has them before Tandem
// comes: at version 0, with no journal line, for a backfill to copy. The same seed makes the same rows, and what is there is left as it is.
// This file only sees to the packages and the migrations; node:sqlite, which scripts/fill/main.mjs uses, needs the newer Node.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { die } from "./lib/log.mjs";
import { NODE } from "./lib/paths.mjs";
import { ensurePackages } from "./lib/setup.mjs";

try {
  await ensurePackages();
  const main = fileURLToPath(new URL("fill/main.mjs", import.meta.url));
  const child = fork(main, process.argv.slice(2), { execPath: NODE, execArgv: ["--no-warnings"] });
  // A Ctrl-C reaches the child too: what it has not committed is gone.
  process.on("SIGINT", () => {});
  for (const name of ["SIGTERM", "SIGHUP"]) process.on(name, () => child.kill(name));
  child.on("exit", (code) => process.exit(code ?? 1));
} catch (error) {
  die(error);
}
