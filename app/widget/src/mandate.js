/**
 * A moderator's way into moderating here: what he is asked, and how it ended.
 * The question itself is put on a page of the service, in a window of its own.
 * @import { Words } from "./note.js"
 * @import { Granted, Scene } from "./types"
 */
import { button, h } from "./dom.js";

/** In the place of a provider: the service asks nobody else who is there. */
const SERVICE = { id: "moderate", label: "" };

/** @param {import("./types").Account} account */
export const moderates = ({ role }) => role === "moderator" || role === "owner";

export class Mandate {
  /** @param {Scene} scene */
  constructor(scene) {
    const { t } = scene;
    this._scene = scene;
    this._note = new scene.Note();
    this._moderating = /** @type {{ focus: () => void } | null} */ (null);
    this.element = h("div", { part: "moderating", role: "group", "aria-label": t("moderate.group") }, this._note.element);
    this._connecting = new scene.Connecting(
      scene,
      (words, focus) => this.show(words, focus),
      (words) => this.offer(words),
      {
        say: (key) => t(/** @type {"moderate.failed"} */ (`moderate.${key}`)),
        take: (granted) => void this.take(granted),
      },
    );
  }

  /**
   * @param {Words} words
   * @param {() => void} [focus] where the focus goes, if it was here
   */
  show(words, focus) {
    const { host, view } = this._scene;
    const within = this.element.contains(host.shadowRoot?.activeElement ?? null);
    if (!this.element.isConnected) view.frame.home.after(this.element);
    this._note.show(words);
    if (within) focus?.();
  }

  /** Asks for the click that opens the window. @param {Words} [words] */
  offer(words = {}) {
    const { t, site } = this._scene;
    const go = button(t("moderate"), () => this.ask());
    const stop = button(t("cancel"), () => this.leave(), { part: "button quiet" });
    this.show({ text: words.text ?? t("moderate.offer", { name: site.name }), tools: [...(words.tools ?? []), go, stop] }, () => go.focus());
  }

  /** Must be called in the click itself. */
  ask() {
    if (this._moderating) this._moderating.focus();
    else this._connecting.start(SERVICE);
  }

  /** @param {string} code why the tab that went away came back without */
  failed(code) {
    this._connecting.failed(SERVICE, code);
  }

  /** @param {Granted} granted */
  async take(granted) {
    const scene = this._scene;
    try {
      const { Moderating } = await scene.load(MODERATE_FILE, MODERATE_INTEGRITY);
      this._moderating = new Moderating(scene, granted, this);
    } catch (error) {
      scene.session?.revoke(granted.access_token).catch(String);
      this.offer({ text: scene.explain(error) });
    }
  }

  /** It is over. @param {Words} [words] */
  end(words) {
    this._moderating = null;
    if (words) this.offer(words);
    else this.leave();
  }

  leave() {
    const { view, host } = this._scene;
    const within = this.element.contains(host.shadowRoot?.activeElement ?? null);
    this.element.remove();
    if (within) view.frame.heading.focus();
  }
}
