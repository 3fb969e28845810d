"""Logging in and out for programs on a page: codes, tokens, and one's own account."""

from app.domain import errors
from app.domain.identity import TokenScope
from app.services import accounts, sessions
from app.services.sessions import Granted
from app.services.views import AccountView
from app.web import context
from app.web.api.operations import Access, Answer, Call, operation
from app.web.api.schemas.comments import comment_out
from app.web.api.schemas.sessions import (
    Account,
    AccountIn,
    CodeIn,
    HandleIn,
    OwnComment,
    OwnComments,
    OwnQuery,
    Session,
    Tokens,
    account_out,
)
from app.web.origins import Reach

_NEW = (
    errors.OriginNotAllowedError,
    errors.UnauthenticatedError,
    errors.TooManyRequestsError,
)
_MINE = (errors.OriginNotAllowedError, errors.UnauthenticatedError)
_BEARER = ("Authorization",)


@operation(
    "POST",
    "/sessions",
    summary="Turn a login's code into tokens",
    reach=Reach.ANY_SITE,
    answers={201: Tokens},
    errors=_NEW,
    body=CodeIn,
)
def open_session(call: Call) -> Answer:
    """Redeem a code from `/auth/PROVIDER/start`, on the origin it was made for."""
    granted = sessions.redeem(
        call.container,
        call.body.code,
        verifier=call.body.code_verifier,
        credentials=call.credentials,
    )
    return Answer(201, _tokens(call, granted))


@operation(
    "POST",
    "/sessions/refresh",
    summary="Get the next access token",
    reach=Reach.ANY_SITE,
    answers={200: Tokens},
    errors=_NEW,
    body=HandleIn,
)
def refresh_session(call: Call) -> Answer:
    """Rotate the refresh handle; an old one that comes again ends the session."""
    granted = sessions.refresh(
        call.container, call.body.refresh_token, credentials=call.credentials
    )
    return Answer(200, _tokens(call, granted))


@operation(
    "GET",
    "/session",
    summary="Who is logged in",
    reach=Reach.ANY_SITE,
    access=Access.MEMBER,
    answers={200: Session},
    errors=_MINE,
    headers=_BEARER,
)
def get_session(call: Call) -> Answer:
    """Show whose token this is."""
    view = sessions.current(call.container, call.credentials)
    return Answer(body=Session(account=_account(call, view)))


@operation(
    "DELETE",
    "/session",
    summary="Log out",
    reach=Reach.ANY_SITE,
    access=Access.MEMBER,
    answers={204: None},
    errors=_MINE,
    headers=_BEARER,
)
def end_session(call: Call) -> Answer:
    """End the session with all of its tokens; the provider's own login stays."""
    sessions.end(call.container, call.credentials)
    return Answer(204)


@operation(
    "GET",
    "/me",
    summary="One's own account on this site",
    reach=Reach.ANY_SITE,
    access=Access.MEMBER,
    answers={200: Account},
    errors=_MINE,
    headers=_BEARER,
)
def get_me(call: Call) -> Answer:
    """Show name, website and picture as this site shows them."""
    view = sessions.current(call.container, call.credentials)
    return Answer(body=_account(call, view))


@operation(
    "PATCH",
    "/me",
    summary="Change one's name and website on this site",
    reach=Reach.ANY_SITE,
    access=Access.MEMBER,
    answers={200: Account},
    errors=_MINE,
    body=AccountIn,
    headers=_BEARER,
)
def change_me(call: Call) -> Answer:
    """Change them on this site, under old comments too; what is left out stays."""
    view = accounts.change(
        call.container, call.credentials, name=call.body.name, url=call.body.url
    )
    return Answer(body=_account(call, view))


@operation(
    "GET",
    "/me/comments",
    summary="One's own comments on this site",
    reach=Reach.ANY_SITE,
    access=Access.MEMBER,
    answers={200: OwnComments},
    errors=_MINE,
    query=OwnQuery,
    headers=_BEARER,
)
def list_my_comments(call: Call) -> Answer:
    """List them with their status, the newest first."""
    page = accounts.comments(call.container, call.credentials, cursor=call.query.cursor)
    url = call.container.public_url
    shown = [
        OwnComment(
            site=each.site,
            thread=each.comment.thread_key,
            url=each.page_url,
            comment=comment_out(each.comment, site=each.site, public_url=url),
        )
        for each in page.comments
    ]
    return Answer(body=OwnComments(comments=shown, next=page.next))


def _tokens(call: Call, granted: Granted) -> Tokens:
    return Tokens(
        access_token=granted.access_token,
        expires_in=int(granted.expires_in.total_seconds()),
        refresh_token=granted.refresh_token,
        scope="reader" if granted.scope is TokenScope.READER else "moderate",
        account=_account(call, granted.account),
    )


def _account(call: Call, view: AccountView) -> Account:
    labels = {offer.id: offer.label for offer in context.offers()}
    return account_out(
        view,
        label=labels.get(view.provider, view.provider),
        public_url=call.container.public_url,
    )
