/**
 * One labelled field with its error beside it, tied together for assistive technology.
 * @import { Translate } from "./types"
 */
import { freshId, h } from "./dom.js";

export class Field {
  /**
   * @param {object} wanted
   * @param {Translate} wanted.t
   * @param {"body" | "email" | "name" | "note" | "url"} wanted.name
   * @param {boolean} [wanted.required]
   * @param {Record<string, unknown>} [wanted.props] with `rows` it is a box of lines
   */
  constructor({ t, name, required = false, props = {} }) {
    const id = freshId();
    const tag = props.rows ? "textarea" : "input";
    this.input = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (
      h(tag, { id, part: "input", name, dir: "auto", required, "aria-describedby": `${id}e`, input: () => this.fault(""), ...props })
    );
    this._error = h("p", { part: "error", id: `${id}e`, hidden: true });
    const mark = required && h("span", { class: "mark" }, ` ${t("field.required")}`);
    const label = h("label", { part: "label", for: id }, t(`field.${name}`), mark);
    this.element = h("div", { part: "field" }, label, this.input, this._error);
  }

  get value() {
    return this.input.value;
  }

  set value(text) {
    this.input.value = text;
  }

  /** @param {string} text what is wrong, or "" */
  fault(text) {
    this._error.textContent = text;
    this._error.hidden = !text;
    if (text) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }
}
