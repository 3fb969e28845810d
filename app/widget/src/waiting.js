/**
 * What waits in the thread, above the comments: each with its reasons, what it
 * answers, and the buttons that decide.
 * @import { Judge } from "./judge.js"
 * @import { Comment, Queued, Scene, Verb } from "./types"
 */
import { article } from "./comment.js";
import { button, fill, h } from "./dom.js";

const VERBS = /** @type {const} */ (["approve", "reject", "spam", "delete"]);

export class Waiting {
  /**
   * @param {Scene} scene
   * @param {Judge} judge
   */
  constructor(scene, judge) {
    this._scene = scene;
    this._judge = judge;
    this._count = 0;
    this._more = async () => {};
    this.heading = h(/** @type {"h3"} */ (`h${Math.min(6, scene.level + 1)}`), { part: "waiting-heading", tabindex: -1 });
    this._list = h("ol", { part: "list waiting", role: "list" });
    this._alert = h("div", { role: "alert", part: "alert" });
    this.element = h("div", {}, this.heading, this._alert, this._list);
  }

  /**
   * @param {Queued[]} comments
   * @param {number} count how many there are in all
   * @param {() => Promise<void>} more asks anew
   */
  show(comments, count, more) {
    this._more = more;
    fill(this._alert);
    fill(this._list, ...comments.map((comment) => this._item(comment)));
    this._tell(count);
  }

  /** @param {string} text @param {() => void} retry */
  fail(text, retry) {
    fill(this._alert, h("p", {}, text), button(this._scene.t("retry"), retry));
  }

  /** @param {number} count */
  _tell(count) {
    const { t } = this._scene;
    this._count = count;
    this.heading.textContent = count ? t("moderate.here", { count }) : t("moderate.nothing");
  }

  /** @param {Queued} queued */
  _item(queued) {
    const comment = shown(queued);
    const item = h("li");
    const settle = (/** @type {Verb} */ verb) => this._settle(item, queued, verb);
    const tools = this._judge.tools(comment, VERBS, settle);
    fill(item, article(this._scene, comment, [tools]), this._why(queued));
    return item;
  }

  /** @param {Queued} queued */
  _why({ reasons, reports, parent, author_counts: { approved = 0 } }) {
    const { t } = this._scene;
    const lines = [
      parent && !parent.deleted && t("moderate.to", { name: parent.author, text: parent.excerpt }),
      ...reasons.map(({ code, evidence }) => [t(/** @type {"why.links"} */ (`why.${code}`)), evidence].filter(Boolean).join(": ")),
      ...reports.filter(({ note }) => note).map(({ note }) => t("moderate.report", { note })),
      approved > 0 && t("moderate.before", { count: approved }),
    ];
    return h("ul", { part: "why" }, ...lines.map((line) => line && h("li", { dir: "auto" }, line)));
  }

  /**
   * @param {HTMLElement} item
   * @param {Queued} queued
   * @param {Verb} verb
   */
  async _settle(item, queued, verb) {
    const comment = shown(queued);
    const back = async () => {
      if (verb === "approve") this._judge.lose(comment);
      fill(item, ...this._item(queued).childNodes);
      item.className = "";
      this._tell(this._count + 1);
      item.querySelector("article")?.focus();
    };
    const line = this._judge.line(comment, verb, back);
    item.className = "settled";
    fill(item, line);
    this._tell(Math.max(0, this._count - 1));
    if (verb === "approve") await this._judge.bring(queued.id, true);
    this._judge.ready(line);
    if (this._count && !this._list.querySelector("article")) await this._more();
  }
}

/** As the list shows one. @param {Queued} queued @returns {Comment} */
const shown = ({ id, author, html, created_at, edited_at }) => ({
  id,
  author,
  html,
  created_at,
  edited_at,
  parent_id: null,
  depth: 0,
  deleted: false,
  pinned: false,
  reply_count: 0,
  replies_next: null,
  permalink: null,
});
