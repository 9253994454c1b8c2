// One run at a time: two would write to the same database files, and each would be in the other's figures.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../scripts/lib/log.mjs";
import { BENCH } from "./build.mjs";

export function alone() {
  const file = join(BENCH, "run.pid");
  const other = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (other && isAlive(other)) throw new Failure(`A benchmark runs in this clone already (process ${other}).`, "wait for it, or stop it with Ctrl-C");
  mkdirSync(BENCH, { recursive: true });
  writeFileSync(file, String(process.pid));
  process.on("exit", () => rmSync(file, { force: true }));
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, "utf8").includes("bench/main.mjs");
}
