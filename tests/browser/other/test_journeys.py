"""A reader's journeys on a stranger's page, in Firefox and in WebKitGTK.

The pages lie on 127.0.0.1 and the service on localhost: two sites, between which both
engines keep cookies apart by themselves. Nothing of the browser is switched off.
"""

from tests.browser.other.conftest import LONG, Visit
from tests.browser.other.reader import BOX, Reader
from tests.browser.widget.world import World

pytestmark = LONG


def test_reader_posts(visit: Visit, world: World, thread: str) -> None:
    """A posted comment shows, has the focus, is counted and announced."""
    world.post(thread, "The first word")
    reader = visit()
    reader.see("h2", "1 Comment")
    reader.write("Hello from *another* site")
    reader.focused("article", "Hello from another site")
    reader.see("article em", "another")
    reader.told("Comment posted.")
    reader.see("h2", "2 Comments")
    reader.holds("")


def test_reading_keeps_nothing(visit: Visit, world: World, thread: str) -> None:
    """Reading stores nothing on the page and sets no cookie on either site."""
    world.post(thread, "Read me")
    reader = visit()
    reader.see("article", "Read me")
    assert reader.tell("localStorage.length + sessionStorage.length") == 0
    assert reader.remote.cookies() == []
    reader.remote.goto(f"{world.service.url}/healthz")
    assert reader.remote.cookies() == []


def test_reply_by_keyboard(visit: Visit, world: World, thread: str) -> None:
    """Reply moves form and focus; Escape brings both back; the reply lands below."""
    world.post(thread, "A question")
    reader = visit()
    reader.press("Reply to Grace Hopper")
    reader.see("h3", "Leave a Reply to Grace Hopper")
    reader.focused("textarea", BOX)
    reader.key("Escape")
    reader.focused("button", "Reply to Grace Hopper")
    reader.key("Enter")
    reader.focused("textarea", BOX)
    reader.type("An answer")
    reader.key("Control", "Enter")
    reader.focused("article", "An answer")
    reader.see("li ol article", "An answer")


def test_own_comment_is_edited_and_deleted(visit: Visit) -> None:
    """After a reload its author still edits and deletes it; asked once, in place."""
    reader = visit()
    reader.write("A *tpyo*")
    reader.focused("article", "A tpyo")
    reader = visit()
    reader.press("Edit")
    reader.focused("textarea", "Edit your comment")
    reader.holds("A *tpyo*", "Edit your comment")
    reader.type("A *typo*", "Edit your comment")
    reader.key("Control", "Enter")
    reader.focused("article", "A typo")
    reader.told("Comment saved.")
    reader.press("Delete")
    reader.focused("button", "Keep")
    reader.key("Enter")
    reader.focused("button", "Delete")
    reader.press("Delete")
    reader.press("Delete")
    reader.see("[part~=empty]", "No comments yet. Be the first.")
    reader.count("article", 0)
    assert "token" not in reader.tell("JSON.stringify({...localStorage})")


def test_held_comment_is_its_authors_alone(visit: Visit) -> None:
    """A held comment says so, survives a reload, and is gone with its author."""
    reader = visit(site="held")
    reader.write("Please look at me")
    reader.told("Your comment is awaiting moderation.")
    visit(site="held").see("article", "Your comment is awaiting moderation.")
    reader.tell("localStorage.clear()")
    visit(site="held").see("[part~=empty]", "No comments yet. Be the first.")


def test_draft_survives_a_reload(visit: Visit, world: World, thread: str) -> None:
    """What was typed, and whom it answers, is there again; success clears it."""
    world.post(thread, "A question")
    reader = visit()
    reader.press("Reply to Grace Hopper")
    reader.focused("textarea", BOX)
    reader.type("Half an answer")
    reader = visit()
    reader.holds("Half an answer")
    reader.see("h3", "Leave a Reply to Grace Hopper")
    reader.press("Post Comment")
    reader.focused("article", "Half an answer")
    assert "draft" not in reader.tell("JSON.stringify({...localStorage})")


def test_all_faults_show_at_once(visit: Visit) -> None:
    """Every wrong field is marked, and the first of them has the focus."""
    reader = visit(site="strict")
    reader.click("textarea", BOX)
    reader.type("not a website", "Website")
    reader.press("Post Comment")
    reader.count("[aria-invalid=true]", 4)
    reader.focused("textarea", BOX)


def test_load_more(visit: Visit, world: World, thread: str) -> None:
    """Load more brings the rest of roots and replies, and focuses the first new one."""
    root = world.post(thread, "Root number 0.")["id"]
    for n in range(1, 53):
        world.post(thread, f"Root number {n}.")
    for n in range(8):
        world.post(thread, f"Reply number {n}.", parent_id=root)
    reader = visit()
    reader.count("article", 55)
    reader.press("Load more comments")
    reader.focused("article", "Root number 50.")
    reader.press("Show 3 more replies")
    reader.focused("article", "Reply number 5.")
    reader.count("article", 61)


def test_deep_link(visit: Visit, world: World, thread: str) -> None:
    """A link to a reply below its root's fold on page two finds and focuses it."""
    roots = [world.post(thread, f"Root number {n}.")["id"] for n in range(60)]
    replies = [
        world.post(thread, f"Reply number {n}.", parent_id=roots[55])["id"]
        for n in range(8)
    ]
    tall = '<div style="height: 5000px">far</div>'
    reader = visit(before=tall, fragment=f"#comment-{replies[7]}")
    reader.focused("article", "Reply number 7.")
    reader.until("""(({ top, bottom }) => top < innerHeight && bottom > 0)(
      focus().getBoundingClientRect())""")
    reader.tell(f"location.hash = 'comment-{roots[1]}'")
    reader.focused("article", "Root number 1.")


def test_lost_connection_and_retry(visit: Visit, world: World) -> None:
    """While the service is away the text is kept; Retry posts it once."""
    reader = visit()
    reader.type("Only once")
    world.service.stop()
    try:
        reader.press("Post Comment")
        reader.see("[role=alert]", "Your text is safe")
        reader.focused("button", "Retry")
        reader.holds("Only once")
    finally:
        world.service.start()
    reader.key("Enter")
    reader.focused("article", "Only once")
    visit().count("article", 1)


def test_list_that_failed_is_had_again(visit: Visit, world: World, thread: str) -> None:
    """A list that could not be had says so, and Retry brings it."""
    world.post(thread, "Patience")
    reader = visit()
    world.service.stop()
    try:
        swap = "document.querySelector('rejoinder-thread').setAttribute(...args)"
        reader.until(f"({swap}, 1)", "sort", "newest")
        reader.see("[role=alert]:not(:empty)")
    finally:
        world.service.start()
    reader.press("Retry")
    reader.see("article", "Patience")
    reader.count("[role=alert]:not(:empty)", 0)


def test_count_and_swapped_body(
    visit: Visit, reader: Reader, world: World, thread: str
) -> None:
    """A body replaced by script brings a working thread and its count."""
    world.post(thread, "Back again")
    visit(before=f'<rejoinder-count site="blog" thread="{thread}"></rejoinder-count>')
    reader.see("rejoinder-count", "1 comment")
    reader.tell("document.body.replaceWith(document.body.cloneNode(true))")
    reader.see("article", "Back again")
    reader.write("Alive")
    reader.focused("article", "Alive")
    reader.see("rejoinder-count", "1 comment")
