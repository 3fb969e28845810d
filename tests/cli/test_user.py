"""The operator's commands about people."""

import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from app.cli import main, server
from app.domain.identity import Role
from app.services import staff_list
from app.services.container import Container
from app.services.staff_list import Part
from app.services.steps.enrolment import Newcomer

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str) -> Run:
    """Give a way to run a command."""
    environ = {
        "REJOINDER_DATABASE_URL": database_url,
        "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
    }

    def run(*args: str) -> Result:
        return CliRunner().invoke(main, args, env=environ)

    return run


def test_init_prints_a_link(run: Run) -> None:
    """Once more it is another one; with an owner there is none."""
    first, second = run("init").output, run("init").output
    links = [
        re.findall(r"http\S+/admin/setup#\S{43}", text) for text in (first, second)
    ]
    assert [len(found) for found in links] == [1, 1]
    assert links[0] != links[1]
    assert run("user", "add", "ada@x.example", "--owner-everywhere").exit_code == 0
    assert "there is an owner" in run("init").output


def test_people_are_added_and_listed(run: Run) -> None:
    """Add prints a link to choose a password; list says who has which part."""
    run("site", "add", "blog")
    assert "nobody yet" in run("user", "list").output
    added = run("user", "add", "Ada@x.example", "--site", "blog", "--role", "owner")
    assert re.fullmatch(r"http\S+/admin/reset#\S{43}\n", added.output)
    assert run("user", "list").output == "ada@x.example\tAda\towner of blog\n"
    again = run("user", "add", "ada@x.example")
    assert again.exit_code == 1
    assert "already" in again.output


def test_parts_are_granted_and_revoked(run: Run) -> None:
    """By address or by id; the last owner of a site stays."""
    run("site", "add", "blog")
    run("user", "add", "ada@x.example", "--name", "Ada")
    assert run("user", "list").output == "ada@x.example\tAda\tno part yet\n"
    assert run("user", "grant", "ada@x.example", "--site", "blog").exit_code == 0
    assert "moderator of blog" in run("user", "list").output
    run("user", "grant", "ada@x.example", "--site", "blog", "--role", "owner")
    refused = run("user", "revoke", "ada@x.example", "--site", "blog")
    assert (refused.exit_code, "needs an owner" in refused.output) == (1, True)
    assert run("user", "grant", "ada@x.example", "--owner-everywhere").exit_code == 0
    assert run("user", "revoke", "ada@x.example", "--site", "blog").exit_code == 0
    assert "owner of every site" in run("user", "list").output
    last = run("user", "revoke", "ada@x.example", "--owner-everywhere")
    assert last.exit_code == 1
    assert "owner of every site" in run("user", "list").output


def test_invitations_and_resets_are_links(run: Run) -> None:
    """Their secrets stand in the fragment, which no server is sent."""
    run("site", "add", "blog")
    run("user", "add", "ada@x.example")
    invited = run("user", "invite", "--site", "blog")
    assert re.fullmatch(r"http\S+/admin/invite#\S{43}\n", invited.output)
    reset = run("user", "reset", "ada@x.example")
    assert re.fullmatch(r"http\S+/admin/reset#\S{43}\n", reset.output)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("invite",), "--site SLUG"),
        (("invite", "--site", "blog", "--owner-everywhere"), "not both"),
        (("invite", "--site", "none"), "no site of that name"),
        (("grant", "ida@x.example", "--owner-everywhere"), "is called ida@x.example"),
        (("reset", "0" * 32), "No owner or moderator"),
        (("revoke", "ada@x.example", "--site", "blog"), "has no grant"),
        (("add", "nonsense"), "e-mail address"),
    ],
)
def test_what_cannot_be_is_said(run: Run, args: tuple[str, ...], says: str) -> None:
    """In a sentence, with a code that a script sees."""
    run("site", "add", "blog")
    run("user", "add", "ada@x.example")
    refused = run("user", *args)
    assert refused.exit_code in {1, 2}
    assert says in refused.output


def test_a_server_shows_how_to_begin(
    container: Container, capsys: pytest.CaptureFixture[str]
) -> None:
    """A link the first time, then where to get a new one; with an owner, nothing."""
    shown = []
    for _ in range(2):
        server.show_setup(container)
        shown.append(capsys.readouterr().err)
    assert re.search(r"/admin/setup#\S{43}\n", shown[0])
    assert "#" not in shown[1]
    assert "rejoinder init" in shown[1]
    newcomer = Newcomer(name="Ada", email="ada@x.example")
    staff_list.add(container, newcomer, parts=(Part(None, Role.OWNER),))
    server.show_setup(container)
    assert capsys.readouterr().err == ""
