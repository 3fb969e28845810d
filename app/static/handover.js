// The popup's last page: brings the answer to the page that waits for it, and to no other.
const page = document.getElementById("handover");
const { origin, state, code, error, returnUrl } = page.dataset;
const message = { type: "rejoinder:login", state, ...(code ? { code } : { error }) };
const opener = window.opener;
// A page that cannot hear us has been cut off (Cross-Origin-Opener-Policy), or is another by now.
const PATIENCE = 1000;

function goHome() {
  if (!returnUrl) {
    document.getElementById("stuck").hidden = false;
    return;
  }
  const answer = code ? `rejoinder-code=${encodeURIComponent(code)}` : `rejoinder-error=${encodeURIComponent(error)}`;
  location.replace(`${returnUrl}#${answer}&state=${encodeURIComponent(state)}`);
}

if (opener) {
  const waiting = setTimeout(goHome, PATIENCE);
  addEventListener("message", (event) => {
    if (event.origin !== origin || event.source !== opener) return;
    if (event.data?.type !== "rejoinder:taken" || event.data.state !== state) return;
    clearTimeout(waiting);
    window.close();
  });
  opener.postMessage(message, origin);
} else {
  goHome();
}
