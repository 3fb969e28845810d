/**
 * What this browser is given to remember by those who write: the draft, and,
 * if asked to, who they are.
 * @import { Store } from "./store.js"
 */

/** @typedef {{ name: string, email: string, url: string }} Guest */

const YEAR = 365 * 86_400_000;

/** @param {Store} store */
export const memory = ({ read, write }) => ({
  /** @returns {Guest | null} */
  guest() {
    const kept = read("guest");
    return kept && kept.at > Date.now() - YEAR ? kept : null;
  },
  /** @param {Guest | null} guest */
  remember: (guest) => write("guest", guest && { ...guest, at: Date.now() }),
  /**
   * @param {string} thread
   * @param {string} body
   * @param {string | null} parent
   * @returns {boolean} whether the browser kept it
   */
  keep: (thread, body, parent) => write(`draft:${thread}`, body.trim() ? { body, parent } : null),
});
