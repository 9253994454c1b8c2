// The figures as tables, for a person: Markdown that also reads well as text.
import { cellOf, EMPTY, net, ratio, shadowed } from "./figures.mjs";

const NAMES = { tandem: "Tandem", drizzle: "drizzle-orm + mysql2", scripts: "scripts: OFFSET + mysql2", emptyRust: "empty workers-rs Worker", empty: "empty Worker" };
const OPERATIONS = { get: "get", list: "list of 50", far: "page 20,000", create: "create", update: "update", unit: "unit of 5", connect: "connect", point: "point read", upsert: "upsert", insert: "500-row insert", read: "1,000-row read" };
const nameOf = (name) => NAMES[name] ?? name.replace(/^tandem/, NAMES.tandem);
const operationOf = (operation) => OPERATIONS[operation] ?? operation.replace("read", OPERATIONS.read);

const fixed = (value, digits = 2) => (Number.isFinite(value) ? value.toFixed(digits) : "–");
const whole = (value) => (Number.isFinite(value) ? Math.round(value).toLocaleString("en") : "–");
const times = (value) => (Number.isFinite(value) ? `${value.toFixed(2)} ×` : "–");
const amount = (value, unit) => (unit === "×" ? times(value) : `${whole(value)} ${unit}`);

/** A Markdown table whose columns are aligned as text, too; the first is text, the others are figures. */
export function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, at) => Math.max(3, ...all.map((row) => row[at].length)));
  const line = (cells) => `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join(" | ")} |`;
  const rule = widths.map((width, at) => (at === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(all[0]), line(rule), ...all.slice(1).map(line)].join("\n");
}

/** @param {import("./targets.mjs").Line[]} targets */
export const targetsTable = (targets) =>
  table(
    ["target", "measured", "limit", "reached"],
    targets.map(({ target, measured, limit, unit, least, reached, part }) => [
      target,
      measured === undefined ? `not measured (--parts ${part})` : amount(measured, unit),
      Number.isFinite(limit) ? `${least ? "≥" : "≤"} ${amount(limit, unit)}` : "–",
      reached === undefined ? "–" : reached ? "yes" : "no",
    ]),
  );

/** @param {Record<string, object>} parts as they are kept @param {object[]} targets @param {boolean} quick */
export function report(parts, targets, quick) {
  const text = ["# Figures of `npm run bench`", ...(quick ? ["From `--quick`: to see that it runs, not to be believed."] : []), "## Targets", targetsTable(targets)];
  for (const [name, section] of Object.entries(SECTIONS)) if (parts[name]) text.push(`## ${name}`, about(parts[name]), section(parts[name].figures));
  return text.join("\n\n");
}

function about({ measured, machine, versions, servers, commit, rows }) {
  const { cpu, cores, kernel } = machine;
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `Measured ${measured.replace("T", " ")} UTC at commit ${commit ?? "unknown"} on ${cpu}, ${cores} cores, ${kernel}; table of ${whole(rows)} rows; ${[...software, ...servers].join(", ")}.`;
}

function requestSections({ groups }) {
  const places = [...new Set(groups.map(({ on, server }) => [on, server].filter(Boolean).join(", ")))];
  const sections = places.map((place) => {
    const here = groups.filter(({ on, server }) => [on, server].filter(Boolean).join(", ") === place);
    return `### ${place}\n\n${requestTable(here)}`;
  });
  const noises = groups.map(({ noise }) => noise).filter(Number.isFinite).sort((a, b) => a - b);
  const most = `The floor measured twice in the same rounds differed by ${fixed(noises[Math.floor(noises.length / 2)] * 100, 1)} % in the middle of the groups and by ${fixed(noises.at(-1) * 100, 1)} % at most.`;
  return `${most} Net: less the empty Worker's figure of the same rounds. Of a deferred write the floor is its D1 batch.\n\n${summaryTable(groups)}\n\n${sections.join("\n\n")}`;
}

