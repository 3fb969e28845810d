/**
 * The two lines' first: defines both elements and fetches nothing until one
 * of them is on the page and about to be seen.
 */
import { CountElement } from "./count.js";
import { ThreadElement } from "./element.js";

/**
 * @param {string} name
 * @param {CustomElementConstructor} type
 */
function define(name, type) {
  if (!customElements.get(name)) customElements.define(name, type);
}

define("rejoinder-thread", ThreadElement);
define("rejoinder-count", CountElement);
