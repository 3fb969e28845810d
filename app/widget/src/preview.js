/**
 * Shows the comment as it will look, in place of the box it is typed in.
 * @import { Field } from "./field.js"
 * @import { Scene } from "./types"
 */
import { button, h } from "./dom.js";
import { show } from "./sanitize.js";

export class Preview {
  /**
   * @param {Scene} scene
   * @param {Field} body
   */
  constructor(scene, body) {
    this._scene = scene;
    this._body = body;
    this.element = h("div", { part: "body preview", dir: "auto", hidden: true, tabindex: 0, role: "group", "aria-label": scene.t("form.preview") });
    this.button = button(scene.t("form.preview"), () => this._toggle());
  }

  async _toggle() {
    if (!this.element.hidden) {
      this.close();
      this._body.input.focus();
      return;
    }
    if (!this._body.value.trim()) {
      this._body.fault(this._scene.t("need.body"));
      this._body.input.focus();
      return;
    }
    try {
      const { html } = await this._scene.writes.preview(this._body.value);
      show(this.element, html);
      this._swap(true);
    } catch (error) {
      this._body.fault(this._scene.explain(error));
    }
  }

  close() {
    this._swap(false);
  }

  /** @param {boolean} on */
  _swap(on) {
    this.element.hidden = !on;
    this._body.element.hidden = on;
    this.button.textContent = this._scene.t(on ? "form.write" : "form.preview");
  }
}
