/**
 * What becomes of the list when this reader posts, edits or deletes.
 * @import { Comment, Scene } from "./types"
 */
import { isHeld } from "./comment.js";
import { light } from "./list.js";
import { memory } from "./memory.js";
import { take } from "./take.js";

/**
 * @param {Scene} scene
 * @param {Comment} comment
 */
export function posted(scene, comment) {
  const { store, thread, view, say, t, fire } = scene;
  const { edit_token: token = "", id, status } = comment;
  if (token || scene.session?.account) memory(store).setOwn(id, { token, thread: thread.key, at: Date.now() });
  const held = isHeld(comment);
  if (!held) view.count(1);
  say(t(held ? "pending" : "posted"));
  light(view.add(comment));
  fire("posted", { id, status: status ?? "approved" });
}

/**
 * Its author edited it.
 * @param {Scene} scene
 * @param {Comment} comment
 * @returns {HTMLElement | undefined}
 */
export function changed({ view }, comment) {
  const held = view.list?.get(comment.id)?.comment;
  if (held && isHeld(held) !== isHeld(comment)) view.count(isHeld(comment) ? -1 : 1);
  view.list?.redraw({ ...held, ...comment });
  return view.list?.get(comment.id)?.article;
}

/**
 * Its author deleted it.
 * @param {Scene} scene
 * @param {Comment} comment
 */
export function deleted(scene, comment) {
  const { list, box, none, frame } = scene.view;
  if (!list) return;
  const item = list.get(comment.id)?.item;
  if (item) box?.composer?.rescue(item);
  const next = take(list, comment);
  if (!isHeld(comment)) scene.view.count(-1);
  if (none) none.hidden = list.entries.size > 0;
  (next ?? frame.heading).focus();
  scene.fire("deleted", { id: comment.id });
}
