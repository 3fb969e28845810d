/** Times as people say them: "3 hours ago", and the exact moment beside it. */

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/**
 * The largest unit that fits once, rounded down; null while it is "just now".
 * A clock that runs ahead of the server's must not say "in 5 seconds".
 * @param {number} seconds
 * @returns {[number, Intl.RelativeTimeFormatUnit] | null}
 */
export function elapsed(seconds) {
  for (const [unit, length] of UNITS) {
    if (seconds >= length) return [-Math.floor(seconds / length), unit];
  }
  return null;
}

/**
 * @param {string} lang
 * @param {string} now what to say of the last minute
 */
export function clock(lang, now) {
  const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  const absolute = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeStyle: "short" });
  return {
    /** @param {string} iso */
    ago(iso) {
      const since = elapsed((Date.now() - Date.parse(iso)) / 1000);
      return since ? relative.format(...since) : now;
    },
    /** @param {string} iso */
    exact: (iso) => absolute.format(new Date(iso)),
  };
}
