/**
 * Logins that are under way, one entry for each state, and the two doors by
 * which their answers come: a message from the window that was opened, or a
 * broadcast from the page that this window came back to.
 * @import { Answer } from "./landing.js"
 */
import { challengeOf, random } from "./pkce.js";

const LOGIN = "rejoinder:login";
const TAKEN = "rejoinder:taken";

/** How long a login in this tab may take, in milliseconds; the service allows no more. */
const LIFE = 600_000;

/** What the service says of a login that did not succeed. */
const ERRORS = ["denied", "failed", "unavailable", "expired", "refused"];

/** @typedef {{ verifier: string, popup: Window | null, heard: ((answer: Answer) => void) | null }} Login */
/** @typedef {{ verifier: string, provider: string, site: string, at: number }} Entry */

/** @param {Pick<Answer, "error">} answer @returns {string} a reason that we have words for */
export const reason = ({ error = "" }) => (ERRORS.includes(error) ? error : "failed");

/**
 * Whether a message is the answer of a login that was begun here: from the
 * service, from the window that we opened for it, with a state that we made.
 * @param {{ origin: string, source: unknown, data: any }} message
 * @param {string} service its origin
 * @param {Map<string, Login>} logins
 * @returns {Login | null}
 */
export function judge({ origin, source, data }, service, logins) {
  if (origin !== service || data?.type !== LOGIN) return null;
  const login = logins.get(data.state);
  return !login || (login.popup && login.popup !== source) ? null : login;
}

/**
 * @param {string} base
 * @param {{ provider: string, site: string, state: string, challenge: string }} login
 * @param {{ origin: string, href: string }} page
 */
export function startUrl(base, { provider, site, state, challenge }, { origin, href }) {
  const query = { site, origin, return_url: href.split("#")[0] ?? "", state, code_challenge: challenge };
  return `${base}auth/${encodeURIComponent(provider)}/start?${new URLSearchParams(query)}`;
}

/** Of a tab's own storage, so that a page that was gone meanwhile knows it again. @param {string} state */
const keyOf = (state) => `rejoinder:login:${state}`;

/**
 * What this tab wrote down before it went away to log in; it serves once.
 * @param {Storage} storage
 * @param {string} state
 * @param {string} site
 * @param {number} now
 * @returns {Entry & { late: boolean } | null}
 */
export function recall(storage, state, site, now) {
  const entry = /** @type {Entry | null} */ (JSON.parse(storage.getItem(keyOf(state)) ?? "null"));
  if (entry?.site !== site) return null;
  storage.removeItem(keyOf(state));
  return { ...entry, late: now - entry.at > LIFE };
}

/**
 * A link of its own: the page's scripts that catch clicks never see it.
 * @param {string} href
 * @param {string} target
 */
function follow(href, target) {
  Object.assign(document.createElement("a"), { href, target, referrerPolicy: "strict-origin" }).click();
}

export class Logins {
  /** @param {string} base */
  constructor(base) {
    this._base = base;
    this._logins = /** @type {Map<string, Login>} */ (new Map());
    this._channel = /** @type {BroadcastChannel | null} */ (null);
  }

  /** A late or repeated answer is acknowledged, so that its window closes, and ignored. */
  _listen() {
    if (this._channel) return;
    const service = new URL(this._base).origin;
    addEventListener("message", (event) => {
      const login = judge(event, service, this._logins);
      if (!login) return;
      event.source?.postMessage({ type: TAKEN, state: event.data.state }, { targetOrigin: service });
      hear(login, event.data);
    });
    const channel = (this._channel = new BroadcastChannel(`rejoinder:${this._base}`));
    channel.onmessage = ({ data }) => {
      const login = data?.type === LOGIN && this._logins.get(data.state);
      if (!login) return;
      channel.postMessage({ type: TAKEN, state: data.state });
      hear(login, data);
    };
  }

  /**
   * In the window that the click opened.
   * @param {{ provider: string, site: string }} wanted
   * @param {Window} popup
   * @param {string} name
   * @returns {Promise<{ answer: Answer, verifier: string }>}
   */
  async popup(wanted, popup, name) {
    this._listen();
    const { verifier, state, challenge } = await fresh();
    /** @type {Promise<Answer>} */
    const heard = new Promise((heard) => this._logins.set(state, { verifier, popup, heard }));
    follow(startUrl(this._base, { ...wanted, state, challenge }, location), name);
    return { answer: await heard, verifier };
  }

  /**
   * In this tab, which goes away.
   * @param {{ provider: string, site: string }} wanted
   */
  async redirect(wanted) {
    const { verifier, state, challenge } = await fresh();
    sessionStorage.setItem(keyOf(state), JSON.stringify({ verifier, ...wanted, at: Date.now() }));
    follow(startUrl(this._base, { ...wanted, state, challenge }, location), "_self");
  }
}

/**
 * @param {Login} login
 * @param {Answer} answer
 */
function hear(login, answer) {
  login.heard?.(answer);
  login.heard = null;
}

async function fresh() {
  const verifier = random(32);
  return { verifier, state: random(24), challenge: await challengeOf(verifier) };
}
