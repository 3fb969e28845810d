"""A login across three sites in Chromium as it is shipped: storage is partitioned.

Playwright switches that off, so this Chromium is started without Playwright's switches,
once with third-party cookies blocked and once with them allowed.
"""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.chromium import launch_arguments
from tests.browser.widget.visitor import Visitor
from tests.browser.widget.world import Host, World

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("signin")]

LISTENING = b"DevTools listening on "
STOP_SECONDS = 10
MODES = {"blocked": 1, "allowed": 0}
THIRD_PARTY = {"Set-Cookie": "third=party; SameSite=None; Secure; Path=/"}
# Whoever is embedded writes down what it finds, and leaves something for the next.
PARTITION = """<script>
  parent.postMessage(localStorage.getItem("left") ?? "nothing", "*");
  localStorage.setItem("left", "something");
</script>"""
HEARD = """url => new Promise(heard => {
  addEventListener("message", event => heard(event.data), { once: true });
  const frame = document.createElement("iframe");
  frame.src = url;
  document.body.append(frame);
})"""


@contextmanager
def _as_shipped(path: Path, folder: Path, *, cookies: str) -> Iterator[str]:
    """Run a Chromium of its own; gives the address at which it is driven."""
    profile = folder / "Default"
    profile.mkdir()
    settings = {"profile": {"cookie_controls_mode": MODES[cookies]}}
    (profile / "Preferences").write_text(json.dumps(settings))
    command = [
        *(str(path), *launch_arguments(), "--headless=new"),
        *(f"--user-data-dir={folder}", "--remote-debugging-port=0", "about:blank"),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        try:
            found = (line for line in process.stderr if line.startswith(LISTENING))
            yield next(found).removeprefix(LISTENING).decode().strip()
        finally:
            process.terminate()
            process.communicate(timeout=STOP_SECONDS)


@pytest.fixture(params=sorted(MODES))
def mode(request: pytest.FixtureRequest) -> str:
    """Say what the browser does with third-party cookies."""
    return str(request.param)


@pytest.fixture
def shipped(
    chromium_path: Path, browser: Browser, tmp_path: Path, mode: str
) -> Iterator[BrowserContext]:
    """Give a fresh profile of a Chromium as people have it."""
    with _as_shipped(chromium_path, tmp_path, cookies=mode) as address:
        driven = browser.browser_type.connect_over_cdp(address)
        yield driven.contexts[0]
        driven.close()


def test_login_across_three_sites(
    login_world: World, shipped: BrowserContext, thread: str, mode: str
) -> None:
    """Page, service and issuer share nothing in this browser, and one logs in."""
    visitor = Visitor(login_world, shipped, thread)
    tab = visitor.visit()
    third = Host()
    third.start()
    _expect_strangers(visitor, third, mode)
    visitor.box.fill("From a browser as it is shipped.")
    visitor.log_in()
    visitor.press("Post Comment")
    expect(tab.get_by_role("article")).to_contain_text("as it is shipped")
    tab.reload()
    visitor.box.focus()
    visitor.is_using()


def _expect_strangers(visitor: Visitor, third: Host, mode: str) -> None:
    """See that storage is partitioned, and cookies are as they should be."""
    third.pages["/embedded"] = (PARTITION, THIRD_PARTY)
    top = visitor.context.new_page()
    top.goto(f"{third.url}/embedded")
    top.close()
    heard = visitor.tab.evaluate(HEARD, f"{third.url}/embedded")
    assert heard == "nothing", "this browser does not partition its storage"
    sent = third.asked[-1][1]
    assert sent == {"blocked": "", "allowed": "third=party"}[mode]
