"""The operator's commands, as they are typed."""

from collections.abc import Callable
from importlib import import_module

import pytest
from click.testing import CliRunner, Result

from app.cli import _COMMANDS, main
from app.compose import build_container
from app.domain.comment import Draft
from app.services import comments
from app.services.requests import PostRequest
from app.services.steps.lookup import ThreadRef
from app.settings import from_environ

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
    """Give a way to run a command."""

    def run(*args: str) -> Result:
        return CliRunner().invoke(main, args, env=environ)

    return run


def _post(environ: dict[str, str], body: str) -> str:
    container = build_container(from_environ(environ))
    request = PostRequest(
        site="blog", thread=ThreadRef(key="/a"), draft=Draft(body=body, name="Ada")
    )
    posted = comments.post(container, request)
    container.store.close()
    return str(posted.comment.id)


def test_every_command_explains_itself(run: Run) -> None:
    """`--help` of each command names it and what it does."""
    top = run("--help")
    for name, (module, summary) in _COMMANDS.items():
        assert name in top.output
        # What is listed is what the command says of itself.
        command = import_module(module).command
        assert command.get_short_help_str(limit=200) == summary
        assert run(name, "--help").exit_code == 0


def test_a_site_is_made_shown_and_changed(run: Run) -> None:
    """Add prints the snippet, list shows the site, set changes a rule."""
    added = run("site", "add", "blog", "--name", "B", "--origin", "https://b.example")
    assert added.exit_code == 0, added.output
    assert '<rejoinder-thread site="blog">' in added.output
    assert "https://b.example" in run("site", "list").output
    changed = run(
        "site", "set", "blog", "--policy", "hold_links=0", "--policy", "depth=2"
    )
    assert "policy hold_links=0" in changed.output
    assert "policy depth=2" in changed.output


def test_bad_policies_change_nothing(run: Run) -> None:
    """All that is wrong is named, and nothing of it is taken."""
    run("site", "add", "blog")
    refused = run(
        "site",
        "set",
        "blog",
        "--policy",
        "depth=99",
        "--policy",
        "colour=red",
        "--policy",
        "hold_all=yes",
    )
    assert refused.exit_code == 1
    assert "depth is a whole number" in refused.output
    assert "'colour'" in refused.output
    assert "hold_all" not in run("site", "set", "blog").output


@pytest.mark.parametrize(
    "origin", ["http://b.example", "b.example", "https://b.example/path", "null"]
)
def test_bad_origins_are_refused(run: Run, origin: str) -> None:
    """An origin is a scheme and a host, and plain http is for this machine."""
    refused = run("site", "add", "blog", "--origin", origin)
    assert refused.exit_code == 1
    assert "is not an origin" in refused.output
    assert "blog" not in run("site", "list").output


def test_a_queue_is_worked_off(run: Run, environ: dict[str, str]) -> None:
    """What waits is listed with its reason, approved, and taken back."""
    run("site", "add", "blog", "--policy", "hold_words=casino")
    comment_id = _post(environ, "The Casino again")
    listed = run("moderate", "list", "blog")
    assert "hold_word casino" in listed.output
    assert comment_id in listed.output
    assert "done" in run("moderate", "approve", "blog", comment_id).output
    assert "Nothing here" in run("moderate", "list", "blog").output
    again = run("moderate", "approve", "blog", comment_id)
    assert again.exit_code == 1
    assert "done" in run("moderate", "restore", "blog", comment_id).output
    assert comment_id in run("moderate", "list", "blog").output


def test_threads_are_closed_and_given_aliases(
    run: Run, environ: dict[str, str]
) -> None:
    """Close, reopen and alias work by the thread's key, or say that there is none."""
    run("site", "add", "blog")
    _post(environ, "First")
    assert run("moderate", "close", "blog", "/a").output == "Closed.\n"
    assert run("moderate", "reopen", "blog", "/a").output == "Open.\n"
    assert run("moderate", "alias", "blog", "/a", "/old").exit_code == 0
    assert "no such thread" in run("moderate", "close", "blog", "/none").output


def test_migrating_twice(run: Run) -> None:
    """A database that has the newest schema is left alone."""
    assert run("migrate").output == "Nothing to do.\n"


def test_serve_wants_a_migrated_database(empty_database_url: str) -> None:
    """The server says which command is missing."""
    environ = {
        "REJOINDER_DATABASE_URL": empty_database_url,
        "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
    }
    refused = CliRunner().invoke(main, ["serve"], env=environ)
    assert refused.exit_code == 1
    assert "rejoinder migrate" in refused.output


def test_bad_settings_end_a_command(run: Run) -> None:
    """A command says what is wrong with its settings and does nothing."""
    refused = CliRunner().invoke(
        main, ["site", "list"], env={"REJOINDER_SECRET_KEY": "short"}
    )
    assert refused.exit_code == 1
    assert "REJOINDER_SECRET_KEY has at least 32 characters" in refused.output


def test_doctor_says_what_to_register(run: Run) -> None:
    """Each provider's callback address is told, whether it is on or off."""
    answer = run("doctor")
    assert answer.exit_code == 0, answer.output
    for name in ("wordpress", "x", "facebook", "google", "github"):
        assert f"http://localhost:8000/auth/{name}/callback" in answer.output


def test_doctor_finds_an_old_database(empty_database_url: str) -> None:
    """A database that has not been migrated is said to be so, with code 1."""
    environ = {
        "REJOINDER_DATABASE_URL": empty_database_url,
        "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
    }
    answer = CliRunner().invoke(main, ["doctor"], env=environ)
    assert answer.exit_code == 1
    assert "rejoinder migrate" in answer.output
