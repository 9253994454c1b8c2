// Waits for a condition with a deadline: nothing here waits for a time to pass.
import { sleep } from "../../../scripts/lib/proc.mjs";

const DEADLINE_MS = 30_000;
const EVERY_MS = 50;

/**
 * Tries `check` until it returns something truthy, and returns that. An error counts as "not yet".
 * @param {string} what the condition, for the failure's message
 * @param {() => T | Promise<T>} check @param {{deadlineMs?: number}} [options] @returns {Promise<T>} @template T
 */
export async function eventually(what, check, { deadlineMs = DEADLINE_MS } = {}) {
  for (const end = Date.now() + deadlineMs; ; await sleep(EVERY_MS)) {
    let last;
    try {
      const found = await check();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`not within ${deadlineMs / 1000} s: ${what}${last ? `\n${last.stack}` : ""}`, { cause: last });
  }
}
