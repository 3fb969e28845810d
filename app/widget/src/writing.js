/**
 * The second chunk: all that only somebody who writes needs, with its words
 * and its style sheet.
 * @import { Box } from "./box.js"
 * @import { Change } from "./session.js"
 * @import { Comment, Scene } from "./types"
 */
import { writes } from "./api-writing.js";
import { Composer } from "./composer.js";
import { Connecting } from "./connecting.js";
import { memory } from "./memory.js";
import english from "./messages/en-writing.js";
import { ownActions, ownHeld, proof } from "./mine.js";
import { Note } from "./note.js";
import { stillOpen } from "./order.js";
import { sheet } from "./style.js";
import text from "./styles/form.css";

const form = sheet(text);

/** Once for each thread, before anything else of this chunk. @param {Scene} scene */
export function prepare(scene) {
  scene.t.learn(english);
  scene.writes = writes(scene.api, () => scene.session);
  scene.reported = new Set();
  scene.mine = (comment) => ownActions(scene, comment);
  scene.signin = () => signin(scene);
  Object.assign(scene, { Connecting, Note });
  scene.host.shadowRoot?.adoptedStyleSheets.push(form);
}

/** The chunk of those who log in, prepared for this thread. @param {Scene} scene */
async function signin(scene) {
  const chunk = await scene.load(SIGNIN_FILE, SIGNIN_INTEGRITY);
  if (!scene.session) chunk.prepare(scene).listen((/** @type {Change} */ change) => turn(scene, change), scene.signal);
  return chunk;
}

/**
 * Somebody logged in or out, here or in another tab.
 * @param {Scene} scene
 * @param {Change} change
 */
function turn(scene, change) {
  const { store, session, view, fire } = scene;
  memory(store).forgetAccount();
  view.box?.composer?.identity.turn(change);
  redraw(scene);
  if (change === "in") fire("signin", { provider: session?.account?.provider });
  else fire("signout", {});
}

/** Who may change what is another now; what is being changed stays as it is. @param {Scene} scene */
function redraw(scene) {
  const { view, site } = scene;
  for (const { comment, article } of view.list?.entries.values() ?? []) {
    const recent = stillOpen(comment, site.limits.edit_window, Date.now());
    const turned = (proof(scene, comment) === null) !== Boolean(article.querySelector(".report"));
    if ((recent || turned) && !article.querySelector("form") && !article.matches(":focus-within")) view.list?.redraw(comment);
  }
}

/**
 * Makes the box the whole form; whoever was logged in is so from the start.
 * @param {Scene} scene
 * @param {Box} box
 */
export async function compose(scene, box) {
  if (scene.store.read("session")) await scene.signin();
  return new Composer(scene, box);
}

/**
 * Lets the reader say what is wrong with somebody else's comment.
 * @param {Scene} scene
 * @param {Comment} comment
 * @param {HTMLElement} row the buttons below it
 */
export async function report(scene, comment, row) {
  const { ask } = await scene.load(REPORT_FILE, REPORT_INTEGRITY);
  ask(scene, comment, row);
}

/** After the list is drawn, where this browser holds something of the reader's own. @param {Scene} scene */
export async function wake(scene) {
  const { landed, store, view } = scene;
  scene.landed = null;
  if (landed || store.read("session")) {
    const { arrive } = await scene.signin();
    const result = landed && (await arrive(scene, landed));
    const composer = result && (await view.box?.load());
    composer?.open();
    if (result) composer?.identity.returned(result);
  }
  for (const comment of await ownHeld(scene)) view.add(comment);
  redraw(scene);
}
