/**
 * What this browser remembers for one site, and only after the reader acted:
 * here drafts and the tokens of own comments, in memory.js who he is.
 * Every method survives a browser that refuses to store.
 */

/** @typedef {{ token: string, thread: string, at: number }} Own */

const MOST_OWN = 50;

/** @param {string} scope the service and the site */
export function store(scope) {
  const at = (/** @type {string} */ name) => `rejoinder:${scope}:${name}`;

  /** @param {string} name */
  function read(name) {
    try {
      return JSON.parse(localStorage.getItem(at(name)) ?? "null");
    } catch {
      return null;
    }
  }

  /**
   * @param {string} name
   * @param {unknown} value null forgets it
   * @returns {boolean} whether the browser kept it
   */
  function write(name, value) {
    try {
      if (value === null) localStorage.removeItem(at(name));
      else localStorage.setItem(at(name), JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }

  return {
    read,
    write,
    /**
     * @param {string} thread
     * @returns {{ body: string, parent: string | null } | null}
     */
    draft: (thread) => read(`draft:${thread}`),
    /** @returns {Record<string, Own>} by comment id */
    own: () => read("own") ?? {},
    /**
     * @param {string} id
     * @param {Own | null} own
     */
    setOwn(id, own) {
      const all = /** @type {Record<string, Own>} */ (read("own") ?? {});
      delete all[id];
      if (own) all[id] = own;
      write("own", Object.fromEntries(Object.entries(all).slice(-MOST_OWN)));
    },
  };
}

/** @typedef {ReturnType<typeof store>} Store */
