"""Mail that readers asked for: the question whether they did, and what is new.

The question has no word of the poster's in it. What is new goes to confirmed
addresses alone, never to a comment's own author, and only while everybody sees it.
"""

from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from app.domain.comment import is_visible
from app.domain.delivery import PostponedError
from app.domain.site import policy_from_json
from app.domain.subscription import normal_address, wait_to_ask
from app.services.channels import mail
from app.services.channels.base import Channel, Delivery, Event, Hand
from app.services.container import Container
from app.storage.mail_models import OptInRow, SubscriptionRow
from app.storage.models import CommentRow, SiteRow, ThreadRow
from app.storage.unit_of_work import Unit

OPT_IN = "opt_in"
CONFIRM = "confirm"
STOP = "stop"


def _is_news(hand: Hand, event: Event) -> bool:
    return event.publishes and hand.container.mailer.is_on


def _spread_questions(hand: Hand, event: Event) -> None:
    row = hand.comment(event) if _is_news(hand, event) else None
    if row is None:
        return
    for wanted in hand.unit.subscriptions.asked_with(event.site_id, row.id):
        payload = {"subscription": str(wanted.id)}
        hand.queue(
            OPT_IN, wanted.id, site_id=event.site_id, payload=payload, event=event
        )


def _spread_news(hand: Hand, event: Event) -> None:
    row = hand.comment(event) if _is_news(hand, event) else None
    if row is None:
        return
    site = hand.unit.sites.get(event.site_id)
    if site is None:
        return
    told: set[str] = set()
    deepest = policy_from_json(site.policy).depth
    above = hand.unit.subscriptions.above(row, deepest=deepest)
    for wanted in hand.unit.subscriptions.wanting(row, above=above):
        if wanted.email in told or _wrote(wanted, row):
            continue
        told.add(wanted.email)
        payload = {"subscription": str(wanted.id), "comment": str(row.id)}
        about = (row.id, wanted.id)
        hand.queue(
            mail.READER, *about, site_id=event.site_id, payload=payload, event=event
        )


def _wrote(wanted: SubscriptionRow, row: CommentRow) -> bool:
    """Tell whether a comment is the subscriber's own."""
    return (
        (row.account_id is not None and row.account_id == wanted.account_id)
        or (row.author_key is not None and row.author_key == wanted.author_key)
        or normal_address(row.author_email) == wanted.email
    )


def _ask(container: Container, delivery: Delivery) -> None:
    """Ask an address whether it wants mail; never more often than the rules have it."""
    about = delivery.about("subscription")
    asked = container.store.write(
        partial(_find_question, about=about, by=delivery.id, now=container.clock())
    )
    if asked is None:
        return
    to, site = asked
    tokens = container.tokens
    values = {
        "url": mail.page_url(
            container, f"/mail/confirm/{tokens.mailed(CONFIRM, about)}"
        ),
        "stop_url": _stop_url(container, about),
    }
    content = mail.Content(
        to=to, site=site.name, slug=site.slug, template="opt_in", values=values
    )
    mail.send(container, delivery, content=content)


def _find_question(
    unit: Unit, *, about: UUID, by: UUID, now: datetime
) -> tuple[str, SiteRow] | None:
    """Find who is to be asked, and count it; None where it is not to be."""
    wanted = unit.subscriptions.find(about)
    if wanted is None or wanted.confirmed_at is not None:
        return None
    row = unit.comments.find(wanted.site_id, wanted.comment_id)
    site = unit.sites.get(wanted.site_id)
    if row is None or site is None or not is_visible(row.status, row.deleted_at):
        return None
    asked = unit.subscriptions.opt_in(wanted.site_id, wanted.email)
    return (wanted.email, site) if _may_ask(asked, by=by, now=now) else None


def _may_ask(asked: OptInRow, *, by: UUID, now: datetime) -> bool:
    if asked.blocked_at is not None:
        return False
    # A second attempt of the same letter is not another question.
    if asked.asked_by == by:
        return True
    wait = wait_to_ask(asked.sent, asked.sent_at, now=now)
    if wait:
        raise PostponedError(wait)
    if wait is not None:
        # Before it is sent, so that no two workers ask at once.
        asked.sent, asked.sent_at, asked.asked_by = asked.sent + 1, now, by
    return wait is not None


def _stop_url(container: Container, about: UUID) -> str:
    token = container.tokens.mailed(STOP, about)
    return mail.page_url(container, f"/mail/unsubscribe/{token}")


class _News(NamedTuple):
    to: str
    site: SiteRow
    thread: ThreadRow
    row: CommentRow
    wanted: SubscriptionRow


def _tell(container: Container, delivery: Delivery) -> None:
    """Tell a subscriber of a comment."""
    with container.store.read() as unit:
        news = _find_news(unit, delivery)
    if news is None:
        return
    stop_url = _stop_url(container, news.wanted.id)
    values = {
        **mail.about_comment(container, news.row, site=news.site),
        "title": mail.confirmed_title(news.thread),
        "scope": news.wanted.scope,
        "stop_url": stop_url,
    }
    headers = mail.threading(
        container, news.row, kind=mail.READER, recipient=news.wanted.id
    )
    content = mail.Content(
        to=news.to,
        site=news.site.name,
        slug=news.site.slug,
        template="reader",
        values=values,
        headers=(*headers, *mail.unsubscribing(stop_url)),
    )
    mail.send(container, delivery, content=content)


def _find_news(unit: Unit, delivery: Delivery) -> _News | None:
    """Look again whether it may still be told; much may have changed since."""
    wanted = unit.subscriptions.find(delivery.about("subscription"))
    if wanted is None or wanted.confirmed_at is None:
        return None
    row = unit.comments.find(wanted.site_id, delivery.about("comment"))
    site = unit.sites.get(wanted.site_id)
    if row is None or site is None or not is_visible(row.status, row.deleted_at):
        return None
    thread = unit.threads.get(row.site_id, row.thread_id)
    return _News(wanted.email, site, thread, row, wanted)


CHANNELS = (
    Channel(kind=OPT_IN, spread=_spread_questions, deliver=_ask),
    Channel(kind=mail.READER, spread=_spread_news, deliver=_tell),
)
