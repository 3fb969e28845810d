/**
 * The identity panel of a reader without an account: who he says he is, and
 * whether this browser shall remember it.
 * @import { Guest } from "./memory.js"
 * @import { Scene } from "./types"
 */
import { h } from "./dom.js";
import { Field } from "./field.js";
import { memory } from "./memory.js";
import { completeUrl } from "./rules.js";

export class GuestPanel {
  /** @param {Scene} scene */
  constructor({ t, site, store }) {
    this._memory = memory(store);
    const needs = (/** @type {string} */ name) => site.required_fields.includes(name);
    this.fields = {
      "author.email": new Field({ t, name: "email", required: needs("email"), props: { type: "email", autocomplete: "email", dir: "ltr" } }),
      "author.name": new Field({ t, name: "name", required: needs("name"), props: { autocomplete: "name" } }),
      "author.url": new Field({ t, name: "url", props: { type: "url", autocomplete: "url", dir: "ltr" } }),
    };
    const kept = this._memory.guest();
    this._before = kept ?? { email: "", name: "", url: "" };
    this._remember = h("input", { type: "checkbox", checked: Boolean(kept) });
    if (kept) this._fill(kept);
    this.element = h(
      "div",
      {},
      h("div", { class: "who" }, ...Object.values(this.fields).map((field) => field.element)),
      h("label", { part: "choice" }, this._remember, t("form.remember")),
    );
  }

  /** @param {Guest} guest */
  _fill(guest) {
    this.fields["author.email"].value = guest.email;
    this.fields["author.name"].value = guest.name;
    this.fields["author.url"].value = guest.url;
  }

  /** Whether nothing was typed that would go out of sight. */
  get isUntouched() {
    const { email, name, url } = this.values();
    return email === this._before.email && name === this._before.name && url === this._before.url;
  }

  /** @returns {Guest} */
  values() {
    const [email = "", name = "", url = ""] = Object.values(this.fields).map((field) => field.value.trim());
    return { email, name, url: completeUrl(url) };
  }

  /** After a comment went out: remember, or forget what was remembered. */
  settle() {
    this._memory.remember(this._remember.checked ? this.values() : null);
  }
}
