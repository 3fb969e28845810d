/** The weight we promise (DESIGN.md section 7), in bytes after gzip -9; exits with 1 above it. */
import { gzipSync } from "node:zlib";
import { bundle, files } from "./build.mjs";

const weigh = (...parts) => parts.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0);

/** @returns {Promise<[what: string, bytes: number, most: number][]>} */
export async function weights() {
  const built = await files();
  const chunk = (start) => [...built].find(([name]) => name.startsWith(start))[1];
  return [
    ["entry (embed.js)", weigh(built.get("embed.js")), 3 * 1024],
    ["whole thread (entry, chunk, styles, English)", weigh(built.get("embed.js"), chunk("thread.")), 12 * 1024],
    ["writing (form, preview, identity)", weigh(chunk("writing.")), 10 * 1024],
    ["report", weigh(chunk("report.")), 2 * 1024],
    ["sign-in", weigh(chunk("signin.")), 4 * 1024],
    ["moderate", weigh(chunk("moderate.")), 4 * 1024],
    ["count alone", weigh(await bundle("count.js")), 1024],
  ];
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const [what, bytes, most] of await weights()) {
    console.log(`${what}: ${bytes} of ${most} bytes gzip`);
    if (bytes > most) process.exitCode = 1;
  }
}
