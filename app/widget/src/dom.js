/** Builds elements, since no markup may be written as a string. */

/** @typedef {Node | string | null | undefined | false} Kid */

/**
 * A `part` is a class too: the class for our style sheet, the part for the page's.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [props]
 * @param {...Kid} kids
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...kids) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name, /** @type {EventListener} */ (value));
    else if (typeof value === "boolean") Reflect.set(element, name, value);
    else if (value != null) {
      element.setAttribute(name, String(value));
      if (name === "part") element.className = String(value);
    }
  }
  fill(element, ...kids);
  return element;
}

/**
 * @param {Element} element
 * @param {...Kid} kids
 */
export function fill(element, ...kids) {
  element.replaceChildren(.../** @type {(Node | string)[]} */ (kids.filter(Boolean)));
}

/**
 * @param {string} text
 * @param {(event: Event) => void} click
 * @param {Record<string, unknown>} [props]
 */
export const button = (text, click, props = {}) => h("button", { type: "button", part: "button", click, ...props }, text);

let last = 0;

/** An id that no other element of this page's threads has. */
export const freshId = () => `r${(last += 1)}`;
