/**
 * What the form can tell before it asks the server. Lengths are code points
 * after NFC, as the server counts them.
 * @import { Site } from "./types"
 */

/** @typedef {{ body: string, author: { name: string, email: string, url: string } }} Entry */
/** @typedef {[field: string, message: string, count?: number]} Fault */

/** @param {string} text */
export const lengthOf = (text) => [...text.normalize()].length;

/**
 * "example.org" means "https://example.org"; anything else is left for the rules.
 * @param {string} text
 */
export const completeUrl = (text) => (/^[\w-]+(\.[\w-]+)+([/:?#]|$)/.test(text) ? `https://${text}` : text);

/**
 * Every fault of an entry, in the order of the fields on the screen.
 * @param {Entry} entry
 * @param {Pick<Site, "required_fields" | "limits">} site
 * @returns {Fault[]}
 */
export function faults(entry, site) {
  /** @type {Fault[]} */
  const found = [];
  const { email, name, url } = entry.author;
  const { limits, required_fields: required } = site;
  /** @type {[string, string, number, boolean, boolean][]} */
  const rules = [
    ["body", entry.body.trim(), limits.body, true, true],
    ["author.email", email, limits.email, required.includes("email"), /^\S+@\S+\.\S+$/.test(email)],
    ["author.name", name, limits.name, required.includes("name"), true],
    ["author.url", url, limits.url, false, /^https?:\/\//i.test(url) && URL.canParse(url)],
  ];
  for (const [field, text, most, needed, good] of rules) {
    const over = lengthOf(text) - most;
    if (!text) needed && found.push([field, `need.${field}`]);
    else if (!good) found.push([field, `bad.${field}`]);
    else if (over > 0) found.push([field, "bad.long", over]);
  }
  return found;
}
