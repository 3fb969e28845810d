"""A reader at a browser, who looks for things by their words and waits for them."""

from dataclasses import dataclass
from typing import Any

from tests.browser.other.remote import Remote

KEYS = {
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Shift": "\ue008",
    "Control": "\ue009",
    "Escape": "\ue00c",
}
BOX = "Comment (required)"

# What a reader can look for, in open shadow roots as well, and how long he looks.
LOOK = """
const done = arguments[arguments.length - 1];
const args = [...arguments].slice(0, -1);
const deep = (root) => [...root.querySelectorAll("*")].flatMap((it) =>
  it.shadowRoot ? [it, ...deep(it.shadowRoot)] : [it]);
const words = (it) => it.ariaLabel || (it.labels ?? [])[0]?.textContent
  || it.textContent;
const find = (selector, text = "") => deep(document).filter((it) =>
  it.matches(selector) && it.checkVisibility() && words(it).includes(text));
const focus = () => { let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at };
// Where the mouse must go to hit an element, once it has come to rest there.
const spot = (it) => {
  const box = it.getBoundingClientRect();
  const x = Math.round(box.x + box.width / 2), y = Math.round(box.y + box.height / 2);
  const inside = x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
  if (!inside) it.scrollIntoView({ block: "center", behavior: "instant" });
  const hit = it.getRootNode().elementFromPoint(x, y);
  const still = !it.getRootNode().getAnimations().length;
  return inside && still && it.contains(hit) && [x, y];
};
const end = performance.now() + 15000;
const look = () => {
  const seen = (%s);
  if (seen) done({ seen });
  else if (performance.now() > end) done({ text: deep(document)
    .filter((it) => it.matches("section, [role=alert], [role=status]"))
    .map((it) => it.innerText).join(" | ") || document.body.innerText });
  else setTimeout(look, 20);
};
look();
"""


@dataclass
class Reader:
    """Somebody who reads and writes in one engine."""

    engine: str
    remote: Remote

    def until(self, condition: str, *args: object) -> Any:
        """Wait until an expression is true; return what it gave."""
        answer = self.remote.run(LOOK % condition, *args)
        assert "seen" in answer, f"{condition} {args} in: {answer['text'][:2000]}"
        return answer["seen"]

    def tell(self, expression: str) -> Any:
        """Tell what an expression gives now."""
        return self.until(f"[{expression}]")[0]

    def see(self, selector: str, text: str = "") -> None:
        """Wait for a visible element with a text."""
        self.until("find(...args)[0]", selector, text)

    def click(self, selector: str, text: str = "") -> None:
        """Bring the first such element into view and press the mouse on it."""
        x, y = self.until("find(...args)[0] && spot(find(...args)[0])", selector, text)
        moves: list[dict[str, Any]] = [
            {"type": "pointerMove", "x": x, "y": y, "duration": 0},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self.remote.act({"type": "pointer", "id": "mouse", "actions": moves})

    def count(self, selector: str, number: int, text: str = "") -> None:
        """Wait until so many such elements are visible."""
        condition = "find(...args.slice(1)).length === args[0]"
        self.until(condition, number, selector, text)

    def focused(self, selector: str, text: str = "") -> None:
        """Wait until such an element has the focus."""
        condition = "focus()?.matches(args[0]) && words(focus()).includes(args[1])"
        self.until(condition, selector, text)

    def press(self, name: str) -> None:
        """Press the first button of that name."""
        self.click("button:enabled", name)

    def key(self, *names: str) -> None:
        """Press keys together."""
        keys = [KEYS.get(name, name) for name in names]
        self._keys([(kind, key) for kind in ("keyDown", "keyUp") for key in keys])

    def _keys(self, strokes: list[tuple[str, str]]) -> None:
        actions = [{"type": kind, "value": key} for kind, key in strokes]
        self.remote.act({"type": "key", "id": "keyboard", "actions": actions})

    def type(self, text: str, label: str = BOX) -> None:
        """Put the cursor into a field, replace what is there, key by key."""
        self.click("textarea, input", label)
        self.focused("textarea, input", label)
        self.key("Control", "a")
        self._keys([(kind, key) for key in text for kind in ("keyDown", "keyUp")])
        self.holds(text, label)

    def holds(self, text: str, label: str = BOX) -> None:
        """Wait until a field has a value."""
        condition = "find('textarea, input', args[0])[0]?.value === args[1]"
        self.until(condition, label, text)

    def write(self, text: str) -> None:
        """Write a comment and send it."""
        self.type(text)
        self.press("Post Comment")

    def told(self, text: str) -> None:
        """Wait until the polite status region has said a text."""
        condition = """deep(document).some((it) =>
          it.getAttribute('role') === 'status'
          && it.textContent.trim() === args[0])"""
        self.until(condition, text)
