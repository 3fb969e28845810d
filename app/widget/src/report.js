/**
 * The chunk of those who report a comment: one form below it, sent once.
 * What was typed stays through every error.
 * @import { Comment, Scene } from "./types"
 */
import { ApiError } from "./api.js";
import { button, fill, freshId, h } from "./dom.js";
import { Field } from "./field.js";
import english from "./messages/en-report.js";
import { sheet } from "./style.js";
import text from "./styles/report.css";

const REASONS = /** @type {const} */ (["spam", "abuse", "off_topic", "personal", "illegal", "other"]);

/** In code points after NFC, as the service counts them. */
const NOTE = 500;

const style = sheet(text);

/**
 * Opens the form in place of the buttons, unless it is open already.
 * @param {Scene} scene
 * @param {Comment} comment
 * @param {HTMLElement} row the buttons below the comment
 */
export function ask(scene, comment, row) {
  if (row.hidden) return;
  scene.t.learn(english);
  const styles = /** @type {ShadowRoot} */ (scene.host.shadowRoot).adoptedStyleSheets;
  if (!styles.includes(style)) styles.push(style);
  new Report(scene, comment, row).open();
}

class Report {
  /**
   * @param {Scene} scene
   * @param {Comment} comment
   * @param {HTMLElement} row
   */
  constructor(scene, comment, row) {
    const { t } = scene;
    this._scene = scene;
    this._comment = comment;
    this._row = row;
    this._busy = false;
    this._note = new Field({ t, name: "note", props: { rows: 2 } });
    this._alert = h("div", { role: "alert", part: "alert" });
    this._reasons = this._choices();
    const send = h("button", { part: "button submit" }, h("span", {}, t("report.send")));
    const buttons = h("div", { class: "bar" }, send, button(t("cancel"), () => this.close()));
    const hint = h("p", { class: "hint" }, t("report.hint"));
    this._form = h("form", { part: "reporting", noValidate: true }, this._reasons, this._note.element, hint, this._alert, buttons);
    this._listen();
  }

  _choices() {
    const { t } = this._scene;
    const id = freshId();
    this._fault = h("p", { part: "error", id, hidden: true });
    const choices = REASONS.map((reason) => {
      const choice = h("input", { type: "radio", name: "reason", value: reason, required: true, change: () => this._lack("") });
      return h("label", { part: "choice" }, choice, t(`report.${reason}`));
    });
    return h("fieldset", { class: "reasons", "aria-describedby": id }, h("legend", {}, t("report.ask")), ...choices, this._fault);
  }

  _listen() {
    this._form.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape") this.close();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this._form.requestSubmit();
    });
    this._form.addEventListener("submit", (event) => {
      event.preventDefault();
      this._send();
    });
  }

  open() {
    this._row.hidden = true;
    this._row.after(this._form);
    this._focus();
  }

  /** Back to the buttons, with the focus where it was. */
  close() {
    this._form.remove();
    this._row.hidden = false;
    /** @type {HTMLElement | null} */ (this._row.querySelector(".report"))?.focus();
  }

  _focus() {
    const inputs = this._reasons.querySelectorAll("input");
    ([...inputs].find((input) => input.checked) ?? inputs[0])?.focus();
  }

  /** @param {string} text what is wrong with the reason, or "" */
  _lack(text) {
    if (!this._fault) return;
    this._fault.textContent = text;
    this._fault.hidden = !text;
    if (text) this._focus();
  }

  /** @returns {string} the reason chosen; "" for none, which is said */
  _reason() {
    const reason = new FormData(this._form).get("reason");
    if (!reason) this._lack(this._scene.t("report.reason"));
    return String(reason ?? "");
  }

  /** @returns {boolean} */
  _isLong() {
    const over = [...this._note.value.trim().normalize()].length - NOTE;
    if (over > 0) this._complain(this._scene.t("bad.long", { count: over }));
    return over > 0;
  }

  /** @param {string} text what is wrong with the note */
  _complain(text) {
    this._note.fault(text);
    this._note.input.focus();
  }

  async _send() {
    const reason = this._reason();
    if (this._busy || !reason || this._isLong()) return;
    this._busy = true;
    fill(this._alert);
    try {
      await this._scene.writes.report(this._comment.id, { reason, note: this._note.value });
      this._thank();
    } catch (error) {
      this._failed(error);
    }
    this._busy = false;
  }

  /** It is not offered again, and the focus is on what became of it. */
  _thank() {
    const { t, reported, fire } = this._scene;
    const { id } = this._comment;
    reported.add(id);
    this.close();
    const thanks = h("p", { part: "thanks", tabindex: -1 }, t("report.thanks"));
    this._row.querySelector(".report")?.replaceWith(thanks);
    thanks.focus();
    fire("reported", { id });
  }

  /** @param {unknown} error */
  _failed(error) {
    const text = this._scene.explain(error);
    const wrong = error instanceof ApiError && error.errors.find(({ field }) => field === "note");
    if (wrong) this._complain(wrong.message);
    else fill(this._alert, h("p", {}, text));
  }
}
