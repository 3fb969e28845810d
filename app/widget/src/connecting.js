/**
 * A login under way, from the click to its answer. The window is opened in
 * the click itself; whether it is still open is never asked, since a browser
 * may not tell the truth about it.
 * @import { LoginError } from "./signin.js"
 * @import { Words } from "./note.js"
 * @import { Granted, Provider, Scene } from "./types"
 */
import { button, h } from "./dom.js";
import { QUIET } from "./note.js";
import { isInApp, openWindow } from "./window.js";

const REASONS = /** @type {const} */ (["denied", "expired", "refused", "unavailable"]);

/** In whose words it speaks, and what becomes of what was granted. */
/** @typedef {{ say?: (key: "connecting" | "waiting" | "blocked" | "failed" | typeof REASONS[number], label: string) => string, take?: (granted: Granted) => void }} Manner */
/** @typedef {{ provider: Provider, popup: Window | null, heard: boolean, dropped: boolean }} Attempt */

export class Connecting {
  /**
   * @param {Scene} scene
   * @param {(words: Words, focus: () => void) => void} show
   * @param {(words: Words, provider: string) => void} back to the panel from before
   * @param {Manner} [manner]
   */
  constructor(scene, show, back, { say = (key, label) => scene.t(`login.${key}`, { label }), take = (granted) => scene.session?.begin(granted) } = {}) {
    this._scene = scene;
    this._show = show;
    this._back = back;
    this._say = say;
    this._take = take;
    this._attempts = /** @type {Set<Attempt>} */ (new Set());
    /** Whether its panel is on the screen. */
    this.shown = false;
    for (const type of ["focus", "pageshow"]) addEventListener(type, () => this._returned(), { signal: scene.signal });
  }

  get busy() {
    return this._attempts.size > 0;
  }

  /** Must be called in the click itself. @param {Provider} provider */
  start(provider) {
    const redirect = this._scene.host.getAttribute("login") === "redirect" || isInApp(navigator.userAgent);
    if (!globalThis.crypto?.subtle) this._insecure(provider);
    else if (redirect) this._leave(provider);
    else this._popup(provider);
  }

  /** @param {Provider} provider */
  _popup(provider) {
    const { popup, name } = openWindow();
    if (!popup) return this._blocked(provider);
    const attempt = this._begin(provider, popup);
    const heard = () => (attempt.heard = true);
    return this._run(attempt, async () => {
      const signin = await this._scene.signin();
      if (attempt.dropped) return;
      const granted = await signin.byPopup(this._scene, provider.id, { popup, name, heard });
      if (attempt.dropped) await this._scene.session?.revoke(granted.access_token);
      else this._take(granted);
      this._attempts.delete(attempt);
    });
  }

  /** Goes away with this tab; the text is kept as a draft. @param {Provider} provider */
  _leave(provider) {
    const attempt = this._begin(provider, null);
    return this._run(attempt, async () => {
      const signin = await this._scene.signin();
      if (!attempt.dropped) await signin.byRedirect(this._scene, provider.id);
    });
  }

  /**
   * @param {Attempt} attempt
   * @param {() => Promise<void>} work
   */
  async _run(attempt, work) {
    try {
      await work();
    } catch (error) {
      this._attempts.delete(attempt);
      attempt.popup?.close();
      const { code } = /** @type {Partial<LoginError>} */ (error);
      if (!code) this._scene.explain(error);
      if (this.shown && !attempt.dropped && !this.busy) this.failed(attempt.provider, code);
    }
  }

  /**
   * @param {Provider} provider
   * @param {Window | null} popup
   * @returns {Attempt}
   */
  _begin(provider, popup) {
    const attempt = { provider, popup, heard: false, dropped: false };
    this._attempts.add(attempt);
    this._wait(provider, this._say("connecting", provider.label));
    return attempt;
  }

  /**
   * @param {Provider} provider
   * @param {string} text
   * @param {...HTMLElement} more
   */
  _wait(provider, text, ...more) {
    const stop = button(this._scene.t("cancel"), () => this._stop(provider), QUIET);
    this.shown = true;
    this._show({ text, tools: [stop, ...more] }, () => stop.focus());
  }

  /** The page has the focus again, and no answer came. */
  _returned() {
    const attempt = [...this._attempts].at(-1);
    if (!this.shown || !attempt || attempt.heard) return;
    const { provider } = attempt;
    const { t } = this._scene;
    const again = button(t("login.retry"), () => this.start(provider), QUIET);
    this._wait(provider, this._say("waiting", provider.label), again);
  }

  /** @param {Provider} provider */
  _stop(provider) {
    for (const attempt of this._attempts) {
      attempt.dropped = true;
      attempt.popup?.close();
    }
    this._attempts.clear();
    this._back({}, provider.id);
  }

  /** @param {Provider} provider */
  _blocked(provider) {
    const { t } = this._scene;
    this._wait(provider, this._say("blocked", provider.label), button(t("login.here"), () => this._leave(provider), QUIET));
  }

  /** Without https a browser has no means for a login that nobody can take over. @param {Provider} provider */
  _insecure(provider) {
    const { t, base, site, id } = this._scene;
    const href = `${base}t/${encodeURIComponent(site.slug)}?${new URLSearchParams({ ...id })}`;
    this._back({ text: t("login.insecure"), tools: [h("a", { href }, t("login.hosted"))] }, provider.id);
  }

  /**
   * @param {Provider} provider
   * @param {string} [code]
   */
  failed({ id, label }, code) {
    const known = REASONS.find((reason) => reason === code);
    this._back({ text: this._say(known ?? "failed", label) }, id);
  }
}
