"""Gives the browser's tests their browser."""

from tests.browser.chromium import browser, chromium_path

__all__ = ["browser", "chromium_path"]
