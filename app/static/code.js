// Moves a link's secret from the address's fragment, which no server is sent, into the
// form, and takes it out of the address, so that no history keeps it.
const form = document.querySelector("[data-code]");
const code = decodeURIComponent(location.hash.slice(1));
if (form && code) {
  history.replaceState(null, "", location.pathname);
  form.elements.code.value = code;
  form.querySelector("[data-code-field]").hidden = true;
  if (form.dataset.code === "send") form.requestSubmit();
}
