/**
 * Which comments are the reader's own to change, and the buttons for it. What
 * he posted as a guest he proves by its edit token, what he posted while
 * logged in by the login.
 * @import { Comment, Scene } from "./types"
 */
import { isHeld } from "./comment.js";
import { button } from "./dom.js";
import { complain } from "./list.js";
import { memory } from "./memory.js";
import { stillOpen } from "./order.js";
import { edit, remove } from "./own.js";

/**
 * What proves that a comment is the reader's: its token, or "" for his login.
 * @param {Scene} scene
 * @param {Comment} comment
 * @returns {string | null} null when it is not his
 */
export function proof({ store, session }, { id }) {
  const token = memory(store).own()[id]?.token;
  return token || (session?.account && (token === "" || session.mine.has(id)) ? "" : null);
}

/**
 * @param {Scene} scene
 * @param {Comment} comment
 * @returns {HTMLElement[] | null} null when it is somebody else's, to whom more is offered
 */
export function ownActions(scene, comment) {
  const token = proof(scene, comment);
  if (token === null) return isHeld(comment) || scene.reported.has(comment.id) ? [] : null;
  if (!stillOpen(comment, scene.site.limits.edit_window, Date.now())) return [];
  const act = (/** @type {typeof edit} */ verb) => async (/** @type {Event} */ event) => {
    const row = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (event.currentTarget).parentElement);
    try {
      await verb({ scene, comment, token, row });
    } catch (error) {
      complain(row, scene.explain(error));
    }
  };
  return [
    button(scene.t("edit"), act(edit), { part: "button quiet" }),
    button(scene.t("delete"), act(async (own) => remove(own)), { part: "button quiet" }),
  ];
}

/**
 * Asks for what only its author may see, and only if there is such an author here.
 * @param {Scene} scene
 * @returns {Promise<Comment[]>}
 */
export async function ownHeld({ store, session, thread, writes }) {
  const tokens = Object.values(memory(store).own()).filter((own) => own.token && own.thread === thread.key).map(({ token }) => token);
  const asked = [];
  if (tokens.length) asked.push(writes.own(thread.key, tokens.join(", ")));
  if (session?.account) asked.push(accountsHeld(session, writes.own(thread.key, "")));
  const answers = await Promise.allSettled(asked);
  return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value.comments : [])).filter(isHeld);
}

/**
 * @param {NonNullable<Scene["session"]>} session
 * @param {Promise<{ comments: Comment[] }>} answer
 */
async function accountsHeld(session, answer) {
  const page = await answer;
  for (const { id } of page.comments) session.mine.add(id);
  return page;
}
