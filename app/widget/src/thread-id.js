/**
 * Which discussion an element means: its `thread` attribute, else its `url`,
 * else the page's canonical link when it stays on this origin, else the page
 * itself without its hash. Sent raw: only the server canonicalises.
 * @import { ThreadId } from "./types"
 */

/**
 * @param {{ thread?: string | null, url?: string | null }} given
 * @param {{ href: string, canonical?: string | null }} page
 * @returns {ThreadId}
 */
export function threadId(given, page) {
  if (given.thread) return { thread: given.thread };
  const here = new URL(page.href);
  const wanted = given.url || page.canonical;
  if (wanted && URL.canParse(wanted, here)) {
    const there = new URL(wanted, here);
    if (given.url || there.origin === here.origin) return { url: there.href };
  }
  here.hash = "";
  return { url: here.href };
}

/**
 * @param {Element} element
 * @returns {ThreadId}
 */
export function threadIdOf(element) {
  const link = document.querySelector("link[rel=canonical]");
  return threadId(
    { thread: element.getAttribute("thread"), url: element.getAttribute("url") },
    { href: location.href, canonical: link && link.getAttribute("href") },
  );
}
