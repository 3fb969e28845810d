/**
 * The REST API as a reader uses it. Reads that everybody shares are simple
 * requests; what is the reader's own is asked for by api-writing.js.
 * @import { Comment, Page, Problem, Site } from "./types"
 */

export class ApiError extends Error {
  /**
   * @param {Problem} problem status 0 when nothing was answered
   * @param {number} [wait] seconds the server asks for
   */
  constructor(problem, wait = 0) {
    super(problem.detail || problem.title || "");
    this.status = problem.status;
    this.code = problem.code ?? (problem.status ? "error" : "network");
    this.errors = problem.errors ?? [];
    this.wait = wait;
  }
}

/**
 * @param {Promise<Response>} request
 * @returns {Promise<any>}
 */
export async function answer(request) {
  let response;
  let json;
  try {
    response = await request;
    json = response.status === 204 ? null : await response.json();
  } catch (error) {
    if (/** @type {Error} */ (error).name === "AbortError") throw error;
    throw new ApiError({ status: response?.ok === false ? response.status : 0 });
  }
  if (response.ok) return json;
  throw new ApiError({ ...json, status: response.status }, Number(response.headers.get("Retry-After")) || 0);
}

/**
 * @param {string} base
 * @param {string} site
 * @param {AbortSignal} signal
 */
export function api(base, site, signal) {
  const root = `${base}api/v1/sites/${encodeURIComponent(site)}`;

  /**
   * @param {string} path
   * @param {string} [method]
   * @param {unknown} [body]
   * @param {Record<string, string>} [headers]
   * @returns {Promise<any>}
   */
  function call(path, method = "GET", body, headers = {}) {
    /** @type {RequestInit} */
    const init = { method, headers, signal, credentials: "omit" };
    if (body) {
      init.body = JSON.stringify(body);
      headers["Content-Type"] = "application/json";
    }
    return answer(fetch(root + path, init));
  }

  return {
    call,
    /** @returns {Promise<Site>} */
    site: () => call(""),
    /**
     * @param {Record<string, string>} query
     * @returns {Promise<Page>}
     */
    page: (query) => call(`/comments?${new URLSearchParams(query)}`),
    /**
     * @param {string} id
     * @param {string} cursor
     * @returns {Promise<{ comments: Comment[], next: string | null }>}
     */
    replies: (id, cursor) => call(`/comments/${id}/replies?${new URLSearchParams({ cursor })}`),
    /**
     * @param {string} id
     * @param {Record<string, string>} [own] what says that it is the reader's
     * @returns {Promise<Comment>}
     */
    comment: (id, own) => call(`/comments/${id}`, "GET", null, own),
    /** @returns {Promise<{ registered: boolean }>} whether this page's origin may post here */
    check: () => answer(fetch(`${base}api/v1/check?${new URLSearchParams({ site, origin: location.origin })}`)),
  };
}

/** @typedef {ReturnType<typeof api>} Api */
