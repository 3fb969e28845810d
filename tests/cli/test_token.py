"""Tokens for programs, as the operator makes and ends them."""

from collections.abc import Callable
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.compose import build_container
from app.settings import from_environ
from tests import people

Run = Callable[..., Result]


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    """Give the environment of an operator."""
    return {
        "REJOINDER_DATABASE_URL": database_url,
        "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
    }


@pytest.fixture
def run(environ: dict[str, str]) -> Run:
    """Give a way to run a command, with a site there."""

    def run(*args: str) -> Result:
        return CliRunner().invoke(main, ("user", "token", *args), env=environ)

    CliRunner().invoke(main, ("site", "add", "blog"), env=environ)
    CliRunner().invoke(main, ("site", "add", "other"), env=environ)
    return run


def _moderator(environ: dict[str, str]) -> UUID:
    container = build_container(from_environ(environ))
    found = people.grant(container, people.account(container, "Mo"))
    container.store.close()
    return found


def test_a_token_is_made_listed_and_revoked(run: Run, environ: dict[str, str]) -> None:
    """It is shown once, listed by its id without itself, and gone when revoked."""
    who = _moderator(environ).hex
    assert "There is no token." in run("list").output
    made = run("create", who, "--name", "bot", "--scope", "moderate", "--days", "30")
    assert made.exit_code == 0, made.output
    token = made.stdout.strip()
    assert token.startswith("rejoinder_api_")
    listed = run("list", who).output
    assert "bot: moderate on all sites, as Mo" in listed
    assert "last used never" in listed
    assert token not in listed
    token_id = listed.split()[0]
    assert run("revoke", token_id).exit_code == 0
    assert "There is no token." in run("list").output
    assert run("revoke", token_id).exit_code == 1


def test_only_staff_has_tokens(run: Run, environ: dict[str, str]) -> None:
    """Nobody else, and for no site that he has no part in."""
    who = _moderator(environ).hex
    for bad in (
        ("nobody@example.org", "--name", "bot"),
        (who, "--name", "bot", "--site", "other"),
        (who, "--name", "bot", "--site", "nowhere"),
        (who, "--name", " "),
    ):
        refused = run("create", *bad)
        assert refused.exit_code == 1
        assert refused.output.strip().endswith(".")
    assert run("list", "nobody@example.org").exit_code == 1
    assert run("create", who, "--name", "bot", "--site", "blog").exit_code == 0
