/**
 * "Leave a Reply": one form, collapsed until it gets the focus, that moves
 * under the comment it answers and keeps its text wherever it goes.
 * @import { Box } from "./box.js"
 * @import { Field } from "./field.js"
 * @import { Comment, Scene } from "./types"
 */
import { ApiError } from "./api.js";
import { button, fill, h } from "./dom.js";
import { completeForm } from "./form.js";
import { Identity } from "./identity.js";
import { posted } from "./living.js";
import { memory } from "./memory.js";
import { faults, lengthOf } from "./rules.js";
import { Sender } from "./sender.js";

/** From here on the reader is told how much room is left. */
const NEARLY = 0.9;

/** @typedef {{ comment: Comment, article: HTMLElement, reply: HTMLElement | null }} Target */

export class Composer {
  /**
   * @param {Scene} scene
   * @param {Box} box
   */
  constructor(scene, box) {
    this._scene = scene;
    this._sender = new Sender(scene.writes);
    this._busy = false;
    this.identity = new Identity(scene, () => this._as());
    this._ui = completeForm(scene, box, this.identity, () => this.cancel());
    this._target = /** @type {Target | null} */ (null);
    this._warn = (/** @type {BeforeUnloadEvent} */ event) => event.preventDefault();
    this._listen();
    this.identity.begin();
    this._restore();
    if (this._ui.form.matches(":focus-within")) this.open();
  }

