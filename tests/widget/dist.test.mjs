/** What is committed under dist/ is what the sources give, and it weighs what we promised. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { files } from "../../app/widget/build.mjs";
import { weights } from "../../app/widget/size.mjs";

const DIST = new URL("../../app/widget/dist/", import.meta.url);

test("dist/ holds the sources' build, byte for byte; else run `npm run build` in app/widget", async () => {
  const built = await files();
  assert.deepEqual((await readdir(DIST)).sort(), [...built.keys()].sort());
  for (const [name, bytes] of built) assert.ok(Buffer.compare(await readFile(new URL(name, DIST)), bytes) === 0, name);
});

test("the widget stays within its weight", async () => {
  for (const [what, bytes, most] of await weights()) assert.ok(bytes <= most, `${what}: ${bytes} of ${most} bytes`);
});

test("the manifest's hashes are those of the files", async () => {
  const manifest = JSON.parse(await readFile(new URL("manifest.json", DIST), "utf8"));
  for (const [name, { bytes, integrity }] of Object.entries(manifest.files)) {
    const content = await readFile(new URL(name, DIST));
    assert.equal(content.length, bytes);
    assert.equal(integrity, `sha384-${createHash("sha384").update(content).digest("base64")}`);
  }
});

test("each file names the chunks it asks for by their hashes, so a pinned entry pins them all", async () => {
  const manifest = JSON.parse(await readFile(new URL("manifest.json", DIST), "utf8"));
  const pairs = [["embed.js", manifest.thread], ["embed.js", manifest.writing], [manifest.writing, manifest.signin], [manifest.writing, manifest.report], [manifest.signin, manifest.moderate]];
  for (const [from, name] of pairs) {
    const text = await readFile(new URL(from, DIST), "utf8");
    assert.ok(text.includes(name));
    assert.ok(text.includes(manifest.files[name].integrity));
  }
});

test("no chunk writes markup as a string or keeps a style attribute", async () => {
  for (const name of await readdir(DIST)) {
    const text = await readFile(new URL(name, DIST), "utf8");
    for (const banned of ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "document.cookie"]) {
      assert.ok(!text.includes(banned), `${name} uses ${banned}`);
    }
  }
});

test("no message goes out to whoever happens to listen, and no window is asked whether it is closed", async () => {
  for (const name of await readdir(DIST)) {
    const text = await readFile(new URL(name, DIST), "utf8");
    assert.ok(!/postMessage\([^)]*["'`]\*["'`]/.test(text), name);
    assert.ok(!/\.closed\b(?!["'])/.test(text), name);
  }
});
