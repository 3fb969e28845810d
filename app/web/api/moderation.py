"""Moderation for programs: the queue, decisions on many comments at once, the log."""

from dataclasses import replace

from app.domain import errors
from app.services import api_tokens, log, moderation, onsite
from app.services.log import LogRequest
from app.services.steps import passes
from app.services.steps.credentials import Credentials
from app.web.api.operations import Access, Answer, Call, operation
from app.web.api.schemas.comments import ThreadQuery
from app.web.api.schemas.moderation import (
    DecisionIn,
    DecisionOut,
    LogOut,
    LogQuery,
    QueueOut,
    QueueQuery,
    decided_out,
    line_out,
    queued_out,
)
from app.web.api.schemas.onsite import TurnIn, WaitingThread, waiting_out
from app.web.origins import Reach

_ERRORS = (
    errors.OriginNotAllowedError,
    errors.UnauthenticatedError,
    errors.ForbiddenError,
    errors.SiteNotFoundError,
)
_BEARER = ("Authorization",)
_VIA = "api"


@operation(
    "GET",
    "/sites/{site}/moderation",
    summary="What waits for moderators, and everything else by status",
    reach=Reach.REGISTERED,
    access=Access.MODERATOR,
    answers={200: QueueOut},
    errors=_ERRORS,
    query=QueueQuery,
    headers=_BEARER,
)
def list_queue(call: Call) -> Answer:
    """List comments with their context and why they are here."""
    page = moderation.queue_page(
        call.container,
        [call.site],
        request=call.query.request(),
        credentials=_credentials(call),
    )
    url = call.container.public_url
    shown = [queued_out(view, public_url=url) for view in page.comments]
    counts = {pile.value: number for pile, number in page.counts.items()}
    return Answer(
        body=QueueOut(
            comments=shown, counts=counts, next=page.next, previous=page.previous
        )
    )


@operation(
    "POST",
    "/sites/{site}/moderation",
    summary="Decide about up to 500 comments at once",
    reach=Reach.REGISTERED,
    access=Access.ONSITE,
    answers={200: DecisionOut},
    errors=_ERRORS,
    body=DecisionIn,
    headers=_BEARER,
)
def decide(call: Call) -> Answer:
    """Carry one verb out on each; one that cannot be done does not stop the others."""
    outcomes = moderation.decide_as(
        call.container,
        call.site,
        verb=call.body.action,
        ids=call.body.ids,
        credentials=_credentials(call),
        via=_VIA,
    )
    return Answer(body=DecisionOut(results=[decided_out(each) for each in outcomes]))


@operation(
    "GET",
    "/sites/{site}/moderation/thread",
    summary="What waits in one thread",
    reach=Reach.REGISTERED,
    access=Access.ONSITE,
    answers={200: WaitingThread},
    errors=_ERRORS,
    query=ThreadQuery,
    headers=_BEARER,
)
def look_at_thread(call: Call) -> Answer:
    """List up to 100 comments that wait there, the longest waiting first."""
    view = onsite.look(
        call.container,
        call.site,
        thread=call.query.thread_ref(),
        credentials=_credentials(call),
    )
    return Answer(body=waiting_out(view, public_url=call.container.public_url))


@operation(
    "POST",
    "/sites/{site}/moderation/thread",
    summary="Close a thread, or open it again",
    reach=Reach.REGISTERED,
    access=Access.ONSITE,
    answers={200: WaitingThread},
    errors=(*_ERRORS, errors.ThreadNotFoundError),
    body=TurnIn,
    headers=_BEARER,
)
def turn_thread(call: Call) -> Answer:
    """Do it once; a thread that is so already stays so."""
    view = onsite.turn(
        call.container,
        call.site,
        thread=call.body.thread_ref(),
        to=call.body.action,
        credentials=_credentials(call),
        via=_VIA,
    )
    return Answer(body=waiting_out(view, public_url=call.container.public_url))


@operation(
    "GET",
    "/sites/{site}/moderation/log",
    summary="Who decided what",
    reach=Reach.REGISTERED,
    access=Access.MODERATOR,
    answers={200: LogOut},
    errors=_ERRORS,
    query=LogQuery,
    headers=_BEARER,
)
def list_log(call: Call) -> Answer:
    """List the log, the newest line first."""
    query: LogQuery = call.query
    request = LogRequest(
        comment_id=query.comment, limit=query.limit, cursor=query.cursor
    )
    page = log.page(
        call.container, call.site, request=request, credentials=_credentials(call)
    )
    return Answer(body=LogOut(lines=[line_out(e) for e in page.lines], next=page.next))


def _credentials(call: Call) -> Credentials:
    """Take a program's token for what it is: here alone it is one."""
    token = call.credentials.bearer
    if token is None or not passes.is_one(token):
        return call.credentials
    api_tokens.note_use(call.container, token)
    return replace(call.credentials, bearer=None, api_token=token)
