"""One's own subscriptions on a site, for who is logged in there."""

from uuid import UUID

from app.domain.errors import OriginNotAllowedError, UnauthenticatedError
from app.domain.mail_errors import SubscriptionNotFoundError
from app.services import subscriptions
from app.web.api.operations import Access, Answer, Call, operation
from app.web.api.schemas.sessions import Subscriptions, subscription_out
from app.web.origins import Reach

_MINE = (OriginNotAllowedError, UnauthenticatedError)
_BEARER = ("Authorization",)
# What is no id is nobody's; who asks is looked at first.
_NOBODYS = UUID(int=0)


@operation(
    "GET",
    "/me/subscriptions",
    summary="What one gets mail about on this site",
    reach=Reach.ANY_SITE,
    access=Access.MEMBER,
    answers={200: Subscriptions},
    errors=_MINE,
    headers=_BEARER,
)
def list_my_subscriptions(call: Call) -> Answer:
    """List them; those not confirmed wait for a yes that was asked for by mail."""
    views = subscriptions.mine(call.container, call.credentials)
    return Answer(body=Subscriptions(subscriptions=[*map(subscription_out, views)]))


@operation(
    "DELETE",
    "/me/subscriptions/{subscription_id}",
    summary="Stop getting mail about a thread",
    reach=Reach.ANY_SITE,
    access=Access.MEMBER,
    answers={204: None},
    errors=(*_MINE, SubscriptionNotFoundError),
    headers=_BEARER,
)
def end_my_subscription(call: Call) -> Answer:
    """End one of them; new ones come with comments (`subscribe`)."""
    try:
        wanted = UUID(call.path["subscription_id"])
    except ValueError:
        wanted = _NOBODYS
    subscriptions.end(call.container, call.credentials, wanted=wanted)
    return Answer(204)
