// What the set-up says: one line for each step, how long a long one usually takes, and one sentence
// with a remedy when something cannot be done.

const tty = process.stdout.isTTY && !process.env.CI;
const paint = (code, text) => (tty ? `\x1b[${code}m${text}\x1b[0m` : text);

/** A failure that the user can do something about: printed without a stack trace. */
export class Failure extends Error {
  /** @param {string} message what happened @param {string} [remedy] what to do, ideally a command */
  constructor(message, remedy) {
    super(remedy ? `${message}\n  What to do: ${remedy}` : message);
  }
}

export const say = (text = "") => process.stdout.write(`${text}\n`);
export const note = (text) => say(paint("2", `  ${text}`));

const seconds = (sinceMs) => `${Math.round((Date.now() - sinceMs) / 1000)} s`;

/**
 * Runs one long step and shows that it is alive: a ticking line on a terminal, a line every 30 s in a log.
 * @param {string} title @param {string} usually such as "about 40 s, once per machine"
 * @param {() => Promise<T>} work @returns {Promise<T>} @template T
 */
export async function step(title, usually, work) {
  const begun = Date.now();
  say(`• ${title} (${usually})`);
  const timer = setInterval(
    () => (tty ? process.stdout.write(`\r  … ${seconds(begun)} `) : say(`  … ${title}: ${seconds(begun)} so far`)),
    tty ? 1_000 : 30_000,
  );
  let outcome = paint("31", "failed after");
  try {
    const result = await work();
    outcome = paint("32", "done in");
    return result;
  } finally {
    clearInterval(timer);
    say(`${tty ? "\r" : ""}  ${outcome} ${seconds(begun)}`);
  }
}

/** Ends the script for `error`: a Failure in plain words, anything else with its stack. Never returns. */
export function die(error) {
  process.stderr.write(`\n${paint("31", "✗")} ${error instanceof Failure ? error.message : (error?.stack ?? error)}\n`);
  process.exit(1);
}
