/** A login through its life, against a service, a clock and a storage made for the test. */
import assert from "node:assert/strict";
import { test } from "node:test";

const SRC = "../../app/widget/src";
const { ApiError } = await import(`${SRC}/api.js`);
const { Sender } = await import(`${SRC}/sender.js`);
const { Session } = await import(`${SRC}/session.js`);

const ADA = { name: "Ada", provider: "github", provider_label: "GitHub" };
const BOB = { name: "Bob", provider: "google", provider_label: "Google" };
const forever = new AbortController().signal;

/** Refresh handles rotate; one that comes again ends everything, as the service does after its grace. */
class Service {
  number = 0;
  asked = [];
  good = new Set();
  handles = new Set();

  grant(account = ADA) {
    this.number += 1;
    const [access, handle] = [`access-${this.number}`, `handle-${this.number}`];
    this.good.add(access);
    this.handles.add(handle);
    return { access_token: access, expires_in: 900, refresh_token: handle, account };
  }

  call = async (path, method, body, token) => {
    this.asked.push(`${method} ${path}`);
    await this.before?.(path);
    if (path === "/session") return this.good.delete(token) ? null : refuse();
    if (this.handles.delete(body.refresh_token)) return this.grant();
    this.handles.clear();
    this.good.clear();
    return refuse();
  };

  post = async ({ Authorization: header }) => (this.good.has(header.replace("Bearer ", "")) ? header : refuse());
}

function refuse() {
  throw new ApiError({ status: 401, code: "unauthenticated" });
}

/** One browser: its storage, its lock and its clock; each tab has a session. */
function browser(service) {
  const kept = new Map();
  let queue = Promise.resolve();
  const made = {
    now: 1_000_000,
    kept,
    store: {
      read: (name) => JSON.parse(kept.get(name) ?? "null"),
      write: (name, value) => Boolean(value === null ? kept.delete(name) || true : kept.set(name, JSON.stringify(value))),
    },
    lock: (work) => (queue = queue.then(work, work)),
    tab(more = {}) {
      const session = new Session({ store: made.store, call: service.call, words: (label) => `Your ${label} login has ended.`, lock: made.lock, now: () => made.now, ...more });
      const heard = [];
      session.listen((change) => heard.push(change), forever);
      return Object.assign(session, { heard });
    },
  };
  return made;
}

function loggedIn() {
  const service = new Service();
  const here = browser(service);
  const tab = here.tab();
  tab.begin(service.grant());
  return { service, here, tab };
}

test("after a login calls are made in the account's name, and storage holds no access token", async () => {
  const { service, here, tab } = loggedIn();
  assert.equal(tab.account.name, "Ada");
  assert.equal(await tab.signed(service.post), "Bearer access-1");
  assert.deepEqual(service.asked, []);
  assert.ok(![...here.kept.values()].some((text) => text.includes("access-")));
  assert.deepEqual(tab.heard, ["in"]);
});

test("the next visit is logged in by the refresh handle, which rotates", async () => {
  const { service, here } = loggedIn();
  const later = here.tab();
  assert.equal(later.account.name, "Ada");
  assert.equal(await later.signed(service.post), "Bearer access-2");
  assert.equal(here.store.read("session").refresh_token, "handle-2");
});

test("a token is renewed before it ends, once for all who ask", async () => {
  const { service, here, tab } = loggedIn();
  here.now += 839_000;
  await tab.signed(service.post);
  assert.deepEqual(service.asked, []);
  here.now += 2_000;
  const [one, two] = await Promise.all([tab.signed(service.post), tab.signed(service.post)]);
  assert.deepEqual([one, two], ["Bearer access-2", "Bearer access-2"]);
  assert.deepEqual(service.asked, ["POST /sessions/refresh"]);
});

test("two tabs that renew at the same moment both stay logged in", async () => {
  const { service, here, tab } = loggedIn();
  const other = here.tab();
  here.now += 900_000;
  const answers = await Promise.all([tab.signed(service.post), other.signed(service.post)]);
  assert.equal(new Set(answers).size, 2);
  here.now += 900_000;
  await Promise.all([other.signed(service.post), tab.signed(service.post)]);
  assert.deepEqual([tab.heard, other.heard], [["in"], []]);
});

test("without locks a handle that another tab used meanwhile gives way to the newer one", async () => {
  const { service, here } = loggedIn();
  const tab = here.tab({ lock: (work) => work() });
  let first = true;
  service.before = async () => {
    if (!first) return;
    first = false;
    here.store.write("session", { ...here.store.read("session"), refresh_token: service.grant().refresh_token });
    service.handles.delete("handle-1");
    refuse();
  };
  assert.match(await tab.signed(service.post), /^Bearer access-/);
  assert.equal(tab.account.name, "Ada");
});

test("a refused token is renewed once and the call repeated", async () => {
  const { service, tab } = loggedIn();
  service.good.clear();
  assert.equal(await tab.signed(service.post), "Bearer access-2");
});

