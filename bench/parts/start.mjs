// CPU of workerd from the start of its process to the first answer, a fresh process each time.
import { d1With } from "../lib/data.mjs";
import { median } from "../lib/figures.mjs";
import { cpuMs } from "../lib/process.mjs";
import { openStage } from "../lib/stage.mjs";

const CONTESTANTS = { tandem: { bundle: "tandem", vars: { PRIMARY: "d1" }, path: "/health" }, emptyRust: { bundle: "emptyRust", path: "/" }, empty: { bundle: "empty", path: "/" } };

async function once(dir, { path, ...worker }) {
  const stage = await openStage({ dir, workers: { one: worker }, admin: false });
  try {
    await stage.doors.one.send({ path });
    return cpuMs(stage.pid);
  } finally {
    await stage.close();
  }
}

/** @returns {Promise<{name: string, cpuMs: number}[]>} medians */
export async function start({ options: { rows, starts }, progress }) {
  const dir = await d1With(rows);
  const names = Object.keys(CONTESTANTS);
  const all = Object.fromEntries(names.map((name) => [name, []]));
  for (let turn = 0; turn < starts; turn++)
    for (const name of turn % 2 ? names.toReversed() : names) {
      progress.note(`${name}, start ${turn + 1} of ${starts}`);
      all[name].push(await once(dir, CONTESTANTS[name]));
    }
  return names.map((name) => ({ name, cpuMs: median(all[name]) }));
}
