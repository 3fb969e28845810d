/** Proof that whoever redeems a login's code is whoever began it (RFC 7636). */

/** @param {Uint8Array} bytes */
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

/** @param {number} bytes */
export const random = (bytes) => base64url(crypto.getRandomValues(new Uint8Array(bytes)));

/** @param {string} verifier */
export async function challengeOf(verifier) {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}
