/**
 * Builds dist/: the thread's chunk first, then those that take from it, each
 * with the name and hash of the one that it asks for, the entry last; and a
 * manifest of it all. The same sources give the same bytes.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));

/** Style sheets come in as minified strings. */
const styles = {
  name: "styles",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** Modules of the thread's chunk that the later chunks take from there instead of carrying them again. */
const SHARED = ["api.js", "avatar.js", "box.js", "comment.js", "dom.js", "field.js", "list.js", "sanitize.js", "style.js"];

/** @param {string} file the thread's chunk */
const borrowing = (file) => ({
  name: "borrowing",
  setup(builder) {
    builder.onResolve({ filter: /^\.\/\w+\.js$/ }, ({ path }) => (SHARED.includes(path.slice(2)) ? { path: `./${file}`, external: true } : null));
  },
});

/** @param {string} entry @param {Record<string, string>} [define] @param {import("esbuild").Plugin[]} [plugins] */
export async function bundle(entry, define = {}, plugins = []) {
  const { outputFiles } = await build({
    entryPoints: [join(HERE, "src", entry)],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    mangleProps: /^_[a-z]/,
    define,
    plugins: [styles, ...plugins],
    absWorkingDir: HERE,
  });
  return outputFiles[0].contents;
}

const sha = (bytes, algorithm, encoding) => createHash(algorithm).update(bytes).digest(encoding);
const integrity = (bytes) => `sha384-${sha(bytes, "sha384", "base64")}`;
const named = (name, bytes) => `${name}.${sha(bytes, "sha256", "hex").slice(0, 12)}.js`;

/** @returns {Promise<Map<string, Uint8Array>>} file name → bytes */
export async function files() {
  const thread = await bundle("chunk.js");
  const threadFile = named("thread", thread);
  const borrowed = [borrowing(threadFile)];
  const moderate = await bundle("moderate.js", {}, borrowed);
  const moderateFile = named("moderate", moderate);
  const more = { MODERATE_FILE: JSON.stringify(moderateFile), MODERATE_INTEGRITY: JSON.stringify(integrity(moderate)) };
  const signin = await bundle("signin.js", more, borrowed);
  const signinFile = named("signin", signin);
  const report = await bundle("report.js", {}, borrowed);
  const reportFile = named("report", report);
  const known = {
    REPORT_FILE: JSON.stringify(reportFile),
    REPORT_INTEGRITY: JSON.stringify(integrity(report)),
    SIGNIN_FILE: JSON.stringify(signinFile),
    SIGNIN_INTEGRITY: JSON.stringify(integrity(signin)),
  };
  const writing = await bundle("writing.js", known, borrowed);
  const writingFile = named("writing", writing);
  const entry = await bundle("embed.js", {
    THREAD_FILE: JSON.stringify(threadFile),
    THREAD_INTEGRITY: JSON.stringify(integrity(thread)),
    WRITING_FILE: JSON.stringify(writingFile),
    WRITING_INTEGRITY: JSON.stringify(integrity(writing)),
  });
  const entryFile = named("embed", entry);
  const all = new Map([["embed.js", entry], [entryFile, entry], [threadFile, thread], [writingFile, writing], [signinFile, signin], [moderateFile, moderate], [reportFile, report]]);
  const describe = (bytes) => ({ bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, integrity: integrity(bytes) });
  const manifest = {
    entry: entryFile,
    thread: threadFile,
    writing: writingFile,
    signin: signinFile,
    moderate: moderateFile,
    report: reportFile,
    files: Object.fromEntries([...all].map(([name, bytes]) => [name, describe(bytes)])),
  };
  return all.set("manifest.json", new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dist = join(HERE, "dist");
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist);
  for (const [name, bytes] of await files()) await writeFile(join(dist, name), bytes);
}
