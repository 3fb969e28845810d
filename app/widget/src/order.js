/**
 * Where things go in a flat pre-order list.
 * @import { Comment } from "./types"
 */

/**
 * Whether the author may still change a comment, `window` seconds after posting.
 * @param {Pick<Comment, "created_at">} comment
 * @param {number} window
 * @param {number} now in milliseconds
 */
export const stillOpen = (comment, window, now) => Date.parse(comment.created_at) + window * 1000 > now;

/**
 * A new root goes last where the oldest come first, else on top.
 * @param {string} sort
 */
export const newRootsGoLast = (sort) => sort === "oldest";

/**
 * The id in a page's hash, or null for every hash that is not ours.
 * @param {string} hash
 */
export const linkedId = (hash) => /^#comment-([\w-]+)$/.exec(hash)?.[1] ?? null;

/**
 * How many replies "Show more" would bring: all below the root, less those here.
 * @param {number} all
 * @param {number} here
 */
export const missing = (all, here) => Math.max(1, all - here);
