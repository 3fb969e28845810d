/**
 * Puts together what all parts of one thread share, and the frame they stand in.
 * @import { Mount, Scene } from "./types"
 */
import { api } from "./api.js";
import { explainer } from "./explain.js";
import { Frame } from "./frame.js";
import { store } from "./store.js";
import { clock } from "./time.js";
import { choose, translator } from "./translate.js";

/**
 * @param {Mount} mount
 * @returns {{ scene: Scene, frame: Frame }} the scene still lacks the site and the thread, which come with the first answers
 */
export function setScene({ host, base, site, id, landed, load, signal, writing }) {
  const [messages, lang] = choose([host.getAttribute("lang"), host.closest("[lang]")?.getAttribute("lang"), ...navigator.languages]);
  const t = translator(messages, lang);
  const level = Math.min(6, Math.max(1, Number(host.getAttribute("heading-level")) || 2));
  const frame = new Frame({ t, lang, level, title: host.getAttribute("title") });
  const calls = api(base, site, signal);
  /** @type {Scene["fire"]} */
  const fire = (name, detail) => host.dispatchEvent(new CustomEvent(`rejoinder:${name}`, { bubbles: true, composed: true, detail }));
  const explain = explainer({ t, api: calls, site, fire });
  let prepared = false;
  const scene = /** @type {Scene} */ ({
    host,
    base,
    landed,
    load,
    api: calls,
    t,
    id,
    signal,
    level,
    fire,
    explain,
    store: store(base + site),
    clock: clock(lang, t("now")),
    say: (text) => frame.say(text),
    writing: async () => {
      const chunk = await writing();
      if (!prepared) chunk.prepare(scene);
      prepared = true;
      return chunk;
    },
  });
  return { scene, frame };
}
