"""What helps while a comment is being written."""

from app.domain.errors import (
    OriginNotAllowedError,
    SiteNotFoundError,
    TooManyRequestsError,
)
from app.services import composing
from app.web.api.operations import Answer, Call, operation
from app.web.api.schemas.comments import BodyIn, Challenge, Html, Nothing
from app.web.origins import Reach

_ERRORS = (OriginNotAllowedError, SiteNotFoundError, TooManyRequestsError)


@operation(
    "POST",
    "/sites/{site}/preview",
    summary="How a body would look",
    reach=Reach.REGISTERED,
    answers={200: Html},
    errors=_ERRORS,
    body=BodyIn,
)
def preview(call: Call) -> Answer:
    """Render a body and store nothing."""
    html = composing.preview(
        call.container, call.site, body=call.body.body, credentials=call.credentials
    )
    return Answer(body=Html(html=html))


@operation(
    "POST",
    "/sites/{site}/challenge",
    summary="A form token, to go back with one post",
    reach=Reach.REGISTERED,
    answers={200: Challenge},
    errors=_ERRORS,
    body=Nothing,
)
def challenge(call: Call) -> Answer:
    """Make a form token."""
    token, expires_at = composing.challenge(
        call.container, call.site, credentials=call.credentials
    )
    return Answer(body=Challenge(challenge=token, expires_at=expires_at))