test("a post whose token was refused goes out again under the same idempotency key", async () => {
  const { service, tab } = loggedIn();
  service.good.clear();
  const sent = [];
  const writes = {
    challenge: async () => ({ challenge: "c", expires_at: new Date(Date.now() + 3_600_000).toISOString() }),
    post: async (entry, key, who) => {
      sent.push([JSON.stringify(entry), key]);
      await service.post(who);
      return { id: "1" };
    },
  };
  const sender = new Sender(writes);
  await tab.signed((who) => sender.send({ body: "x" }, who));
  assert.equal(sent.length, 2);
  assert.deepEqual(sent[0], sent[1]);
});

test("a login that the service ended is over, says so, and nothing is sent without it", async () => {
  const { service, here, tab } = loggedIn();
  service.good.clear();
  service.handles.clear();
  let calls = 0;
  const post = async (who) => (calls += 1) && service.post(who);
  await assert.rejects(tab.signed(post), { status: 401, code: "login_ended", message: "Your GitHub login has ended." });
  assert.equal(calls, 1);
  assert.equal(tab.account, null);
  assert.equal(tab.ended.provider, "github");
  assert.equal(here.kept.has("session"), false);
  assert.deepEqual(tab.heard, ["in", "over"]);
});

test("a token that is refused even when fresh ends the login too", async () => {
  const { tab } = loggedIn();
  await assert.rejects(tab.signed(async () => refuse()), { code: "login_ended" });
  assert.deepEqual(tab.heard, ["in", "over"]);
});

test("a network that is away ends no login", async () => {
  const { service, here, tab } = loggedIn();
  here.now += 900_000;
  service.before = () => {
    throw new ApiError({ status: 0 });
  };
  await assert.rejects(tab.signed(service.post), { status: 0 });
  assert.equal(tab.account.name, "Ada");
  service.before = undefined;
  assert.equal(await tab.signed(service.post), "Bearer access-2");
});

test("other errors of a call are its caller's", async () => {
  const { service, tab } = loggedIn();
  await assert.rejects(tab.signed(async () => Promise.reject(new ApiError({ status: 422, code: "invalid" }))), { status: 422 });
  assert.deepEqual(service.asked, []);
});

test("Log Out forgets at once, tells the service, and other tabs follow", async () => {
  const { service, here, tab } = loggedIn();
  const other = here.tab();
  await other.signed(service.post);
  const out = tab.end();
  assert.equal(tab.account, null);
  assert.equal(here.kept.size, 0);
  await out;
  assert.deepEqual(service.asked.at(-1), "DELETE /session");
  other.sync();
  assert.equal(other.account, null);
  assert.deepEqual(other.heard, ["out"]);
});

test("Log Out ends the service's session even when no good token is at hand", async () => {
  const { service, here } = loggedIn();
  await here.tab().end();
  assert.deepEqual(service.asked, ["POST /sessions/refresh", "DELETE /session"]);
});

test("Log Out without a network forgets all the same", async () => {
  const { service, here, tab } = loggedIn();
  service.before = () => {
    throw new ApiError({ status: 0 });
  };
  await tab.end();
  assert.equal(here.kept.size, 0);
});

test("a tab that does not know yet that another one logged out sends nothing", async () => {
  const { service, here, tab } = loggedIn();
  const other = here.tab();
  await other.signed(service.post);
  await tab.end();
  let sent = false;
  await assert.rejects(other.signed(async () => (sent = true)), { code: "login_ended" });
  assert.equal(sent, false);
});

test("a tab never posts as whom another one logged in since", async () => {
  const { service, here, tab } = loggedIn();
  const other = here.tab();
  here.now += 1;
  other.begin(service.grant(BOB));
  let sent = false;
  await assert.rejects(tab.signed(async () => (sent = true)), { code: "login_ended", message: "Your GitHub login has ended." });
  assert.equal(sent, false);
  assert.equal(tab.account.name, "Bob");
});

test("a renewal that was under way does not bring a login back that another tab ended", async () => {
  const { service, here, tab } = loggedIn();
  const other = here.tab();
  let away;
  service.before = (path) => (path === "/sessions/refresh" ? new Promise((go) => (away = go)) : null);
  const posting = other.signed(service.post);
  while (!away) await Promise.resolve();
  service.before = null;
  const out = tab.end();
  away();
  await assert.rejects(posting, { code: "login_ended" });
  await out;
  assert.equal(here.kept.has("session"), false);
});

test("a new login takes the place of the one before, which is ended", async () => {
  const { service, here, tab } = loggedIn();
  here.now += 1;
  tab.begin(service.grant(BOB));
  assert.equal(tab.account.name, "Bob");
  assert.equal(await tab.signed(service.post), "Bearer access-2");
  assert.deepEqual(service.asked, ["DELETE /session"]);
  assert.equal(service.good.has("access-1"), false);
});

test("in a browser that stores nothing a login lasts as long as its page", async () => {
  const service = new Service();
  const here = browser(service);
  const tab = here.tab({ store: { read: () => null, write: () => false } });
  tab.begin(service.grant());
  here.now += 900_000;
  assert.equal(await tab.signed(service.post), "Bearer access-2");
  assert.deepEqual(tab.heard, ["in"]);
});
