"""Mail that a poster asks for: whether he may, and keeping it with his comment.

Whether an address is known here changes nothing that the poster could see.
"""

from app.domain.addresses import check_email
from app.domain.comment import Draft
from app.domain.errors import InvalidInputError
from app.domain.subscription import Wish, normal_address
from app.services.steps.scope import Scope
from app.storage.mail_models import SubscriptionRow
from app.storage.posts import NewComment


def check(scope: Scope, draft: Draft) -> str:
    """Give the address that wants mail, "" for none; raises InvalidInputError."""
    if draft.wish is Wish.NONE:
        return ""
    if not scope.container.mailer.is_on:
        message = "This service sends no mail."
        raise InvalidInputError.of(message, field="subscribe", code="no_mail")
    address = normal_address(draft.email)
    if not address:
        message = "Please enter the email address that we should write to."
        raise InvalidInputError.of(message, field="author.email", code="required")
    if not check_email(address) or len(address) > scope.site.policy.email_length:
        message = "Please enter a valid email address."
        raise InvalidInputError.of(message, field="author.email", code="bad_email")
    return address


def keep(scope: Scope, row: NewComment, *, draft: Draft) -> None:
    """Store what a new comment asks for; its address is asked once it is published.

    Whoever holds what an earlier yes was given with is not asked again.
    """
    if draft.wish is Wish.NONE:
        return
    held = scope.actor.author_key
    subscriptions = scope.unit.subscriptions
    is_trusted = held is not None and subscriptions.is_trusted(
        scope.site.id, email=draft.mail_to, author_key=held
    )
    subscriptions.add(
        SubscriptionRow(
            id=scope.container.new_id(scope.now),
            site_id=scope.site.id,
            thread_id=row.thread_id,
            comment_id=row.id,
            scope=draft.wish.value,
            email=draft.mail_to,
            author_key=row.author_key,
            account_id=row.account_id,
            created_at=scope.now,
            confirmed_at=scope.now if is_trusted else None,
        )
    )
