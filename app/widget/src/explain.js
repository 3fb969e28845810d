/**
 * Turns an error into what the reader is told, tells the page's scripts by an
 * event, and the page's owner, when it is his to mend, by a console message
 * with the command that mends it.
 * @import { Api } from "./api.js"
 * @import { Scene, Translate } from "./types"
 */
import { ApiError } from "./api.js";

/**
 * @param {object} wanted
 * @param {Translate} wanted.t
 * @param {Api} wanted.api
 * @param {string} wanted.site
 * @param {Scene["fire"]} wanted.fire
 * @returns {Scene["explain"]}
 */
export function explainer({ t, api, site, fire }) {
  let checked = false;
  let foreign = false;

  function check() {
    if (checked) return;
    checked = true;
    api.check().then(({ registered }) => {
      foreign = !registered;
      if (foreign) {
        const { origin } = location;
        console.error(`Rejoinder: nobody can comment from ${origin} until this is run: rejoinder site set ${site} --add-origin ${origin}`);
      }
    }, String);
  }

  return (error, reading = false) => {
    const known = error instanceof ApiError;
    const code = known ? error.code : "error";
    fire("error", { code, message: String(error) });
    if (!known) console.error("Rejoinder:", error);
    const { status = 0, message = "", wait = 0 } = known ? error : {};
    if (status === 0 || status === 403 || status === 404) check();
    const plain = t(foreign ? "failed.setup" : reading ? "failed" : "failed.send");
    if (status === 0) return navigator.onLine ? plain : `${t("offline")} ${plain}`;
    return [message || plain, wait && t("failed.wait", { count: wait })].filter(Boolean).join(" ");
  };
}
