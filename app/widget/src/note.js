/**
 * The line of the identity panel that says what is going on, with its buttons.
 * It is always there, so that what it says is announced; without words it is
 * not to be seen.
 */
import { fill, h } from "./dom.js";

export const QUIET = { part: "button quiet" };

/** @typedef {{ text?: string, tools?: (HTMLElement | null)[] }} Words */

export class Note {
  constructor() {
    this._text = h("span", { "aria-live": "polite" });
    this._tools = h("span", { class: "tools" });
    this.element = h("div", { part: "notice" }, this._text, this._tools);
    this.show({});
  }

  /** @param {Words} words */
  show({ text = "", tools = [] }) {
    this.element.classList.toggle("notice", Boolean(text));
    this._text.textContent = text;
    fill(this._tools, ...tools);
  }
}
