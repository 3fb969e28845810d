// The desk's script, on top of forms that work without it: a row's button answers in
// the row's place, "all on this page" ticks, and single keys work as in WordPress.

const TOAST_MS = 10_000;
const queue = document.querySelector("#queue");
const toast = document.querySelector("#toast");
const said = document.querySelector("#said");
const help = document.querySelector("#help");
let current = null;
let busy = Promise.resolve();
let hiding = 0;

const rows = () => [...document.querySelectorAll("#rows > [data-row]")];
const open = () => rows().filter((row) => !row.matches(".settled, .sending"));

function say(words) {
  if (said) said.textContent = words;
}

// --- The current row ------------------------------------------------------------

function choose(row, { focus = true, scroll = true } = {}) {
  if (!row) return;
  current?.classList.remove("current");
  current = row;
  row.classList.add("current");
  if (focus) row.focus({ preventScroll: true });
  if (scroll) row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  const at = all.indexOf(current);
  choose(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
}

function onwards(from) {
  const all = rows();
  const at = all.indexOf(from);
  const left = open();
  return left.find((row) => all.indexOf(row) > at) ?? left.at(-1) ?? null;
}

// --- One decision, in place -----------------------------------------------------

// Goes on to the next row at once; answers arrive in the order of the presses.
function send(button) {
  const row = button.closest("[data-row]");
  if (row.matches(".sending")) return;
  row.classList.add("sending");
  const next = onwards(row);
  if (next) choose(next);
  busy = busy.then(() => act(button)).finally(() => row.classList.remove("sending"));
}

async function act(button) {
  const body = new URLSearchParams({ one: button.value });
  for (const name of ["csrf_token", "next"]) body.set(name, queue.elements[name].value);
  let answer;
  try {
    answer = await fetch(queue.action, { method: "POST", body, headers: { "X-Desk": "row" } });
  } catch {
    return say("The service cannot be reached. Nothing was done.");
  }
  if (!answer.ok) {
    say("That was refused. Please load the page again.");
    return location.reload();
  }
  place(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

function place(page) {
  document.querySelector("#tabs")?.replaceWith(document.adoptNode(page.querySelector("#tabs")));
  const problem = page.querySelector(".problem")?.textContent ?? "";
  let last = null;
  for (const fresh of page.querySelectorAll("[data-row]")) {
    const old = document.getElementById(fresh.id);
    if (!old) continue;
    old.replaceWith(document.adoptNode(fresh));
    last = fresh;
    if (current === old) choose(fresh);
  }
  const done = page.querySelector("#done");
  if (problem) say(problem);
  else if (done) announce(done);
  const left = rows().some((row) => !row.matches(".settled"));
  if (last && !left) moreOf(last.dataset.batch);
}

function announce(done) {
  say(done.querySelector("[role=status]").textContent);
  done.querySelector("[role=status]").removeAttribute("role");
  document.querySelector("main > #done")?.remove();
  toast.replaceChildren(document.adoptNode(done));
  toast.hidden = false;
  hideLater();
}

function hideLater() {
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) hideLater();
    else toast.hidden = true;
  }, TOAST_MS);
}

// All on this page are decided about: on to those that are left, or to the kind words.
function moreOf(batch) {
  location.assign(`${queue.dataset.here}&done=${batch ?? ""}`);
}

// --- Ticks and bulk -------------------------------------------------------------

const ticks = () => rows().map((row) => row.querySelector("input[name=ids]")).filter(Boolean);

function tickAll(on) {
  for (const tick of ticks()) tick.checked = on;
  counted();
}

function counted() {
  const number = ticks().filter((tick) => tick.checked).length;
  const all = document.querySelector("#all");
  if (all) {
    all.checked = number > 0 && number === ticks().length;
    all.indeterminate = number > 0 && !all.checked;
  }
  queue.querySelector("#which option").textContent = number ? `The ${number} ticked` : "The ticked ones";
  return number;
}

function bulk(verb) {
  const button = queue.querySelector(`button[name=bulk][value=${verb}]`);
  if (!counted() || !button) return say("Nothing is ticked that this could be done to.");
  queue.querySelector("#which").value = "ticked";
  queue.requestSubmit(button);
}

// --- Keys -----------------------------------------------------------------------

const VERBS = { a: "approve", u: "reject", s: "spam", d: "delete", z: "restore" };

function press(verb) {
  const button = current?.querySelector(`button[name=one][value^="${verb}:"]`);
  if (!button) return say("That cannot be done to this comment.");
  send(button);
}

function undo() {
  const form = document.querySelector("#toast:not([hidden]) form, main > #done form");
  if (form) form.requestSubmit();
  else press("restore");
}

function follow(kind) {
  const link = current?.querySelector(`[data-do=${kind}]`);
  if (link) location.assign(link.href);
}

function tick() {
  const box = current?.querySelector("input[name=ids]");
  if (!box) return;
  box.checked = !box.checked;
  say(box.checked ? "Ticked" : "Not ticked");
  counted();
}

function tab(number) {
  document.querySelectorAll("#tabs a")[number - 1]?.click();
}

const PLAIN = {
  j: () => step(1),
  k: () => step(-1),
  x: tick,
  z: undo,
  r: () => follow("reply"),
  e: () => follow("edit"),
  q: () => follow("edit"),
};

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  if (help?.open) return;
  const key = event.key.toLowerCase();
  if (event.key === "?") help.showModal();
  else if (event.shiftKey && key === "x") tickAll(ticks().some((each) => !each.checked));
  else if (event.shiftKey && VERBS[key]) bulk(VERBS[key]);
  else if (event.shiftKey) return;
  else if (/^[1-5]$/.test(key)) tab(Number(key));
  else if (PLAIN[key]) PLAIN[key]();
  else if (VERBS[key]) press(VERBS[key]);
  else return;
  event.preventDefault();
}

// --- Beginning ------------------------------------------------------------------

document.querySelector("#help-button")?.addEventListener("click", () => help.showModal());
document.querySelector("#help-button")?.removeAttribute("hidden");

if (queue) {
  queue.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "one") return;
    event.preventDefault();
    send(event.submitter);
  });
  queue.addEventListener("change", (event) => {
    if (event.target.id === "all") tickAll(event.target.checked);
    else if (event.target.name === "ids") counted();
  });
  queue.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && row !== current) choose(row, { focus: false });
  });
  queue.querySelector(".all").hidden = false;
}

const keys = document.querySelector("[data-keys]");
if (keys?.dataset.keys === "on") {
  document.addEventListener("keydown", onKey);
  choose(open()[0], { scroll: false });
}
