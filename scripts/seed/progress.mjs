// A line that tells how far the seed is: rows, and rows a second.
const WIDTH = 28;
const tty = process.stdout.isTTY && !process.env.CI;

/** @param {number} total rows in all */
export function progress(total) {
  const begun = Date.now();
  let done = 0;
  const line = () => {
    const rate = Math.round(done / Math.max((Date.now() - begun) / 1_000, 0.001));
    const filled = Math.round((WIDTH * done) / total);
    return `  ${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${done} of ${total} rows, ${rate} rows/s`;
  };
  const timer = setInterval(() => process.stdout.write(tty ? `\r${line()}  ` : `${line()}\n`), tty ? 100 : 10_000);
  return {
    add: (rows) => (done += rows),
    end() {
      clearInterval(timer);
      process.stdout.write(`${tty ? "\r" : ""}${line()}  \n`);
      return Math.max((Date.now() - begun) / 1_000, 0.1);
    },
  };
}
