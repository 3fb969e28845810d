"""Staff at the desk: an account with a role, logged in by our own cookie."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.comment import segment
from app.domain.identity import Role
from app.domain.moderation import Status
from app.services.container import Container
from app.services.tokens import Tokens, account_key, new_token
from app.storage.account_models import AccountRow, IdentityRow, SessionRow
from app.storage.outbox_models import DeliveryRow
from app.storage.posts import NewComment
from app.storage.staff_models import GrantRow, StaffRow
from app.storage.unit_of_work import Unit
from tests.storage.rows import new_thread

_CSRF = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"')


def hire(container: Container, role: Role | None, *, name: str) -> tuple[UUID, str]:
    """Make an account with a role on "blog" and a session; its id and cookie's token.

    Without a role it is nobody here; its session is as good as any reader's.
    """
    now, token = container.clock(), new_token()
    account = AccountRow(id=container.new_id(now), name=name, url="", created_at=now)
    identity = IdentityRow(
        issuer="https://issuer.example",
        subject=name,
        account_id=account.id,
        provider="example",
        created_at=now,
        seen_at=now,
    )
    session = SessionRow(
        id=container.new_id(now),
        account_id=account.id,
        provider="example",
        token_hash=Tokens.hashed(token),
        generation=1,
        rotated_at=now,
        signed_in_at=now,
        expires_at=now + timedelta(days=30),
    )

    def store(unit: Unit) -> None:
        site = unit.sites.find("blog")
        assert site is not None
        unit.accounts.add(account, identity)
        unit.sessions.add(session)
        if role is not None:
            staff = StaffRow(
                account_id=account.id, everywhere=False, has_keys=True, created_at=now
            )
            unit.staff.add(staff)
            unit.staff.grant(
                GrantRow(
                    account_id=account.id, site_id=site.id, role=role, granted_at=now
                )
            )

    container.store.write(store)
    return account.id, token


def seed(
    container: Container, number: int, *, key: str = "/a", **fields: Any
) -> list[UUID]:
    """Store a crowd of comments past the use cases; pending ones by default."""
    first = container.clock() - timedelta(minutes=number)
    status = fields.pop("status", Status.PENDING)
    author = account_key(UUID(int=7))

    def store(unit: Unit) -> list[UUID]:
        site = unit.sites.find("blog")
        assert site is not None
        thread = unit.threads.find(site.id, key)
        if thread is None:
            unit.threads.add(new_thread(site.id, first, key=key))
            thread = unit.threads.find(site.id, key)
        assert thread is not None
        made = []
        for place in range(number):
            when = first + timedelta(seconds=place)
            comment_id = container.new_id(when)
            values: dict[str, Any] = {
                "author_name": f"Reader {place}",
                "author_email": "",
                "author_url": "",
                "author_key": author,
                "body": f"Comment {place}",
                "body_html": f"<p>Comment {place}</p>",
                "reasons": [{"code": "all_held", "evidence": ""}],
                **fields,
            }
            row = NewComment(
                site_id=site.id,
                id=comment_id,
                renderer_version="0",
                text_hash=str(comment_id),
                status=status,
                is_listed=status is Status.APPROVED,
                created_at=when,
                **values,
            )
            row.thread_id, row.root_id = thread.id, comment_id
            row.path = segment(when, comment_id)
            unit.posts.add(row, thread)
            made.append(comment_id)
        return made

    return container.store.write(store)


def give_up(container: Container, *, state: str = "dead") -> UUID:
    """Store a delivery that failed."""
    now, comment_id = container.clock(), seed(container, 1)[0]
    row = DeliveryRow(
        id=uuid4(),
        site_id=1,
        kind="webhook",
        payload={"comment": comment_id.hex},
        state=state,
        attempts=3,
        not_before=now + timedelta(hours=1),
        last_error="http_503",
        created_at=now,
        done_at=now if state == "dead" else None,
    )

    def store(unit: Unit) -> None:
        unit.outbox._session.add(row)

    container.store.write(store)
    return row.id


@dataclass
class Clerk:
    """Somebody with a browser at the desk of "blog"."""

    client: FlaskClient
    account_id: UUID

    def get(self, path: str = "", **query: str) -> TestResponse:
        """Open a page of the site's desk."""
        return self.client.get(f"/admin/blog/{path}", query_string=query)

    def html(self, path: str = "", **query: str) -> str:
        """Open a page that must be there; its text."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    def post(self, path: str, /, data: dict[str, Any], **more: Any) -> TestResponse:
        """Send a form of the site's desk, with its CSRF token."""
        form = {"csrf_token": self.csrf(), **data}
        return self.client.post(f"/admin/blog/{path}", data=form, **more)

    def csrf(self) -> str:
        """Find the token that this browser's forms carry."""
        found = _CSRF.search(self.client.get("/me/").get_data(as_text=True))
        assert found is not None
        return found[1]


def clerk(app: Flask, container: Container, role: Role | None) -> Clerk:
    """Let somebody sit down at the desk."""
    account_id, token = hire(container, role, name=f"Clerk {role}")
    client = app.test_client()
    with client.session_transaction() as session:
        session["account"] = token
    return Clerk(client, account_id)
