/** A picture for people who gave none: their initials on a colour of their own. */

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
