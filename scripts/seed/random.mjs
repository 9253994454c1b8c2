// Random choices that are the same for the same seed, on every machine.
import { createHash } from "node:crypto";

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // of a ULID

export class Random {
  #state;

  /** @param {string} seed any text */
  constructor(seed) {
    const hash = createHash("sha256").update(seed).digest();
    this.#state = new Uint32Array([0, 4, 8, 12].map((at) => hash.readUInt32LE(at)));
  }

  /** 32 random bits (sfc32). */
  bits() {
    const s = this.#state;
    const result = (s[0] + s[1] + s[3]) >>> 0;
    s[3] += 1;
    s[0] = s[1] ^ (s[1] >>> 9);
    s[1] = s[2] + (s[2] << 3);
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + result;
    return result;
  }

  /** A whole number from `min` to `max`, both included. */
  int(min, max) {
    return min + Math.floor((this.bits() / 2 ** 32) * (max - min + 1));
  }

  chance(part) {
    return this.bits() / 2 ** 32 < part;
  }

  pick(list) {
    return list[this.int(0, list.length - 1)];
  }

  /** `count` different elements, or all if there are fewer. */
  some(list, count) {
    const rest = [...list];
    const chosen = [];
    while (chosen.length < count && rest.length) chosen.push(rest.splice(this.int(0, rest.length - 1), 1)[0]);
    return chosen;
  }

  hex(bytes) {
    return Array.from({ length: bytes }, () => this.int(0, 255).toString(16).padStart(2, "0")).join("");
  }

  /** A ULID: 10 digits of time, 16 random ones. */
  ulid(atMs) {
    let time = "";
    for (let rest = atMs, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = DIGITS[rest % 32] + time;
    return time + Array.from({ length: 16 }, () => DIGITS[this.int(0, 31)]).join("");
  }
}
