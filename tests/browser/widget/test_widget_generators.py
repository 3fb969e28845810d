"""The recipes in the hands of the programs they are for: Hugo and PHP themselves."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.other.programs import need, on_path
from tests.browser.widget.acts import article, write
from tests.browser.widget.test_widget_recipes import blocks
from tests.browser.widget.world import World

pytestmark = [pytest.mark.browser, pytest.mark.long]

TITLE = 'A "title" & <more>'
LAYOUT = (
    "<!doctype html><html><body><h1>{{ .Title }}</h1>{{ .Content }}%s</body></html>"
)

# What WordPress does with a plugin, as far as ours asks for it.
WORDPRESS = r"""<?php
define('ABSPATH', __DIR__ . '/');
$hooks = [];
function add_filter($name, $call, $priority = 10, $arguments = 1) {
    global $hooks;
    $hooks[$name] = [$call, $arguments];
}
function add_action($name, $call, $priority = 10, $arguments = 1) {
    add_filter($name, $call, $priority, $arguments);
}
function run($name, ...$values) {
    global $hooks;
    [$call, $arguments] = $hooks[$name];
    return $call(...array_slice($values, 0, $arguments));
}
function esc_attr($text) { return htmlspecialchars($text, ENT_QUOTES); }
function esc_url($url) { return str_replace('&', '&#038;', $url); }
function get_the_ID() { return 42; }
function get_permalink() { return getenv('PERMALINK'); }
function get_the_title() { return getenv('TITLE'); }
set_error_handler(function ($level, $message) { exit("PHP: $message"); });
require __DIR__ . '/rejoinder.php';
echo '<p>', run('get_comments_number_text', '0 Comments'), '</p>';
require run('comments_template', '/themes/any/comments.php');
run('wp_footer');
"""


def _run(*command: str, folder: Path, **environment: str) -> str:
    """Run a program in a folder; show what it says when it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _visit(world: World, context: BrowserContext, path: str, made: str) -> Page:
    """Put a finished page on the host, and write a comment there."""
    world.host.pages[path] = (made, {})
    page = context.new_page()
    page.goto(world.host.url + path)
    write(page, "It works")
    expect(article(page, "It works").last).to_be_visible()
    return page


@pytest.fixture
def hugo_site(tmp_path: Path, world: World) -> Path:
    """Make a site of two pages as the recipe says, and let Hugo build it."""
    (hugo,) = need(on_path("hugo"), "hugo")
    (settings,) = blocks("hugo.md", "toml")
    partial, call = blocks("hugo.md", "go-html-template")
    settings = settings.replace("https://comments.example", world.service.url)
    front = f"title: '{TITLE}'\n"
    files = {
        "hugo.toml": f'baseURL = "{world.host.url}/"\n{settings}',
        "layouts/partials/comments.html": partial,
        "layouts/_default/single.html": LAYOUT % call,
        "content/post.md": f"---\n{front}---\nWords.\n",
        "content/quiet.md": f"---\n{front}comments: false\n---\nWords.\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    _run(hugo, folder=tmp_path)
    return tmp_path / "public"


def test_hugo_builds_a_thread(
    world: World, context: BrowserContext, hugo_site: Path
) -> None:
    """What Hugo makes of the partial is a thread under the page's path and title."""
    made = (hugo_site / "post" / "index.html").read_text(encoding="utf-8")
    page = _visit(world, context, "/post/", made)
    thread = page.locator("rejoinder-thread")
    expect(thread).to_have_attribute("thread", "/post/")
    expect(thread).to_have_attribute("title", TITLE)
    link = thread.locator("> a").get_attribute("href")
    assert link
    page.goto(link)
    expect(page.get_by_role("article")).to_contain_text("It works")


def test_hugo_page_without_comments(hugo_site: Path) -> None:
    """A page that says so has no thread."""
    made = (hugo_site / "quiet" / "index.html").read_text(encoding="utf-8")
    assert "Words." in made
    assert "rejoinder" not in made


@pytest.fixture
def plugin(tmp_path: Path, world: World) -> Path:
    """Save the plugin's files as the recipe says."""
    main, template = blocks("wordpress.md", "php")
    main = main.replace("https://comments.example", world.service.url)
    (tmp_path / "rejoinder.php").write_text(main, encoding="utf-8")
    (tmp_path / "thread.php").write_text(template, encoding="utf-8")
    (tmp_path / "wordpress.php").write_text(WORDPRESS, encoding="utf-8")
    return tmp_path


def test_wordpress_runs_the_plugin(
    world: World, context: BrowserContext, plugin: Path
) -> None:
    """What PHP makes of the plugin is a count, a thread and the script, all working."""
    (php,) = need(on_path("php"), "php-cli")
    for file in ("rejoinder.php", "thread.php"):
        assert "No syntax errors" in _run(php, "-l", file, folder=plugin)
    permalink = f"{world.host.url}/?p=42&x=1"
    made = _run(php, "wordpress.php", folder=plugin, PERMALINK=permalink, TITLE=TITLE)
    assert "PHP" not in made
    page = _visit(world, context, "/wordpress", f"<!doctype html><body>{made}")
    thread = page.locator("rejoinder-thread")
    expect(thread).to_have_attribute("thread", "post-42")
    expect(thread).to_have_attribute("url", permalink)
    expect(thread).to_have_attribute("title", TITLE)
    count = page.locator("rejoinder-count")
    expect(count).to_have_text(re.compile(r"^\d+ comments?$"))


def test_plugin_alone_does_nothing(plugin: Path) -> None:
    """Asked for by its own address, outside WordPress, the plugin says nothing."""
    (php,) = need(on_path("php"), "php-cli")
    assert _run(php, "rejoinder.php", folder=plugin) == ""
