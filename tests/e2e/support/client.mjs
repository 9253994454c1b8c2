// A client of the API.
import assert from "node:assert/strict";

const DEADLINE_MS = 60_000;

export class Client {
  #url;
  #headers;

  /** @param {() => string} url where the Worker is now @param {string} [token] bearer token @param {object} [headers] with every request */
  constructor(url, token, headers = {}) {
    this.#url = url;
    this.#headers = { ...(token && { authorization: `Bearer ${token}` }), ...headers };
  }

  /** @returns {Promise<{status: number, headers: Headers, body: any}>} whatever the answer is */
  async send(method, path, body, headers = {}) {
    const content = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const all = { ...(content !== undefined && { "content-type": "application/json" }), ...this.#headers, ...headers };
    const response = await fetch(this.#url() + path, { method, headers: all, body: content, signal: AbortSignal.timeout(DEADLINE_MS) });
    const text = await response.text();
    const json = response.headers.get("content-type")?.includes("json") && text;
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
  }

  /** The body of an answer that must have this status. */
  async must(status, method, path, body, headers) {
    const answer = await this.send(method, path, body, headers);
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  read = (table, key, headers) => this.must(200, "GET", rowPath(table, key), undefined, headers);
  create = (table, row, headers) => this.must(201, "POST", `/v1/${table}`, row, headers);
  update = (table, key, set, headers) => this.must(200, "PATCH", rowPath(table, key), set, headers);
  remove = (table, key, headers) => this.must(204, "DELETE", rowPath(table, key), undefined, headers);
  unit = (changes, events = [], headers = {}) => this.must(200, "POST", "/v1/units", { changes, events }, headers);
  list = (table, parameters = {}) => this.must(200, "GET", `/v1/${table}?${new URLSearchParams(parameters)}`);

  /** Sends a request that is to be refused, and checks which problem it is. */
  async refused(kind, status, method, path, body, headers) {
    const answer = await this.send(method, path, body, headers);
    assert.equal(`${answer.status} ${answer.body.type}`, `${status} urn:tandem:problem:${kind}`, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
    for (const member of ["title", "detail", "instance", "next"]) assert.ok(answer.body[member], member);
    return answer;
  }
}

export const rowPath = (table, key) => `/v1/${table}/${encodeURIComponent(key)}`;
