"""What a reader does with a thread, named once."""

from playwright.sync_api import Locator, Page, expect


def box(page: Page) -> Locator:
    """Find the box one writes in."""
    return page.get_by_role("textbox", name="Comment (required)")


def field(page: Page, label: str) -> Locator:
    """Find a field of the form."""
    return page.get_by_role("textbox", name=label)


def press(page: Page, name: str) -> None:
    """Press the first button of that name."""
    page.get_by_role("button", name=name, exact=True).first.click()


def write(page: Page, text: str) -> None:
    """Write a comment and send it."""
    box(page).fill(text)
    press(page, "Post Comment")


def alert(page: Page) -> Locator:
    """Find the error that is being shown."""
    return page.locator("[role=alert]:not(:empty)")


def articles(page: Page) -> Locator:
    """Find all comments on the screen."""
    return page.get_by_role("article")


def article(page: Page, text: str) -> Locator:
    """Find one comment by what it says."""
    return articles(page).filter(has_text=text)


def expect_status(page: Page, text: str) -> None:
    """Wait until the polite status region has said a text."""
    expect(page.locator("[role=status]")).to_have_text(text)


def stored(page: Page) -> str:
    """Tell all that this browser keeps for the page's origin."""
    kept: str = page.evaluate("JSON.stringify({...localStorage})")
    return kept
