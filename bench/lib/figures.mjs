// What is computed from measured figures; nothing is measured here.

/** The value below which so large a share of the values lies, interpolated. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (values) => quantile(values, 0.5);

/** The name of the cell that every other one of its group is taken net of. */
export const EMPTY = "empty";

/** @typedef {{name: string, p50Ms: number, p99Ms: number, perSecond: number, cpuMs?: number, mysqlCpuMs?: number}} Cell */
/** @typedef {{cells: Cell[]}} Group what was measured in turn, in the same rounds */

export const cellOf = (group, name) => group?.cells.find((cell) => cell.name === name);

/** A figure of a cell less what an empty answer cost in the same rounds; `undefined` where it was not measured. */
export function net(group, name, figure = "p50Ms") {
  const [value, nothing] = [cellOf(group, name)?.[figure], cellOf(group, EMPTY)?.[figure]];
  return Number.isFinite(value) && Number.isFinite(nothing) ? value - nothing : undefined;
}

/** One cell's net figure over another's. A net figure that is not above zero drowned in the noise: no ratio. */
export function ratio(group, name, over, figure = "p50Ms") {
  const [value, base] = [net(group, name, figure), net(group, over, figure)];
  return value > 0 && base > 0 ? value / base : undefined;
}

/** How far two runs of the same thing are apart: 0.03 is 3 %. */
export function apart(group, name, again, figure = "p50Ms") {
  const of = ratio(group, again, name, figure);
  return of === undefined ? undefined : Math.max(of, 1 / of) - 1;
}

/** A read whose repetition follows the answer, over one without, as its client sees them. */
export const shadowed = (group) => cellOf(group, "tandem, shadowed").p50Ms / cellOf(group, "tandem").p50Ms;

/**
 * The CPU of one operation of the MySQL client, of requests that did `times` of them on one connection.
 * @param {number} requestMs @param {number} connectMs a request that only connected @param {number} times
 */
export const each = (requestMs, connectMs, times) => (requestMs - connectMs) / times;
