// One workerd with all contestants on one D1 and one MySQL, and doors to each of them.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ensureSecrets } from "../../scripts/lib/secrets.mjs";
import { BUNDLES } from "./build.mjs";
import { D1_ID, d1With, mysqlWith, reset } from "./data.mjs";
import { door } from "./load.mjs";
import { cpuMs, descendant } from "./process.mjs";

const QUIET_MS = 40;
const QUIET_DEADLINE_MS = 20_000;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * @param {{dir: string, mysqlUrl?: string, workers: Record<string, {bundle: keyof BUNDLES, vars?: Record<string, string>,
 * spied?: boolean}>, admin?: boolean}} plan `spied`: bench/workers/spy.mjs counts what it costs in D1
 */
export async function openStage({ dir, mysqlUrl = "mysql://none:none@127.0.0.1:9/none", workers, admin = true }) {
  const secrets = ensureSecrets().values;
  const child = fork(fileURLToPath(new URL("host.mjs", import.meta.url)), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const list = Object.entries(workers).map(([name, { bundle, vars = {}, spied = false }]) => {
    const isTandem = bundle === "tandem";
    return { name, ...BUNDLES[bundle], spied, queue: isTandem, vars: isTandem ? { ...secrets, ...vars } : vars };
  });
  if (admin) list.push({ name: "admin", ...BUNDLES.admin });
  const urls = await ask(child, { start: { workers: list, persistDir: dir, mysqlUrl, d1: D1_ID } }, "urls");
  const doors = Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, door(url)]));
  const pid = descendant(child.pid, "workerd");
  const d1 = async (...statements) => {
    const { text } = await doors.admin.send({ method: "POST", path: "/", body: JSON.stringify(statements.map((sql) => ({ sql }))) });
    return JSON.parse(text);
  };
  return {
    urls,
    doors,
    pid,
    d1,
    /** Waits until what goes on after the answers has ended: workerd rests, and no change waits in the journal. */
    async settle() {
      const end = Date.now() + QUIET_DEADLINE_MS;
      for (let before = cpuMs(pid), quiet = 0; quiet < 3 && Date.now() < end; ) {
        await sleep(QUIET_MS);
        const now = cpuMs(pid);
        quiet = now === before ? quiet + 1 : 0;
        before = now;
      }
    },
    async close() {
      for (const each of Object.values(doors)) await each.close();
      await ask(child, { stop: true }, "stopped");
    },
  };
}

/** What D1 is to Tandem's MySQL primary, and the other way: the epoch that each has in the benchmark. */
const EPOCHS = { d1: 1, mysql: 2 };

/**
 * Opens a stage on tables of so many rows, without what an earlier run left in them, for `work`.
 * @param {{rows: number, server?: import("./servers.mjs").Server, primary?: "d1" | "mysql", workers: object}} plan
 * @param {(stage: Awaited<ReturnType<typeof openStage>>) => Promise<T>} work @returns {Promise<T>} @template T
 */
export async function onStage({ rows, server, primary = "d1", workers }, work) {
  const dir = await d1With(rows);
  const mysqlUrl = server && (await mysqlWith(server.url, rows));
  await reset({ d1: dir, url: mysqlUrl, primary, epoch: EPOCHS[primary] });
  const stage = await openStage({ dir, mysqlUrl, workers });
  try {
    return await work(stage);
  } finally {
    await stage.close();
  }
}

function ask(child, message, answer) {
  return new Promise((done, failed) => {
    const heard = (reply) => {
      if (reply.error) failed(new Error(reply.error));
      else if (answer in reply) {
        child.off("message", heard);
        done(reply[answer]);
      }
    };
    child.on("message", heard);
    child.once("exit", (code) => failed(new Error(`the host of the Workers ended (${code})`)));
    child.send(message);
  });
}
