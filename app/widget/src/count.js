/**
 * `<rejoinder-count>`: how many comments a thread has. All counts of a page
 * and site that are known by the time the page is parsed share one request.
 * @import { ThreadId } from "./types"
 */
import { PLAIN, siteUrl } from "./base.js";
import { threadIdOf } from "./thread-id.js";

const MOST = 100;

/** @type {Map<string, Map<string, Set<CountElement>>>} site → query pair → elements */
const waiting = new Map();

/** @param {Iterable<[string, Set<CountElement>]>} group */
async function ask(/** @type {string} */ site, group) {
  const pairs = new Map(group);
  try {
    const response = await fetch(`${siteUrl(site)}/counts?${[...pairs.keys()].join("&")}`, PLAIN);
    const { counts } = await response.json();
    for (const [pair, elements] of pairs) {
      const count = counts[decodeURIComponent(pair.slice(pair.indexOf("=") + 1))] ?? 0;
      for (const element of elements) element.show(count);
    }
  } catch {
    // A count is an ornament: without an answer the element keeps what the page put in it.
  }
}

function flush() {
  for (const [site, pairs] of waiting) {
    const all = [...pairs];
    for (let at = 0; at < all.length; at += MOST) ask(site, all.slice(at, at + MOST));
  }
  waiting.clear();
}

function schedule() {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", flush, { once: true });
  else setTimeout(flush);
}

export class CountElement extends HTMLElement {
  static observedAttributes = ["site", "thread", "url"];

  connectedCallback() {
    const site = this.getAttribute("site");
    if (!site) return;
    /** @type {ThreadId} */
    const { thread, url } = threadIdOf(this);
    const pair = thread ? `thread=${encodeURIComponent(thread)}` : `url=${encodeURIComponent(url ?? "")}`;
    if (!waiting.size) schedule();
    const pairs = waiting.get(site) ?? new Map();
    waiting.set(site, pairs.set(pair, (pairs.get(pair) ?? new Set()).add(this)));
  }

  attributeChangedCallback() {
    if (this.isConnected) this.connectedCallback();
  }

  /** @param {number} count */
  show(count) {
    this.textContent = `${count} ${count === 1 ? "comment" : "comments"}`;
    this.dispatchEvent(new CustomEvent("rejoinder:count", { bubbles: true, composed: true, detail: { count } }));
  }
}
