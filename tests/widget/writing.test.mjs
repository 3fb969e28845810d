/** What the widget stores and sends, without a browser. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const SRC = "../../app/widget/src";
const { ApiError, answer } = await import(`${SRC}/api.js`);
const { reach } = await import(`${SRC}/follow.js`);
const { memory } = await import(`${SRC}/memory.js`);
const { Sender } = await import(`${SRC}/sender.js`);
const { store } = await import(`${SRC}/store.js`);

class Memory extends Map {
  getItem(key) {
    return this.get(key) ?? null;
  }
  setItem(key, value) {
    this.set(key, value);
  }
  removeItem(key) {
    this.delete(key);
  }
}

beforeEach(() => {
  globalThis.localStorage = new Memory();
});

function writes(...outcomes) {
  const posts = [];
  return {
    posts,
    challenges: 0,
    async challenge() {
      this.challenges += 1;
      return { challenge: `c${this.challenges}`, expires_at: new Date(Date.now() + 3_600_000).toISOString() };
    },
    async post(entry, key) {
      posts.push([entry, key]);
      const outcome = outcomes.shift();
      if (outcome instanceof Error) throw outcome;
      return outcome ?? { id: "1" };
    },
  };
}

const lost = () => new ApiError({ status: 0 });

test("a retry of the same entry goes out under the same key, challenge and all", async () => {
  const calls = writes(lost());
  const sender = new Sender(calls);
  await assert.rejects(sender.send({ body: "x" }));
  await sender.send({ body: "x" });
  assert.deepEqual(calls.posts[0], calls.posts[1]);
  assert.match(calls.posts[0][1], /^[0-9a-f]{32}$/);
});

test("another text, or the same one after success, gets another key", async () => {
  const calls = writes(lost());
  const sender = new Sender(calls);
  await assert.rejects(sender.send({ body: "x" }));
  await sender.send({ body: "y" });
  await sender.send({ body: "y" });
  assert.equal(new Set(calls.posts.map(([, key]) => key)).size, 3);
});

test("a challenge serves one comment and is fetched once while it is fresh", async () => {
  const calls = writes();
  const sender = new Sender(calls);
  await Promise.all([sender.prepare(), sender.prepare()]);
  await sender.prepare();
  assert.equal(calls.challenges, 1);
  await sender.send({ body: "x" });
  await sender.send({ body: "y" });
  assert.deepEqual(calls.posts.map(([entry]) => entry.challenge), ["c1", "c2"]);
});

test("a refused challenge is not sent again", async () => {
  const refused = new ApiError({ status: 422, errors: [{ field: "challenge", code: "invalid", message: "" }] });
  const calls = writes(refused);
  const sender = new Sender(calls);
  await assert.rejects(sender.send({ body: "x" }));
  await sender.send({ body: "x" });
  assert.deepEqual(calls.posts.map(([entry]) => entry.challenge), ["c1", "c2"]);
});

test("an answer is its JSON, and an error carries what the server said", async () => {
  assert.deepEqual(await answer(Promise.resolve(Response.json({ a: 1 }))), { a: 1 });
  assert.equal(await answer(Promise.resolve(new Response(null, { status: 204 }))), null);
  const problem = { code: "rate_limited", detail: "Slow down.", errors: [] };
  const busy = Response.json(problem, { status: 429, headers: { "Retry-After": "7" } });
  await assert.rejects(answer(Promise.resolve(busy)), { status: 429, code: "rate_limited", message: "Slow down.", wait: 7 });
});

test("no answer at all, and an error that is not JSON, are errors too", async () => {
  await assert.rejects(answer(Promise.reject(new TypeError("gone"))), { status: 0, code: "network" });
  await assert.rejects(answer(Promise.resolve(new Response("<h1>", { status: 502 }))), { status: 502 });
});

test("a draft is kept per thread, and an empty one is forgotten", () => {
  const kept = store("s");
  assert.equal(memory(kept).keep("/a", "text", "7"), true);
  assert.deepEqual(memory(kept).draft("/a"), { body: "text", parent: "7" });
  assert.equal(memory(kept).draft("/b"), null);
  memory(kept).keep("/a", "  ", null);
  assert.equal(localStorage.size, 0);
});

test("who the reader is, is kept for a year and forgotten on demand", () => {
  const kept = store("s");
  memory(kept).remember({ name: "Ada", email: "", url: "" });
  assert.equal(memory(kept).guest().name, "Ada");
  const [[key, value]] = localStorage;
  localStorage.set(key, JSON.stringify({ ...JSON.parse(value), at: Date.now() - 366 * 86_400_000 }));
  assert.equal(memory(kept).guest(), null);
  memory(kept).remember(null);
  assert.equal(localStorage.size, 0);
});

test("the tokens of the fifty newest own comments are kept", () => {
  const kept = memory(store("s"));
  for (let n = 0; n < 60; n += 1) kept.setOwn(`id-${n}`, { token: `t${n}`, thread: "/a", at: n });
  assert.equal(Object.keys(kept.own()).length, 50);
  assert.equal(kept.own()["id-59"].token, "t59");
  kept.setOwn("id-59", null);
  assert.equal(kept.own()["id-59"], undefined);
  for (const id of Object.keys(kept.own())) kept.setOwn(id, null);
  assert.equal(localStorage.size, 0);
});

test("a browser that refuses to store is no error, and says so", () => {
  globalThis.localStorage = {
    getItem() {
      throw new Error("no");
    },
    setItem() {
      throw new Error("no");
    },
  };
  const kept = store("s");
  assert.equal(memory(kept).keep("/a", "text", null), false);
  assert.equal(memory(kept).draft("/a"), null);
  assert.deepEqual(memory(kept).own(), {});
});

test("a linked reply is reached by way of its root's page and its root's replies", async () => {
  const parents = { r2: "r1", r1: null };
  const seen = new Set();
  const steps = [];
  const walk = {
    api: { comment: async (id) => ({ id, parent_id: parents[id] }) },
    has: (id) => seen.has(id),
    turn: async () => steps.push("page") < 3 || Boolean(seen.add("r1")),
    unfold: async (id) => Boolean(steps.push(id) && seen.add("r2")),
  };
  assert.equal(await reach("r2", walk), true);
  assert.deepEqual(steps, ["page", "page", "page", "r1"]);
});

test("a link to a comment that no page has ends the search", async () => {
  const walk = { api: { comment: async (id) => ({ id, parent_id: null }) }, has: () => false, turn: async () => false, unfold: async () => false };
  assert.equal(await reach("x", walk), false);
});
