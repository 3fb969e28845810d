"""Pictures: good ones, and ones that a careful reader refuses."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from tests.issuers.client import Client
from tests.issuers.running import Issuers

Registered = Callable[[str], Client]


@pytest.mark.parametrize(
    ("file", "kind", "side"),
    [
        ("alice.png", "PNG", 64),
        ("alice_normal.png", "PNG", 48),
        ("alice_400x400.png", "PNG", 400),
        ("alice.jpg", "JPEG", 64),
        ("alice_400x400.jpg", "JPEG", 400),
        ("heavy.png", "PNG", 64),
    ],
)
@pytest.mark.parametrize("name", ["x", "oidc2"])
def test_picture_can_be_read(
    registered: Registered, name: str, *, file: str, kind: str, side: int
) -> None:
    """A picture is of the kind that its header says, a square, and whole."""
    client = registered(name)
    answer = client.get(f"{client.issuer.origin}/avatar/{file}")
    assert answer.headers["Content-Type"] == f"image/{kind.lower()}"
    with Image.open(BytesIO(answer.content)) as image:
        image.load()
        assert (image.format, image.size) == (kind, (side, side))
        colours = image.getcolors()
    assert colours is not None
    assert len(colours) == 1


def test_people_look_different(registered: Registered) -> None:
    """Two accounts have two pictures, which stay the same."""
    client = registered("x")
    names = ("alice.jpg", "bob.jpg", "alice.png", "bob.png", "alice.jpg")
    got = [client.get(f"{client.issuer.origin}/avatar/{name}") for name in names]
    assert len({one.content for one in got}) == 4


def test_bad_pictures_are_bad(registered: Registered) -> None:
    """One is heavy, one is HTML, one a drawing with a script, one is elsewhere."""
    client = registered("github")
    got = {
        name: client.get(f"{client.issuer.origin}/avatar/{name}")
        for name in ("heavy.png", "page.png", "drawing.svg", "moved.png", "missing.png")
    }
    assert len(got["heavy.png"].content) > 8_000_000
    assert got["page.png"].headers["Content-Type"] == "image/png"
    assert b"<!doctype html>" in got["page.png"].content
    assert got["drawing.svg"].headers["Content-Type"] == "image/svg+xml"
    assert b"<script>" in got["drawing.svg"].content
    assert got["moved.png"].headers["Location"] == "/avatar/alice.png"
    assert got["missing.png"].status_code == 404


def test_enormous_picture_is_light(registered: Registered) -> None:
    """A few kilobytes become more pixels than anybody should unpack."""
    client = registered("github")
    answer = client.get(f"{client.issuer.origin}/avatar/enormous.png")
    assert len(answer.content) < 1024 * 1024
    with pytest.raises(Image.DecompressionBombError):
        Image.open(BytesIO(answer.content))


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("oidc", "picture"),
        ("google", "picture"),
        ("wordpress", "picture"),
        ("x", "profile_image_url"),
        ("github", "avatar_url"),
    ],
)
def test_avatar_is_chosen(
    registered: Registered, issuers: Issuers, name: str, field: str
) -> None:
    """A profile points to the picture that the test chose, which the issuer has."""
    client = registered(name)
    assert client.get(client.who()[field]).status_code == 200
    issuers.control.alter(name, "alice", avatar="drawing.svg")
    assert client.get(client.who()[field]).headers["Content-Type"] == "image/svg+xml"


def test_facebook_avatar_is_chosen(registered: Registered, issuers: Issuers) -> None:
    """At Facebook too, within its envelope."""
    client = registered("facebook")
    issuers.control.alter("facebook", "alice", avatar="missing.png")
    assert client.get(client.who()["picture"]["data"]["url"]).status_code == 404
