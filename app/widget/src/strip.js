/**
 * The ways to log in, one icon each.
 * @import { Provider, Scene } from "./types"
 */
import { button, freshId, h } from "./dom.js";
import { glyph } from "./glyphs.js";

export class Strip {
  /**
   * @param {Scene} scene
   * @param {(provider: Provider) => void} choose
   */
  constructor({ t, site }, choose) {
    const id = freshId();
    this._icons = new Map(site.providers.map((provider) => [provider.id, icon(provider, t("login.via", { label: provider.label }), choose)]));
    this.element = h(
      "div",
      { part: "login", role: "group", "aria-labelledby": id },
      h("p", { class: "prompt", id }, t(site.guests_allowed ? "login.or" : "login.must")),
      h("div", { class: "bar" }, ...this._icons.values()),
    );
  }

  /** @param {string} [provider] its icon, else the first one */
  focus(provider) {
    (this._icons.get(provider ?? "") ?? [...this._icons.values()][0])?.focus();
  }
}

/**
 * @param {Provider} provider
 * @param {string} title
 * @param {(provider: Provider) => void} choose
 */
function icon(provider, title, choose) {
  const made = button("", () => choose(provider), { part: "button provider", title, "aria-label": title });
  made.append(glyph(provider));
  return made;
}
