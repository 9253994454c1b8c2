// npm run bench -- [--quick] [--parts a,b] [--rows N] [--rounds N] [--mysql URL]…: docs/performance.md says what it measures.
// This file only sees to the packages; node:sqlite, which bench/main.mjs uses, needs the newer Node.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { die } from "../scripts/lib/log.mjs";
import { NODE } from "../scripts/lib/paths.mjs";
import { ensurePackages } from "../scripts/lib/setup.mjs";

try {
  await ensurePackages();
  const main = fileURLToPath(new URL("main.mjs", import.meta.url));
  const child = fork(main, process.argv.slice(2), { execPath: NODE, execArgv: ["--no-warnings"] });
  // A Ctrl-C reaches the child too, and it puts things away; this one only waits.
  process.on("SIGINT", () => {});
  for (const name of ["SIGTERM", "SIGHUP"]) process.on(name, () => child.kill(name));
  child.on("exit", (code) => process.exit(code ?? 1));
} catch (error) {
  die(error);
}
