// Gives every code sample marked with `data-copy` a button that copies it.
// Without this script the samples are plain text to select, so nothing is lost.

const SHOWN_MS = 2000;

for (const sample of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy ${sample.dataset.copy}`);
  const said = document.createElement("span");
  said.className = "unseen";
  said.setAttribute("role", "status");
  button.addEventListener("click", () => copy(sample, button, said));
  sample.append(button, said);
}

async function copy(sample, button, said) {
  const code = sample.querySelector("pre");
  try {
    await navigator.clipboard.writeText(code.textContent.trim());
    button.textContent = said.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(code);
    button.textContent = said.textContent = "Selected: press Ctrl+C";
  }
  setTimeout(() => {
    button.textContent = "Copy";
    said.textContent = "";
  }, SHOWN_MS);
}
