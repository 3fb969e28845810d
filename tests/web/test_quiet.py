"""Who is taken for a spammer is not told: everything looks as if it just waited."""

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.services.container import Container
from tests.service import Api
from tests.web.asking import problem, set_policy, token

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOKEN = re.compile(r"[0-9a-f]{32}\.[\w-]{43}")
KEY = "a-key-of-more-than-16"


def _shape(answer: TestResponse) -> tuple[Any, ...]:
    """Reduce an answer to what does not differ between any two comments."""
    text = TOKEN.sub("TOKEN", UUID.sub("ID", answer.get_data(as_text=True)))
    text = text.replace("viagra", "WORD").replace("kitten", "WORD")
    headers = (
        (name, UUID.sub("ID", value))
        for name, value in answer.headers
        if name not in {"X-Request-ID", "Date"}
    )
    return answer.status_code, text, tuple(sorted(headers))


@pytest.fixture(autouse=True)
def policy(container: Container, site: object) -> None:
    """Hold comments about kittens, condemn those about something else."""
    set_policy(container, hold_words="kitten", disallowed_words="viagra")


def _life(api: Api, word: str) -> list[tuple[Any, ...]]:
    """Do with a comment all that its author and others can do, and watch."""
    headers = {"Idempotency-Key": f"{KEY}-{word}"}
    first = api.post(f"A {word}!", headers=headers)
    made = first.get_json()
    own, path = token(made), f"/comments/{made['id']}"
    twin = f"A {word}!"
    answers = [
        first,
        api.post(twin, headers=headers),
        api.post(twin),
        api.call("GET", path, headers=own),
        api.call("GET", path),
        api.call("GET", f"{path}/replies"),
        api.call("GET", "/own?thread=/a", headers=own),
        api.call("GET", "/comments?thread=/a"),
        api.post("Reply", parent_id=made["id"], headers=own),
        api.call("PATCH", path, json={"body": f"{word}, and more"}, headers=own),
        api.call("PATCH", path, json={"body": "Nothing wrong"}, headers=own),
        api.call("PATCH", path, json={"body": "x"}, headers={"X-Edit-Token": "x"}),
        api.call("DELETE", path, headers=own | {"If-Match": '"9"'}),
        api.call("DELETE", path, headers=own),
        api.call("DELETE", path, headers=own),
        api.call("GET", path, headers=own),
    ]
    return [_shape(answer) for answer in answers]


def test_disallowed_word_looks_held(api: Api) -> None:
    """From post to deletion, spam and a held comment get the same answers."""
    assert _life(api, "viagra") == _life(api, "kitten")


@pytest.mark.parametrize(
    "body",
    [
        "VIAGRA",
        "vi<b></b>agra",
        "&#118;iagra",
        "vi*a*gra",
        "\uff56\uff49\uff41\uff47\uff52\uff41",
        "vi\u200bagra",
    ],
)
def test_disguised_word_is_found(api: Api, container: Container, body: str) -> None:
    """Tags, entities, markup, width and case hide no word."""
    set_policy(container, hold_words="")
    answer = api.post(body)
    assert (answer.status_code, answer.get_json()["status"]) == (202, "pending")


def test_word_is_found_in_every_field(api: Api) -> None:
    """Name, e-mail and website are looked at like the text."""
    for number, author in enumerate(
        (
            {"name": "Viagra"},
            {"email": "viagra@x.example"},
            {"url": "https://viagra.example"},
        )
    ):
        answer = api.post(f"Text {number}", author=author)
        assert (answer.status_code, answer.get_json()["status"]) == (202, "pending")


def test_edit_into_spam_looks_held(api: Api) -> None:
    """An edit that condemns answers like one that holds."""
    shapes: list[list[tuple[Any, ...]]] = []
    for word in ("viagra", "kitten"):
        made = api.post(f"Fine {len(shapes)}", key=f"/{word}").get_json()
        path, own = f"/comments/{made['id']}", token(made)
        shapes.append(
            [
                _shape(api.call("PATCH", path, json={"body": word}, headers=own)),
                _shape(api.call("GET", path, headers=own)),
                _shape(api.call("GET", path)),
            ]
        )
    assert shapes[0] == shapes[1]


def test_own_list_shows_spam_as_pending(api: Api) -> None:
    """What went to spam is in its author's list, pending."""
    made = api.post("viagra").get_json()
    answer = api.call("GET", "/own?thread=/a", headers=token(made)).get_json()
    assert [each["status"] for each in answer["comments"]] == ["pending"]


def test_no_answer_says_spam(api: Api) -> None:
    """The word spam is in no answer that the author gets."""
    for shape in _life(api, "viagra"):
        assert "spam" not in str(shape)
        assert "disallowed" not in str(shape)


def test_duplicate_of_spam_is_refused_alike(api: Api) -> None:
    """Saying it twice is a duplicate, as for any comment that waits."""
    api.post("viagra")
    problem(api.post("viagra"), 409, code="duplicate_comment")
