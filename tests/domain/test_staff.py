"""What a password and a name to sign in with may be."""

import pytest

from app.domain.errors import InvalidInputError
from app.domain.site import is_slug, slug_from
from app.domain.staff import (
    check_login_email,
    check_password,
    normal_email,
    normal_password,
)


@pytest.mark.parametrize(
    "password",
    [
        "a quiet evening",
        "        12   ",
        "пароль пароль",
        "🐈🐕🐈🐕🐈🐕🐈🐕🐈🐕🐈🐕",
        "x" * 199 + "y",
    ],
    ids=["words", "spaces", "cyrillic", "emoji", "long"],
)
def test_any_characters_make_a_password(password: str) -> None:
    """Twelve code points of whatever one likes are enough, and none is taken away."""
    assert check_password(password) == password


@pytest.mark.parametrize(
    "password",
    ["eleven char", "x" * 201, "password1234", "PasswordPassword", "aaaaaaaaaaaa"],
)
def test_what_others_would_try_is_refused(password: str) -> None:
    """Too short, too long, or among the first guesses."""
    with pytest.raises(InvalidInputError) as caught:
        check_password(password)
    assert caught.value.errors[0].field == "password"


def test_the_address_is_no_password() -> None:
    """Whoever knows the name would try it first."""
    with pytest.raises(InvalidInputError):
        check_password("Ada@blog.example", email="ada@blog.example")


def test_keyboards_do_not_matter() -> None:
    """The same password typed composed or decomposed is one password."""
    assert normal_password("caf\u0065\u0301") == normal_password("caf\u00e9")


def test_an_address_is_one_name() -> None:
    """Case and blanks around it do not make another."""
    assert normal_email("  Ada@Blog.Example ") == "ada@blog.example"
    assert check_login_email("Ada@blog.example") == "ada@blog.example"


@pytest.mark.parametrize(
    "email", ["", "ada", "a@b", "ada@blog.example\nbcc: x@y.example"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    """A name to sign in with has the form of an address."""
    with pytest.raises(InvalidInputError):
        check_login_email(email)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("My Blog", "my-blog"), ("Émile & notes!", "emile-notes"), ("блог", "")],
)
def test_a_name_makes_a_slug(name: str, slug: str) -> None:
    """As far as its letters let it; what comes out can stand in an address."""
    assert slug_from(name) == slug
    assert is_slug(slug_from(name * 40)) == bool(slug)
