"""Threads and comments: list, read, post, edit, delete."""

from app.domain import errors
from app.services import comments, reading
from app.services.requests import Change, PostRequest
from app.services.views import CommentView
from app.web.api.operations import Access, Answer, Call, operation
from app.web.api.schemas.comments import (
    BodyIn,
    Comment,
    CommentIn,
    Own,
    PageQuery,
    Replies,
    RepliesQuery,
    ThreadPage,
    ThreadQuery,
    comment_out,
    thread_out,
)
from app.web.origins import Reach

_OWN_ERRORS = (
    errors.OriginNotAllowedError,
    errors.SiteNotFoundError,
    errors.CommentNotFoundError,
)
_CHANGE_ERRORS = (
    *_OWN_ERRORS,
    errors.UnauthenticatedError,
    errors.WrongCredentialError,
    errors.EditWindowClosedError,
    errors.PreconditionFailedError,
    errors.TooManyRequestsError,
)


@operation(
    "GET",
    "/sites/{site}/comments",
    summary="A page of a thread",
    reach=Reach.PUBLIC,
    answers={200: ThreadPage},
    errors=(errors.SiteNotFoundError,),
    query=PageQuery,
)
def list_comments(call: Call) -> Answer:
    """List roots with their first replies; an unknown thread is empty."""
    query = call.query
    request = reading.PageRequest(
        thread=query.thread_ref(),
        sort=query.sort,
        limit=query.limit,
        replies=query.replies,
        cursor=query.cursor,
    )
    page = reading.thread_page(call.container, call.site, request=request)
    shown = _many_out(call, page.comments)
    thread = thread_out(page.thread)
    return Answer(
        body=ThreadPage(thread=thread, comments=shown, next=page.next),
        basis=page.basis,
    )


@operation(
    "GET",
    "/sites/{site}/comments/{comment_id}/replies",
    summary="What is below a comment",
    reach=Reach.PUBLIC,
    answers={200: Replies},
    errors=(errors.SiteNotFoundError, errors.CommentNotFoundError),
    query=RepliesQuery,
)
def list_replies(call: Call) -> Answer:
    """List a subtree in reading order."""
    view = reading.replies(
        call.container,
        call.site,
        comment_id=call.comment_id,
        limit=call.query.limit,
        cursor=call.query.cursor,
    )
    shown = _many_out(call, view.comments)
    return Answer(body=Replies(comments=shown, next=view.next), basis=view.basis)


@operation(
    "GET",
    "/sites/{site}/own",
    summary="One's own comments that wait for a moderator",
    reach=Reach.REGISTERED,
    answers={200: Own},
    errors=(errors.OriginNotAllowedError, errors.SiteNotFoundError),
    query=ThreadQuery,
    headers=("Authorization", "X-Edit-Token"),
)
def list_own(call: Call) -> Answer:
    """List what the holder of up to 50 edit tokens alone sees."""
    own = reading.own(
        call.container,
        call.site,
        thread=call.query.thread_ref(),
        credentials=call.credentials,
    )
    return Answer(body=Own(comments=_many_out(call, own)))


@operation(
    "POST",
    "/sites/{site}/comments",
    summary="Post a comment",
    reach=Reach.REGISTERED,
    answers={201: Comment, 202: Comment},
    errors=(
        errors.OriginNotAllowedError,
        errors.PageNotAllowedError,
        errors.ThreadClosedError,
        errors.SiteNotFoundError,
        errors.ParentNotFoundError,
        errors.DuplicateCommentError,
        errors.IdempotencyMismatchError,
        errors.TooManyRequestsError,
    ),
    body=CommentIn,
    headers=("Authorization", "Idempotency-Key", "X-Edit-Token"),
)
def post_comment(call: Call) -> Answer:
    """Store a comment: 201 when everybody sees it, 202 when it waits."""
    body: CommentIn = call.body
    posted = comments.post(
        call.container,
        PostRequest(
            site=call.site,
            thread=body.thread_ref(),
            draft=body.draft(),
            parent_id=body.parent_id,
            credentials=call.credentials,
            challenge=body.challenge,
            idempotency_key=call.idempotency_key,
        ),
    )
    shown = _out(call, posted.comment, edit_token=posted.edit_token)
    location = f"/api/v1/sites/{call.site}/comments/{posted.comment.id}"
    headers = {"Location": location, "ETag": f'"{posted.comment.version}"'}
    return Answer(202 if posted.held else 201, shown, headers)


@operation(
    "GET",
    "/sites/{site}/comments/{comment_id}",
    summary="One comment",
    reach=Reach.REGISTERED,
    answers={200: Comment},
    errors=_OWN_ERRORS,
    headers=("Authorization", "X-Edit-Token"),
)
def get_comment(call: Call) -> Answer:
    """Show a comment: a visible one to everybody, any to its author."""
    view = reading.comment(
        call.container,
        call.site,
        comment_id=call.comment_id,
        credentials=call.credentials,
    )
    return Answer(body=_out(call, view), headers={"ETag": f'"{view.version}"'})


@operation(
    "PATCH",
    "/sites/{site}/comments/{comment_id}",
    summary="Edit one's own comment",
    reach=Reach.REGISTERED,
    access=Access.AUTHOR,
    answers={200: Comment},
    errors=(*_CHANGE_ERRORS, errors.DuplicateCommentError),
    body=BodyIn,
    headers=("Authorization", "X-Edit-Token", "If-Match"),
)
def edit_comment(call: Call) -> Answer:
    """Replace the body, within the site's window."""
    view = comments.edit(call.container, _change(call), body=call.body.body)
    return Answer(body=_out(call, view), headers={"ETag": f'"{view.version}"'})


@operation(
    "DELETE",
    "/sites/{site}/comments/{comment_id}",
    summary="Delete one's own comment",
    reach=Reach.REGISTERED,
    access=Access.AUTHOR,
    answers={204: None},
    errors=_CHANGE_ERRORS,
    headers=("Authorization", "X-Edit-Token", "If-Match"),
)
def delete_comment(call: Call) -> Answer:
    """Take the comment away; again is 204 again."""
    comments.delete(call.container, _change(call))
    return Answer(204)


def _change(call: Call) -> Change:
    return Change(
        site=call.site,
        comment_id=call.comment_id,
        credentials=call.credentials,
        if_match=call.if_match,
    )


def _out(call: Call, view: CommentView, *, edit_token: str | None = None) -> Comment:
    return comment_out(
        view,
        site=call.site,
        public_url=call.container.public_url,
        edit_token=edit_token,
    )


def _many_out(call: Call, views: tuple[CommentView, ...]) -> list[Comment]:
    return [_out(call, view) for view in views]
