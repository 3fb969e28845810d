/**
 * What becomes of the list when a comment is seen no more.
 * @import { List } from "./list.js"
 * @import { Comment } from "./types"
 */

/**
 * With replies below it a tombstone stays; without, it goes, and with it
 * every tombstone above that it was the last reply of.
 * @param {List} list
 * @param {Comment} comment
 * @returns {HTMLElement | null} what to read next
 */
export function take(list, comment) {
  const entry = list.get(comment.id);
  if (!entry) return null;
  if (entry.replies.querySelector("article")) {
    list.redraw({ ...comment, deleted: true, author: null, html: "" });
    return entry.article;
  }
  const next = entry.item.nextElementSibling ?? entry.item.previousElementSibling;
  const parent = list.get(comment.parent_id);
  entry.item.remove();
  list.entries.delete(comment.id);
  if (parent?.comment.deleted && !parent.replies.querySelector("article")) return take(list, parent.comment);
  return next?.querySelector("article") ?? parent?.article ?? null;
}
