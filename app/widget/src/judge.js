/**
 * A moderator's buttons on one comment, what they do to the thread on the
 * screen, and Undo where the comment stood.
 * @import { Comment, Scene, Verb } from "./types"
 */
import { nameOf } from "./comment.js";
import { button, fill, h } from "./dom.js";
import { complain, light } from "./list.js";
import { take } from "./take.js";

const QUIET = { part: "button quiet" };

/** What takes a verb back. */
const BACK = /** @type {const} */ ({ pin: "unpin", unpin: "pin" });

export class Judge {
  /**
   * @param {Scene} scene
   * @param {(verb: string, id: string) => Promise<void>} decide
   */
  constructor(scene, decide) {
    this._scene = scene;
    this._decide = decide;
    this._lines = /** @type {Set<HTMLElement>} */ (new Set());
  }

  /**
   * @param {Comment} comment
   * @param {readonly Verb[]} verbs
   * @param {(verb: Verb) => Promise<void>} [settle] what becomes of it on the screen
   */
  tools(comment, verbs, settle = (verb) => this._settle(comment, verb)) {
    const { t } = this._scene;
    const row = h("span", { part: "judging", role: "group", "aria-label": t("moderate.tools", { name: nameOf(this._scene, comment) }) });
    fill(row, ...verbs.map((verb) => button(t(`do.${verb}`), () => this._act(row, comment, { verb, settle }), QUIET)));
    return row;
  }

  /**
   * @param {HTMLElement} row
   * @param {Comment} comment
   * @param {{ verb: Verb, settle: (verb: Verb) => Promise<void> }} act
   */
  async _act(row, comment, { verb, settle }) {
    if (row.inert) return;
    row.inert = true;
    try {
      await this._decide(verb, comment.id);
      await settle(verb);
    } catch (error) {
      row.inert = false;
      if (row.isConnected) complain(row, this._scene.explain(error));
    }
  }

  /**
   * A comment of the list was decided on.
   * @param {Comment} comment
   * @param {Verb} verb
   */
  async _settle(comment, verb) {
    const { list } = this._scene.view;
    const entry = list?.get(comment.id);
    if (!list || !entry) return;
    if (verb === "pin" || verb === "unpin") {
      list.redraw({ ...entry.comment, pinned: verb === "pin" });
      this._scene.say(this._scene.t(`did.${verb}`));
      this._focus(comment.id, BACK[verb]);
      return;
    }
    const line = this.line(comment, verb, async () => this.bring(comment.id));
    const place = h("li", { class: "done" }, line);
    const after = entry.item.closest(".list > li")?.nextSibling ?? null;
    entry.item.before(place);
    this.lose(entry.comment);
    // A tombstone above that went along has taken it with it.
    if (!line.isConnected) list.element.insertBefore(place, after);
    this.ready(line);
  }

  /**
   * @param {string} id
   * @param {Verb} verb
   */
  _focus(id, verb) {
    const label = this._scene.t(`do.${verb}`);
    const buttons = this._scene.view.list?.get(id)?.article.querySelectorAll("button") ?? [];
    [...buttons].find((each) => each.textContent === label)?.focus();
  }

  /** It is seen no more. @param {Comment} comment */
  lose(comment) {
    const { list, box, none } = this._scene.view;
    const item = list?.get(comment.id)?.item;
    if (!list || !item) return;
    box?.composer?.rescue(item);
    take(list, comment);
    this._scene.view.count(-1);
    if (none) none.hidden = list.entries.size > 0;
  }

  /** It is seen by everybody; shown where it belongs. @param {string} id @param {boolean} [quiet] leave the focus alone */
  async bring(id, quiet = false) {
    const { api, view } = this._scene;
    const article = view.add(await api.comment(id));
    view.count(1);
    if (!quiet) light(article);
  }

  /**
   * What was done, and Undo.
   * @param {Comment} comment
   * @param {Verb} verb
   * @param {() => Promise<void>} back puts it where it was on the screen
   */
  line(comment, verb, back) {
    const { t, say, explain } = this._scene;
    const line = h("p", { part: "done" }, `${t(`did.${verb}`)} `);
    const undo = async () => {
      again.disabled = true;
      try {
        await this._decide("restore", comment.id);
        await back();
        this._drop(line);
        say(t("moderate.undone"));
      } catch (error) {
        again.disabled = false;
        if (line.isConnected) complain(line, explain(error));
      }
    };
    const again = button(t("moderate.undo"), undo, QUIET);
    line.append(again);
    this._lines.add(line);
    return line;
  }

  /** @param {HTMLElement} line */
  ready(line) {
    this._scene.say(line.firstChild?.textContent ?? "");
    line.querySelector("button")?.focus();
  }

  /** @param {HTMLElement} line */
  _drop(line) {
    this._lines.delete(line);
    (line.closest(".done:not(p)") ?? line).remove();
  }

  /** Nobody can undo any more. */
  forget() {
    for (const line of this._lines) this._drop(line);
  }
}
