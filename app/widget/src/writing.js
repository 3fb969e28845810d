/**
 * The second chunk: all that only somebody who writes needs, with its words
 * and its style sheet.
 * @import { Scene } from "./types"
 */
import { writes } from "./api-writing.js";
import english from "./messages/en-writing.js";
import { sheet } from "./style.js";
import text from "./styles/form.css";

export { Composer } from "./composer.js";
export { edit, remove } from "./own.js";

const form = sheet(text);

/** Once for each thread, before anything else of this chunk. @param {Scene} scene */
export function prepare(scene) {
  scene.t.learn(english);
  scene.writes = writes(scene.api);
  scene.host.shadowRoot?.adoptedStyleSheets.push(form);
}
