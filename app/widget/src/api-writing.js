/**
 * The calls of those who write. Whoever holds a comment's edit token sends
 * that; with "" for it, the call goes out in the name of who is logged in.
 * @import { Api } from "./api.js"
 * @import { Session } from "./session.js"
 * @import { Comment } from "./types"
 */

/**
 * @param {Api} api
 * @param {() => Session | undefined} session
 */
export function writes({ call, comment }, session) {
  /**
   * @template T
   * @param {string} token
   * @param {(headers: Record<string, string>) => Promise<T>} send
   * @returns {Promise<T>}
   */
  const as = (token, send) => {
    const login = session();
    return token || !login ? send({ "X-Edit-Token": token }) : login.signed(send);
  };

  return {
    /**
     * @param {object} entry
     * @param {string} key
     * @param {Record<string, string>} [who]
     * @returns {Promise<Comment>}
     */
    post: (entry, key, who) => call("/comments", "POST", entry, { "Idempotency-Key": key, ...who }),
    /**
     * The comment with its source.
     * @param {string} id
     * @param {string} token
     */
    source: (id, token) => as(token, (who) => comment(id, who)),
    /**
     * @param {string} id
     * @param {string} body
     * @param {string} token
     * @returns {Promise<Comment>}
     */
    edit: (id, body, token) => as(token, (who) => call(`/comments/${id}`, "PATCH", { body }, { ...who })),
    /**
     * @param {string} id
     * @param {string} token
     * @returns {Promise<null>}
     */
    remove: (id, token) => as(token, (who) => call(`/comments/${id}`, "DELETE", null, who)),
    /**
     * What waits for a moderator in a thread.
     * @param {string} thread
     * @param {string} tokens
     * @returns {Promise<{ comments: Comment[] }>}
     */
    own: (thread, tokens) => as(tokens, (who) => call(`/own?${new URLSearchParams({ thread })}`, "GET", null, who)),
    /**
     * @param {string} body
     * @returns {Promise<{ html: string }>}
     */
    preview: (body) => call("/preview", "POST", { body }),
    /**
     * As whoever is logged in, else as nobody.
     * @param {string} id
     * @param {{ reason: string, note: string }} said
     * @returns {Promise<null>}
     */
    report(id, said) {
      const login = session();
      const send = (/** @type {Record<string, string>} */ who) => call(`/comments/${id}/reports`, "POST", said, { ...who });
      return login?.account ? login.signed(send) : send({});
    },
    /** @returns {Promise<{ challenge: string, expires_at: string }>} */
    challenge: () => call("/challenge", "POST", {}),
  };
}

/** @typedef {ReturnType<typeof writes>} Writes */
