/**
 * The whole thread: its states, and what happens in which order.
 * @import { Comment, Mount, Page, Site } from "./types"
 */
import { answer } from "./api.js";
import { Box } from "./box.js";
import { article, isHeld, nameOf } from "./comment.js";
import { button, fill, h } from "./dom.js";
import { reach } from "./follow.js";
import { complain, light, List } from "./list.js";
import { linkedId, newRootsGoLast } from "./order.js";
import { setScene } from "./scene.js";
import { reading } from "./style.js";
import { followTheme } from "./theme.js";

/** Times are said in minutes at the finest. */
const TICK = 30_000;

export class Thread {
  /** @param {Mount} mount */
  constructor(mount) {
    const { host, root, signal } = mount;
    const { scene, frame } = setScene(mount);
    this._scene = scene;
    scene.view = this;
    this.frame = frame;
    this._sort = mount.sort;
    this.list = /** @type {List | null} */ (null);
    this.box = /** @type {Box | undefined} */ (undefined);
    this._listen(signal);
    followTheme(host, frame.element, signal);
    root.adoptedStyleSheets = [reading];
    root.replaceChildren(frame.element);
    this._load(answer(mount.first), answer(mount.about));
  }

  /** @param {AbortSignal} signal */
  _listen(signal) {
    addEventListener("hashchange", () => this._follow(), { signal });
    addEventListener("online", () => this._failed && this._load(), { signal });
    const tick = setInterval(() => this.list?.retime(), TICK);
    signal.addEventListener("abort", () => clearInterval(tick));
  }

  /**
   * @param {Promise<Page>} [first] asked for by the entry already
   * @param {Promise<Site>} [about]
   */
  async _load(first, about) {
    const { api, explain, fire, signal } = this._scene;
    const frame = this.frame;
    frame.wait(true);
    if (!this.box) frame.skeleton();
    this._failed = false;
    const sort = this._sort;
    try {
      const [page, site] = await Promise.all([first ?? api.page(this._query()), about ?? api.site()]);
      if (sort !== this._sort) return;
      Object.assign(this._scene, { site, thread: page.thread });
      await this._draw(page);
      fire("ready", { count: page.thread.count });
      await this._own();
      this._resume();
      this._follow();
      frame.wait(false);
    } catch (error) {
      if (signal.aborted) return;
      this._failed = true;
      frame.wait(false);
      frame.fail(explain(error, true), () => this._load());
    }
  }

  /** @param {Record<string, string>} [more] */
  _query(more) {
    return { ...this._scene.id, sort: this._sort, ...more };
  }

  /** @param {Page} page */
  async _draw({ thread, comments, next }) {
    const { site, t } = this._scene;
    const frame = this.frame;
    if (this.list) this.box?.composer?.rescue(this.list.element);
    const list = new List(this._scene, (comment) => this._article(comment));
    this.list = list;
    frame.sorts(thread.count > 1 ? site.sorts : [], this._sort, (sort) => {
      this._sort = sort;
      this._load();
    });
    frame.count(thread.count);
    this.none = h("p", { part: "empty", hidden: comments.length > 0 }, t("comments.none"));
    this._more = h("div", { hidden: true }, button(t("comments.more"), () => this._loadMore(), { part: "button more" }));
    this._compose();
    fill(frame.body, this.none, list.element, this._more);
    await list.append(comments);
    this._after(next);
  }

  /** @param {string | null} next */
  _after(next) {
    this._next = next;
    if (this._more) this._more.hidden = !next;
  }

  _compose() {
    const { thread, site, t } = this._scene;
    const open = thread.open && (site.guests_allowed || site.providers.length);
    if (open) this.box ??= new Box(this._scene, this.frame.home);
    else fill(this.frame.home, h("p", { part: "notice" }, t(thread.open ? "form.guests" : "comments.closed")));
  }

  /** A text that waited is put back where it was being written. */
  async _resume() {
    const draft = this._scene.store.read(`draft:${this._scene.thread.key}`);
    if (!draft || this.box?.composer) return;
    const composer = await this.box?.load();
    const target = draft.parent && this._target(draft.parent);
    if (target) composer?.moveTo(target);
  }

  /**
   * @param {Comment} comment
   * @returns {HTMLElement}
   */
  _article(comment) {
    const { t } = this._scene;
    const may = this.box && !isHeld(comment);
    const name = nameOf(this._scene, comment);
    const reply = may && button(t("reply"), () => this._reply(comment.id), { part: "button quiet reply", "aria-label": t("reply.to", { name }) });
    const report = button(t("report"), (event) => this._report(comment, event), { part: "button quiet report", "aria-label": t("report.of", { name }) });
    return article(this._scene, comment, [reply || null, ...(this._scene.mine?.(comment) ?? [report])]);
  }

  /**
   * @param {Comment} comment
   * @param {Event} event
   */
  async _report(comment, { currentTarget: button }) {
    const row = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (button).parentElement);
    try {
      await (await this._scene.writing()).report(this._scene, comment, row);
    } catch (error) {
      complain(row, this._scene.explain(error));
    }
  }

  /** @param {string} id */
  _target(id) {
    const { comment, article } = this.list?.get(id) ?? {};
    return comment && article && !comment.deleted ? { comment, article, reply: /** @type {HTMLElement | null} */ (article.querySelector(".reply")) } : null;
  }

  /** @param {string} id */
  async _reply(id) {
    if (this.box) this.box.parent = id;
    const composer = await this.box?.load();
    const target = this._target(id);
    if (target) composer?.reply(target);
  }

  /**
   * A comment of one's own, which no page of the list brought.
   * @param {Comment} comment
   * @returns {HTMLElement}
   */
  add(comment) {
    if (this.none) this.none.hidden = true;
    const last = Boolean(comment.parent_id) || newRootsGoLast(this._sort);
    return /** @type {List} */ (this.list).put(comment, last, false).article;
  }

  /** @param {number} change */
  count(change) {
    const { thread, fire } = this._scene;
    thread.count += change;
    this.frame.count(thread.count);
    fire("count", { count: thread.count });
  }

  /** What only its author sees, where this browser holds something of a reader's own. */
  async _own() {
    const { landed, store, writing } = this._scene;
    try {
      if (landed || store.read("session") || store.read("own")) await (await writing()).wake(this._scene);
    } catch {
      // The thread itself is here; what waits for moderation shows next time.
    }
  }

  /** @returns {Promise<Comment[]>} what the next page brought */
  async _turn() {
    if (!this._next) return [];
    const { comments, next } = await this._scene.api.page(this._query({ cursor: this._next }));
    await this.list?.append(comments);
    this._after(next);
    return comments;
  }

  async _loadMore() {
    const { explain, say, t } = this._scene;
    const more = this._more;
    if (!more || more.inert) return;
    more.inert = true;
    try {
      const comments = await this._turn();
      say(t("added", { count: comments.length }));
      this.list?.get(comments[0]?.id ?? null)?.article.focus();
    } catch (error) {
      complain(more, explain(error, true));
    }
    more.inert = false;
  }

  async _follow() {
    const id = linkedId(location.hash);
    const list = this.list;
    if (!id || !list) return;
    try {
      const there = await reach(id, {
        api: this._scene.api,
        has: (wanted) => Boolean(list.get(wanted)),
        turn: async () => (await this._turn()).length > 0,
        unfold: (root) => list.moreReplies(root, true),
      });
      const entry = list.get(id);
      if (there && entry) light(entry.article);
    } catch {
      // The link is old or not for this reader; the thread is here all the same.
    }
  }
}

/** @param {Mount} mount */
export function mount(mount) {
  new Thread(mount);
}
