// Interleaved rounds of bursts, and what they say.
import { burst } from "./load.mjs";
import { cpuMs } from "./process.mjs";

/** Requests of one burst: a few hundred milliseconds. */
const REQUESTS = { 1: 60, 16: 240 };

export const median = (values) => quantile(values, 0.5);

export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}

/**
 * Measures cells in turn, round by round, so that whatever else the machine does meets all of them alike.
 * @param {object} options
 * @param {{name: string, door: object, make: () => object, settle?: boolean}[]} options.cells
 * @param {number} options.callers
 * @param {number} options.rounds
 * @param {Awaited<ReturnType<import("./stage.mjs").openStage>>} options.stage
 * @param {number} [options.mysqlPid]
 */
export async function measure({ cells, callers, rounds, stage, mysqlPid }) {
  const requests = REQUESTS[callers] ?? 240;
  const results = cells.map(({ name }) => ({ name, callers, medians: [], all: [], requests: 0, wallMs: 0, cpuMs: 0, mysqlCpuMs: 0 }));
  for (let round = -1; round < rounds; round++) {
    // Every other round backwards: who comes after whom matters too.
    const order = cells.map((_, at) => at);
    if (round % 2) order.reverse();
    for (const at of order) {
      const [cell, result] = [cells[at], results[at]];
      const before = [cpuMs(stage.pid), cpuMs(mysqlPid)];
      const { ms, wallMs } = await burst(cell.door, cell.make, requests, callers);
      if (cell.settle) await stage.settle();
      if (round < 0) continue; // the first is to warm up
      result.medians.push(median(ms));
      result.all.push(...ms);
      result.requests += requests;
      result.wallMs += wallMs;
      result.cpuMs += cpuMs(stage.pid) - before[0];
      result.mysqlCpuMs += cpuMs(mysqlPid) - before[1];
    }
  }
  return results.map(summary);
}

function summary({ name, callers, medians, all, requests, wallMs, cpuMs, mysqlCpuMs }) {
  return {
    name,
    callers,
    p50Ms: median(medians),
    p99Ms: quantile(all, 0.99),
    perSecond: (requests * 1000) / wallMs,
    cpuMs: cpuMs / requests,
    mysqlCpuMs: mysqlCpuMs / requests,
  };
}
