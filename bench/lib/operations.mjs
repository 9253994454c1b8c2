// The same work in each contestant's words.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureSecrets, signToken } from "../../scripts/lib/secrets.mjs";
import { BENCH } from "./build.mjs";
import { memberId, NEW_TEAM, TEAM, USERS, userId } from "./data.mjs";

/** Rows of a page, and the page that is far behind. */
const PAGE_ROWS = 50;
const FAR_PAGE = 20_000;
const TWINS = 20_000;

const random = (most) => Math.floor(Math.random() * most);
const json = { "Content-Type": "application/json" };

/** Rows between two cursors that are kept; Tandem's largest page. */
const STRIDE_ROWS = 500;
/** Pages near the beginning start after one of the first so many strides. */
const NEAR_STRIDES = 18;

/**
 * The operations, on a table of so many rows.
 * @param {string[]} cursors of Tandem: the one at `i` leads to the row after the first (i + 1) strides
 */
export function operations(rows, cursors) {
  const farStride = Math.min((FAR_PAGE * PAGE_ROWS) / STRIDE_ROWS, Math.floor(rows / STRIDE_ROWS) - 1);
  const near = () => 1 + random(NEAR_STRIDES);
  return { plain: (mode) => plain(mode, rows, near, farStride), tandem: () => tandem(rows, near, farStride, cursors) };
}

/** Walks Tandem's pages to the far one, once for each state: cursors are signed, so nobody else can make them. */
export async function cursorsOf(door, rows) {
  const { JWT_SECRET: secret, CURSOR_SECRET } = ensureSecrets().values;
  const strides = Math.min((FAR_PAGE * PAGE_ROWS) / STRIDE_ROWS, Math.floor(rows / STRIDE_ROWS) - 1);
  const file = join(BENCH, `cursors-${createHash("sha256").update(`${CURSOR_SECRET} ${strides}`).digest("hex").slice(0, 12)}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const headers = { Authorization: `Bearer ${signToken({ secret, sub: userId(1), teams: [TEAM] })}` };
  const cursors = [];
  for (let after = ""; cursors.length < strides; cursors.push(after)) {
    const { text } = await door.send({ path: `/v1/team_membership?limit=${STRIDE_ROWS}${after && `&cursor=${after}`}`, headers });
    after = JSON.parse(text).next;
  }
  writeFileSync(file, JSON.stringify(cursors));
  return cursors;
}

const member = () => ({ userId: userId(random(USERS)), roleId: "member" });
const five = (make) => Array.from({ length: 5 }, make);

/** (b) and (c). */
function plain(mode, rows, near, farStride) {
  const after = (stride) => memberId(stride * STRIDE_ROWS - 1);
  const post = (path, body) => ({ method: "POST", path: `${path}?mode=${mode}`, headers: json, body: JSON.stringify(body), expect: 201 });
  const placed = () => ({ teamId: NEW_TEAM, ...member() });
  return {
    get: () => ({ path: `/get?mode=${mode}&id=${memberId(random(rows))}` }),
    list: () => ({ path: `/list?mode=${mode}&team=${TEAM}&after=${after(near())}` }),
    far: () => ({ path: `/list?mode=${mode}&team=${TEAM}&after=${after(farStride)}` }),
    create: () => post("/create", placed()),
    unit: () => post("/unit", five(placed)),
    update: () => ({ method: "POST", path: `/update?mode=${mode}&id=${memberId(random(Math.min(rows, TWINS)))}`, headers: json, body: JSON.stringify({ roleId: `role_${random(1e6)}` }) }),
  };
}

function tandem(rows, near, farStride, cursors) {
  const { JWT_SECRET: secret } = ensureSecrets().values;
  const headers = (team) => ({ ...json, Authorization: `Bearer ${signToken({ secret, sub: userId(1), teams: [team], livesSeconds: 7 * 86_400 })}` });
  const [reader, writer] = [headers(TEAM), headers(NEW_TEAM)];
  const page = (stride) => ({ path: `/v1/team_membership?limit=${PAGE_ROWS}&cursor=${cursors[stride - 1]}`, headers: reader });
  const change = () => ({ insert: { table: "team_membership", row: member() } });
  return {
    get: () => ({ path: `/v1/team_membership/${memberId(random(rows))}`, headers: reader }),
    list: () => page(near()),
    far: () => page(farStride),
    create: () => ({ method: "POST", path: "/v1/team_membership", headers: writer, body: JSON.stringify(member()), expect: 201 }),
    unit: () => ({ method: "POST", path: "/v1/units", headers: writer, body: JSON.stringify({ changes: five(change) }) }),
    update: () => ({ method: "PATCH", path: `/v1/team_membership/${memberId(random(Math.min(rows, TWINS)))}`, headers: reader, body: JSON.stringify({ roleId: `role_${random(1e6)}` }) }),
  };
}