  _listen() {
    this._ui.form.addEventListener("focusin", () => this.open());
    this._ui.form.addEventListener("input", () => this._changed());
    this._ui.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this._send();
    });
    this._ui.form.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this._ui.form.requestSubmit();
      if (event.key === "Escape" && this._target) this.cancel();
    });
    this._scene.signal.addEventListener("abort", () => removeEventListener("beforeunload", this._warn));
  }

  open() {
    this._unfold();
    this._sender.prepare().catch((error) => this._scene.explain(error));
  }

  _unfold() {
    this._ui.tray.hidden = false;
    this._ui.element.classList.add("open");
  }

  /** Brings back what was typed before, unless something newer is in the box already. */
  _restore() {
    const draft = memory(this._scene.store).draft(this._scene.thread.key);
    if (draft && !this._ui.body.value) this._ui.body.value = draft.body;
    if (!this._ui.body.value) return;
    this._unfold();
    this._changed();
  }

  /** @param {Target} target */
  reply(target) {
    this.moveTo(target);
    this._ui.body.input.focus();
  }

  /** The same comment twice is nothing new. @param {Target} target */
  moveTo(target) {
    if (this._target?.comment.id === target.comment.id) return;
    const { t } = this._scene;
    const name = h("bdi", {}, target.comment.author?.name || t("anonymous"));
    const [before = "", after = ""] = t("form.to", { name: "\0" }).split("\0");
    fill(this._ui.heading, before, name, after);
    this._target = target;
    this._ui.stop.hidden = false;
    target.article.after(this._ui.element);
    this._save();
  }

  /** Back to its place; the text stays, the focus goes to where the reply began. */
  cancel() {
    const reply = this._target?.reply;
    this._return();
    reply?.focus();
  }

  _return() {
    this._target = null;
    this._ui.stop.hidden = true;
    fill(this._ui.heading, this._scene.t("form"));
    this._ui.home.append(this._ui.element);
    this._save();
  }

  /** If the comment it answers goes away, the form must not go with it. @param {HTMLElement} item */
  rescue(item) {
    if (item.contains(this._ui.element)) this._return();
  }

  _changed() {
    this._sender.prepare().catch(() => {});
    this._save();
    this._count();
  }

  /** A text that cannot be stored is worth a warning before leaving. */
  _save() {
    const { store, thread } = this._scene;
    const kept = memory(store).keep(thread.key, this._ui.body.value, this._target?.comment.id ?? null);
    if (kept || !this._ui.body.value.trim()) removeEventListener("beforeunload", this._warn);
    else addEventListener("beforeunload", this._warn);
  }

  _count() {
    const { t, site } = this._scene;
    const left = site.limits.body - lengthOf(this._ui.body.value.trim());
    const near = left < site.limits.body * (1 - NEARLY);
    this._ui.left.textContent = near ? t(left < 0 ? "form.over" : "form.left", { count: Math.abs(left) }) : "";
    this._ui.left.classList.toggle("over", left < 0);
  }

  /** @returns {object} what goes out, as whoever the panel shows */
  _entry() {
    const { id, host } = this._scene;
    const key = id.thread ? { key: id.thread } : {};
    const thread = { ...key, url: id.url ?? location.href.split("#")[0], title: host.getAttribute("title") || document.title };
    const entry = { thread, parent_id: this._target?.comment.id ?? null, body: this._ui.body.value };
    const author = Object.fromEntries(Object.entries(this._author()).filter(([, text]) => text));
    return { ...entry, author, ...(this._ui.notify.wanted && { subscribe: "thread" }) };
  }

  /** Of an account nothing is said but the address that its mail is to go to. */
  _author() {
    const { isGuest, guest } = this.identity;
    return isGuest ? guest.values() : { email: this._ui.notify.email, name: "", url: "" };
  }

  /** @returns {[field: string, text: string][]} */
  _faults() {
    const { t, site } = this._scene;
    const needed = this.identity.isGuest ? site.required_fields : [];
    const required_fields = this._ui.notify.wanted ? [...needed, "email"] : needed;
    const found = faults({ body: this._ui.body.value, author: this._author() }, { ...site, required_fields });
    return found.map(([field, key, count]) => [field, t(/** @type {"retry"} */ (key), { count: count ?? 0 })]);
  }

  async _send() {
    if (this._busy) return;
    if (!this.identity.ready) {
      this.identity.ask();
      return;
    }
    if (this._show(this._faults())) return;
    const entry = this._entry();
    this._working(true);
    try {
      this._done(await this.identity.send((who) => this._sender.send(entry, who)));
    } catch (error) {
      this._failed(error);
    } finally {
      this._working(false);
    }
  }

  /** What depends on who posts. */
  _as() {
    this._ui.submit.disabled = this._busy || !this.identity.ready;
    this._ui.notify.suit(this.identity.isGuest, this.identity.guest.values().email);
  }

  /** @param {boolean} busy */
  _working(busy) {
    this._busy = busy;
    this._as();
    this._ui.label.textContent = this._scene.t(busy ? "form.posting" : "form.post");
    if (busy) fill(this._ui.alert);
  }

  /** @param {Comment} comment */
  _done(comment) {
    this._ui.body.value = "";
    this.identity.settle();
    this._ui.notify.settle();
    this._ui.preview.close();
    this._return();
    this._count();
    this._ui.tray.hidden = true;
    this._ui.element.classList.remove("open");
    posted(this._scene, comment);
  }

  /**
   * @param {[field: string, text: string][]} found
   * @returns {boolean} whether a field took one of them, and the focus
   */
  _show(found) {
    const texts = new Map(found);
    const fields = /** @type {Record<string, Field>} */ ({ body: this._ui.body, ...(this.identity.isGuest ? this.identity.guest.fields : this._ui.notify.fields) });
    const bad = Object.entries(fields).filter(([name]) => texts.has(name));
    if (bad.length) this._ui.preview.close();
    for (const [name, field] of bad) field.fault(texts.get(name) ?? "");
    bad[0]?.[1].input.focus();
    return bad.length > 0;
  }

  /** @param {unknown} error */
  _failed(error) {
    const text = this._scene.explain(error);
    if (!this.identity.ready) {
      this._working(false);
      this.identity.ask();
      return;
    }
    const fields = error instanceof ApiError ? error.errors : [];
    if (this._show(fields.map(({ field, message }) => [field, message]))) return;
    const lost = error instanceof ApiError && (error.status === 0 || error.status >= 500 || error.status === 429);
    const retry = lost && button(this._scene.t("retry"), () => this._ui.form.requestSubmit());
    fill(this._ui.alert, h("p", {}, text), retry);
    this._working(false);
    (retry || this._ui.submit).focus();
  }
}
