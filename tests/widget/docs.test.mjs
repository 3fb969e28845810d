/** docs/widget.md names exactly what the code has. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";

const ROOT = new URL("../../", import.meta.url);
const doc = await readFile(new URL("docs/widget.md", ROOT), "utf8");

async function sources(folder, end) {
  const names = (await readdir(new URL(folder, ROOT))).filter((name) => name.endsWith(end));
  return (await Promise.all(names.map((name) => readFile(new URL(folder + name, ROOT), "utf8")))).join("\n");
}

const code = await sources("app/widget/src/", ".js");
const styles = await sources("app/widget/src/styles/", ".css");

/** The words in backticks that begin a table's rows below a heading. */
function documented(heading) {
  const section = doc.split(`## ${heading}\n`)[1].split("\n## ")[0];
  const cells = section.split("\n").filter((line) => line.startsWith("| `")).map((line) => line.split("|")[1]);
  return new Set(cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word)));
}

const found = (text, pattern) => new Set([...text.matchAll(pattern)].map(([, word]) => word));
const same = (have, want) => assert.deepEqual([...have].sort(), [...want].sort());

test("every attribute that the element reads is documented, and no other", () => {
  const observed = /class ThreadElement[^]*?observedAttributes = \[(.*?)\]/.exec(code)[1];
  const read = found(code, /(?:host|this|element)\.getAttribute\("([\w-]+)"\)/g);
  const own = new Set([...found(observed, /"([\w-]+)"/g), ...read, "dir"]);
  same(documented("Attributes"), own);
});

test("every event is documented, and no other", () => {
  const fired = [...found(code, /fire\("(\w+)"/g)].map((name) => `rejoinder:${name}`);
  same(documented("Events"), new Set([...fired, ...found(code, /CustomEvent\("(rejoinder:\w+)"/g)]));
});

test("every variable is documented, and no other", () => {
  same(documented("Variables"), found(styles + code, /(--rejoinder-[\w-]+)/g));
});

test("every part is documented, and no other", () => {
  const parts = [...found(code, /part: ["`]([^"`]+)["`]/g)].flatMap((names) => names.split(" "));
  const named = new Set(parts.filter((name) => !name.includes("$") && !name.includes("{")));
  same(documented("Parts"), named);
});
