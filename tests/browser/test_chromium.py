"""The browser that the other browser tests stand on."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import chromium


@pytest.mark.browser
def test_browser_shows_a_page(browser: Browser) -> None:
    """A real Chromium starts and lays out a page."""
    page = browser.new_page()
    page.set_content("<h1>Leave a Reply</h1>")
    expect(page.get_by_role("heading")).to_have_text("Leave a Reply")
    page.close()


def test_wrong_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A REJOINDER_CHROMIUM that names no program is an error, not a silent skip."""
    monkeypatch.setenv("REJOINDER_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(chromium.NoChromiumError, match="apt-get install chromium"):
        chromium.find_chromium.__wrapped__()


def test_given_name_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """REJOINDER_CHROMIUM is taken before anything found on the machine."""
    program = tmp_path / "my-chromium"
    program.touch(mode=0o755)
    monkeypatch.setenv("REJOINDER_CHROMIUM", str(program))
    assert chromium.find_chromium.__wrapped__() == program
