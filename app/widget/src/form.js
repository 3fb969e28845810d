/**
 * Makes the collapsed box the whole form; what its elements do is the composer's.
 * @import { Box } from "./box.js"
 * @import { Identity } from "./identity.js"
 * @import { Scene } from "./types"
 */
import { button, freshId, h } from "./dom.js";
import { Notify } from "./notify.js";
import { Preview } from "./preview.js";

/**
 * @param {Scene} scene
 * @param {Box} box
 * @param {Identity} identity
 * @param {() => void} cancel
 */
export function completeForm(scene, box, identity, cancel) {
  const { t } = scene;
  const { body, form, bar, alert } = box;
  const id = freshId();
  const preview = new Preview(scene, body);
  const stop = button(t("form.cancel"), cancel, { part: "button quiet", hidden: true });
  const label = h("span", {}, t("form.post"));
  const submit = h("button", { part: "button submit" }, label);
  const left = h("span", { part: "counter", id });
  const notify = new Notify(scene);
  const buttons = h("div", { class: "bar" }, submit, preview.button, left);
  const tray = h("div", { class: "tray", hidden: true });
  body.input.setAttribute("aria-describedby", `${body.input.id}e ${id}`);
  alert.replaceChildren();
  tray.append(identity.element, notify.element ?? "", alert, buttons);
  bar.append(stop);
  form.append(preview.element, tray);
  return { ...box, preview, stop, label, submit, left, notify, tray };
}
