/**
 * One login on one site, shared by all threads of the page and, by way of the
 * browser's storage, with other tabs. The access token stays in memory; the
 * refresh handle rotates under a lock, and is always read again inside it,
 * since another tab may have used it meanwhile.
 * @import { Store } from "./store.js"
 * @import { Account, Granted } from "./types"
 */
import { ApiError } from "./api.js";

/** A token is renewed when it has less than this left, in milliseconds. */
const MARGIN = 60_000;

/** `at` tells one login from the next, through all rotations. @typedef {{ refresh_token: string, account: Account, at: number }} Kept */
/** @typedef {"in" | "out" | "over"} Change logged in, logged out, or ended by the service */
/** @typedef {(path: string, method: string, body?: object | null, token?: string) => Promise<any>} Call */
/** @typedef {{ store: Store, call: Call, words: (label: string) => string, lock?: <T>(work: () => Promise<T>) => Promise<T>, now?: () => number }} Wanted */

/** @param {string} token */
export const bearer = (token) => ({ Authorization: `Bearer ${token}` });

export class Session {
  /** @param {Wanted} wanted */
  constructor({ store, call, words, lock = (work) => work(), now = Date.now }) {
    this._store = store;
    this._call = call;
    this._words = words;
    this._lock = lock;
    this._now = now;
    this._kept = /** @type {Kept | null} */ (store.read("session"));
    this._alone = false;
    this._token = "";
    this._until = 0;
    this._label = this.account?.provider_label ?? "";
    this._renewing = /** @type {Promise<string> | null} */ (null);
    this._listeners = /** @type {Set<(change: Change) => void>} */ (new Set());
    /** The account of a login that ended by itself. */
    this.ended = /** @type {Account | null} */ (null);
    /** Comments that the service says are the account's. */
    this.mine = /** @type {Set<string>} */ (new Set());
  }

  get account() {
    return this._kept?.account ?? null;
  }

  /**
   * @param {(change: Change) => void} listener
   * @param {AbortSignal} signal
   */
  listen(listener, signal) {
    this._listeners.add(listener);
    signal.addEventListener("abort", () => this._listeners.delete(listener));
  }

  /** Looks whether another tab logged in or out. */
  sync() {
    if (this._alone) return;
    const kept = /** @type {Kept | null} */ (this._store.read("session"));
    if (loginOf(kept) === loginOf(this._kept)) this._kept = kept;
    else this._become(kept, kept ? "in" : "out");
  }

  /**
   * @param {Kept | null} kept
   * @param {Change} change
   */
  _become(kept, change) {
    this._label = this.account?.provider_label ?? this._label;
    this.ended = change === "over" ? this.account : null;
    this._kept = kept;
    this._token = "";
    this._until = 0;
    this._tell(change);
  }

  /** @param {Change} change */
  _tell(change) {
    this.mine.clear();
    for (const listener of this._listeners) listener(change);
  }

  /** A login succeeded; it takes the place of the one before. @param {Granted} granted */
  begin(granted) {
    const { _kept: before } = this;
    const token = this._good();
    this._take(granted, this._now());
    this._store.write("identity", "account");
    this.ended = null;
    this._tell("in");
    if (before) this._revoke(token, before.refresh_token);
  }

  /**
   * @param {Granted} granted
   * @param {number} at
   */
  _take({ access_token: token, expires_in: seconds, refresh_token, account }, at) {
    this._token = token;
    this._until = this._now() + seconds * 1000;
    this._kept = { refresh_token: refresh_token ?? "", account, at };
    this._alone = !this._store.write("session", this._kept);
  }

  /** @param {number} [margin] @returns {string} the token, or "" when it is not good that long */
  _good(margin = 0) {
    return this._until - margin > this._now() ? this._token : "";
  }

  /** @returns {Promise<string>} a token that is good for a while */
  async _bearer() {
    const login = loginOf(this._kept);
    this._check(login);
    this._renewing ??= this._good(MARGIN) ? null : this._lock(() => this._renew(login)).finally(() => (this._renewing = null));
    return this._renewing ?? this._token;
  }

  /**
   * Still the login that the caller saw, also in other tabs.
   * @param {number | null} login
   * @returns {Kept}
   */
  _check(login) {
    this.sync();
    if (!this._kept || loginOf(this._kept) !== login) throw this._gone();
    return this._kept;
  }

  /** @param {number | null} login @returns {Promise<string>} */
  async _renew(login) {
    const kept = this._check(login);
    try {
      const granted = await this._call("/sessions/refresh", "POST", { refresh_token: kept.refresh_token });
      this._check(login);
      this._take(granted, login ?? 0);
      return this._token;
    } catch (error) {
      if (!refused(error)) throw error;
      if (this._check(login).refresh_token !== kept.refresh_token) return this._renew(login);
      throw this._over();
    }
  }

  /** Nobody posts as somebody else because a login ended. @returns {ApiError} */
  _over() {
    this._store.write("session", null);
    this._become(null, "over");
    return this._gone();
  }

  _gone() {
    return new ApiError({ status: 401, code: "login_ended", detail: this._words(this._label) });
  }

  /**
   * Makes a call in the account's name; once more with a new token if this one is refused.
   * @template T
   * @param {(headers: Record<string, string>) => Promise<T>} send
   * @returns {Promise<T>}
   */
  async signed(send) {
    const token = await this._bearer();
    try {
      return await send(bearer(token));
    } catch (error) {
      if (!refused(error)) throw error;
    }
    if (token === this._token) this._until = 0;
    const next = await this._bearer();
    try {
      return await send(bearer(next));
    } catch (error) {
      throw refused(error) && this._token === next ? this._over() : error;
    }
  }

  /** Log Out: here and now, whatever the network does; the service is told. */
  async end() {
    const { _kept: kept } = this;
    const token = this._good();
    this._store.write("session", null);
    this._store.write("identity", null);
    this._become(null, "out");
    if (kept) await this._revoke(token, kept.refresh_token);
  }

  /**
   * @param {string} token "" when there is none that is good
   * @param {string} handle
   */
  async _revoke(token, handle) {
    try {
      const good = token || (await this._call("/sessions/refresh", "POST", { refresh_token: handle })).access_token;
      await this.revoke(good);
    } catch {
      // It was over already, or ends by itself; this browser has forgotten it.
    }
  }

  /** Ends a login that nobody wants. @param {string} token */
  revoke(token) {
    return this._call("/session", "DELETE", null, token);
  }
}

/** @param {Kept | null} kept */
const loginOf = (kept) => kept && (kept.at ?? 0);

/** @param {unknown} error */
const refused = (error) => error instanceof ApiError && error.status === 401 && error.code !== "login_ended";
