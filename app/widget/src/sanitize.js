/**
 * The one place where markup becomes elements. The server has cleaned it
 * already; this is the second wall, and it holds alone: browsers with
 * `setHTML` clean by our list, the others parse into an inert document from
 * which all but the listed elements and attributes is taken.
 */

/** @type {Map<string, string[]>} element → its attributes */
const ALLOWED = new Map([["a", ["href", "title"]], ["ol", ["start"]], ["code", ["class"]]]);
for (const tag of "p br hr h1 h2 h3 h4 h5 h6 strong em s del blockquote pre ul li".split(" ")) ALLOWED.set(tag, []);

const SAFE_LINK = /^(https?|mailto):/i;

/** @typedef {HTMLElement & { setHTML?: (html: string, options: object) => void }} Sink */

/**
 * @param {HTMLElement} element
 * @param {string} html
 */
export function show(element, html) {
  const sink = /** @type {Sink} */ (element);
  if (sink.setHTML) {
    const elements = [...ALLOWED].map(([name, attributes]) => ({ name, attributes }));
    sink.setHTML(html, { sanitizer: { elements } });
  } else {
    element.replaceChildren(...filtered(html).childNodes);
  }
  for (const link of element.querySelectorAll("a")) {
    if (!SAFE_LINK.test(link.href)) link.removeAttribute("href");
    link.rel = "nofollow ugc noopener";
  }
}

/** Nothing runs in a parsed document before it is shown, and what is not listed never is. @param {string} html */
function filtered(html) {
  const { body } = new DOMParser().parseFromString(trusted(html), "text/html");
  for (const element of body.querySelectorAll("*")) {
    const attributes = ALLOWED.get(element.localName);
    if (!attributes) element.remove();
    for (const name of element.getAttributeNames()) if (!attributes?.includes(name)) element.removeAttribute(name);
  }
  return body;
}

/** @typedef {{ createHTML(text: string): string }} Policy */

/** @type {Policy | undefined} */
let policy;

/** Where the page demands Trusted Types of a browser that cannot `setHTML`. @param {string} html */
function trusted(html) {
  /** @type {{ createPolicy(name: string, rules: Policy): Policy } | undefined} */
  const types = Reflect.get(window, "trustedTypes");
  policy ??= types?.createPolicy("rejoinder", { createHTML: (text) => text });
  return policy ? policy.createHTML(html) : html;
}
