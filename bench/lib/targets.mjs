// What is to be reached, and whether the figures reach it.
import { ratio, shadowed } from "./figures.mjs";

const CALLERS = 16;
const FLAT = 1.2;
/** A create may write the row, its index entries and so many rows more. */
const ROWS_BESIDE = 3;

/** @typedef {{target: string, measured?: number, limit: number, unit: string, least?: boolean, part: string, reached?: boolean, share?: number}} Line
 * `measured`: undefined if it was not; `least`: more is better; `share`: of the limit, below 1 is reached */

/**
 * @param {Record<string, any>} figures by part, as the parts return them @returns {Line[]}
 */
export function evaluate(figures) {
  const lines = [...requestTargets(figures.requests), ...clientTargets(figures.client), ...singleTargets(figures), ...drainTargets(figures.drain), ...backfillTargets(figures.backfill), ...besideTargets(figures.beside), ...shadowTargets(figures.shadow), ...scaleTargets(figures.scale)];
  return lines.map(judged);
}

function judged(line) {
  const { measured, limit, least } = line;
  if (!Number.isFinite(measured)) return { ...line, measured: undefined };
  return { ...line, reached: least ? measured >= limit : measured <= limit, share: least ? limit / measured : measured / limit };
}

const find = (groups, on, operation, server) => groups?.find((group) => group.on === on && group.operation === operation && group.callers === CALLERS && group.server === server);

/** On each server that was measured; on none if nothing was, so that the target is listed all the same. */
const serversOf = (groups, on) => {
  const names = [...new Set((groups ?? []).filter((group) => group.on === on).map(({ server }) => server))];
  return names.length > 0 ? names : [undefined];
};

function requestTargets(requests) {
  const groups = requests?.groups;
  const of = (target, limit, group, name, over, figure) => ({ target: group?.server ? `${target} (${group.server})` : target, limit, measured: ratio(group, name, over, figure), unit: "×", part: "requests" });
  const d1 = [
    of("get by key from D1, of the floor", 1.05, find(groups, "D1", "get"), "tandem", "floor"),
    of("list of 50 from D1, of the floor", 1.1, find(groups, "D1", "list"), "tandem", "floor"),
  ];
  const double = serversOf(groups, "double write").flatMap((server) => {
    const create = find(groups, "double write", "create", server);
    return [
      of("create, deferred, of the floor's D1 batch", 1.15, create, "tandem, deferred", "floor, D1 alone"),
      of("create, awaited, of the floor's batch then statement", 1.1, create, "tandem, awaited", "floor"),
      of("create, awaited, of (b)", 0.6, create, "tandem, awaited", "drizzle"),
      of("CPU per create, deferred, of (b)", 0.65, create, "tandem, deferred", "drizzle", "cpuMs"),
      of("CPU per create, awaited, of (b)", 0.65, create, "tandem, awaited", "drizzle", "cpuMs"),
    ];
  });
  const mysql = serversOf(groups, "MySQL").flatMap((server) => [
    of("get from MySQL, of (b)", 0.4, find(groups, "MySQL", "get", server), "tandem", "drizzle"),
    of("list from MySQL, of (b)", 0.4, find(groups, "MySQL", "list", server), "tandem", "drizzle"),
  ]);
  return [...d1, ...double, ...mysql];
}

/** Where a Worker is not at its limit: one caller. */
function shadowTargets(shadow) {
  const groups = shadow?.groups.filter(({ callers, operation }) => callers === 1 && operation === "get") ?? [undefined];
  return groups.map((group) => ({ target: group ? `get, all shadowed, of one without (${group.server})` : "get, all shadowed, of one without", limit: 1.05, measured: group && shadowed(group), unit: "×", part: "shadow" }));
}

function clientTargets(client) {
  const servers = client ? [...new Set(client.map(({ server }) => server))] : [undefined];
  const cpu = (server, operation, name, figure) => client?.find((each) => each.server === server && each.operation === operation && each.client === name)?.[figure];
  const wanted = [["point", "point read with its connection", 0.4, "withConnectMs"], ["point", "point read, connected", 0.4, "cpuMs"], ["read", "1,000 rows, connected", 0.1, "cpuMs"]];
  return servers.flatMap((server) =>
    wanted.map(([operation, what, limit, figure]) => ({
      target: `MySQL client's CPU, ${what}, of mysql2${server ? ` (${server})` : ""}`,
      measured: cpu(server, operation, "tandem", figure) / cpu(server, operation, "mysql2", figure),
      limit,
      unit: "×",
      part: "client",
    })),
  );
}

