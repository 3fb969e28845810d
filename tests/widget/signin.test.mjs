/** What is known of a login without a browser: its proof, its address, and which answers are believed. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

const SRC = "../../app/widget/src";
const { landing } = await import(`${SRC}/landing.js`);
const { judge, reason, recall, startUrl } = await import(`${SRC}/logins.js`);
const { challengeOf, random } = await import(`${SRC}/pkce.js`);
const { isInApp } = await import(`${SRC}/window.js`);

const SERVICE = "https://c.example";
const STATE = "s".repeat(32);
const login = (popup = null) => ({ verifier: "v", popup, heard: () => {} });
const message = (more = {}) => ({ origin: SERVICE, source: "window", data: { type: "rejoinder:login", state: STATE, code: "c" }, ...more });

test("verifiers and states are of the alphabet and length that the service takes, and never the same", () => {
  assert.match(random(32), /^[\w-]{43}$/);
  assert.match(random(24), /^[\w-]{32}$/);
  assert.equal(new Set(Array.from({ length: 500 }, () => random(24))).size, 500);
});

test("the challenge is the verifier's SHA-256 in base64url, as RFC 7636's own example has it", async () => {
  assert.equal(await challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  for (let n = 0; n < 50; n += 1) {
    const verifier = random(32);
    assert.equal(await challengeOf(verifier), createHash("sha256").update(verifier).digest("base64url"));
  }
});

test("a start names site, origin, page, state and challenge, and the page without its fragment", () => {
  const page = { origin: "https://blog.example", href: "https://blog.example/a?x=1&y=ü#top" };
  const url = new URL(startUrl(`${SERVICE}/sub/`, { provider: "github", site: "blog", state: STATE, challenge: "ch" }, page));
  assert.equal(url.origin + url.pathname, `${SERVICE}/sub/auth/github/start`);
  const { return_url: back, ...rest } = Object.fromEntries(url.searchParams);
  assert.equal(back, "https://blog.example/a?x=1&y=ü");
  assert.deepEqual(rest, { site: "blog", origin: page.origin, state: STATE, code_challenge: "ch" });
});

test("a fragment is a login's answer only if it is whole", () => {
  assert.deepEqual(landing(`#rejoinder-code=a-b_c&state=${STATE}`), { type: "rejoinder:login", state: STATE, code: "a-b_c" });
  assert.deepEqual(landing(`#rejoinder-error=denied&state=${STATE}`), { type: "rejoinder:login", state: STATE, error: "denied" });
  const others = ["", "#top", "#comment-1", `#rejoinder-code=&state=${STATE}`, "#rejoinder-code=x", "#rejoinder-code=x&state=short"];
  others.push(`#rejoinder-code=x&state=${STATE}&more=1`, `#rejoinder-else=x&state=${STATE}`, `#x#rejoinder-code=x&state=${STATE}`);
  for (const hash of others) assert.equal(landing(hash), null, hash);
});

test("an answer is believed from the service's origin, our own window and for a state of ours", () => {
  const mine = login("window");
  assert.equal(judge(message(), SERVICE, new Map([[STATE, mine]])), mine);
});

test("an answer from another origin, another window, for another state or of another kind is not", () => {
  const logins = new Map([[STATE, login("window")]]);
  const data = { type: "rejoinder:login", state: STATE, code: "c" };
  const strangers = [{ origin: "https://c.example.evil.test" }, { origin: "null" }, { origin: "http://c.example" }, { source: "other" }, { source: null }];
  for (const data2 of [null, "rejoinder:login", { ...data, type: "else" }, { ...data, state: "t" }, { ...data, state: undefined }]) strangers.push({ data: data2 });
  for (const more of strangers) assert.equal(judge(message(more), SERVICE, logins), null, JSON.stringify(more));
});

test("two logins at once keep their states apart", () => {
  const [one, two] = [login("one"), login("two")];
  const logins = new Map([[STATE, one], ["other", two]]);
  assert.equal(judge(message({ source: "two" }), SERVICE, logins), null);
  assert.equal(judge(message({ source: "two", data: { type: "rejoinder:login", state: "other" } }), SERVICE, logins), two);
});

test("an error that nobody knows is a failure like any other", () => {
  for (const known of ["denied", "failed", "unavailable", "expired", "refused"]) assert.equal(reason({ error: known }), known);
  for (const error of [undefined, "", "constructor", "<b>"]) assert.equal(reason({ error }), "failed");
});

function tab(entries) {
  const map = new Map(Object.entries(entries));
  return { map, getItem: (key) => map.get(key) ?? null, removeItem: (key) => map.delete(key) };
}

test("what a tab wrote down before it went away serves once, and its own site alone", () => {
  const storage = tab({ [`rejoinder:login:${STATE}`]: JSON.stringify({ verifier: "v", provider: "x", site: "blog", at: 1000 }) });
  assert.equal(recall(storage, STATE, "other", 2000), null);
  assert.equal(recall(storage, "t".repeat(32), "blog", 2000), null);
  assert.deepEqual(recall(storage, STATE, "blog", 2000), { verifier: "v", provider: "x", site: "blog", at: 1000, late: false });
  assert.equal(recall(storage, STATE, "blog", 2000), null);
});

test("a tab that comes back after ten minutes comes too late", () => {
  const entry = JSON.stringify({ verifier: "v", provider: "x", site: "blog", at: 0 });
  assert.equal(recall(tab({ [`rejoinder:login:${STATE}`]: entry }), STATE, "blog", 600_001)?.late, true);
});

test("browsers inside of apps are known, and common browsers are none", () => {
  const apps = ["Mozilla/5.0 (iPhone) Mobile [FBAN/FBIOS;FBAV/1]", "Mozilla/5.0 Instagram 300", "Mozilla/5.0 Safari Line/13.0", "Mozilla/5.0 (Linux; Android 14; wv) Chrome/120"];
  const browsers = [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
  ];
  for (const agent of apps) assert.equal(isInApp(agent), true, agent);
  for (const agent of browsers) assert.equal(isInApp(agent), false, agent);
});
