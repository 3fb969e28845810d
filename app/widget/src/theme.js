/**
 * `theme`: "auto" derives everything from the text colour it inherits, so it
 * follows the page and the system without asking; "light" and "dark" bring
 * their own ground; anything else is a selector that matches when the page is dark.
 */

/**
 * @param {HTMLElement} host
 * @param {HTMLElement} root gets the classes
 * @param {AbortSignal} signal
 */
export function followTheme(host, root, signal) {
  const apply = () => {
    const theme = host.getAttribute("theme") || "auto";
    const fixed = theme === "light" || theme === "dark";
    const mode = fixed || theme === "auto" ? theme : matches(theme);
    root.classList.toggle("light", mode === "light");
    root.classList.toggle("dark", mode === "dark");
    root.classList.toggle("ground", fixed);
  };
  apply();
  const watch = new MutationObserver(apply);
  for (let node = /** @type {Element | null} */ (host); node; node = node.parentElement) {
    watch.observe(node, { attributes: true });
  }
  signal.addEventListener("abort", () => watch.disconnect());
}

/** @param {string} selector */
function matches(selector) {
  try {
    return document.querySelector(selector) ? "dark" : "light";
  } catch {
    console.warn(`Rejoinder: theme="${selector}" is neither auto, light, dark nor a CSS selector.`);
    return "auto";
  }
}
