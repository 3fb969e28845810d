/**
 * The chunk of those who moderate: what waits in the thread, and buttons on
 * every comment, for as long as the token is good. The token stays in memory.
 * @import { Mandate } from "./mandate.js"
 * @import { Comment, Granted, Scene, WaitingThread } from "./types"
 */
import { ApiError } from "./api.js";
import { Box } from "./box.js";
import { button, fill, h } from "./dom.js";
import { complain } from "./list.js";
import { Judge } from "./judge.js";
import english from "./messages/en-moderate.js";
import { bearer } from "./session.js";
import { sheet } from "./style.js";
import text from "./styles/moderate.css";
import { Waiting } from "./waiting.js";

const style = sheet(text);
const QUIET = { part: "button quiet" };

export class Moderating {
  /**
   * @param {Scene} scene
   * @param {Granted} granted
   * @param {Mandate} mandate
   */
  constructor(scene, { access_token: token, expires_in: seconds }, mandate) {
    const styles = /** @type {ShadowRoot} */ (scene.host.shadowRoot).adoptedStyleSheets;
    if (!styles.includes(style)) styles.push(style);
    scene.t.learn(english);
    this._scene = scene;
    this._mandate = mandate;
    this._token = token;
    this._until = new Date(Date.now() + seconds * 1000);
    this._timer = setTimeout(() => this._over(), seconds * 1000);
    scene.signal.addEventListener("abort", () => clearTimeout(this._timer));
    this._turnButton = button("", () => this._turn(), QUIET);
    this._judge = new Judge(scene, (verb, id) => this._decide(verb, id));
    this._waiting = new Waiting(scene, this._judge);
    this._mine = scene.mine;
    scene.mine = (comment) => [...(this._mine?.(comment) ?? []), this._judge.tools(comment, this._verbs(comment))];
    this._begin();
  }

  /** @param {Comment} comment */
  _verbs({ pinned }) {
    return /** @type {const} */ (["reject", "spam", "delete", pinned ? "unpin" : "pin"]);
  }

  async _begin() {
    const { t, site } = this._scene;
    const time = this._until.toLocaleTimeString(this._mandate.element.closest("[lang]")?.getAttribute("lang") ?? [], { hour: "numeric", minute: "2-digit" });
    const stop = button(t("moderate.stop"), () => this._stop(), QUIET);
    this._say(this._scene.thread.open);
    this._mandate.show({ text: t("moderate.until", { name: site.name, time }), tools: [this._turnButton, stop] });
    this._mandate.element.append(this._waiting.element);
    this._redraw();
    const root = this._scene.host.shadowRoot;
    const before = root?.activeElement;
    try {
      this._shown(await this._look());
      // Who has gone on meanwhile stays where he is.
      if (root?.activeElement === before) this.focus();
    } catch (error) {
      const words = this._failed(error);
      if (words) this._waiting.fail(words, () => this._begin());
    }
  }

  focus() {
    this._waiting.heading.focus();
  }

  /** @param {WaitingThread} standing */
  _shown({ open, waiting, comments }) {
    this._say(open);
    this._waiting.show(comments, waiting, async () => this._shown(await this._look()));
  }

  /** @param {boolean} open */
  _say(open) {
    this._open = open;
    this._turnButton.textContent = this._scene.t(open ? "moderate.close" : "moderate.reopen");
  }

  /**
   * @param {string} path
   * @param {string} [method]
   * @param {object} [body]
   */
  _call(path, method, body) {
    return this._scene.api.call(`/moderation${path}`, method, body, { ...bearer(this._token) });
  }

  /** @returns {Promise<WaitingThread>} */
  _look() {
    return this._call(`/thread?${new URLSearchParams({ thread: this._scene.thread.key })}`);
  }

  /**
   * @param {string} verb
   * @param {string} id
   */
  async _decide(verb, id) {
    try {
      const { results } = await this._call("", "POST", { action: verb, ids: [id] });
      const [{ done, code, detail }] = results;
      if (!done) throw new ApiError({ status: 409, code, detail });
    } catch (error) {
      if (this._isOver(error)) this._over();
      throw error;
    }
  }

  /** Whoever has no part in a site is told of none. @param {unknown} error */
  _isOver(error) {
    return error instanceof ApiError && (error.status === 401 || error.code === "site_not_found");
  }

  /** @param {unknown} error @returns {string} what to say, "" where it is over */
  _failed(error) {
    if (this._isOver(error)) this._over();
    return this._isOver(error) ? "" : this._scene.explain(error);
  }

  /** Closes the thread, or opens it again. */
  async _turn() {
    const { t, say, thread } = this._scene;
    const action = this._open ? "close" : "reopen";
    this._turnButton.disabled = true;
    try {
      const { open } = await this._call("/thread", "POST", { thread: { key: thread.key }, action });
      this._say(open);
      this._place(open);
      say(t(open ? "moderate.reopened" : "moderate.closed"));
    } catch (error) {
      const words = this._failed(error);
      if (words) complain(this._waiting.element, words);
    }
    this._turnButton.disabled = false;
    this._turnButton.focus();
  }

  /** The form goes with the thread, and comes back with it as it was. @param {boolean} open */
  _place(open) {
    const { view, thread, t } = this._scene;
    thread.open = open;
    const { home } = view.frame;
    if (!open) fill(home, h("p", { part: "notice" }, t("comments.closed")));
    else if (view.box) fill(home, view.box.element);
    else view.box = new Box(this._scene, home);
  }

  /** Every comment with its buttons, or without; what is being changed stays as it is. */
  _redraw() {
    for (const { comment, article } of this._scene.view.list?.entries.values() ?? []) {
      if (!article.querySelector("form")) this._scene.view.list?.redraw(comment);
    }
  }

  _end() {
    clearTimeout(this._timer);
    this._scene.mine = this._mine;
    this._waiting.element.remove();
    this._judge.forget();
    this._redraw();
  }

  /** The token is over, or its holder's part in the site is. */
  _over() {
    if (!this._waiting.element.isConnected) return;
    const { t } = this._scene;
    this._mandate.end({ text: t("moderate.over") });
    this._end();
  }

  _stop() {
    const { session, say, t } = this._scene;
    session?.revoke(this._token).catch(String);
    this._mandate.end();
    this._end();
    say(t("moderate.stopped"));
  }
}
