"""Mail to those who moderate: what is new and what waits, at once or once a day.

A letter has links that approve, reject or mark as spam; each is for one person, one
verb and one version of the comment, and asks before it acts.
"""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.domain.identity import Role
from app.domain.letters import header_text
from app.domain.moderation import Status, Verb, reason_in_words
from app.domain.notices import Mode
from app.services.channels import mail
from app.services.channels.base import Channel, Delivery, Event, Hand, Job
from app.services.container import Container
from app.services.tokens import MailedDecision
from app.storage.models import CommentRow, SiteRow
from app.storage.unit_of_work import Unit

DIGEST = "digest"
# In UTC: early in Europe, and not yet night in America.
DIGEST_TIME = time(6)
_IN_A_DIGEST = 20
_STAFF = (Role.MODERATOR, Role.OWNER)
_VERBS = {
    Status.PENDING: (Verb.APPROVE, Verb.REJECT, Verb.SPAM),
    Status.APPROVED: (Verb.REJECT, Verb.SPAM),
}


def _spread(hand: Hand, event: Event) -> None:
    if not hand.container.mailer.is_on:
        return
    row = hand.comment(event)
    status = _status_told(event, row) if row else None
    if row is None or status is None:
        return
    news = {"status": str(status), "report": event.payload.get("reason", "")}
    for account_id, mode in _readers(hand.unit, event.site_id):
        if mode is Mode.EACH and account_id != row.account_id:
            about = {"account": str(account_id), "comment": str(row.id)}
            hand.queue(
                mail.NOTICE,
                *(row.id, account_id, *_again(event, row)),
                site_id=event.site_id,
                payload=about | news,
                event=event,
            )


def _status_told(event: Event, row: CommentRow) -> Status | None:
    """Say with which status a comment is news to moderators, None for no news."""
    match event.kind:
        case "CommentPosted":
            status = Status(event.payload["status"])
        case "CommentReported":
            status = row.status
        case "CommentEdited" if event.payload["status"] == Status.PENDING:
            status = Status.PENDING
        case _:
            return None
    return status if status in _VERBS else None


def _again(event: Event, row: CommentRow) -> tuple[object, ...]:
    """Say what makes it another thing to look at than the comment's first notice.

    An edit that is held again does, and a report: once, and once more when it hides.
    """
    if event.kind == "CommentEdited":
        return (row.version,)
    if event.kind == "CommentReported":
        return ("hidden" if event.payload["hidden"] == str(True) else "reported",)
    return ()


def _readers(unit: Unit, site_id: int) -> list[tuple[UUID, Mode]]:
    """List who moderates a site and has an address, and how he wants to hear of it."""
    accounts = [
        account for account, role in unit.staff.people(site_id) if role in _STAFF
    ]
    accounts += [row.account_id for row in unit.staff.everywhere()]
    return [
        (account, Mode.of(unit.subscriptions.notice_mode(account, site_id)))
        for account in dict.fromkeys(accounts)
        if _address(unit, account, site_id=site_id)
    ]


def _address(unit: Unit, account_id: UUID, *, site_id: int) -> str:
    """Give a moderator's address, "" where he has none or is one no longer."""
    staff = unit.staff.find(account_id)
    is_staff = unit.staff.role(account_id, site_id=site_id) in _STAFF
    return (staff.email or "") if staff and is_staff else ""


def _tell(container: Container, delivery: Delivery) -> None:
    """Tell a moderator of one comment, unless somebody has decided meanwhile."""
    account_id, site_id = delivery.about("account"), delivery.site_id or 0
    with container.store.read() as unit:
        row = unit.comments.find(site_id, delivery.about("comment"))
        site = unit.sites.get(site_id)
        to = _address(unit, account_id, site_id=site_id)
        mode = Mode.of(unit.subscriptions.notice_mode(account_id, site_id))
        if row is None or site is None or not to or mode is not Mode.EACH:
            return
        if row.deleted_at is not None or row.status != delivery.payload["status"]:
            return
        values = _shown(unit, container, row=row, site=site, account_id=account_id)
    headers = mail.threading(container, row, kind=mail.NOTICE, recipient=account_id)
    _send(
        container,
        delivery,
        to=to,
        site=site,
        values={"comment": values, "report": delivery.payload["report"]},
        headers=headers,
    )


