"""What each provider calls things, and what is made of what it leaves out."""

from typing import Any

import pytest

from app.domain.login_errors import BadProfileError
from app.web.signin import profiles
from app.web.signin.profiles import Reader, Said

OIDC = {"sub": "1", "name": "Ada", "preferred_username": "ada", "picture": "https://p"}
X = {"id": "1", "name": "Ada", "username": "ada", "profile_image_url": "a_normal.png"}
GITHUB = {"id": 1, "name": "Ada", "login": "ada", "html_url": "u", "avatar_url": "p"}
PICTURE = {"data": {"url": "https://p"}}

ROWS: list[tuple[Reader, dict[str, Any], Said]] = [
    (
        profiles.oidc,
        OIDC | {"profile": "https://u", "email": "ada@mail.example"},
        Said(
            subject="1",
            name="Ada",
            handle="ada",
            url="https://u",
            avatar_url="https://p",
        ),
    ),
    (profiles.oidc, {"sub": "1"}, Said(subject="1", name="")),
    (
        profiles.oidc,
        {"sub": "1", "name": None, "nickname": "ada"},
        Said(subject="1", name="ada", handle="ada"),
    ),
    (
        profiles.oidc,
        {"sub": "1", "preferred_username": "ada@mail.example", "nickname": "ada"},
        Said(subject="1", name="ada", handle="ada"),
    ),
    (
        profiles.oidc,
        {"sub": "1", "name": "ada@mail.example", "preferred_username": "a@m.example"},
        Said(subject="1", name=""),
    ),
    (profiles.oidc, {"sub": 7, "name": ["Ada"]}, Said(subject="", name="")),
    (profiles.google, OIDC, Said(subject="1", name="Ada", avatar_url="https://p")),
    (
        profiles.x,
        {"data": X},
        Said(
            subject="1",
            name="Ada",
            handle="@ada",
            url="https://x.com/ada",
            avatar_url="a_400x400.png",
        ),
    ),
    (profiles.x, {"data": {"id": "1", "name": None}}, Said(subject="1", name="")),
    (profiles.x, {"data": []}, Said(subject="", name="")),
    (
        profiles.facebook,
        {"id": "1", "name": "Ada", "picture": PICTURE},
        Said(subject="1", name="Ada", avatar_url="https://p"),
    ),
    (profiles.facebook, {"id": "1", "picture": None}, Said(subject="1", name="")),
    (
        profiles.github,
        GITHUB,
        Said(subject="1", name="Ada", handle="ada", url="u", avatar_url="p"),
    ),
    (
        profiles.github,
        {"id": 1, "name": None, "login": "ada"},
        Said(subject="1", name="ada", handle="ada"),
    ),
]


@pytest.mark.parametrize("row", range(len(ROWS)))
def test_profiles_are_read(row: int) -> None:
    """Names fall back, what is absent is absent, and no e-mail becomes a name."""
    read, answer, said = ROWS[row]
    assert read(answer) == said


@pytest.mark.parametrize("number", [None, "1", True, 1.5])
def test_githubs_id_is_a_number(number: object) -> None:
    """Nothing but GitHub's own number says who somebody is there."""
    with pytest.raises(BadProfileError):
        profiles.github(GITHUB | {"id": number})