function singleTargets({ sizes, start, statements }) {
  const cpu = (name) => start?.find((each) => each.name === name)?.cpuMs;
  const create = statements?.operations.find(({ name, operation }) => name.startsWith("tandem, double") && operation === "create");
  return [
    { target: "bundle, gzip", measured: sizes?.find(({ name }) => name === "tandem").gzipBytes / 1000, limit: 450, unit: "kB", part: "sizes" },
    { target: "CPU from start to first answer, of an empty workers-rs Worker", measured: cpu("tandem") / cpu("emptyRust"), limit: 1.3, unit: "×", part: "start" },
    { target: "D1 rows written per create: row, index entries and 3", measured: create?.answered.rowsWritten, limit: statements ? 1 + statements.indexes + ROWS_BESIDE : Number.NaN, unit: "rows", part: "statements" },
  ];
}

function drainTargets(drain) {
  return (drain ?? [{}]).map(({ server, rowsPerSecond }) => ({ target: `journal drain${server ? ` (${server})` : ""}`, measured: rowsPerSecond, limit: 5_000, unit: "rows/s", least: true, part: "drain" }));
}

/** The memory of an isolate: https://developers.cloudflare.com/workers/platform/limits/#memory */
const ISOLATE_MB = 128;

function backfillTargets(backfill) {
  return (backfill?.servers ?? [{}]).flatMap(({ server, contestants = [], cost = [] }) => {
    const [tandem, scripts] = ["tandem", "scripts"].map((wanted) => contestants.find(({ name }) => name === wanted));
    const line = (target, measured, limit, unit, least) => ({ target: server ? `${target} (${server})` : target, measured, limit, unit, least, part: "backfill" });
    const [small, large] = [cost[0], cost.at(-1)];
    const sizes = large ? `from ${small.rows.toLocaleString("en")} to ${large.rows.toLocaleString("en")} rows` : "from 10,000 to 1,000,000 rows";
    return [
      line("backfill, tables of about 20 columns", tandem?.widePerSecond, 20_000, "rows/s", true),
      line("backfill, all tables, of the scripts", tandem?.rowsPerSecond / scripts?.rowsPerSecond, 3, "×", true),
      line("full verify", tandem?.verifiedPerSecond, 50_000, "rows/s", true),
      line("full verify, of the scripts", tandem?.verifiedPerSecond / scripts?.verifiedPerSecond, 3, "×", true),
      line("memory of workerd above rest, at most", tandem?.peakBytes / 1e6, ISOLATE_MB, "MB"),
      line(`CPU of a row copied, ${sizes}`, large?.cpuMsPerThousand / small?.cpuMsPerThousand, FLAT, "×"),
      line(`D1 rows read for a row copied, ${sizes}`, large?.rowsRead / small?.rowsRead, FLAT, "×"),
      line(`subrequests for a row copied, ${sizes}`, large?.subrequestsPerThousand / small?.subrequestsPerThousand, FLAT, "×"),
    ];
  });
}

function besideTargets(beside) {
  return (beside?.servers ?? [{}]).map(({ server, alone, beside }) => ({
    target: `p99 of writes beside a backfill, of writes alone${server ? ` (${server})` : ""}`,
    measured: beside?.p99Ms / Math.max(...(alone ?? []).map(({ p99Ms }) => p99Ms)),
    limit: 1.5,
    unit: "×",
    part: "beside",
  }));
}

function scaleTargets(scale) {
  const [smallest, largest] = [scale?.sizes[0], scale?.sizes.at(-1)];
  const sizes = scale ? `from ${smallest.toLocaleString("en")} to ${largest.toLocaleString("en")} rows` : "from 10,000 to 10,000,000 rows";
  const measured = ({ on, server, operation }) => ({
    target: `${operation} from ${server ?? on}, ${sizes}`,
    measured: ratio(scale.groups.find((group) => group.on === on && group.operation === operation), String(largest), String(smallest)),
    limit: FLAT,
    unit: "×",
    part: "scale",
  });
  const groups = scale?.groups.filter(({ operation }) => operation === "get" || operation === "list");
  return groups ? groups.map(measured) : ["get", "list"].map((operation) => ({ target: `${operation}, ${sizes}`, limit: FLAT, unit: "×", part: "scale" }));
}
