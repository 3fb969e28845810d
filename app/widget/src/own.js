/**
 * What a reader may do with his own comment while the window is open: edit it
 * where it stands, or delete it after one question.
 * @import { Comment, Scene } from "./types"
 */
import { ApiError } from "./api.js";
import { button, fill, h } from "./dom.js";
import { Field } from "./field.js";
import { complain } from "./list.js";
import { changed, deleted } from "./living.js";
import { memory } from "./memory.js";

const QUIET = { part: "button quiet" };

/** @typedef {{ scene: Scene, comment: Comment, token: string, row: HTMLElement }} Case */

/** @param {Case} own */
export async function edit(own) {
  const { scene, comment, token } = own;
  editor(own, comment.body ?? (await scene.writes.source(comment.id, token)).body ?? "");
}

/**
 * @param {Case} own
 * @param {string} source
 */
function editor({ scene, comment, token, row }, source) {
  const { t, writes, say, explain } = scene;
  const field = new Field({ t, name: "body", required: true, props: { rows: 4, "aria-label": t("edit.own") } });
  const save = h("button", { part: "button submit" }, h("span", {}, t("save")));
  const stop = () => void changed(scene, comment)?.focus();
  const form = h("form", { part: "editor", noValidate: true }, field.element, h("div", { class: "bar" }, save, button(t("cancel"), stop)));
  const send = async () => {
    if (save.disabled) return;
    save.disabled = true;
    try {
      const edited = await writes.edit(comment.id, field.value, token);
      changed(scene, edited)?.focus();
      say(t(edited.status === "pending" ? "pending" : "saved"));
    } catch (error) {
      save.disabled = false;
      field.fault((error instanceof ApiError && error.errors[0]?.message) || explain(error));
      field.input.focus();
    }
  };
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) stop();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) send();
    else field.fault(t("need.body"));
  });
  row.previousElementSibling?.replaceWith(form);
  row.remove();
  field.value = source;
  field.input.focus();
}

/** @param {Case} own */
export function remove({ scene, comment, token, row }) {
  const { t, writes, say } = scene;
  const before = [...row.childNodes];
  const keep = () => {
    row.replaceChildren(...before);
    /** @type {HTMLElement | undefined} */ (before.at(-1))?.focus();
  };
  const erase = async () => {
    yes.disabled = true;
    try {
      await writes.remove(comment.id, token);
      memory(scene.store).setOwn(comment.id, null);
      say(t("deleted"));
      deleted(scene, comment);
    } catch (error) {
      yes.disabled = false;
      complain(row, scene.explain(error));
    }
  };
  const yes = button(t("delete"), erase, QUIET);
  const no = button(t("keep"), keep, QUIET);
  row.onkeydown = (event) => {
    if (event.key === "Escape") keep();
  };
  fill(row, h("span", { part: "question" }, t("delete.ask")), yes, no);
  no.focus();
}
