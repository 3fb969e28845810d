/**
 * What this browser remembers for one site, and only after the reader acted;
 * memory.js says what. Both methods survive a browser that refuses to store.
 */

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

  return { read, write };
}

/** @typedef {ReturnType<typeof store>} Store */
