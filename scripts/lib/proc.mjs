// Child processes that cannot outlive us. A service runs in a process group of its own, under a shell that
// ends the group when our end of a pipe closes: so also when this script is killed with SIGKILL.
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { Failure } from "./log.mjs";
import { LOGS, ROOT } from "./paths.mjs";

const STOP_DEADLINE_MS = 15_000;
const GUARD = `
( read -r _ <&3; trap '' TERM; kill -TERM 0; sleep 10; kill -KILL 0 ) &
exec 3<&-
"$@" &
wait $!`;

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Waits until `check` returns something truthy; `what` names it in the error after `deadlineMs`. */
export async function waitFor(what, deadlineMs, check) {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const result = await check();
    if (result) return result;
    if (Date.now() > end) throw new Failure(`${what}: not within ${deadlineMs / 1000} s.`);
    await sleep(50);
  }
}

/** A TCP port of 127.0.0.1 that is free now; `preferred` if that one is. */
export async function freePort(preferred = 0) {
  const attempt = (port) =>
    new Promise((done) => {
      const server = createServer().once("error", () => done(0));
      server.listen(port, "127.0.0.1", () => {
        const { port } = server.address();
        server.close(() => done(port));
      });
    });
  return (preferred && (await attempt(preferred))) || attempt(0);
}

const tail = (file, lines = 40) => readFileSync(file, "utf8").trimEnd().split("\n").slice(-lines).join("\n");

function openLog(name) {
  const file = join(LOGS, `${name}.log`);
  mkdirSync(dirname(file), { recursive: true });
  return { file, stream: createWriteStream(file) };
}

/**
 * Runs a command to its end. With `log` its output goes to .tandem/logs/<log>.log and only the end of it is shown
 * if it fails; without, it is shown as it comes.
 * @param {{env?: object, cwd?: string, log?: string, deadlineMs?: number}} [options]
 */
export async function run(command, args, { env, cwd = ROOT, log, deadlineMs = 3_600_000 } = {}) {
  const out = log && openLog(log);
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", out ? "pipe" : "inherit", out ? "pipe" : "inherit"],
  });
  if (out) for (const from of [child.stdout, child.stderr]) from.pipe(out.stream, { end: false });
  let late = false;
  const timer = setTimeout(() => ((late = true), child.kill("SIGKILL")), deadlineMs);
  const code = await new Promise((done) => child.once("error", (e) => done(e.message)).once("close", done));
  clearTimeout(timer);
  if (out) await new Promise((done) => out.stream.end(done));
  if (code === 0) return;
  const why = late ? `took longer than ${deadlineMs / 1000} s` : `failed (${code})`;
  throw new Failure(`\`${[command, ...args].join(" ")}\` ${why}.${out ? `\n${tail(out.file)}\n  All of it: ${out.file}` : ""}`);
}

/** A short command's standard output, trimmed; `undefined` if it cannot be run or fails. */
export async function output(command, args, { env, deadlineMs = 30_000 } = {}) {
  const child = spawn(command, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  child.stdout?.on("data", (chunk) => (text += chunk));
  const timer = setTimeout(() => child.kill("SIGKILL"), deadlineMs);
  const code = await new Promise((done) => child.once("error", () => done(-1)).once("close", done));
  clearTimeout(timer);
  return code === 0 ? text.trim() : undefined;
}

/** Is any process of the group alive? A zombie that a container's init never reaps is not. */
function groupAlive(group) {
  try {
    process.kill(-group, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  return readdirSync("/proc").some((pid) => {
    const [state, , pgrp] = (/^\d+$/.test(pid) && readText(`/proc/${pid}/stat`)?.split(") ").pop().split(" ")) || [];
    return Number(pgrp) === group && state !== "Z";
  });
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined; // it ended while we looked
  }
}

function signal(group, name) {
  try {
    process.kill(-group, name);
  } catch {} // already gone
}

/** @type {Set<Service>} what this script has running; `stopAll` ends it */
const running = new Set();

/**
 * @typedef {object} Service
 * @property {number} pid the group's id
 * @property {string} logFile
 * @property {Promise<number>} exited the exit code, once the command itself has ended
 * @property {() => boolean} alive
 * @property {() => Promise<void>} stop SIGTERM, then SIGKILL after 15 s; returns when no process of the group is left
 * @property {() => Promise<void>} kill SIGKILL at once, as a crash would
 * @property {() => string} tail the end of its log
 */

/**
 * Starts a service: a command that runs until it is stopped.
 * @param {{name: string, env?: object, cwd?: string, onLine?: (line: string) => void}} options
 * @returns {Service}
 */
export function serve(command, args, { name, env, cwd = ROOT, onLine }) {
  const { file, stream } = openLog(name);
  const child = spawn("sh", ["-c", GUARD, "guard", command, ...args], {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  for (const from of [child.stdout, child.stderr]) {
    from.pipe(stream, { end: false });
    if (onLine) eachLine(from, onLine);
  }
  const exited = new Promise((done) => child.once("error", () => done(127)).once("exit", (code) => done(code ?? 128)));
  let ended = false;
  exited.then(() => (ended = true));
  const finish = async (first) => {
    signal(child.pid, first);
    const gone = () => !groupAlive(child.pid);
    await waitFor(name, STOP_DEADLINE_MS, gone).catch(() => signal(child.pid, "SIGKILL"));
    await waitFor(`${name} does not end (process group ${child.pid})`, 5_000, gone);
    await exited;
    running.delete(service);
    stream.end();
  };
  const service = {
    pid: child.pid,
    logFile: file,
    exited,
    alive: () => !ended,
    stop: () => (service.stopping ??= finish("SIGTERM")),
    kill: () => (service.stopping ??= finish("SIGKILL")),
    tail: () => tail(file),
  };
  running.add(service);
  return service;
}

function eachLine(stream, onLine) {
  let rest = "";
  stream.on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const line of lines) onLine(line);
  });
}

/** Stops every service, the newest first. */
export async function stopAll() {
  for (const service of [...running].reverse()) await service.stop();
}

let asked = false;
/** Was this script told to end? Then a service that ends is no failure. */
export const stopping = () => asked;

/** From here on SIGINT, SIGTERM and SIGHUP stop every service in order before the script ends. */
export function stopOnSignals() {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(name, async () => {
      if (asked) return; // npm passes a Ctrl-C on a second time
      asked = true;
      process.stdout.write("\nStopping …\n");
      await stopAll().catch((error) => process.stderr.write(`${error.message}\n`));
      process.exit(name === "SIGINT" ? 130 : 143);
    });
}
