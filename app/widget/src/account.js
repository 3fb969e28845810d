/**
 * The identity panel of a reader who is logged in.
 * @import { Account, Scene } from "./types"
 */
import { picture } from "./avatar.js";
import { button, h } from "./dom.js";
import { moderates } from "./mandate.js";

/**
 * @param {Scene} scene
 * @param {Account} account
 * @param {() => void} change
 */
export function accountPanel({ base, t, session, mandate, explain }, account, change) {
  const leave = () => void session?.end().catch(explain);
  const link = { part: "button quiet" };
  return h(
    "div",
    { part: "account", tabindex: -1 },
    picture(base, account.name, account.avatar),
    h(
      "p",
      {},
      h("b", {}, h("bdi", {}, account.name), ":"),
      ` ${t("account.using", { label: account.provider_label })} (`,
      button(t("account.leave"), leave, link),
      " / ",
      button(t("account.change"), change, link),
      moderates(account) && " / ",
      moderates(account) && button(t("moderate"), () => mandate?.ask(), link),
      ")",
    ),
  );
}
