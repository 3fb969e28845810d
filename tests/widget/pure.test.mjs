/** The widget's pure parts: identity, rules, times, names, plurals. */
import assert from "node:assert/strict";
import { test } from "node:test";

const SRC = "../../app/widget/src";
const { hue, initials } = await import(`${SRC}/avatar.js`);
const { linkedId, missing, newRootsGoLast, stillOpen } = await import(`${SRC}/order.js`);
const { completeUrl, faults, lengthOf } = await import(`${SRC}/rules.js`);
const { threadId } = await import(`${SRC}/thread-id.js`);
const { clock, elapsed } = await import(`${SRC}/time.js`);
const { choose, translator } = await import(`${SRC}/translate.js`);
const { serviceBase } = await import(`${SRC}/base.js`);

const LIMITS = { body: 20, name: 5, email: 20, url: 40, depth: 4, edit_window: 900 };
const SITE = { required_fields: ["name", "email"], limits: LIMITS };
const entry = (body, author = {}) => ({ body, author: { name: "Ada", email: "a@example.org", url: "", ...author } });

test("a thread is its key, else its url, else the page's canonical link, else the page", () => {
  const page = { href: "https://blog.example/a?x=1#top", canonical: "/canonical" };
  assert.deepEqual(threadId({ thread: "k", url: "/u" }, page), { thread: "k" });
  assert.deepEqual(threadId({ url: "/u" }, page), { url: "https://blog.example/u" });
  assert.deepEqual(threadId({}, page), { url: "https://blog.example/canonical" });
  assert.deepEqual(threadId({}, { href: page.href }), { url: "https://blog.example/a?x=1" });
});

test("a canonical link to another origin says nothing about this page", () => {
  const page = { href: "https://blog.example/a", canonical: "https://else.example/a" };
  assert.deepEqual(threadId({}, page), { url: "https://blog.example/a" });
});

test("the service is where the script came from, whichever of its names was used", () => {
  assert.equal(serviceBase("https://c.example/embed.js"), "https://c.example/");
  assert.equal(serviceBase("https://c.example/sub/embed.js?v=2"), "https://c.example/sub/");
  assert.equal(serviceBase("https://c.example/embed/embed.0a1b2c3d4e5f.js"), "https://c.example/");
});

test("all faults are found at once, in the order of the fields", () => {
  const found = faults({ body: " \n", author: { name: "", email: "no", url: "ftp://x" } }, SITE);
  assert.deepEqual(found.map(([field]) => field), ["body", "author.email", "author.name", "author.url"]);
});

test("a good entry has no fault, and nothing but the text is asked for where the site asks for nothing", () => {
  assert.deepEqual(faults(entry("Hello"), SITE), []);
  assert.deepEqual(faults(entry("Hello", { name: "", email: "" }), { ...SITE, required_fields: [] }), []);
});

test("lengths are code points after NFC, as the server counts them", () => {
  assert.equal(lengthOf("👍🏽"), 2);
  assert.equal(lengthOf("e\u0301"), 1);
  assert.deepEqual(faults(entry("👍".repeat(21)), SITE), [["body", "bad.long", 1]]);
});

test("a bare host gets a scheme, everything else stays as it is", () => {
  assert.equal(completeUrl("example.org/x"), "https://example.org/x");
  assert.equal(completeUrl("http://example.org"), "http://example.org");
  assert.equal(completeUrl("javascript:alert(1)"), "javascript:alert(1)");
  assert.equal(completeUrl("mailto:a@b.c"), "mailto:a@b.c");
});

test("a website that is no web address is a fault", () => {
  for (const url of ["javascript:alert(1)", "ftp://example.org", "http://", "data:text/html,x"]) {
    assert.deepEqual(faults(entry("x", { url }), SITE), [["author.url", "bad.author.url"]], url);
  }
});

test("elapsed time is the largest whole unit, and never in the future", () => {
  assert.equal(elapsed(-30), null);
  assert.equal(elapsed(59), null);
  assert.deepEqual(elapsed(60), [-1, "minute"]);
  assert.deepEqual(elapsed(3 * 86_400), [-3, "day"]);
  assert.deepEqual(elapsed(2 * 31_557_600), [-2, "year"]);
});

test("times are said in words, with the exact moment at hand", () => {
  const times = clock("en", "just now");
  assert.equal(times.ago(new Date().toISOString()), "just now");
  assert.equal(times.ago(new Date(Date.now() - 7_300_000).toISOString()), "2 hours ago");
  assert.match(times.exact("2026-01-02T03:04:00Z"), /January \d, 2026/);
});

test("initials are the first letters of the first and the last word, in any script", () => {
  assert.equal(initials("Ada King Lovelace"), "AL");
  assert.equal(initials("  o'neil "), "O");
  assert.equal(initials("李小龙"), "李");
  assert.equal(initials("محمد علي"), "مع");
  assert.equal(initials("👻 !!"), "");
});

test("a name keeps its hue, and hues lie on the wheel", () => {
  assert.equal(hue("Ada"), hue(" ada "));
  for (const name of ["", "a", "日本", "x".repeat(10_000)]) assert.ok(hue(name) >= 0 && hue(name) < 360);
});

test("counts use the language's plural", () => {
  const t = translator(...choose(["en"]));
  assert.equal(t("comments", { count: 1 }), "1 Comment");
  assert.equal(t("comments", { count: 1200 }), "1,200 Comments");
});

test("a text put into a message is not read as one", () => {
  const t = translator(...choose(["en"]));
  t.learn({ "form.to": "Leave a Reply to {name}" });
  assert.equal(t("form.to", { name: "{name} # $&" }), "Leave a Reply to {name} # $&");
});

test("the first wanted language that there is wins, and broken tags do no harm", () => {
  assert.equal(choose([null, "xx", "en-GB", "en"])[1], "en-gb");
  assert.equal(choose(["en_US!"])[1], "en");
  assert.equal(choose(["constructor", "__proto__"])[1], "en");
  assert.equal(choose([])[1], "en");
});

test("only our own hashes name a comment", () => {
  assert.equal(linkedId("#comment-01a2-b_c"), "01a2-b_c");
  for (const hash of ["", "#comments", "#comment-", "#comment-a/b", "#x-comment-1"]) assert.equal(linkedId(hash), null);
});

test("an own comment can be changed until its window closes", () => {
  const posted = { created_at: "2026-01-01T00:00:00Z" };
  const at = Date.parse(posted.created_at);
  assert.equal(stillOpen(posted, 900, at + 899_000), true);
  assert.equal(stillOpen(posted, 900, at + 900_000), false);
});

test("new roots stand where their sort would put them", () => {
  assert.equal(newRootsGoLast("oldest"), true);
  assert.equal(newRootsGoLast("newest"), false);
  assert.equal(missing(3, 9), 1);
});
