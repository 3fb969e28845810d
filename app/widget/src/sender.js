/**
 * Sends a comment once, however often the reader presses: the same entry goes
 * out under the same idempotency key until it succeeded or its text changed.
 * @import { Writes } from "./api-writing.js"
 */
import { ApiError } from "./api.js";

/** A challenge is fetched anew when it has less than this left, in milliseconds. */
const MARGIN = 60_000;

/** 128 bits; `crypto.randomUUID` is missing on pages without TLS. */
const freshKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export class Sender {
  /** @param {Writes} writes */
  constructor(writes) {
    this._writes = writes;
    this._sent = "";
    this._key = "";
    this._challenge = /** @type {string | undefined} */ (undefined);
    this._until = 0;
    this._asking = /** @type {Promise<void> | null} */ (null);
  }

  /** Called when the box opens and while the reader types; asks only when it must. */
  prepare() {
    if (Date.now() > this._until - MARGIN) this._asking ??= this._ask().finally(() => (this._asking = null));
    return this._asking ?? Promise.resolve();
  }

  async _ask() {
    const { challenge, expires_at: until } = await this._writes.challenge();
    this._challenge = challenge;
    this._until = Date.parse(until);
  }

  /**
   * @param {object} entry
   * @param {Record<string, string>} [who] headers
   */
  async send(entry, who) {
    const text = JSON.stringify(entry);
    if (text !== this._sent) {
      await this.prepare();
      this._key = freshKey();
      this._sent = text;
      this._body = { ...entry, challenge: this._challenge };
    }
    try {
      const comment = await this._writes.post(/** @type {object} */ (this._body), this._key, who);
      this._forget();
      return comment;
    } catch (error) {
      if (error instanceof ApiError && error.errors.some(({ field }) => field === "challenge")) this._forget();
      throw error;
    }
  }

  /** A challenge serves once. */
  _forget() {
    this._sent = "";
    this._until = 0;
  }
}
