/**
 * The end of a login whose window lost its opener: it comes back to the page
 * with its answer in the fragment. The tab that went away itself to log in
 * keeps the answer; a window hands it to the tab that knows the state, and goes.
 */

/** @typedef {{ type: string, state: string, code?: string, error?: string, label?: string }} Answer */

/**
 * @param {string} hash
 * @returns {Answer | null}
 */
export function landing(hash) {
  const [, kind, value, state] = /^#rejoinder-(code|error)=([\w.~-]+)&state=([\w-]{22,64})$/.exec(hash) ?? [];
  return kind && state ? { type: "rejoinder:login", state, [kind]: value } : null;
}

/**
 * Takes the fragment off the page's address before anything else can read it.
 * @param {string} base
 * @returns {Answer | null} what is for this tab
 */
export function land(base) {
  // What a moderator adds to the page's address when he logs in nowhere else.
  if (location.hash === "#rejoinder-moderate") return { type: "rejoinder:moderate", state: "" };
  const answer = landing(location.hash);
  if (!answer) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  try {
    if (sessionStorage.getItem(`rejoinder:login:${answer.state}`)) return answer;
  } catch {
    // Without storage this tab cannot have begun it.
  }
  const channel = new BroadcastChannel(`rejoinder:${base}`);
  channel.onmessage = ({ data }) => data.type === "rejoinder:taken" && data.state === answer.state && close();
  channel.postMessage(answer);
  return null;
}
