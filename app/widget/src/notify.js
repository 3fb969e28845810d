/**
 * "Notify me of new comments via email.": there only where the service has
 * mail, and never ticked by itself. Whoever is logged in is asked for an
 * address, since a login tells the page none.
 * @import { Scene } from "./types"
 */
import { h } from "./dom.js";
import { Field } from "./field.js";

export class Notify {
  /** @param {Scene} scene */
  constructor({ t, site, say }) {
    this._guest = true;
    this._box = h("input", { type: "checkbox", change: () => this._turned(say) });
    this._hint = h("p", { class: "hint" }, t("form.notify.next"));
    const field = new Field({ t, name: "email", required: true, props: { type: "email", autocomplete: "email", dir: "ltr" } });
    this.fields = { "author.email": field };
    const label = h("label", { part: "choice" }, this._box, t("form.notify"));
    this.element = site.mail ? h("div", { class: "wish" }, label, field.element, this._hint) : null;
    this._tell();
  }

  /** @param {Scene["say"]} say */
  _turned(say) {
    this._tell();
    if (this.wanted) say(this._hint.textContent ?? "");
  }

  /** What happens next stands there as soon as mail is asked for. */
  _tell() {
    const { wanted } = this;
    this._hint.hidden = !wanted;
    this.fields["author.email"].element.hidden = this._guest || !wanted;
  }

  get wanted() {
    return this._box.checked;
  }

  /** @returns {string} where an account's mail is to go, "" where none is asked for */
  get email() {
    return this.wanted ? this.fields["author.email"].value.trim() : "";
  }

  /**
   * A guest has a field for his address already; what he typed there comes along
   * when he logs in.
   * @param {boolean} guest
   * @param {string} typed
   */
  suit(guest, typed) {
    const field = this.fields["author.email"];
    this._guest = guest;
    field.value ||= typed;
    this._tell();
  }

  /** After a comment went out: the next one asks anew. */
  settle() {
    this._box.checked = false;
    this._tell();
  }
}
