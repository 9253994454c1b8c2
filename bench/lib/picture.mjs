// The figures as pictures: SVG by hand, readable on white and on black.
import { net } from "./figures.mjs";

const CALLERS = 16;
const STYLE = `<style>
  text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328 }
  .title { font-size: 17px; font-weight: 600 } .place { font-size: 14px; font-weight: 600 } .quiet { fill: #59636e }
  .axis { stroke: #d1d9e0 } .limit { stroke: #1f2328; stroke-dasharray: 4 3 } .paper { fill: #ffffff }
  .tandem { fill: #d9480f } .later { fill: #f0884d } .floor { fill: #8c959f } .drizzle { fill: #4c78c9 } .good { fill: #2f9e5b } .bad { fill: #d9480f }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .quiet { fill: #9198a1 } .axis { stroke: #3d444d } .limit { stroke: #e6edf3 } .paper { fill: #0d1117 }
    .floor { fill: #7d8590 } .drizzle { fill: #6c9bef } .tandem, .bad { fill: #ff7a3d } .later { fill: #b5561f } .good { fill: #3fb968 }
  }
</style>`;
const WIDTH = 860;
const LABELS = 150;
/** What stands at the end of a bar: figure and name; or a percentage. */
const NAMES = 200;
const VALUES = 80;
const MARGIN = 24;
const BAR = 15;
const GAP = 14;

const escape = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const text = (x, y, content, kind = "", anchor = "start") => `<text x="${x}" y="${y}" class="${kind}" text-anchor="${anchor}">${escape(content)}</text>`;
const bar = (x, y, width, kind, height = BAR - 3) => `<rect x="${x}" y="${y}" width="${Math.max(1, width).toFixed(1)}" height="${height}" rx="2" class="${kind}"/>`;
const svg = (height, title, body) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(title)}">\n${STYLE}\n<rect width="${WIDTH}" height="${height}" class="paper"/>\n${body.join("\n")}\n</svg>`;

/** What is drawn of each cell: its kind of bar, and what it is called. */
const DRAWN = {
  tandem: ["tandem", "Tandem"],
  "tandem, deferred": ["later", "Tandem, deferred"],
  "tandem, awaited": ["tandem", "Tandem, awaited"],
  "floor, D1 alone": ["floor", "floor, D1 alone"],
  floor: ["floor", "floor"],
  drizzle: ["drizzle", "drizzle-orm + mysql2"],
};
const OPERATIONS = { get: "get", list: "list of 50", far: "page 20,000", create: "create", update: "update", unit: "unit of 5" };
const place = ({ on, server }) => ({ D1: "D1 alone", "double write": `D1, then ${server}`, MySQL: `${server} as the primary` })[on];

/** Net medians at concurrency 16; each place has a scale of its own. @param {object[]} groups of the part requests */
export function requestsPicture(groups) {
  const shown = groups.filter(({ callers }) => callers === CALLERS);
  const title = "Milliseconds until the answer, sixteen callers at once";
  const body = [text(MARGIN, 34, title, "title"), text(MARGIN, 54, "Medians, less what an empty Worker's answer takes. Shorter is better.", "quiet")];
  let y = 84;
  for (const name of new Set(shown.map(place))) {
    const here = shown.filter((group) => place(group) === name);
    body.push(text(MARGIN, y, name, "place"));
    y = drawPlace(body, here, y + 12) + GAP;
  }
  return svg(y, title, body);
}

function drawPlace(body, groups, top) {
  const names = Object.keys(DRAWN).filter((name) => groups.some((group) => net(group, name) !== undefined));
  const most = Math.max(...groups.flatMap((group) => names.map((name) => net(group, name) ?? 0)));
  const left = MARGIN + LABELS;
  const scale = (WIDTH - left - NAMES - MARGIN) / most;
  let y = top;
  const from = y;
  for (const group of groups) {
    body.push(text(MARGIN, y + BAR - 3, OPERATIONS[group.operation], "quiet"));
    for (const name of names) {
      const [kind, label] = DRAWN[name];
      const value = Math.max(0, net(group, name) ?? 0);
      body.push(bar(left, y, value * scale, kind), text(left + value * scale + 6, y + BAR - 4, `${value.toFixed(value < 10 ? 2 : 1)}  ${label}`));
      y += BAR;
    }
    y += GAP / 2;
  }
  body.push(`<line x1="${left}" x2="${left}" y1="${from - 3}" y2="${y - GAP / 2}" class="axis"/>`);
  return y + GAP;
}

/** Each target as a share of what is allowed: a bar that ends before the line has reached it. @param {import("./targets.mjs").Line[]} targets */
export function targetsPicture(targets) {
  const title = "Targets: how much of what is allowed is used";
  const known = targets.filter(({ share }) => share !== undefined);
  const left = 520;
  const most = 1.5;
  const scale = (WIDTH - left - VALUES) / most;
  const body = [text(MARGIN, 34, title, "title"), text(MARGIN, 54, "A bar that ends at the dashed line or before it reaches its target.", "quiet")];
  const top = 76;
  known.forEach(({ target, share, reached }, at) => {
    const y = top + at * (BAR + 7);
    const end = Math.min(share, most) * scale;
    body.push(text(left - 10, y + BAR - 4, target, "", "end"), bar(left, y, end, reached ? "good" : "bad"), text(WIDTH - MARGIN, y + BAR - 4, `${Math.round(share * 100)} %`, "quiet", "end"));
  });
  const bottom = top + known.length * (BAR + 7);
  body.push(`<line x1="${left + scale}" x2="${left + scale}" y1="${top - 8}" y2="${bottom}" class="limit"/>`);
  return svg(bottom + MARGIN, title, body);
}

/** What is drawn of a contestant of the part backfill. */
const MOVED = { tandem: ["tandem", "Tandem"], scripts: ["drizzle", "scripts: OFFSET + mysql2"] };
const MOVES = { widePerSecond: "copied, wide", rowsPerSecond: "copied", verifiedPerSecond: "compared" };

/** Rows a second, each server on the same scale. @param {{rows: number, servers: object[]}} figures of the part backfill */
export function backfillPicture({ rows, servers }) {
  const title = `${rows.toLocaleString("en")} rows: rows a second`;
  const body = [text(MARGIN, 34, title, "title"), text(MARGIN, 54, "From D1 to MySQL, and then both compared in full. Wide: tables of about 20 columns. Longer is better.", "quiet")];
  const most = Math.max(...servers.flatMap(({ contestants }) => contestants.flatMap((each) => Object.keys(MOVES).map((figure) => each[figure]))));
  const left = MARGIN + LABELS;
  const scale = (WIDTH - left - NAMES - MARGIN) / most;
  let y = 84;
  for (const { server, contestants } of servers) {
    body.push(text(MARGIN, y, server, "place"));
    y += 12;
    for (const [figure, label] of Object.entries(MOVES)) {
      body.push(text(MARGIN, y + BAR - 3, label, "quiet"));
      for (const each of contestants) {
        const [kind, name] = MOVED[each.name];
        body.push(bar(left, y, each[figure] * scale, kind), text(left + each[figure] * scale + 6, y + BAR - 4, `${Math.round(each[figure]).toLocaleString("en")}  ${name}`));
        y += BAR;
      }
      y += GAP / 2;
    }
    y += GAP;
  }
  return svg(y, title, body);
}
