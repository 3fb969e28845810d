"""The widget as a guest in Firefox and WebKitGTK: looks, policies, hostile markup."""

import json

import pytest

from tests.browser.other.conftest import LONG, Visit
from tests.browser.other.reader import Reader
from tests.browser.widget.world import World

pytestmark = LONG

# The contrast of each visible text with the ground below it, as painted.
CONTRAST = """(() => {
  const ink = document.createElement("canvas").getContext("2d",
    { willReadFrequently: true });
  const paint = (...colours) => {
    ink.clearRect(0, 0, 1, 1);
    for (ink.fillStyle of colours) ink.fillRect(0, 0, 1, 1);
    return [...ink.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const parent = (it) => it.parentElement ?? it.getRootNode().host;
  const grounds = (it) => it
    ? [...grounds(parent(it)), getComputedStyle(it).backgroundColor] : ["white"];
  const light = (colours) => paint(...colours).map((it) => it / 255)
    .map((it) => it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4)
    .reduce((sum, it, n) => sum + it * [0.2126, 0.7152, 0.0722][n], 0);
  const seen = find(":not(:disabled, :disabled *, .avatar *)").filter((it) =>
    it.getRootNode() !== document && [...it.childNodes].some((child) =>
      child.nodeType === Node.TEXT_NODE && child.data.trim()));
  return seen.map((it) => {
    const below = grounds(it), text = [...below, getComputedStyle(it).color];
    const [dark, bright] = [light(below), light(text)].sort((a, b) => a - b);
    return [Math.round(100 * (bright + 0.05) / (dark + 0.05)) / 100,
      `${it.localName} ${it.textContent}`, text.at(-1), below.join()];
  });
})()"""
NIGHT = "<style>html { background: #14171c; color: #dfe3e8 }</style>"
LOOKS = {
    "light": ('theme="light"', ""),
    "dark": ('theme="dark"', ""),
    "inherited": ("", ""),
    "inherited-night": ("", NIGHT),
}
# Neither engine makes its window as narrow as a phone, so the column is made so.
STICKS_OUT = """((edges) => deep(document.querySelector("rejoinder-thread").shadowRoot)
  .filter((it) => it.checkVisibility() && !it.matches(".avatar *, pre *")
    && (({ left, right, width }) => width > 1
      && (left < edges.left - 1 || right > edges.right + 1))(
      it.getBoundingClientRect()))
  .map((it) => `${it.localName}.${it.className}`))(
  document.querySelector("main").getBoundingClientRect())"""

# What a broken or hostile server might send for a body, past its own cleaning.
ESCAPES = [
    "<script>owned('script')</script>",
    "<img src=/owned-img onerror=owned('img')>",
    "<svg onload=owned('svg')><script>owned('svg script')</script></svg>",
    "<p onclick=owned('click') style='background:url(/owned-style)'>A paragraph</p>",
    "<a href='javascript:owned(1)' onfocus=owned('focus') autofocus>link</a>",
    "<iframe src=/owned-frame srcdoc='<script>parent.owned(2)</script>'></iframe>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1>'>",
    "<noscript><p title='</noscript><img src=/owned-no onerror=owned(4)>'></noscript>",
    "<template><img src=/owned-template onerror=owned(5)></template>",
    "<form action=/owned-form><input name=parentNode autofocus onfocus=owned(6)>",
    "<object data=/owned-object></object><embed src=/owned-embed>",
    "<link rel=stylesheet href=/owned-link><style>@import '/owned-import'</style>",
    "<video src=/owned-video poster=/owned-poster onerror=owned(7)></video>",
    "<base href=/owned-base><meta http-equiv=refresh content='0;url=/owned-meta'>",
    "<custom-thing onpointerover=owned(8) is=owned-is>custom</custom-thing>",
    "<div slot=x part=comment id=owned class=tray><p>inside</p></div>",
]
TAMPER = """<script>
  window.heard = [];
  window.owned = (what) => heard.push(what);
  const bodies = %s, real = window.fetch;
  window.fetch = async (...args) => {
    const answer = await real(...args), body = await answer.json();
    body.comments?.forEach((it, n) => { it.html = `${bodies[n]}<p>Body ${n}.</p>` });
    return new Response(JSON.stringify(body), answer);
  };
  %s
</script>"""
# All that a comment's body may hold, said here a second time on purpose.
FOREIGN = """find(".body").flatMap((body) => [...body.querySelectorAll("*")])
  .filter((it) => !it.matches("p, br, hr, h1, h2, h3, h4, h5, h6, strong, em, s, del,"
      + "blockquote, pre, ul, ol, li, code, a")
    || it.getAttributeNames().some((name) => !["rel", "title"].includes(name)))
  .map((it) => it.outerHTML)"""


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_texts_can_be_read(visit: Visit, world: World, thread: str, look: str) -> None:
    """In every theme each text stands out from its ground by 4.5 to 1 at least."""
    world.post(thread, "A question")
    attributes, head = LOOKS[look]
    reader = visit(attributes, head=head)
    reader.press("Reply to Grace Hopper")
    reader.press("Post Comment")
    reader.see("[part~=error]", "Please enter a comment")
    reader.until("!find('rejoinder-thread')[0].shadowRoot.getAnimations().length")
    contrasts = reader.tell(CONTRAST)
    assert len(contrasts) > 10
    assert [each for each in contrasts if each[0] < 4.5] == []


