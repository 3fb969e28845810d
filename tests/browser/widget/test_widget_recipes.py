"""Every recipe in docs/recipes/ gives a page on which the thread works."""

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.widget.acts import article, box, write
from tests.browser.widget.world import SITE, World

pytestmark = pytest.mark.browser

RECIPES = Path(__file__).parents[3] / "docs" / "recipes"


def blocks(recipe: str, language: str) -> list[str]:
    """Return a recipe's pieces of code in a language."""
    text = (RECIPES / recipe).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def _filled(template: str, values: dict[str, str]) -> str:
    """Do the template engine's part: put values where it would."""
    for mark, value in values.items():
        assert mark in template, mark
        template = template.replace(mark, html.escape(value))
    return template


def _open(world: World, context: BrowserContext, body: str) -> Page:
    """Put what a recipe made on the host, with the right service in it."""
    page = context.new_page()
    made = body.replace("https://comments.example", world.service.url)
    page.goto(world.put("/recipe", made))
    return page


def _works(page: Page) -> None:
    """Write a comment there."""
    write(page, "It works")
    expect(article(page, "It works").last).to_be_visible()


def test_plain_html(world: World, context: BrowserContext) -> None:
    """The two lines, and the line for a count, work as they stand."""
    thread, count = blocks("plain-html.md", "html")
    page = _open(world, context, thread + count)
    expect(page.locator("rejoinder-count")).to_contain_text("comment")
    _works(page)


def test_hugo(world: World, context: BrowserContext, thread: str) -> None:
    """The partial, once Hugo has put its values in, is a thread of that page."""
    partial = blocks("hugo.md", "go-html-template")[0]
    values = {
        "{{ with site.Params.comments }}": "",
        "{{ end }}": "",
        "{{ .service }}": world.service.url,
        "{{ .site }}": SITE,
        "{{ $.RelPermalink }}": thread,
        "{{ $.Title }}": 'Hugo & "friends"',
    }
    made = _filled(partial, values)
    assert "{{" not in made
    _works(_open(world, context, made))


def test_astro(world: World, context: BrowserContext, thread: str) -> None:
    """The component, once Astro has put its values in, is a thread of that page."""
    component = blocks("astro.md", "astro")[0].rpartition("---\n")[2]
    values = {
        "{`${service}/t/${site}?thread=${encodeURIComponent(thread)}`}": "/t",
        "{`${service}/embed.js`}": f"{world.service.url}/embed.js",
        "{site}": SITE,
        "{thread}": thread,
        "{title}": "Astro",
    }
    made = _filled(component, values).replace(" is:inline", "")
    assert "{" not in made
    _works(_open(world, context, re.sub(r"=([^\s\">]+)", r'="\1"', made)))


def test_wordpress(world: World, context: BrowserContext) -> None:
    """The plugin's template, once PHP has put its values in, is a post's thread."""
    plugin, template = blocks("wordpress.md", "php")
    assert "comments_template" in plugin
    values = {
        "<?= esc_attr(REJOINDER_SITE) ?>": SITE,
        "<?= esc_url(REJOINDER_SERVICE) ?>": world.service.url,
        "<?= get_the_ID() ?>": "42",
        "<?= esc_url(get_permalink()) ?>": world.host.url + "/recipe",
        "<?= esc_attr(get_the_title()) ?>": "Hello world",
    }
    made = _filled(template, values)
    assert "<?" not in made
    script = '<script type="module" async src="https://comments.example/embed.js">'
    assert '<script type="module" async src="%s/embed.js">' in plugin
    _works(_open(world, context, f"{made}{script}</script>"))


def test_build_time(world: World, context: BrowserContext, thread: str) -> None:
    """The script puts the comments into the page, and the widget takes their place."""
    world.post(thread, "Known *before*", name="<Ada>")
    script = blocks("build-time.md", "python")[0]
    built = subprocess.run(
        [sys.executable, "-c", script, world.service.url, SITE, thread],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "<em>before</em>" in built
    assert "&lt;Ada&gt;" in built
    page = _open(world, context, built)
    expect(page.get_by_text("Known before")).to_be_visible()
    expect(box(page)).to_have_count(0)
    page.close()
    src = (
        '<script type="module" async src="https://comments.example/embed.js"></script>'
    )
    page = _open(world, context, src + built)
    expect(box(page)).to_be_visible()
    expect(article(page, "Known before")).to_have_count(1)


def test_pinned_version(world: World, context: BrowserContext, thread: str) -> None:
    """An entry pinned by its hash works, and brings chunks that are pinned as well."""
    page = context.new_page()
    manifest = page.request.get(f"{world.service.url}/embed/manifest.json").json()
    name = manifest["entry"]
    src = f"https://comments.example/embed/{name}"
    pinned = (
        f'<script type="module" async crossorigin="anonymous" src="{src}"'
        f' integrity="{manifest["files"][name]["integrity"]}"></script>'
    )
    tag = f'<rejoinder-thread site="{SITE}" thread="{thread}"></rejoinder-thread>'
    _works(_open(world, context, pinned + tag))
    changed = context.new_page()

    def tamper(route) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text() + "\n/* changed */")

    changed.route("**/thread.*", tamper)
    changed.goto(
        world.put(
            "/tampered",
            (pinned + tag).replace("https://comments.example", world.service.url),
        )
    )
    changed.wait_for_event("console", lambda message: "integrity" in message.text)
    expect(box(changed)).to_have_count(0)
