/**
 * The calls of those who write.
 * @import { Api } from "./api.js"
 * @import { Comment } from "./types"
 */

/** @param {Api} api */
export const writes = ({ call, token }) => ({
  /**
   * @param {object} entry
   * @param {string} key
   * @returns {Promise<Comment>}
   */
  post: (entry, key) => call("/comments", "POST", entry, { "Idempotency-Key": key }),
  /**
   * @param {string} id
   * @param {string} body
   * @param {string} own
   * @returns {Promise<Comment>}
   */
  edit: (id, body, own) => call(`/comments/${id}`, "PATCH", { body }, token(own)),
  /**
   * @param {string} id
   * @param {string} own
   * @returns {Promise<null>}
   */
  remove: (id, own) => call(`/comments/${id}`, "DELETE", null, token(own)),
  /**
   * @param {string} body
   * @returns {Promise<{ html: string }>}
   */
  preview: (body) => call("/preview", "POST", { body }),
  /** @returns {Promise<{ challenge: string, expires_at: string }>} */
  challenge: () => call("/challenge", "POST", {}),
});

/** @typedef {ReturnType<typeof writes>} Writes */
