/**
 * `<rejoinder-thread>` before anybody looks at it: decides when to load, then
 * asks for the thread's chunk and the first page of comments at once. What is
 * between its tags stays visible until the chunk has taken over.
 */
import { BASE, PLAIN, siteUrl } from "./base.js";
import { land } from "./landing.js";
import { threadIdOf } from "./thread-id.js";

/** Two thumb flicks away: near enough to be ready, far enough to cost nothing unread. */
const NEAR = "600px";

const sheet = new CSSStyleSheet();
sheet.replaceSync(
  ":host{display:block!important;min-height:var(--rejoinder-reserve,24em)}:host([hidden]){display:none!important}" +
    "button{font:inherit;padding:.5em 1em;cursor:pointer}",
);

/**
 * The preload carries the hash, so that a pinned entry pins its chunks as well.
 * @param {string} file
 * @param {string} integrity
 */
function chunk(file, integrity) {
  const href = `${BASE}embed/${file}`;
  const link = document.createElement("link");
  document.head.append(Object.assign(link, { rel: "modulepreload", crossOrigin: "anonymous", integrity, href }));
  link.remove();
  return import(href);
}

/** @type {Record<string, number>} */
const failed = {};

/**
 * A failed module is remembered by its address, so a second try needs another one.
 * @param {string} file
 * @param {string} integrity
 */
async function load(file, integrity) {
  try {
    return await chunk(file + (failed[file] ? `?${failed[file]}` : ""), integrity);
  } catch (error) {
    failed[file] = (failed[file] ?? 0) + 1;
    throw error;
  }
}

const writing = () => load(WRITING_FILE, WRITING_INTEGRITY);

const landed = land(BASE);

export class ThreadElement extends HTMLElement {
  static observedAttributes = ["site", "thread", "url", "sort", "loading", "lang", "heading-level"];

  /** @type {AbortController | undefined} */
  #life;

  connectedCallback() {
    this.#life?.abort();
    const life = (this.#life = new AbortController());
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.replaceChildren(document.createElement("slot"));
    if (!this.getAttribute("site")) {
      console.error('Rejoinder: <rejoinder-thread> needs its site attribute.');
      return;
    }
    const start = () => this.#start(life.signal);
    const loading = this.getAttribute("loading");
    if (landed || loading === "eager" || location.hash.startsWith("#comment-")) start();
    else if (loading === "click") this.#offer(root, start);
    else this.#whenNear(life.signal, start);
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#life = undefined;
  }

  /**
   * @param {string} _name
   * @param {string | null} before
   * @param {string | null} after
   */
  attributeChangedCallback(_name, before, after) {
    const life = this.#life;
    if (!life || before === after) return;
    life.abort();
    queueMicrotask(() => life === this.#life && this.isConnected && this.connectedCallback());
  }

  /**
   * @param {ShadowRoot} root
   * @param {() => void} start
   */
  #offer(root, start) {
    const button = document.createElement("button");
    button.textContent = "Show comments";
    button.addEventListener("click", start, { once: true });
    root.replaceChildren(button);
  }

  /**
   * @param {AbortSignal} signal
   * @param {() => void} start
   */
  #whenNear(signal, start) {
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        start();
      },
      { rootMargin: NEAR },
    );
    watch.observe(this);
    signal.addEventListener("abort", () => watch.disconnect());
  }

  /** @param {AbortSignal} signal */
  async #start(signal) {
    const root = /** @type {ShadowRoot} */ (this.shadowRoot);
    const site = /** @type {string} */ (this.getAttribute("site"));
    const id = threadIdOf(this);
    const sort = this.getAttribute("sort") || "oldest";
    const query = new URLSearchParams({ ...id, sort });
    const first = fetch(`${siteUrl(site)}/comments?${query}`, { ...PLAIN, signal });
    first.catch(() => {});
    const about = fetch(siteUrl(site), { ...PLAIN, signal });
    about.catch(() => {});
    try {
      const { mount } = await chunk(THREAD_FILE, THREAD_INTEGRITY);
      if (!signal.aborted) mount({ host: this, root, base: BASE, site, id, sort, first, about, landed, load, writing, signal });
    } catch (error) {
      if (signal.aborted) return;
      root.replaceChildren(document.createElement("slot"));
      console.error("Rejoinder: the comments could not be loaded.", error);
      const detail = { code: "load_failed", message: String(error) };
      this.dispatchEvent(new CustomEvent("rejoinder:error", { bubbles: true, composed: true, detail }));
    }
  }
}
