/**
 * Which comments are the reader's own to change, and the buttons for it.
 * @import { Comment, Scene } from "./types"
 */
import { isHeld } from "./comment.js";
import { button } from "./dom.js";
import { complain } from "./list.js";
import { stillOpen } from "./order.js";

/**
 * @typedef {object} Outcome
 * @property {(comment: Comment) => HTMLElement | undefined} changed draws it anew, returns its article
 * @property {(comment: Comment) => void} deleted
 */

/**
 * @param {Scene} scene
 * @param {Comment} comment
 * @param {Outcome} outcome
 * @returns {HTMLElement[]} nothing when it is not his, or too late
 */
export function ownActions(scene, comment, outcome) {
  const token = scene.store.own()[comment.id]?.token;
  if (!token || !stillOpen(comment, scene.site.limits.edit_window, Date.now())) return [];
  const act = (/** @type {"edit" | "remove"} */ verb) => async (/** @type {Event} */ event) => {
    const row = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (event.currentTarget).parentElement);
    try {
      await (await scene.writing())[verb]({ scene, comment, token, outcome, row });
    } catch (error) {
      complain(row, scene.explain(error));
    }
  };
  return /** @type {const} */ (["edit", "remove"]).map((verb) =>
    button(scene.t(verb === "edit" ? "edit" : "delete"), act(verb), { part: "button quiet" }),
  );
}

/**
 * Asks for what only its author may see, and only if there is such an author here.
 * @param {Scene} scene
 * @returns {Promise<Comment[]>}
 */
export async function ownHeld({ store, thread, api }) {
  const mine = Object.values(store.own()).filter((own) => own.thread === thread.key);
  if (!mine.length) return [];
  const { comments } = await api.own(thread.key, mine.map(({ token }) => token));
  return comments.filter(isHeld);
}