/** One line for each operation by sixteen callers: what the pictures show, and the CPU. */
function summaryTable(groups) {
  const rows = groups.filter(({ callers }) => callers === 16).flatMap((group) =>
    group.cells.filter(({ name }) => name.startsWith("tandem")).map(({ name }) => {
      const floor = name.endsWith("deferred") ? "floor, D1 alone" : "floor";
      const figures = (figure) => [...[floor, "drizzle", name].map((each) => fixed(net(group, each, figure))), times(ratio(group, name, floor, figure)), times(ratio(group, name, "drizzle", figure))];
      const place = group.on === "double write" ? `D1 and ${group.server}` : (group.server ?? group.on);
      return [`${place}: ${operationOf(group.operation)}${name.replace("tandem", "")}`, ...figures("p50Ms"), ...figures("cpuMs"), `${fixed(group.noise * 100, 1)} %`];
    }),
  );
  return table(["sixteen callers, net", "p50 ms: floor", "(b)", "Tandem", "of floor", "of (b)", "CPU ms: floor", "(b)", "Tandem", "of floor", "of (b)", "noise"], rows);
}

function requestTable(groups) {
  const rows = groups.flatMap((group) => {
    const floor = cellOf(group, "floor") ? "floor" : undefined;
    return group.cells.map(({ name, p50Ms, p99Ms, perSecond, cpuMs, mysqlCpuMs }) => [
      `${operationOf(group.operation)} × ${group.callers}`,
      nameOf(name),
      fixed(p50Ms),
      fixed(p99Ms, 1),
      whole(perSecond),
      fixed(cpuMs),
      fixed(mysqlCpuMs),
      name === EMPTY ? "" : fixed(net(group, name)),
      name === EMPTY ? "" : times(ratio(group, name, floor)),
      name === EMPTY ? "" : times(ratio(group, name, "drizzle")),
      name === EMPTY ? "" : times(ratio(group, name, "drizzle", "cpuMs")),
      name === "floor again" ? `${fixed(group.noise * 100, 1)} %, ${group.rounds} rounds` : "",
    ]);
  });
  return table(["operation", "contestant", "p50 ms", "p99 ms", "req/s", "CPU ms", "MySQL CPU ms", "net p50 ms", "net, of floor", "net, of (b)", "CPU, of (b)", "noise"], rows);
}

const shadowTable = ({ groups }) =>
  table(
    ["reads, all repeated at MySQL afterwards", "p50 ms: without", "with", "of it", "CPU ms: without", "with", "noise"],
    groups.map((group) => {
      const pair = (figure) => ["tandem", "tandem, shadowed"].map((name) => fixed(cellOf(group, name)[figure]));
      return [`${operationOf(group.operation)} × ${group.callers}, ${group.server}`, ...pair("p50Ms"), times(shadowed(group)), ...pair("cpuMs"), `${fixed(group.noise * 100, 1)} %`];
    }),
  );

const sizesTable = (figures) => table(["bundle", "raw kB", "gzip kB"], figures.map(({ name, rawBytes, gzipBytes }) => [nameOf(name), whole(rawBytes / 1000), whole(gzipBytes / 1000)]));

function startTable(figures) {
  const base = figures.find(({ name }) => name === "emptyRust").cpuMs;
  return table(["to the first answer", "CPU ms", "of an empty workers-rs Worker"], figures.map(({ name, cpuMs }) => [nameOf(name), whole(cpuMs), times(cpuMs / base)]));
}

function statementsTable({ indexes, operations }) {
  const counts = (spent) => [fixed(spent.statements, 0), fixed(spent.rowsWritten, 0), fixed(spent.rowsRead, 0)];
  const averages = (spent) => [fixed(spent.batches), fixed(spent.statements), fixed(spent.rowsWritten), fixed(spent.rowsRead)];
  const rows = operations.map(({ name, operation, answered, afterwards, many }) => [`${nameOf(name)}: ${operationOf(operation)}`, ...counts(answered), ...counts(afterwards), ...averages(many)]);
  const head = ["operation", "statements", "rows written", "rows read", "after: statements", "after: written", "after: read", "× 16: batches", "statements", "written", "read"];
  return `As D1 counts them (\`meta\`). The table has ${indexes} indexes, its primary key's included. One request alone: until its answer, and after it; then sixteen at a time, all included, per request.\n\n${table(head, rows)}`;
}

