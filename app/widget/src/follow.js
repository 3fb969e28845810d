/**
 * Deep links: brings the comment that the page's hash names onto the screen,
 * on whatever page of the list or below whatever "Show more" it is.
 * @import { Api } from "./api.js"
 * @import { Comment } from "./types"
 */

/**
 * @typedef {object} Walk
 * @property {Api} api
 * @property {(id: string) => boolean} has
 * @property {() => Promise<boolean>} turn loads one more page; false when there is none
 * @property {(root: string) => Promise<boolean>} unfold loads more replies; false when there are none
 */

/**
 * @param {string} id
 * @param {Walk} walk
 * @returns {Promise<boolean>} whether it is on the screen now
 */
export async function reach(id, { api, has, turn, unfold }) {
  if (has(id)) return true;
  let root = /** @type {Comment} */ (await api.comment(id));
  while (root.parent_id) root = await api.comment(root.parent_id);
  while (!has(root.id)) if (!(await turn())) return false;
  while (!has(id)) if (!(await unfold(root.id))) return false;
  return true;
}
