/** The window in which a reader logs in. */

const WIDTH = 500;
const HEIGHT = 680;

/**
 * Browsers inside of apps have no second window, or one that never comes back.
 * @param {string} agent
 */
export const isInApp = (agent) => /FBA[NV]|Instagram|Line\/|MicroMessenger|Snapchat|TikTok|; wv\)/.test(agent);

/**
 * Must be called in the click itself, else browsers block it.
 * @returns {{ popup: Window | null, name: string }}
 */
export function openWindow() {
  const name = `rejoinder-${[...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(36)).join("")}`;
  const left = Math.max(0, screenX + (outerWidth - WIDTH) / 2);
  const top = Math.max(0, screenY + (outerHeight - HEIGHT) / 2);
  return { popup: open("about:blank", name, `popup,width=${WIDTH},height=${HEIGHT},left=${left},top=${top}`), name };
}