def test_theme_selector_is_followed(visit: Visit, world: World, thread: str) -> None:
    """A selector that means dark is followed as the page's class comes and goes."""
    world.post(thread, "Look")
    reader = visit('theme="html.night"')
    scheme = "getComputedStyle(find('[part~=root]')[0]).colorScheme === args[0]"
    reader.until(scheme, "light")
    reader.tell("document.documentElement.classList.add('night')")
    reader.until(scheme, "dark")


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_sticks_out_from_right_to_left(
    visit: Visit, world: World, thread: str, width: int
) -> None:
    """On a page written from right to left, long words and deep replies stay within."""
    parent = world.post(thread, "W" * 400, name="N" * 200)
    for _ in range(4):
        body = "مرحبا\n\n```\n" + "x" * 300 + "\n```"
        parent = world.post(thread, body, parent_id=parent["id"])
    page = f"<style>main {{ width: {width}px }}</style>"
    reader = visit(html='lang="ar" dir="rtl"', head=page)
    reader.press("Reply to NN")
    reader.focused("textarea")
    assert reader.tell("document.querySelector('main').offsetWidth") == width
    assert reader.tell("document.documentElement.scrollWidth <= innerWidth")
    assert reader.tell(STICKS_OUT) == []


def test_strict_policy_and_trusted_types(visit: Visit, world: World) -> None:
    """The documented policy is enough, and nothing that is done violates it."""
    service = world.service.url
    policy = (
        f"default-src 'none'; script-src {service}; connect-src {service}; "
        "require-trusted-types-for 'script'; trusted-types rejoinder"
    )
    reader = visit(headers={"Content-Security-Policy": policy})
    reader.tell("""document.addEventListener("securitypolicyviolation", (event) =>
      document.documentElement.title += event.violatedDirective)""")
    reader.write("Under **guard**")
    reader.see("article strong", "guard")
    reader.type("A *preview*")
    reader.press("Preview")
    reader.see("[part~=preview] em", "preview")
    reader.press("Edit")
    reader.type("Still under *guard*", "Edit your comment")
    reader.press("Save")
    reader.see("article em", "guard")
    assert reader.tell("document.documentElement.title") == ""


def _tampered(visit: Visit, world: World, thread: str, also: str = "") -> Reader:
    """Open a thread whose bodies are what no server of ours would send."""
    for n in range(len(ESCAPES)):
        world.post(thread, f"Comment {n}")
    bodies = json.dumps(ESCAPES).replace("</", "<\\/")
    return visit(head=TAMPER % (bodies, also))


def _expect_harmless(reader: Reader, world: World) -> None:
    """Look at each body, touch what can be touched, and see that nothing happened."""
    last = len(ESCAPES) - 1
    reader.see("article", f"Body {last}.")
    reader.click("article .body p", "Body 0.")
    reader.click("article .body a, article .body p", "link")
    reader.until("(scrollTo(0, document.documentElement.scrollHeight), true)")
    assert reader.tell("heard") == []
    assert reader.tell(FOREIGN) == []
    assert [path for path, _ in world.host.asked if "owned" in path] == []


def test_hostile_markup_meets_the_second_wall(
    visit: Visit, world: World, thread: str
) -> None:
    """Markup that the server let through runs nothing, loads nothing, is cut to size.

    WebKitGTK has no `setHTML`, so there it is the widget's own list that holds.
    """
    reader = _tampered(visit, world, thread)
    native = reader.tell("'setHTML' in Element.prototype")
    assert native == (reader.engine == "firefox")
    _expect_harmless(reader, world)


def test_second_wall_without_set_html(visit: Visit, world: World, thread: str) -> None:
    """The same holds by our own list in every engine, when `setHTML` is taken away."""
    also = "delete Element.prototype.setHTML;"
    reader = _tampered(visit, world, thread, also)
    assert not reader.tell("'setHTML' in Element.prototype")
    _expect_harmless(reader, world)
