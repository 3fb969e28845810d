/**
 * What stands around the comments: region, heading, sort, notices, the one
 * polite status region, and the skeleton that keeps their place.
 * @import { Translate } from "./types"
 */
import { button, fill, freshId, h } from "./dom.js";

const SORTS = /** @type {const} */ (["oldest", "newest", "best"]);

/** While somebody types here, the page's own keyboard shortcuts stay out of it. @param {Event} event */
function shield(event) {
  const at = event.composedPath()[0];
  if (at instanceof Element && at.matches("input, textarea, select")) event.stopPropagation();
}

export class Frame {
  /**
   * @param {object} wanted
   * @param {Translate} wanted.t
   * @param {string} wanted.lang
   * @param {number} wanted.level
   * @param {string | null} wanted.title
   */
  constructor({ t, lang, level, title }) {
    this._t = t;
    this.heading = h(/** @type {"h2"} */ (`h${level}`), { part: "heading", tabindex: -1 }, t("comments.region"));
    this._bar = h("div", { class: "bar top" }, this.heading);
    this.home = h("div");
    this.body = h("div", { class: "rest" });
    this._alert = h("div", { role: "alert", part: "alert" });
    this._status = h("div", { role: "status", class: "unseen" });
    const label = title ? `${t("comments.region")}: ${title}` : t("comments.region");
    this._section = h("section", { "aria-label": label }, this._bar, this.home, this._alert, this.body);
    // The empty title keeps the host's `title` attribute from showing as a tooltip over every word.
    this.element = h("div", { part: "root", lang, title: "" }, this._section, this._status);
    for (const type of ["keydown", "keyup"]) this.element.addEventListener(type, shield);
  }

  /** Empty first, so that the same words are announced again. @param {string} text */
  say(text) {
    this._status.textContent = "";
    setTimeout(() => (this._status.textContent = text), 50);
  }

  /** @param {boolean} busy */
  wait(busy) {
    fill(this._alert);
    if (!busy) this._ghost?.remove();
    this._section.setAttribute("aria-busy", String(busy));
  }

  /** An element of its own, so that what replaces it is new to the page and has not shifted. */
  skeleton() {
    const line = () => h("div", { class: "ghost" }, h("i"), h("b"), h("b"));
    this._ghost = h("div", { "aria-hidden": "true" }, h("div", { class: "ghost box" }), line(), line());
    fill(this.home, this._ghost);
  }

  /** @param {number} count */
  count(count) {
    this.heading.textContent = count ? this._t("comments", { count }) : this._t("comments.region");
  }

  /**
   * @param {string[]} offered
   * @param {string} current
   * @param {(sort: string) => void} change
   */
  sorts(offered, current, change) {
    const known = SORTS.filter((sort) => offered.includes(sort));
    const id = freshId();
    const options = known.map((sort) => h("option", { value: sort, selected: sort === current }, this._t(`sort.${sort}`)));
    const select = h("select", { id, part: "sort", change: () => change(select.value) }, ...options);
    const box = h("div", { class: "sorts" }, h("label", { for: id }, this._t("sort")), select);
    fill(this._bar, this.heading, known.length > 1 && box);
  }

  /**
   * @param {string} text
   * @param {() => void} retry
   */
  fail(text, retry) {
    fill(this.body);
    fill(this._alert, h("p", {}, text), button(this._t("retry"), retry));
  }
}
