// An open loop: so many requests a second, whether or not those before are answered.
import { quantile } from "./figures.mjs";

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Sends `perSecond` requests a second until `stop` is called. A request's time counts from when it was due, so that one that had to
 * wait for others says so.
 * @param {object} door @param {number} perSecond @param {(nth: number) => object} make
 */
export function steady(door, perSecond, make) {
  const begun = performance.now();
  const ms = [];
  const under = new Set();
  let [over, sent, failure] = [false, 0, undefined];
  const loop = (async () => {
    while (!over) {
      for (const due = () => begun + (sent * 1_000) / perSecond; due() <= performance.now() && !over; sent += 1) {
        const at = due();
        const one = door
          .send(make(sent))
          .then(() => ms.push(performance.now() - at), (error) => (failure ??= error))
          .finally(() => under.delete(one));
        under.add(one);
      }
      await sleep(1);
    }
    await Promise.all(under);
  })();
  return {
    /** Requests sent so far. */
    sent: () => sent,
    /** Ends it, and waits for what is under way; fails if one of them did. @returns {Promise<{requests: number, p50Ms: number, p99Ms: number, perSecond: number}>} */
    async stop() {
      over = true;
      await loop;
      if (failure) throw failure;
      return { requests: ms.length, p50Ms: quantile(ms, 0.5), p99Ms: quantile(ms, 0.99), perSecond: (ms.length * 1_000) / (performance.now() - begun) };
    },
  };
}