function clientTable(figures) {
  const of = (server, operation, client) => figures.find((each) => each.server === server && each.operation === operation && each.client === client);
  const rows = figures.filter(({ client }) => client === "mysql2").map((mysql2) => {
    const { server, operation } = mysql2;
    // Tandem's client has one way to read, whatever mysql2 makes of dates.
    const tandem = of(server, operation, "tandem") ?? of(server, operation.split(",")[0], "tandem");
    const pair = (figure) => [fixed(tandem[figure], 3), fixed(mysql2[figure], 3), times(tandem[figure] / mysql2[figure])];
    return [`${operationOf(operation)}, ${server}`, ...pair("cpuMs"), ...pair("withConnectMs")];
  });
  const head = ["CPU ms of workerd", "Tandem's client", "mysql2", "of mysql2", "with the connection: Tandem's", "mysql2", "of mysql2"];
  return `On an open connection; and with a connection of its own, as each request of a Worker makes one.\n\n${table(head, rows)}`;
}

const drainTable = (figures) =>
  table(["server", "rows", "calls", "seconds", "rows/s"], figures.map(({ server, rows, calls, rowsPerSecond }) => [server, whole(rows), calls.length, fixed(rows / rowsPerSecond), whole(rowsPerSecond)]));

const memoryTable = (figures) => table(["after", "requests", "RSS MB"], figures.map(({ name, requests, rssBytes }) => [nameOf(name), whole(requests), whole(rssBytes / 1e6)]));

function backfillTables({ rows, servers }) {
  const speeds = servers.flatMap(({ server, contestants }) =>
    contestants.map(({ name, widePerSecond, rowsPerSecond, verifiedPerSecond, peakBytes }) => [`${nameOf(name)}, ${server}`, whole(widePerSecond), whole(rowsPerSecond), whole(verifiedPerSecond), whole(peakBytes / 1e6)]),
  );
  const costs = servers.flatMap(({ server, cost }) =>
    cost.map((of) => [`${whole(of.rows)} rows, ${server}`, fixed(of.rowsRead), fixed(of.rowsWritten), fixed(of.subrequestsPerThousand), fixed(of.cpuMsPerThousand, 1), fixed(of.mysqlCpuMsPerThousand, 1)]),
  );
  const speed = table(["rows a second", "copied, tables of about 20 columns", "copied, all tables", "compared", "peak MB of workerd above rest"], speeds);
  const cost = table(["a row copied by Tandem", "D1 rows read", "D1 rows written", "subrequests per 1,000", "CPU ms per 1,000", "MySQL CPU ms per 1,000"], costs);
  const short = servers.flatMap(({ server, contestants }) => contestants.filter(({ copiedRows }) => copiedRows < rows).map(({ copiedRows }) => `The scripts' time was over after ${whole(copiedRows)} rows on ${server}; the rest would have been slower still.`));
  return `${[`${whole(rows)} rows over the app's tables.`, ...short].join(" ")}\n\n${speed}\n\n${cost}`;
}

function besideTable({ rows, servers }) {
  const lines = servers.flatMap(({ server, alone, beside, backfillPerSecond }) => {
    const line = (what, { perSecond, p50Ms, p99Ms }) => [`${what}, ${server}`, fixed(perSecond, 0), fixed(p50Ms), fixed(p99Ms, 1)];
    return [line("alone, before", alone[0]), line(`beside a backfill of ${whole(backfillPerSecond)} rows/s`, beside), line("alone, after", alone[1])];
  });
  return `Changes of rows, double write, while ${whole(rows)} rows are copied. All of them are in both databases afterwards, and a full verify finds nothing.\n\n${table(["writes", "a second", "p50 ms", "p99 ms"], lines)}`;
}

function scaleTables({ sizes, groups }) {
  const smallest = String(sizes[0]);
  const row = (group, value) => [`${operationOf(group.operation).replace("page 20,000", "far page")}, ${group.server ?? group.on}`, ...sizes.map((size) => value(group, String(size)))];
  const head = (what) => [what, ...sizes.map((size) => `${whole(size)} rows`)];
  const ratios = groups.map((group) => row(group, (of, size) => times(ratio(of, size, smallest))));
  const medians = groups.map((group) => row(group, (of, size) => fixed(net(of, size))));
  return `${table(head("of the smallest, net p50"), ratios)}\n\n${table(head("net p50 ms"), medians)}`;
}

/** At the end, because it names what stands above. */
const SECTIONS = { requests: requestSections, shadow: shadowTable, sizes: sizesTable, start: startTable, statements: statementsTable, client: clientTable, drain: drainTable, memory: memoryTable, backfill: backfillTables, beside: besideTable, scale: scaleTables };
