/**
 * One comment as an article: who, when, what, and what can be done with it.
 * @import { Comment, Scene } from "./types"
 */
import { picture } from "./avatar.js";
import { freshId, h } from "./dom.js";
import { show } from "./sanitize.js";

/** @param {Scene} scene @param {Comment} comment */
export const nameOf = ({ t }, comment) => comment.author?.name || t("anonymous");

/** One that is no longer offered keeps its id. @param {Scene} scene @param {string} provider */
const labelOf = ({ site }, provider) => site.providers.find(({ id }) => id === provider)?.label ?? provider;

/** Awaiting a moderator: only its author gets to see it. @param {Comment} comment */
export const isHeld = (comment) => Boolean(comment.status && comment.status !== "approved");

/**
 * @param {Scene} scene
 * @param {Comment} comment
 * @param {(HTMLElement | null)[]} actions
 * @returns {HTMLElement}
 */
export function article(scene, comment, actions) {
  const { t } = scene;
  const id = freshId();
  if (comment.deleted) {
    const text = h("p", { part: "tombstone", id }, t("tombstone"));
    return h("article", { part: "comment", tabindex: -1, "aria-labelledby": id }, text);
  }
  const body = h("div", { part: "body", dir: "auto" });
  show(body, comment.html);
  return h(
    "article",
    { part: "comment", tabindex: -1, "aria-labelledby": `${id}a ${id}t` },
    picture(scene.base, nameOf(scene, comment), comment.author?.avatar),
    header(scene, comment, id),
    isHeld(comment) && h("p", { part: "notice" }, t("pending")),
    body,
    h("div", { part: "actions" }, ...actions),
  );
}

/**
 * @param {Scene} scene
 * @param {Comment} comment
 * @param {string} id
 */
function header(scene, comment, id) {
  const { t } = scene;
  const { url = null, role = null, provider = null, handle = null } = comment.author ?? {};
  const name = h("bdi", {}, nameOf(scene, comment));
  const who = url && /^https?:/i.test(url) ? h("a", { href: url, rel: "nofollow ugc noopener" }, name) : name;
  const badge = role === "owner" || role === "moderator" ? t(`role.${role}`) : "";
  const when = h("time", { datetime: comment.created_at, title: scene.clock.exact(comment.created_at) }, scene.clock.ago(comment.created_at));
  const link = `${location.href.split("#")[0]}#comment-${comment.id}`;
  return h(
    "header",
    { part: "header" },
    h("span", { part: "author", id: `${id}a` }, who),
    provider && h("span", { part: "via", title: handle }, t("via", { label: labelOf(scene, provider) })),
    badge && h("span", { part: "badge" }, badge),
    comment.pinned && h("span", { part: "badge" }, t("pinned")),
    h("a", { part: "time", id: `${id}t`, href: link }, when),
    comment.edited_at && h("span", { part: "edited", title: scene.clock.exact(comment.edited_at) }, t("edited")),
  );
}
