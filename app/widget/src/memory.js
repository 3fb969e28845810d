/**
 * What this browser is given to remember by those who write: the draft, the
 * tokens of own comments, and, if asked to, who they are.
 * @import { Store } from "./store.js"
 */

/** @typedef {{ name: string, email: string, url: string }} Guest */

/**
 * The token is "" for a comment that was posted while logged in.
 * @typedef {{ token: string, thread: string, at: number }} Own
 */

const YEAR = 365 * 86_400_000;
const MOST_OWN = 50;

/** @param {Store} store */
export function memory({ read, write }) {
  /** @returns {Record<string, Own>} by comment id */
  const own = () => read("own") ?? {};

  /** @param {[string, Own][]} all */
  const keepOwn = (all) => void write("own", all.length ? Object.fromEntries(all.slice(-MOST_OWN)) : null);

  return {
    own,
    /**
     * @param {string} id
     * @param {Own | null} mine
     */
    setOwn(id, mine) {
      const others = Object.entries(own()).filter(([other]) => other !== id);
      keepOwn(mine ? [...others, [id, mine]] : others);
    },
    /** After a login's end nothing says any more which comments were the account's. */
    forgetAccount: () => keepOwn(Object.entries(own()).filter(([, { token }]) => token)),
    /** @returns {Guest | null} */
    guest() {
      const kept = read("guest");
      return kept && kept.at > Date.now() - YEAR ? kept : null;
    },
    /** @param {Guest | null} guest */
    remember: (guest) => write("guest", guest && { ...guest, at: Date.now() }),
    /**
     * @param {string} thread
     * @returns {{ body: string, parent: string | null } | null}
     */
    draft: (thread) => read(`draft:${thread}`),
    /**
     * @param {string} thread
     * @param {string} body
     * @param {string | null} parent
     * @returns {boolean} whether the browser kept it
     */
    keep: (thread, body, parent) => write(`draft:${thread}`, body.trim() ? { body, parent } : null),
  };
}
