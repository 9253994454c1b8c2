// Interleaved rounds of bursts, and what they say.
import { apart, median, quantile } from "./figures.mjs";
import { burst } from "./load.mjs";
import { cpuMs } from "./process.mjs";

export { median, quantile };

/** Requests of one burst: a few hundred milliseconds. */
const REQUESTS = { 1: 60, 16: 240 };
/** Two runs of the same thing are to be no further apart. */
export const NOISE = 0.05;
/** In so many rounds on end: once could be luck. */
const AGREED_ROUNDS = 3;

/**
 * Measures cells in turn, round by round, so that whatever else the machine does meets all of them alike.
 * @param {object} options
 * @param {{name: string, door: object, make: () => object, settle?: boolean, stage?: object}[]} options.cells `settle`: something
 * goes on after the answer, and counts
 * @param {number} options.callers
 * @param {number} options.rounds
 * @param {number} [options.mostRounds] goes on up to so many until `same` agree
 * @param {[string, string]} [options.same] names of two cells that are the same thing
 * @param {number} [options.requests] of one burst
 * @param {Awaited<ReturnType<import("./stage.mjs").openStage>>} options.stage
 * @param {number} [options.mysqlPid]
 * @param {(round: number) => void} [options.onRound]
 */
export async function measure({ cells, callers, rounds, mostRounds = rounds, same, requests = REQUESTS[callers] ?? 240, stage, mysqlPid, onRound }) {
  const results = cells.map(({ name }) => ({ name, medians: [], all: [], requests: 0, wallMs: 0, cpuMs: 0, mysqlCpuMs: 0 }));
  let agreed = 0;
  let round = -1;
  for (; round < rounds || (round < mostRounds && agreed < AGREED_ROUNDS); round++) {
    onRound?.(round + 1);
    // Every other round backwards: who comes after whom matters too.
    const order = cells.map((_, at) => at);
    if (round % 2) order.reverse();
    for (const at of order) await once(cells[at], results[at], { callers, requests, stage, mysqlPid, warm: round < 0 });
    const noise = same && round >= 0 && apart({ cells: results.map((result) => ({ name: result.name, p50Ms: median(result.medians) })) }, ...same);
    agreed = !same || noise <= NOISE ? agreed + 1 : 0;
  }
  return Object.assign(results.map((result) => summary(result, callers)), { rounds: round });
}

async function once(cell, result, { callers, requests, stage, mysqlPid, warm }) {
  const on = cell.stage ?? stage;
  const before = [cpuMs(on.pid), cpuMs(mysqlPid)];
  const { ms, wallMs } = await burst(cell.door, cell.make, requests, callers);
  if (cell.settle) await on.settle();
  if (warm) return;
  result.medians.push(median(ms));
  result.all.push(...ms);
  result.requests += requests;
  result.wallMs += wallMs;
  result.cpuMs += cpuMs(on.pid) - before[0];
  result.mysqlCpuMs += cpuMs(mysqlPid) - before[1];
}

/** A figure that this machine does not give is left out. */
const known = (value) => (Number.isFinite(value) ? value : undefined);

function summary({ name, medians, all, requests, wallMs, cpuMs, mysqlCpuMs }, callers) {
  return {
    name,
    callers,
    p50Ms: median(medians),
    p99Ms: quantile(all, 0.99),
    perSecond: (requests * 1000) / wallMs,
    cpuMs: known(cpuMs / requests),
    mysqlCpuMs: known(mysqlCpuMs / requests),
  };
}
