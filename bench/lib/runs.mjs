// A run of Tandem's, begun and waited for.
import { ensureSecrets } from "../../scripts/lib/secrets.mjs";

const POLL_MS = 200;
/** A run may be so slow before it is given up: far slower than any that was seen. */
const LEAST_PER_SECOND = 500;
const START_MS = 120_000;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Begins a run and waits until it is done, with every row looked at and nothing found.
 * @param {object} door of Tandem @param {object} wanted what to POST @param {number} expected rows
 * @param {(rows: number) => void} [onRows] @returns {Promise<{rows: number, ms: number}>}
 */
export async function completed(door, wanted, expected, onRows = () => {}) {
  const { begun, id } = await begin(door, wanted);
  const end = begun + START_MS + (expected * 1_000) / LEAST_PER_SECOND;
  for (;;) {
    const run = await admin(door, "GET", `/admin/runs/${id}`);
    const ms = performance.now() - begun;
    onRows(run.rows);
    if (run.state === "done") {
      if (run.rows !== expected || run.findings > 0) throw new Error(`${wanted.kind}: ${run.rows} rows instead of ${expected}, ${run.findings} findings`);
      return { rows: run.rows, ms };
    }
    if (run.state !== "running" || performance.now() > end) throw new Error(`${wanted.kind} is ${run.state} after ${Math.round(ms / 1_000)} s, ${run.rows} rows: ${run.error ?? run.hold}`);
    await sleep(POLL_MS);
  }
}

/** @returns {Promise<{id: string, begun: number}>} */
export async function begin(door, wanted) {
  const begun = performance.now();
  const { id } = await admin(door, "POST", "/admin/runs", wanted, 201);
  return { id, begun };
}

/** One of the operator's requests. */
export async function admin(door, method, path, body, expect = 200) {
  const headers = { Authorization: `Bearer ${ensureSecrets().values.ADMIN_SECRET}`, "Content-Type": "application/json" };
  const { text } = await door.send({ method, path, headers, body: body && JSON.stringify(body), expect });
  return JSON.parse(text);
}
