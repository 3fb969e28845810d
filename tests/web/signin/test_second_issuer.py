"""A login by Canaille, which shares no line with the issuers of the other tests.

`make long` installs it into an environment of its own (tests/issuers/canaille).
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service import PUBLIC_URL
from tests.web.signin.conftest import LateClock, serving
from tests.web.signin.person import Person, challenge_in, csrf_of

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".venv-canaille" / "bin" / "python"
SERVE = ROOT / "tests" / "issuers" / "canaille" / "serve.py"
CALLBACK = f"{PUBLIC_URL}/auth/canaille/callback"
POST = {"thread": {"key": "/a"}, "body": "Signed by Canaille."}


class CanailleAbsentError(RuntimeError):
    """The second issuer is not installed; the message says how it is."""


@pytest.fixture(scope="session")
def canaille() -> Iterator[dict[str, str]]:
    """Start Canaille; gives the settings that make our service its client."""
    if not PYTHON.exists():
        message = "Canaille is not installed: `make long` does it, or says why not."
        raise CanailleAbsentError(message)
    command = [str(PYTHON), str(SERVE), CALLBACK]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        prefix = "REJOINDER_OIDC_CANAILLE_"
        yield {f"{prefix}{name.upper()}": value for name, value in told.items()}


@pytest.fixture
def grace(
    database_url: str, late: LateClock, canaille: dict[str, str]
) -> Iterator[Person]:
    """Give somebody whom Canaille knows."""
    with serving(database_url, late, **canaille) as app:
        yield Person(app)


def test_whole_login_by_another_implementation(grace: Person) -> None:
    """From the widget's start to a signed comment, and again with no question asked."""
    tokens = grace.tokens("canaille")
    assert tokens["account"]["name"] == "Grace Hopper"
    assert tokens["account"]["provider"] == "canaille"
    bearer = tokens["access_token"]
    made = grace.call("POST", "/sites/blog/comments", json=POST, bearer=bearer)
    assert made.status_code == 201, made.text
    assert made.get_json()["author"]["verified"] is True
    again = grace.client.get(grace.go("canaille"))
    assert "data-code" in again.text


def test_hosted_login_by_another_implementation(grace: Person, late: LateClock) -> None:
    """On our own pages the same person is the same account."""
    grace.tokens("canaille")
    grace.enter("canaille", "/t/blog?thread=/a")
    page = grace.client.get("/t/blog?thread=/a")
    assert "You are commenting using your Canaille account." in page.text
    late.advance(seconds=5)
    form = {"csrf_token": csrf_of(page), "challenge": challenge_in(page)}
    form |= {"identity": "account", "extra_note": "", "body": "By form."}
    assert grace.client.post("/t/blog?thread=/a", data=form).status_code == 303
    known = grace.call("GET", "/sites/blog/comments?thread=/a").get_json()["comments"]
    assert [each["author"]["name"] for each in known] == ["Grace Hopper"]
