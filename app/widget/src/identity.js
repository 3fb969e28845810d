/**
 * Who a comment will be from. Exactly one panel is on the screen, and what it
 * shows is what is posted: a guest, a login under way, an account, or a login
 * that ended while its comment was being sent.
 * @import { Words } from "./note.js"
 * @import { Change } from "./session.js"
 * @import { Account, Provider, Scene } from "./types"
 */
import { Connecting } from "./connecting.js";
import { button, fill, h } from "./dom.js";
import { GuestPanel } from "./guest.js";
import { Note, QUIET } from "./note.js";
import { Strip } from "./strip.js";

/** @typedef {"guest" | "connecting" | "account" | "ended"} View */

export class Identity {
  /**
   * @param {Scene} scene
   * @param {() => void} changed
   */
  constructor(scene, changed) {
    const { site, host } = scene;
    this._scene = scene;
    this._changed = changed;
    this.guest = new GuestPanel(scene);
    this._strip = site.providers.length ? new Strip(scene, (provider) => this._choose(provider)) : null;
    this._connecting = new Connecting(scene, (words, focus) => this._show("connecting", words, [], focus), (words, provider) => this._former(words, provider));
    this._former = /** @type {(words?: Words, provider?: string) => void} */ (this._asGuest);
    this._view = /** @type {View} */ ("guest");
    this._sending = false;
    this._root = /** @type {ShadowRoot} */ (host.shadowRoot);
    this._note = new Note();
    this._panel = h("div", { class: "panel" });
    this.element = h("div", { part: "identity" }, this._note.element, this._panel);
  }

  /** As the reader was the last time. */
  begin() {
    const { session, store } = this._scene;
    if (session?.account && store.read("identity") !== "guest") this._asAccount();
    else this._asGuest(session?.ended ? this._over(session.ended) : {});
  }

  /** @returns {boolean} whether a comment can be sent as what is shown */
  get ready() {
    return this._view === "account" || (this._view === "guest" && this._scene.site.guests_allowed);
  }

  get isGuest() {
    return this._view === "guest";
  }

  /** Leads the reader to what is missing before he can post. */
  ask() {
    if (this.isGuest) this._strip?.focus();
    else this.element.querySelector("button")?.focus();
  }

  /** Back in the tab that went away to log in. @param {{ provider: string, code: string }} result */
  returned({ provider: id, code }) {
    const provider = this._scene.site.providers.find((offered) => offered.id === id);
    if (code && provider) this._connecting.failed(provider, code);
    if (code) this._strip?.focus(id);
    else this._focus();
  }

  _focus() {
    /** @type {HTMLElement | null} */ (this._panel.querySelector("[tabindex]"))?.focus();
  }

  /**
   * @template T
   * @param {(headers: Record<string, string>) => Promise<T>} call
   * @returns {Promise<T>}
   */
  async send(call) {
    const { session } = this._scene;
    if (this.isGuest || !session) return call({});
    this._sending = true;
    try {
      return await session.signed(call);
    } finally {
      this._sending = false;
    }
  }

  /** After a comment went out. */
  settle() {
    const { session, store } = this._scene;
    if (this.isGuest) this.guest.settle();
    if (session?.account) store.write("identity", this.isGuest ? "guest" : "account");
  }

  /**
   * @param {View} view
   * @param {Words} words
   * @param {(Node | false | null | undefined)[]} kids
   * @param {() => void} focus where the focus goes, if it would be lost
   */
  _show(view, words, kids, focus) {
    const within = this.element.contains(this._root.activeElement);
    this._view = view;
    if (view !== "connecting") this._connecting.shown = false;
    this._note.show(words);
    fill(this._panel, ...kids);
    this._changed();
    if (within) focus();
  }

  /**
   * @param {Words} [words]
   * @param {string} [provider] whose icon the reader comes from
   */
  _asGuest(words = {}, provider) {
    const open = this._scene.site.guests_allowed;
    const strip = this._strip;
    this._former = this._asGuest;
    this._show("guest", words, [strip && strip.element, open && this.guest.element], () => {
      if (open && !provider) this.guest.fields["author.email"].input.focus();
      else strip?.focus(provider);
    });
  }

  _asAccount() {
    const { session, accountPanel } = this._scene;
    if (session?.account) this._show("account", {}, [accountPanel(session.account, () => this._asGuest())], () => this._focus());
  }

  /**
   * @param {Account} account
   * @param {Words} [words]
   */
  _asEnded(account, words = {}) {
    const { text = "", tools = [] } = this._over(account);
    const change = button(this._scene.t("account.change"), () => this._asGuest(), QUIET);
    this._former = (/** @type {Words | undefined} */ words) => this._asEnded(account, words);
    this._show("ended", { text: `${words.text ?? ""} ${text}`.trim(), tools: [...(words.tools ?? []), ...tools, change] }, [], () => this.ask());
  }

  /** @param {Account} account @returns {Words} */
  _over({ provider: id, provider_label: label }) {
    const { t, site } = this._scene;
    const provider = site.providers.find((offered) => offered.id === id);
    const again = provider ? button(t("login.again"), () => this._choose(provider), QUIET) : null;
    return { text: t("login.ended", { label }), tools: [again] };
  }

  /** Whoever is logged in there already is there at once. @param {Provider} provider */
  _choose(provider) {
    const { session } = this._scene;
    session?.sync();
    if (session?.account?.provider === provider.id) this._asAccount();
    else this._connecting.start(provider);
  }

  /** Logged in, logged out or ended: here, by another thread of the page, or in another tab. @param {Change} change */
  turn(change) {
    const { session, say, site, t } = this._scene;
    const { ended = null, account = null } = session ?? {};
    if (account && change === "in") {
      const typing = this.isGuest && site.guests_allowed && !this.guest.isUntouched;
      if (!this._connecting.busy && typing) return;
      this._asAccount();
      if (!this._panel.contains(this._root.activeElement)) say(t("account.in", { name: account.name }));
    } else if (this._view === "account") {
      if (ended && this._sending) this._asEnded(ended);
      else this._asGuest(ended ? this._over(ended) : {});
      if (!ended) say(t("account.left"));
    }
  }
}
