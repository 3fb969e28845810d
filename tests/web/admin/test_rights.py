"""Every role on every page of the desk, on its own site and on another."""

from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.domain.identity import Action, Role, may
from app.services import sites
from app.services.container import Container
from app.services.sites import SiteChange
from app.services.staff_list import Part
from app.web.admin.common import RIGHTS, Standing
from tests.service import BLOG
from tests.web.admin import people
from tests.web.admin.people import EVERYWHERE, Desk

# What stands in addresses beside the site; none of it is there.
NAMES = {
    "purpose": "invite",
    "provider": "github",
    "comment_id": "0" * 32,
    "account_id": "0" * 32,
    "thread_id": "1",
    "id": "0" * 32,
}


@dataclass(frozen=True)
class Who:
    """Somebody, and what he is on the site "blog"; None is no part in it."""

    parts: tuple[Part, ...] = ()
    role: Role | None = None
    is_in: bool = True
    is_keeper: bool = False
    bearer: bool = False


EVERYBODY = {
    "a stranger": Who(is_in=False),
    "a program with a token": Who(is_in=False, bearer=True),
    "a member": Who(),
    "a moderator": Who((Part("blog", Role.MODERATOR),), Role.MODERATOR),
    "an owner": Who((Part("blog", Role.OWNER),), Role.OWNER),
    "a moderator elsewhere": Who((Part("other", Role.MODERATOR),)),
    "an owner elsewhere": Who((Part("other", Role.OWNER),)),
    "an owner everywhere": Who((EVERYWHERE,), Role.OWNER, is_keeper=True),
}


def _rules(app: Flask) -> list[Rule]:
    found = app.url_map.iter_rules()
    return [rule for rule in found if rule.endpoint.startswith("admin.")]


def _desk(app: Flask, container: Container, who: Who) -> Desk:
    headers = {"Authorization": "Bearer made-up", "Origin": BLOG} if who.bearer else {}
    if not who.is_in:
        return Desk(app, headers=headers)
    email = people.make(container, "ada", *who.parts)
    return Desk(app, people.enter(container, email))


def _expected(who: Who, right: Action | Standing) -> str:
    """Say what is answered, from the tables alone."""
    if right is Standing.ANYBODY:
        return "let in"
    if right is Standing.ACCOUNT and who.is_in:
        return "let in"
    if not who.is_in or (isinstance(right, Standing) and not who.parts):
        return "asked to sign in"
    if isinstance(right, Standing):
        is_let = right is Standing.STAFF or who.is_keeper
        return "let in" if is_let else "refused"
    if who.role is None:
        return "told of no site"
    return "let in" if may(who.role, right) else "refused"


def _said(answer: TestResponse) -> str:
    where = answer.headers.get("Location", "")
    if answer.status_code == 401 or where.startswith("/admin/login"):
        return "asked to sign in"
    if answer.status_code == 403:
        return "refused"
    if answer.status_code == 404 and "no site of that name" in answer.text:
        return "told of no site"
    assert answer.status_code < 500, answer.text
    return "let in"


def test_every_page_says_what_it_takes(app: Flask) -> None:
    """No page of the desk is missing from the table of rights, and none is gone."""
    assert {rule.endpoint for rule in _rules(app)} == set(RIGHTS)
    for rule in _rules(app):
        assert isinstance(RIGHTS[rule.endpoint], Action) == ("site" in rule.arguments)


@pytest.mark.parametrize("name", EVERYBODY)
def test_every_role_on_every_page(app: Flask, container: Container, name: str) -> None:
    """Whoever comes gets what the tables say, by GET and by POST, and nothing more."""
    sites.add(container, "other", change=SiteChange())
    who, adapter = EVERYBODY[name], app.url_map.bind("localhost")
    # Somebody owns the service, whoever asks.
    people.make(container, "keeper", EVERYWHERE)
    desk = _desk(app, container, who)
    for rule in _rules(app):
        names = {**NAMES, "site": "blog"}
        given = {each: names[each] for each in rule.arguments}
        path = adapter.build(rule.endpoint, given, method=_method(rule))
        answer = desk.get(path) if _method(rule) == "GET" else desk.post(path)
        expected = _expected(who, RIGHTS[rule.endpoint])
        assert _said(answer) == expected, (name, path, answer.status_code)


def _method(rule: Rule) -> str:
    return "GET" if "GET" in (rule.methods or ()) else "POST"
