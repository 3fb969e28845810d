"""Finds a Chromium and starts it for tests.

In this order: the program that REJOINDER_CHROMIUM names, what the system has on its
PATH, the one Playwright has downloaded, and, when there is none, a download by
Playwright now. Tests fail rather than skip without a browser, for then nobody has seen
the widget work. `python -m tests.browser.chromium` makes sure of one beforehand and
prints where it is.
"""

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)

# Nothing but the pages under test may talk to anyone.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

HELP = """No Chromium for the browser tests. Do one of these:
  apt-get install chromium          (Debian; Ubuntu's is chromium-browser)
  .venv/bin/playwright install --with-deps chromium
  export REJOINDER_CHROMIUM=/path/to/chromium"""


class NoChromiumError(RuntimeError):
    """No browser here, and none could be had."""


def _named_by_environment() -> Path | None:
    """Take the program that REJOINDER_CHROMIUM names; a wrong name is an error."""
    named = os.environ.get("REJOINDER_CHROMIUM")
    if not named:
        return None
    found = shutil.which(named)
    if found is None:
        message = f"REJOINDER_CHROMIUM={named} is not a program.\n{HELP}"
        raise NoChromiumError(message)
    return Path(found)


def _on_path() -> Path | None:
    """Take the system's own."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def _playwrights_own() -> Path | None:
    """Take the one Playwright has downloaded, if it has."""
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _download() -> None:
    """Let Playwright fetch its Chromium; what goes wrong shows in its output."""
    print("No Chromium found; asking Playwright for one.", file=sys.stderr)  # noqa: T201 -- a script's progress
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(command, check=False, stdout=sys.stderr)


@functools.cache
def find_chromium() -> Path:
    """Return the path of a Chromium, or raise NoChromiumError."""
    found = _named_by_environment() or _on_path() or _playwrights_own()
    if found is None:
        _download()
        found = _playwrights_own()
    if found is None:
        raise NoChromiumError(HELP)
    return found


def launch_arguments() -> list[str]:
    """Return the flags for a quiet browser; root has no sandbox to use."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*QUIET, "--no-sandbox"] if root else [*QUIET]


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """Say where Chromium is, for tests that start it in their own way."""
    return find_chromium()


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """Start one Chromium per worker, with its popup blocker on."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium_path,
            args=launch_arguments(),
            ignore_default_args=["--disable-popup-blocking"],
        )
        yield running
        running.close()


if __name__ == "__main__":
    try:
        print(find_chromium())  # noqa: T201 -- the answer of the script
    except NoChromiumError as error:
        sys.exit(str(error))
