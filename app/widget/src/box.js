/**
 * "Leave a Reply" before anybody writes: a heading and a box. Whoever comes
 * near it brings the writing chunk, which makes it the whole form; what was
 * typed meanwhile stays.
 * @import { Composer } from "./composer.js"
 * @import { Scene } from "./types"
 */
import { button, fill, h } from "./dom.js";
import { Field } from "./field.js";

export class Box {
  /**
   * @param {Scene} scene
   * @param {HTMLElement} home where the form lives while it answers nobody
   */
  constructor(scene, home) {
    const { t, level } = scene;
    this._scene = scene;
    this._coming = /** @type {Promise<Composer> | null} */ (null);
    this.home = home;
    this.composer = /** @type {Composer | null} */ (null);
    /** The comment that is to be answered. */
    this.parent = /** @type {string | null} */ (null);
    this.body = new Field({ t, name: "body", required: true, props: { rows: 1, placeholder: t("form.hint") } });
    this.heading = h(/** @type {"h3"} */ (`h${Math.min(6, level + 1)}`), { part: "composer-heading" }, t("form"));
    this.bar = h("div", { class: "bar" }, this.heading);
    this.alert = h("div", { role: "alert", part: "alert" });
    this.form = h("form", { noValidate: true }, this.body.element, this.alert);
    this.element = h("div", { part: "composer" }, this.bar, this.form);
    this.form.addEventListener("input", () => this.composer ?? this._keep());
    for (const type of ["pointerenter", "focusin"]) this.form.addEventListener(type, () => this._coming ?? this.load(), { once: true });
    fill(home, this.element);
  }

  /** Nobody's first words are lost because the chunk is slow; the composer goes on with it. */
  _keep() {
    const { store, thread } = this._scene;
    const { parent } = this;
    const body = this.body.value;
    store.write(`draft:${thread.key}`, body.trim() ? { body, parent } : null);
  }

  /** @returns {Promise<Composer | null>} null when the writing chunk did not come */
  async load() {
    this._coming ??= this._scene.writing().then(({ compose }) => compose(this._scene, this));
    try {
      this.composer = await this._coming;
      return this.composer;
    } catch {
      this._coming = null;
      const { t } = this._scene;
      const retry = button(t("retry"), () => this.load());
      fill(this.alert, h("p", {}, t("failed.send")), retry);
      return null;
    }
  }
}
