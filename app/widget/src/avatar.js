/** People's pictures; for those who have none, their initials on a colour of their own. */
import { h } from "./dom.js";

/**
 * First letters of the first and last word, whatever the script.
 * @param {string} name
 */
export function initials(name) {
  const letters = name.match(/(?<![\p{L}\p{N}\p{M}'’])[\p{L}\p{N}]/gu) ?? [];
  return [letters[0], letters.length > 1 && letters.at(-1)].filter(Boolean).join("").toLocaleUpperCase();
}

/**
 * A hue from 0 to 359 that stays the same for the same name.
 * @param {string} name
 */
export function hue(name) {
  let sum = 7;
  for (const letter of name.trim().toLowerCase()) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 36_007;
  return (sum * 47) % 360;
}

/**
 * The initials stay below the picture, for when it does not come or may not.
 * @param {string} base pictures come from the service alone
 * @param {string} name
 * @param {string | null} [src]
 */
export function picture(base, name, src) {
  const remove = (/** @type {Event} */ { target }) => /** @type {Element} */ (target).remove();
  const image = src?.startsWith(base) && h("img", { alt: "", loading: "lazy", decoding: "async", error: remove, src });
  const element = h("span", { part: "avatar", "aria-hidden": "true", "data-initials": initials(name) }, image);
  element.style.setProperty("--_hue", String(hue(name)));
  return element;
}
