// One run of a program in a clone at a time: two would share database files that only one process may have.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Failure } from "./log.mjs";

/**
 * Refuses to go on beside another process that has said the same.
 * @param {{file: string, program: string, what: string, remedy: string}} options `file` keeps the process's number; `program` is part of
 * its command line; `what` runs, and `remedy` says what to do about it
 */
export function alone({ file, program, what, remedy }) {
  const other = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (other && other !== process.pid && isAlive(other, program)) throw new Failure(`${what} in this clone already (process ${other}).`, remedy);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, String(process.pid));
  process.on("exit", () => rmSync(file, { force: true }));
}

function isAlive(pid, program) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, "utf8").includes(program);
}
