"""The hosted page, to be read: order, paging, permalinks, frames, what machines see."""

from app.domain.moderation import Verb
from app.services import threads
from app.services.container import Container
from tests.service import Api
from tests.web.asking import decide, everything, set_policy, token
from tests.web.hosted import Reader

EVIL = "</script><script>alert(1)</script><!--"
FRAMED = {"Sec-Fetch-Dest": "iframe"}


def test_thread_is_shown(api: Api, reader: Reader) -> None:
    """A thread shows its comments in reading order, counted and headed."""
    root = api.made("First", author={"name": "Ada", "url": "https://ada.example"})
    reply = api.made("A *reply*", parent_id=root["id"])
    page = reader.get()
    assert page.status == 200
    assert page.comments == [root["id"], reply["id"]]
    assert page.text(".//h2") == "2 Comments"
    assert "A reply" in page.text()
    (link,) = page.all(".//a[@href='https://ada.example']")
    assert {"nofollow", "ugc"} <= set((link.get("rel") or "").split())


def test_empty_thread_invites(reader: Reader, container: Container) -> None:
    """A thread that nobody has written in has a form, and is not made by looking."""
    before = everything(container)
    page = reader.get("/t/blog?url=https://blog.example/new")
    assert page.text(".//h2") == "No Comments Yet"
    assert "Leave a Reply" in page.text()
    assert page.form is not None
    assert everything(container) == before


def test_words_are_the_seeds(reader: Reader) -> None:
    """Prompt, labels and button read as the form that this one descends from."""
    text = reader.get().text()
    for words in ("Leave a Reply", "Fill in your details below"):
        assert words in text
    for words in ("Name", "Email", "(Address never made public)", "Website"):
        assert words in text
    shown = [each for each in reader.get().all(".//button") if not each.get("tabindex")]
    assert [each.text for each in shown] == ["Post Comment"]


def test_every_field_is_labelled(reader: Reader) -> None:
    """Each field that is seen has a label of its own."""
    page = reader.get()
    labelled = {each.get("for") for each in page.all(".//label")}
    fields = [*page.all(".//textarea"), *page.all(".//input")]
    seen = [each.get("id") for each in fields if each.get("type") != "hidden"]
    assert set(seen) <= labelled
    assert len(set(seen)) == len(seen)


def test_page_without_a_thread_is_404(reader: Reader) -> None:
    """An address that names no page, no site or no comment is a 404 page."""
    gone = "00000000-0000-7000-8000-000000000000"
    for path in ("/t/blog", "/t/nobody?thread=/a", f"/t/blog?comment={gone}"):
        assert reader.get(path).status == 404
    assert reader.get("/t/blog?comment=nonsense").status == 404
    assert reader.get("/t/blog?url=javascript:alert(1)").status == 422


def test_roots_are_paged(api: Api, reader: Reader) -> None:
    """Fifty roots are a page; the link to the next leads to the rest, none lost."""
    made = [api.made(f"Root {number}")["id"] for number in range(52)]
    page = reader.get()
    assert page.comments == made[:50]
    (more,) = page.all(".//a[@rel='next']")
    assert reader.get(more.get("href") or "").comments == made[50:]


def test_sorts_are_offered_and_work(api: Api, reader: Reader) -> None:
    """Each sort can be chosen by a link and keeps replies below their root."""
    first, second = api.made("First"), api.made("Second")
    reply = api.made("Reply", parent_id=first["id"])
    links = {each.get("href") for each in reader.get().all(".//a[@rel='nofollow']")}
    newest = next(each for each in links if each and "sort=newest" in each)
    wanted = [second["id"], first["id"], reply["id"]]
    assert reader.get(newest).comments == wanted
    assert reader.get("/t/blog?thread=/a&sort=nonsense").comments[0] == first["id"]


def test_permalinks_land_on_their_comment(api: Api, reader: Reader) -> None:
    """The permalink of every comment leads to a page that has it, at any depth."""
    roots = [api.made(f"Root {number}") for number in range(51)]
    replies = [api.made(f"R {n}", parent_id=roots[0]["id"]) for n in range(110)]
    deep = api.made("Deep", parent_id=replies[-1]["id"])
    for each in (roots[0], roots[50], replies[0], replies[21], replies[-1], deep):
        path = each["permalink"].removeprefix("http://localhost:8000")
        page = reader.get(path)
        assert each["id"] in page.comments
        assert path.endswith(f"#comment-{each['id']}")


def test_long_conversation_leads_on(api: Api, reader: Reader) -> None:
    """Replies beyond the twentieth are behind a link, and all are reached by links."""
    root = api.made("Root")
    made = [api.made(f"R {n}", parent_id=root["id"])["id"] for n in range(105)]
    page = reader.get()
    assert page.comments == [root["id"], *made[:20]]
    (all_replies,) = (a for a in page.all(".//a") if "Show all" in (a.text or ""))
    page = reader.get(all_replies.get("href") or "")
    seen = page.comments
    (more,) = page.all(".//a[@rel='next']")
    seen += reader.get(more.get("href") or "").comments
    assert set(seen) == {root["id"], *made}


def test_tombstone_says_so(api: Api, reader: Reader) -> None:
    """A deleted comment with replies keeps its place, without words or name."""
    root = api.made("Secret words", author={"name": "Ada"})
    api.made("Reply", parent_id=root["id"])
    api.call("DELETE", f"/comments/{root['id']}", headers=token(root))
    page = reader.get()
    assert "This comment was deleted." in page.text()
    assert "Secret" not in page.html
    assert "Ada" not in page.html


def test_held_comment_is_not_shown_to_others(
    api: Api, container: Container, reader: Reader
) -> None:
    """What waits, or is spam, is on nobody else's page, nor at its permalink."""
    set_policy(container, hold_all="yes")
    held = api.made("Held words")
    assert "Held words" not in reader.get().html
    assert reader.get(f"/t/blog?comment={held['id']}").status == 404
    decide(container, Verb.SPAM, held)
    assert reader.get(f"/t/blog?comment={held['id']}").status == 404


def test_closed_thread_shows_no_form(
    api: Api, container: Container, reader: Reader
) -> None:
    """A closed thread shows its comments, says that it is closed, and has no form."""
    api.made("Hello")
    threads.close(container, "blog", key="/a")
    page = reader.get()
    assert "Comments are closed." in page.text()
    assert (len(page.comments), page.form) == (1, None)
    assert "replytocom" not in page.html


def test_members_only_shows_no_form(
    api: Api, container: Container, reader: Reader
) -> None:
    """With guests=no a stranger reads, and is told to log in."""
    api.made("Hello")
    set_policy(container, guests="no")
    page = reader.get()
    assert "you must be logged in to comment" in page.text()
    assert (len(page.comments), page.form) == (1, None)
    assert "replytocom" not in page.html