def _send(
    container: Container,
    delivery: Delivery,
    *,
    to: str,
    site: SiteRow,
    values: dict[str, Any],
    headers: mail.Headers = (),
) -> None:
    token = container.tokens.notices(delivery.about("account"), site.id)
    stop_url = mail.page_url(container, f"/mail/notices/{token}")
    content = mail.Content(
        to=to,
        site=site.name,
        slug=site.slug,
        template=delivery.kind,
        values={
            **values,
            "desk_url": mail.page_url(container, "/admin/"),
            "stop_url": stop_url,
        },
        headers=(*headers, *mail.unsubscribing(stop_url)),
    )
    mail.send(container, delivery, content=content)


def _shown(
    unit: Unit,
    container: Container,
    *,
    row: CommentRow,
    site: SiteRow,
    account_id: UUID,
) -> dict[str, Any]:
    """Give a template what a moderator sees of a comment, and his links."""
    thread = unit.threads.get(row.site_id, row.thread_id)
    decision = MailedDecision(
        account_id=account_id,
        site_id=row.site_id,
        comment_id=row.id,
        version=row.version,
        verb=Verb.APPROVE,
        issued_at=container.clock(),
    )
    return {
        **mail.about_comment(container, row, site=site),
        "waits": row.status is Status.PENDING,
        # The key is what moderators know a thread by; its title nobody has confirmed.
        "page": header_text(thread.key, limit=80),
        "reasons": [
            (reason_in_words(why["code"]), why["evidence"]) for why in row.reasons
        ],
        "links": {
            verb.value: mail.page_url(
                container, f"/mail/act/{container.tokens.decision(decision, verb)}"
            )
            for verb in _VERBS.get(row.status, ())
        },
    }


def _send_digest(container: Container, delivery: Delivery) -> None:
    """Tell a moderator what waits on his site today."""
    account_id, site_id = delivery.about("account"), delivery.site_id or 0
    with container.store.read() as unit:
        site = unit.sites.get(site_id)
        to = _address(unit, account_id, site_id=site_id)
        mode = Mode.of(unit.subscriptions.notice_mode(account_id, site_id))
        if site is None or not to or mode is not Mode.DAILY:
            return
        rows = unit.subscriptions.waiting(site_id, limit=_IN_A_DIGEST)
        count = unit.lists.queue_size(site_id, status=Status.PENDING)
        since = datetime.fromisoformat(delivery.payload["since"])
        published = unit.subscriptions.published_since(site_id, since)
        if not count and not published:
            return
        shown = [
            _shown(unit, container, row=row, site=site, account_id=account_id)
            for row in rows
        ]
    values = {"comments": shown, "waiting": count, "published": published}
    _send(container, delivery, to=to, site=site, values=values)


def _queue_digests(container: Container) -> None:
    """Queue today's digests, once its time has come; again does nothing."""
    now = container.clock()
    if now.time() < DIGEST_TIME or not container.mailer.is_on:
        return

    def store(unit: Unit) -> None:
        hand = Hand(unit=unit, container=container, now=now)
        since = (now - timedelta(days=1)).isoformat()
        for account_id, site_id in unit.subscriptions.wanting_digests(Mode.DAILY):
            payload = {"account": str(account_id), "since": since}
            about = (account_id, site_id, now.date())
            hand.queue(DIGEST, *about, site_id=site_id, payload=payload)

    container.store.write(store)


CHANNELS = (
    Channel(kind=mail.NOTICE, spread=_spread, deliver=_tell),
    Channel(kind=DIGEST, deliver=_send_digest),
)
JOBS = (Job(name="digests", every=timedelta(minutes=30), run=_queue_digests),)
