// The project's proxy between the Worker and MySQL: it refuses what Hyperdrive refuses, and fails on command.
import { Failure } from "../../../scripts/lib/log.mjs";
import { output, serve } from "../../../scripts/lib/proc.mjs";
import { eventually } from "./eventually.mjs";

const BUILD_DEADLINE_MS = 600_000;

async function program() {
  const messages = await output("cargo", ["build", "--locked", "--package", "tandem-proxy", "--message-format=json"], { deadlineMs: BUILD_DEADLINE_MS });
  const built = messages?.split("\n").map((line) => JSON.parse(line));
  const path = built?.find(({ executable, target }) => executable && target.name === "tandem-proxy")?.executable;
  if (!path) throw new Failure("The proxy does not compile.", "cargo build --package tandem-proxy");
  return path;
}

/**
 * Starts a proxy in front of the database at `upstream`.
 * @param {string} upstream @param {string} name for its log
 */
export async function startProxy(upstream, name) {
  let ports;
  const onLine = (line) => line.startsWith("{") && (ports = JSON.parse(line));
  serve(await program(), [], { name: `proxy-${name}`, env: { MYSQL_URL: upstream }, onLine });
  await eventually("the proxy listens", () => ports);
  const url = new URL(upstream);
  url.host = `127.0.0.1:${ports.port}`;
  return new FaultProxy(url.href, ports.control_port);
}

class FaultProxy {
  #control;
  #refused = {};

  constructor(url, controlPort) {
    /** What the Worker connects to. */
    this.url = url;
    this.#control = `http://127.0.0.1:${controlPort}`;
  }

  /** Changes what it does; see `Mode` in crates/proxy. */
  mode(mode) {
    return this.#ask("POST", "/mode", mode);
  }

  down = () => this.mode({ down: true });
  /** Takes no connections any more, and waits until those there were are gone. */
  async cut() {
    await this.down();
    await eventually("the proxy has cut its connections", async () => (await this.stats()).open_connections === 0);
  }
  up = () => this.mode({ down: false });
  stats = () => this.#ask("GET", "/stats");
  /** Lets go of what is held, and holds no more. */
  release = () => this.#ask("POST", "/release");

  /** Takes all modes back, empties counters, cache and log. */
  async reset() {
    await this.refused();
    await this.#ask("POST", "/reset");
  }

  /** What was refused so far, by kind: nothing that Hyperdrive refuses may ever be sent. */
  async refused() {
    return Object.assign(this.#refused, (await this.stats()).refused);
  }

  /** The queries received since the log was switched on. */
  async log() {
    return (await this.#ask("GET", "/log")).map(({ query }) => query);
  }

  /** Waits until a query is held. */
  held() {
    return eventually("the proxy holds a query", async () => (await this.stats()).held > 0);
  }

  /** Waits until a fault of this kind has struck. */
  struck(kind) {
    return eventually(`the proxy's ${kind} has struck`, async () => (await this.stats()).faults[kind] > 0);
  }

  async #ask(method, path, body) {
    const response = await fetch(this.#control + path, { method, body: body && JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error(`the proxy refused ${JSON.stringify(body)}: ${answer.error}`);
    return answer;
  }
}
