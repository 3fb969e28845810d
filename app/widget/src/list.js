/**
 * The comments on the page as nested lists, built from flat pre-order and
 * kept true while comments come, change and go.
 * @import { Comment, Scene } from "./types"
 */
import { button, h } from "./dom.js";
import { missing } from "./order.js";

/** A slice of work that leaves the page room for the reader's next key, in milliseconds. */
const SLICE = 8;

/** @typedef {{ comment: Comment, item: HTMLElement, article: HTMLElement, replies: HTMLElement, more: HTMLElement | null }} Entry */

/**
 * Says among some buttons why one of them did not do its work.
 * @param {HTMLElement} row
 * @param {string} text
 */
export function complain(row, text) {
  row.querySelector("[role=alert]")?.remove();
  row.append(h("p", { part: "error", role: "alert" }, text));
}

/**
 * Brings a comment on the screen, lit for a moment, with the focus on it.
 * @param {HTMLElement} article
 */
export function light(article) {
  article.classList.add("lit");
  article.scrollIntoView({ block: "nearest" });
  article.focus({ preventScroll: true });
}

const pause = () => new Promise((resume) => setTimeout(resume));

export class List {
  /**
   * @param {Scene} scene
   * @param {(comment: Comment) => HTMLElement} draw
   */
  constructor(scene, draw) {
    this._scene = scene;
    this._draw = draw;
    this.entries = /** @type {Map<string, Entry>} */ (new Map());
    this.element = h("ol", { part: "list", role: "list" });
  }

  /** @param {string | null} id */
  get(id) {
    return this.entries.get(id ?? "");
  }

  /**
   * In slices, so that no long thread freezes the page.
   * @param {Comment[]} comments in pre-order
   */
  async append(comments) {
    let until = performance.now() + SLICE;
    for (const comment of comments) {
      this.put(comment, true);
      if (performance.now() < until) continue;
      await pause();
      if (this._scene.signal.aborted) return;
      until = performance.now() + SLICE;
    }
    for (const { id, replies_next: cursor } of comments) {
      const entry = this.get(id);
      if (entry && cursor) this._offer(entry, cursor);
    }
  }

  /**
   * Adds a comment, or draws it anew; one that is there already moves only if told to.
   * @param {Comment} comment
   * @param {boolean} last whether it belongs after its siblings, or before
   * @param {boolean} [move]
   * @returns {Entry}
   */
  put(comment, last, move = last) {
    const known = this.entries.get(comment.id);
    const entry = known ?? this._make(comment);
    if (known) this.redraw(comment);
    if (!known || move) {
      const place = this.get(comment.parent_id)?.replies ?? this.element;
      if (last) place.append(entry.item);
      else place.prepend(entry.item);
    }
    return entry;
  }

  /** @param {Comment} comment @returns {Entry} */
  _make(comment) {
    const article = this._draw(comment);
    const replies = h("ol", { part: "replies", role: "list" });
    const item = h("li", {}, article, replies);
    const entry = { comment, item, article, replies, more: null };
    this.entries.set(comment.id, entry);
    return entry;
  }

  /** @param {Comment} comment */
  redraw(comment) {
    const entry = this.get(comment.id);
    if (!entry) return;
    entry.comment = comment;
    const article = this._draw(comment);
    entry.article.replaceWith(article);
    entry.article = article;
  }

  /**
   * @param {Entry} entry a root
   * @param {string} cursor
   */
  _offer(entry, cursor) {
    entry.more?.remove();
    const here = entry.replies.querySelectorAll("article").length;
    const count = missing(entry.comment.reply_count, here);
    const more = button(this._scene.t("replies.more", { count }), () => this.moreReplies(entry.comment.id), { part: "button quiet more" });
    entry.more = h("div", {}, more);
    entry.comment.replies_next = cursor;
    entry.item.append(entry.more);
  }

  /**
   * @param {string} id of a root
   * @param {boolean} [quiet] leave the focus alone
   * @returns {Promise<boolean>} whether any came
   */
  async moreReplies(id, quiet = false) {
    const entry = this.get(id);
    const cursor = entry?.comment.replies_next;
    if (!entry || !cursor) return false;
    const { api, say, t, explain } = this._scene;
    try {
      const { comments, next } = await api.replies(id, cursor);
      const fresh = comments.find((comment) => !this.get(comment.id));
      await this.append(comments);
      entry.more?.remove();
      entry.more = null;
      entry.comment.replies_next = next;
      if (next) this._offer(entry, next);
      if (quiet) return comments.length > 0;
      say(t("added", { count: comments.length }));
      this.get(fresh?.id ?? null)?.article.focus();
      return true;
    } catch (error) {
      if (entry.more) complain(entry.more, explain(error, true));
      return false;
    }
  }

  /** Relative times grow old while a page stays open. */
  retime() {
    for (const time of this.element.querySelectorAll("time")) {
      const text = this._scene.clock.ago(time.dateTime);
      if (time.textContent !== text) time.textContent = text;
    }
  }
}
