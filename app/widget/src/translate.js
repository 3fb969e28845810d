/**
 * Says a message in the reader's language. A language is one module of
 * `messages/`, with plurals by CLDR category.
 * @import { Translate } from "./types"
 */
import en from "./messages/en.js";

const LANGUAGES = new Map([["en", en]]);

/**
 * The first wanted language that there is, as [messages, full tag]: "en-GB"
 * is English with British dates.
 * @param {(string | null | undefined)[]} wanted
 * @returns {[typeof en, string]}
 */
export function choose(wanted) {
  for (const tag of wanted) {
    const [base = "", ...rest] = tag?.toLowerCase().split("-") ?? [];
    const messages = LANGUAGES.get(base);
    if (messages) return [messages, /^[a-z]{2}$/.test(rest[0] ?? "") ? `${base}-${rest[0]}` : base];
  }
  return [en, "en"];
}

/**
 * @param {typeof en} messages
 * @param {string} lang
 * @returns {Translate}
 */
export function translator(messages, lang) {
  /** @type {Record<string, string | Record<string, string>>} */
  const all = { ...messages };
  const plural = new Intl.PluralRules(lang);
  /** @type {Translate} */
  const translate = (key, values = {}) => {
    const found = all[key] ?? key;
    const count = Number(values.count);
    const text = typeof found === "string" ? found : (found[plural.select(count)] ?? found.other ?? "");
    return text.replace(/#|\{(\w+)\}/g, (mark, name) => (name ? String(values[name] ?? mark) : count.toLocaleString(lang)));
  };
  translate.learn = (more) => Object.assign(all, more);
  return translate;
}
