// The secrets of this machine's Worker, made at the first start, and tokens signed with them.
import { createHmac, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { STATE } from "./paths.mjs";

const NAMES = ["ADMIN_SECRET", "JWT_SECRET", "CURSOR_SECRET"];

/**
 * Makes .tandem/dev.vars (readable by its owner alone) unless it is there, and reads it.
 * @returns {{file: string, values: {ADMIN_SECRET: string, JWT_SECRET: string, CURSOR_SECRET: string}}}
 */
export function ensureSecrets(file = join(STATE, "dev.vars")) {
  mkdirSync(STATE, { recursive: true });
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  const values = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
  for (const name of NAMES) values[name] ??= randomBytes(32).toString("hex");
  writeFileSync(file, NAMES.map((name) => `${name}=${values[name]}\n`).join(""), { mode: 0o600 });
  return { file, values };
}

const base64url = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/**
 * An HS256 JSON Web Token for the API.
 * @param {{secret: string, sub?: string, role?: string, teams?: string[], livesSeconds?: number, nowSeconds?: number}} options
 */
export function signToken({ secret, sub = "user_local", role = "user", teams = [], livesSeconds = 86_400, nowSeconds = Math.floor(Date.now() / 1000) }) {
  const claims = { sub, role, teams, iat: nowSeconds, exp: nowSeconds + livesSeconds };
  const body = `${base64url({ alg: "HS256", typ: "JWT" })}.${base64url(claims)}`;
  return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
}
