"""What a moderator does whom a page asks to moderate in his name."""

from typing import Any

from werkzeug.test import TestResponse

from tests.web.signin.person import Ended, Person, csrf_of, data_of


def question(alice: Person, **options: Any) -> TestResponse:
    """Start as the widget does, and go where that leads."""
    begun = alice.start("moderate", **options)
    assert begun.status_code == 302, begun.text
    return alice.client.get(begun.headers["Location"])


def answered(alice: Person, **form: str) -> TestResponse:
    """Start, and press a button of the question; Moderate without `form`."""
    begun = alice.start("moderate")
    where = begun.headers["Location"]
    page = alice.client.get(where)
    return alice.client.post(where, data={"csrf_token": csrf_of(page), **form})


def granted(alice: Person) -> dict[str, Any]:
    """Moderate, and turn the code into what `POST /sessions` answers."""
    page = answered(alice)
    assert page.status_code == 200, page.text
    answer = alice.redeem(Ended(data_of(page), alice.verifier))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.get_json()
    return made
