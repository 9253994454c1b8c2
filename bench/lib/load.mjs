// A closed loop of so many callers at once, on connections that stay open.
import { Pool } from "undici";

/** One contestant's door. @param {string} url */
export function door(url) {
  const pool = new Pool(url, { connections: 16, pipelining: 1 });
  return {
    /** One request: its milliseconds until the whole answer is there. */
    async send({ method = "GET", path, headers, body, expect = 200 }) {
      const begun = performance.now();
      const answer = await pool.request({ method, path, headers, body });
      const text = await answer.body.text();
      const ms = performance.now() - begun;
      if (answer.statusCode !== expect) throw new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 300)}`);
      return { ms, text };
    },
    close: () => pool.close(),
  };
}

/**
 * `requests` calls of `make()` through `door`, `callers` at a time.
 * @returns {Promise<{ms: number[], wallMs: number}>}
 */
export async function burst(door, make, requests, callers) {
  const ms = [];
  let left = requests;
  const begun = performance.now();
  const caller = async () => {
    while (left-- > 0) ms.push((await door.send(make())).ms);
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { ms, wallMs: performance.now() - begun };
}
