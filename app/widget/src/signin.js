/**
 * The chunk of those who log in: begins logins, redeems their codes, and
 * keeps the session of each site that the page shows.
 * @import { Granted, Scene } from "./types"
 * @import { Answer } from "./landing.js"
 */
import { accountPanel } from "./account.js";
import { answer } from "./api.js";
import { Logins, reason, recall } from "./logins.js";
import { Mandate } from "./mandate.js";
import english from "./messages/en-signin.js";
import { bearer, Session } from "./session.js";
import { sheet } from "./style.js";
import text from "./styles/signin.css";

const style = sheet(text);

/** What landing.js says where a moderator asked to be let in. */
const MODERATE = "rejoinder:moderate";

/** @type {Map<string, Logins>} base → logins under way */
const logins = new Map();

/** @type {Map<string, Session>} base and site → session */
const sessions = new Map();

/** A login that did not succeed, by the contract's name for why. */
export class LoginError extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** @param {string} base @returns {import("./session.js").Call} */
const calls = (base) => (path, method, body, token) => {
  const headers = { ...(body && { "Content-Type": "application/json" }), ...(token && bearer(token)) };
  /** @type {RequestInit} */
  const init = { method, headers, credentials: "omit", keepalive: method === "DELETE" };
  return answer(fetch(`${base}api/v1${path}`, body ? { ...init, body: JSON.stringify(body) } : init));
};

/** Once for each thread, before anything else of this chunk. @param {Scene} scene */
export function prepare(scene) {
  const { base, host, site, store, t } = scene;
  t.learn(english);
  host.shadowRoot?.adoptedStyleSheets.push(style);
  const scope = base + site.slug;
  const session = sessions.get(scope) ?? open(scope, { store, call: calls(base), words: (label) => t("login.ended", { label }) });
  sessions.set(scope, session);
  scene.session = session;
  scene.mandate = new Mandate(scene);
  scene.accountPanel = (account, change) => accountPanel(scene, account, change);
  return session;
}

/**
 * @param {string} scope
 * @param {import("./session.js").Wanted} wanted
 */
function open(scope, wanted) {
  const locks = /** @type {LockManager | undefined} */ (navigator.locks);
  const session = new Session(locks ? { ...wanted, lock: (work) => locks.request(`rejoinder:${scope}`, work) } : wanted);
  for (const type of ["storage", "pageshow"]) addEventListener(type, () => session.sync());
  return session;
}

/** @param {string} base */
function loginsOf(base) {
  const here = logins.get(base) ?? new Logins(base);
  logins.set(base, here);
  return here;
}

/**
 * @param {string} base
 * @param {Answer} answer
 * @param {string} verifier
 * @returns {Promise<Granted>}
 */
async function redeem(base, answer, verifier) {
  if (!answer.code) throw new LoginError(reason(answer));
  try {
    return await calls(base)("/sessions", "POST", { code: answer.code, code_verifier: verifier });
  } catch (error) {
    throw new LoginError(/** @type {{ status?: number }} */ (error).status === 401 ? "expired" : "failed");
  }
}

/**
 * Logs in by the window that the click opened.
 * @param {Scene} scene
 * @param {string} provider
 * @param {{ popup: Window, name: string, heard: () => void }} by
 * @returns {Promise<Granted>}
 */
export async function byPopup({ base, site }, provider, { popup, name, heard }) {
  const { answer, verifier } = await loginsOf(base).popup({ provider, site: site.slug }, popup, name);
  heard();
  return redeem(base, answer, verifier);
}

/**
 * Logs in by going away with this tab.
 * @param {Scene} scene
 * @param {string} provider
 */
export function byRedirect({ base, site }, provider) {
  return loginsOf(base).redirect({ provider, site: site.slug });
}

/**
 * Back in the tab that went away to log in.
 * @param {Scene} scene
 * @param {Answer} answer
 * @returns {Promise<{ provider: string, code: string } | null>} why it failed, "" if it did not; null when it is not this site's
 */
export async function arrive(scene, answer) {
  const { base, site, session, mandate } = scene;
  if (answer.type === MODERATE) {
    mandate?.offer();
    return null;
  }
  const entry = recall(sessionStorage, answer.state, site.slug, Date.now());
  if (!entry) return null;
  const { provider } = entry;
  const moderates = provider === "moderate";
  try {
    if (entry.late) throw new LoginError("expired");
    const granted = await redeem(base, answer, entry.verifier);
    if (moderates) mandate?.take(granted);
    else session?.begin(granted);
    return moderates ? null : { provider, code: "" };
  } catch (error) {
    const code = error instanceof LoginError ? error.code : "failed";
    if (moderates) mandate?.failed(code);
    return moderates ? null : { provider, code };
  }
}
