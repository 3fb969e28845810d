"""A start must come from the page that it names."""

import pytest

from tests.service import BLOG, SECOND
from tests.web.signin.person import PAGE, Person


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://evil.example"},
        {"return_url": "https://evil.example/a"},
        {"return_url": f"https://user:word@{BLOG.removeprefix('https://')}/a"},
        {"return_url": "javascript:alert(1)"},
        {"return_url": "//evil.example/a"},
        {"return_url": f"{BLOG}:8443/a"},
        {"state": "short"},
        {"state": "x" * 65},
        {"state": "x" * 30 + "<"},
        {"code_challenge": ""},
        {"code_challenge": "x" * 42},
    ],
)
def test_malformed_starts_are_refused(alice: Person, changes: dict[str, str]) -> None:
    """What does not hang together is 400, and no login begins."""
    assert alice.start("github", **changes).status_code == 400


@pytest.mark.parametrize(
    "referer", ["https://evil.example/", f"{SECOND}/", f"{BLOG}/redirector", "nonsense"]
)
def test_another_page_cannot_start(alice: Person, referer: str) -> None:
    """A Referer of another origin, or of another page of it, is refused."""
    assert alice.start("github", referer=referer).status_code == 400


def test_unregistered_origin_cannot_start(alice: Person) -> None:
    """A page that is registered nowhere gets no login, whatever it claims."""
    evil = "https://evil.example"
    answer = alice.start(
        "github", referer=f"{evil}/", origin=evil, return_url=f"{evil}/a"
    )
    assert answer.status_code == 403


def test_page_itself_proves(alice: Person) -> None:
    """The whole address as Referer proves as much as the bare origin."""
    assert alice.log_in("github", referer=PAGE).data["return-url"] == PAGE


def test_unproven_login_has_no_way_home_by_address(alice: Person) -> None:
    """Without a Referer the last page holds no address to carry the code to."""
    ended = alice.log_in("github", referer=None)
    assert "return-url" not in ended.data
    assert ended.data["code"]


def test_unknown_provider_is_404(alice: Person) -> None:
    """Nobody logs in by what is not switched on."""
    assert alice.start("myspace").status_code == 404


@pytest.mark.parametrize("path", ["/auth/github/start", "/auth/github/callback"])
def test_pages_under_auth_keep_to_themselves(alice: Person, path: str) -> None:
    """They are not kept, not framed, tell no referrer and cut no opener."""
    headers = alice.client.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "Cross-Origin-Opener-Policy" not in headers
