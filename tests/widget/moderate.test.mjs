/** Those who moderate on a page read the service's own words for why a comment waits. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { landing } from "../../app/widget/src/landing.js";
import { take } from "../../app/widget/src/take.js";

const ROOT = new URL("../../", import.meta.url);
const rules = await readFile(new URL("app/domain/moderation.py", ROOT), "utf8");
const { default: words } = await import(new URL("app/widget/src/messages/en-moderate.js", ROOT));

test("the reasons are the service's, in its words", () => {
  const values = new Map([...rules.matchAll(/^ {4}([A-Z_]+) = "(\w+)"/gm)].map(([, name, value]) => [name, value]));
  const said = [...rules.matchAll(/HoldReason\.([A-Z_]+): "([^"]+)"/g)].map(([, name, text]) => [`why.${values.get(name)}`, text]);
  const ours = Object.entries(words).filter(([key]) => key.startsWith("why."));
  assert.ok(said.length > 5);
  assert.deepEqual(ours.sort(), said.sort());
});

test("every verb has a button and a sentence, and the service knows it", () => {
  const verbs = [.../class Verb.*?(?=\n@)/s.exec(rules)[0].matchAll(/ = "(\w+)"/g)].map(([, verb]) => verb);
  const buttons = Object.keys(words).filter((key) => key.startsWith("do.")).map((key) => key.slice(3));
  assert.deepEqual([...buttons, "restore"].sort(), verbs.sort());
  for (const verb of buttons) assert.ok(words[`did.${verb}`], verb);
});

test("a moderator's own fragment is no answer of a login", () => {
  assert.equal(landing("#rejoinder-moderate"), null);
});

/** Enough of a list for `take`: entries by id, whose replies may hold articles. */
function listOf(...comments) {
  const entries = new Map();
  const redrawn = [];
  for (const comment of comments) {
    const item = { removed: false, remove: () => (item.removed = true), nextElementSibling: null, previousElementSibling: null };
    const replies = { querySelector: () => comments.find((other) => other.parent_id === comment.id && entries.has(other.id)) ?? null };
    entries.set(comment.id, { comment, item, replies, article: comment.id });
  }
  return { entries, redrawn, get: (id) => entries.get(id), redraw: (comment) => redrawn.push(comment) };
}

test("what has replies leaves a tombstone, and the last reply takes it along", () => {
  const root = { id: "root", parent_id: null };
  const reply = { id: "reply", parent_id: "root" };
  const list = listOf(root, reply);
  assert.equal(take(list, root), "root");
  assert.equal(list.redrawn[0].deleted, true);
  root.deleted = true;
  take(list, reply);
  assert.deepEqual([...list.entries.keys()], []);
});
