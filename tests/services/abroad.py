"""A second instance, and a site with something of everything to take there."""

import contextlib
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

from app.compose import build_container
from app.domain.moderation import Verb
from app.services import threads, transfer
from app.services.container import Container
from app.settings import from_environ
from app.storage.account_models import (
    AccountRow,
    AvatarRow,
    ConsentRow,
    IdentityRow,
)
from app.storage.mail_models import OptInRow, SubscriptionRow
from app.storage.unit_of_work import Unit
from tests.service import BLOG, START, MovableClock
from tests.services import acts

SECRET = "another secret that is long enough"
PICTURE = b"RIFF\0\0\0\0WEBPVP8 "


@contextlib.contextmanager
def opened(url: str) -> Iterator[Container]:
    """Open another instance, with a secret of its own."""
    environ = {
        "REJOINDER_DATABASE_URL": url,
        "REJOINDER_SECRET_KEY": SECRET,
        "REJOINDER_RATE_LIMITS": "off",
    }
    container = build_container(from_environ(environ), clock=MovableClock())
    try:
        yield container
    finally:
        container.store.close()


@contextlib.contextmanager
def fresh(template: Path, path: Path) -> Iterator[Container]:
    """Open another instance over a new SQLite file."""
    shutil.copyfile(template, path)
    with opened(f"sqlite:///{path}") as container:
        yield container


def exported(container: Container, *, site: str | None = None) -> bytes:
    """Export into memory."""
    out = io.BytesIO()
    transfer.export_json(container, out.write, site=site)
    return out.getvalue()


def imported(
    container: Container, data: bytes, *, dry_run: bool = False
) -> transfer.ImportReport:
    """Import from memory."""
    return transfer.import_json(container, io.BytesIO(data), dry_run=dry_run)


def furnish(container: Container, clock: MovableClock) -> None:
    """Fill the site "blog" with something of everything."""
    account = AccountRow(id=uuid4(), name="Ada", url="", created_at=START)
    container.store.write(lambda unit: _settle(unit, account))
    top = acts.post(container, "**Top** 🌍", name="Ada", email="ada@host.example")
    clock.advance(seconds=1)
    below = acts.reply(container, top)
    clock.advance(seconds=1)
    gone = acts.reply(container, below, "To be deleted")
    acts.post(container, "Elsewhere", key="/ü")
    spam = acts.post(container, "Buy", key="/b")
    acts.decide(container, Verb.SPAM, spam)
    acts.decide(container, Verb.DELETE, gone)
    acts.edit(container, top, "*Edited* <b>")
    threads.add_alias(container, "blog", alias="/old", key="/a")
    container.store.write(lambda unit: _subscribe(unit, top.comment.id))


def _subscribe(unit: Unit, comment_id: UUID) -> None:
    site = unit.sites.find("blog")
    assert site is not None
    row = unit.comments.find(site.id, comment_id)
    assert row is not None
    wish = SubscriptionRow(
        id=uuid4(),
        site_id=site.id,
        thread_id=row.thread_id,
        comment_id=comment_id,
        scope="thread",
        email="ada@host.example",
        created_at=START,
        confirmed_at=START,
    )
    unit.subscriptions.add(wish)
    other = "bob@host.example"
    asked = OptInRow(site_id=site.id, email=other, sent=3, blocked_at=START)
    unit.subscriptions._session.add(asked)


def _settle(unit: Unit, account: AccountRow) -> None:
    identity = IdentityRow(
        issuer="https://id.example",
        subject="42",
        account_id=account.id,
        provider="github",
        handle="ada",
        created_at=START,
        seen_at=START,
    )
    account.avatar = "k" * 43
    unit.accounts.add(account, identity)
    unit.accounts.add_avatar(
        AvatarRow(
            key=account.avatar, account_id=account.id, image=PICTURE, stored_at=START
        )
    )
    site = unit.sites.find("blog")
    assert site is not None
    unit.accounts.grant(
        ConsentRow(
            account_id=account.id,
            site_id=site.id,
            origin=BLOG,
            shows_handle=True,
            granted_at=START,
        )
    )
