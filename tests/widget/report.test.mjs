/** The form for reporting knows what the service knows: its reasons, their words, its limit. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const ROOT = new URL("../../", import.meta.url);
const read = (path) => readFile(new URL(path, ROOT), "utf8");
const rules = await read("app/domain/report.py");
const form = await read("app/widget/src/report.js");
const { default: words } = await import(new URL("app/widget/src/messages/en-report.js", ROOT));

test("the reasons are the service's, in its order and its words", () => {
  const values = new Map([...rules.matchAll(/^ {4}([A-Z_]+) = "(\w+)"$/gm)].map(([, name, value]) => [name, value]));
  const labels = [...rules.matchAll(/ReportReason\.([A-Z_]+): "([^"]+)"/g)].map(([, name, label]) => [values.get(name), label]);
  const offered = [.../REASONS = .*?\[(.*?)\]/.exec(form)[1].matchAll(/"(\w+)"/g)].map(([, value]) => value);
  assert.ok(labels.length > 1);
  assert.deepEqual(offered.map((value) => [value, words[`report.${value}`]]), labels);
});

test("a note may be as long as the service takes it", () => {
  assert.equal(/const NOTE = (\d+);/.exec(form)[1], /NOTE_LENGTH = (\d+)/.exec(rules)[1]);
});
