"""Post, edit and delete: the one place that knows the order of their steps.

Each reads what it needs in a short read, judges and renders with no
transaction open, then writes in one unit. What another request could have
changed in between is looked at again in the write.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from app.domain.comment import Draft, check_body
from app.domain.errors import (
    CommentNotFoundError,
    EditWindowClosedError,
    GuestsNotAllowedError,
    IdempotencyInProgressError,
)
from app.domain.identity import Action
from app.domain.moderation import Status
from app.services.container import Container
from app.services.requests import Change, Posted, PostRequest
from app.services.steps import (
    drafts,
    lookup,
    once,
    opening,
    ownership,
    records,
    restraint,
    throttle,
    writing,
)
from app.services.steps import scope as scopes
from app.services.steps.scope import Scope
from app.services.tokens import FORM_TOKEN_YOUTH, FormToken
from app.services.views import CommentView, comment_view
from app.storage.found import FoundThread
from app.storage.idempotency import FoundKey
from app.storage.models import CommentRow
from app.storage.posts import Written
from app.storage.unit_of_work import Unit

_Found = FoundThread | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """A post between its read and its write."""

    request: PostRequest
    page: opening.Page
    opens_thread: bool
    form_token: FormToken | None
    standing: drafts.Standing
    prepared: drafts.Prepared
    now: datetime


def post(container: Container, request: PostRequest) -> Posted:
    """Store a comment.

    Raises ThreadUnknownError, IdempotencyInProgressError, IdempotencyMismatchError,
    ParentNotFoundError, SiteNotFoundError, TooManyRequestsError, GuestsNotAllowedError,
    DuplicateCommentError, InvalidInputError, ThreadClosedError and PageNotAllowedError.
    """
    page = opening.Page(lookup.name_thread(request.thread), request.thread.title)
    with container.store.read() as unit:
        scope, thread = _enter(unit, container, request=request, page=page)
        attempt = request.attempt(scope)
        done = once.find(unit, attempt) if attempt else None
        if done:
            return _again(scope, done)
        _admit(scope, request, page=page, thread=thread)
        standing = drafts.standing(scope, email=request.draft.email)
    token = drafts.read_form_token(scope, request.challenge)
    circumstances = drafts.Circumstances(
        standing=standing, honeypot_filled=request.honeypot_filled, form_token=token
    )
    draft = drafts.check(scope, request.draft)
    plan = _Plan(
        request=request,
        page=page,
        opens_thread=thread is None,
        form_token=token,
        standing=standing,
        prepared=drafts.prepare(scope, draft, circumstances=circumstances),
        now=scope.now,
    )
    return container.store.write(partial(_store, container=container, plan=plan))


def _enter(
    unit: Unit,
    container: Container,
    *,
    request: PostRequest,
    page: opening.Page,
    now: datetime | None = None,
) -> tuple[Scope, _Found]:
    return scopes.enter_with_thread(
        unit,
        container,
        slug=request.site,
        key=page.named.key,
        credentials=request.credentials,
        now=now,
    )


def _admit(
    scope: Scope, request: PostRequest, *, page: opening.Page, thread: _Found
) -> None:
    """Check that a comment may be made here."""
    if not scope.site.policy.guests and scope.present is None and not scope.moderates:
        raise GuestsNotAllowedError
    opening.check_open(scope, page, row=thread)
    opening.find_parent(scope, request.parent_id, thread=thread)


def _again(scope: Scope, done: FoundKey) -> Posted:
    """Answer a repeated request with the comment that the first one made."""
    row = scope.unit.comments.find(done.site_id, done.comment_id)
    if row is None:
        raise IdempotencyInProgressError(retry_after=1)
    fresh = scope.now - done.created_at < once.TOKEN_AGAIN
    key = scope.unit.threads.get(row.site_id, row.thread_id).key
    return _posted(scope, row, key=key, held=done.held, with_token=fresh)


def _posted(
    scope: Scope, row: Written, *, key: str, held: bool, with_token: bool = True
) -> Posted:
    token = None
    # Whoever is logged in needs none, and has none that fits.
    if with_token and row.edit_token_hash is not None:
        tokens, version = scope.container.tokens, row.edit_token_version
        token = tokens.edit_token(row.site_id, row.id, version=version)
    shown = comment_view(row, key=key, own=True)
    return Posted(comment=shown, held=held, edit_token=token)


def _store(unit: Unit, *, container: Container, plan: _Plan) -> Posted:
    request, prepared = plan.request, plan.prepared
    scope, found = _enter(
        unit, container, request=request, page=plan.page, now=plan.now
    )
    row = writing.new_comment(scope, prepared)
    held = row.status is not Status.APPROVED
    attempt = request.attempt(scope)
    if attempt and not once.take(unit, attempt, comment_id=row.id, held=held):
        done = once.find(unit, attempt)
        if done is None:
            raise IdempotencyInProgressError(retry_after=1)
        return _again(scope, done)
    # What was there in the read is there now; a day begins with its first post.
    met = plan.standing.met
    addresses = list(met.addresses) or throttle.address_keys(scope)
    row.address_key = addresses[0] if addresses else None
    throttle.limit_post(scope, address=row.address_key, opens_thread=plan.opens_thread)
    drafts.use_form_token(scope, plan.form_token)
    thread = opening.open_thread(scope, plan.page, found=found)
    parent = opening.find_parent(scope, request.parent_id, thread=thread)
    writing.place(scope, row, thread=thread, parent=parent)
    key = scope.actor.author_key
    writing.refuse_twin(scope, row, authors=[key] if key else addresses)
    if met.by_day:
        restraint.recognise(scope)
    writing.add(scope, row, thread=thread, prepared=prepared)
    return _posted(scope, row, key=thread.key, held=held)


def edit(container: Container, change: Change, *, body: str) -> CommentView:
    """Replace the body of one's own comment; every rule is run again.

    Raises UnauthenticatedError, WrongCredentialError, CommentNotFoundError,
    EditWindowClosedError, PreconditionFailedError, InvalidInputError,
    DuplicateCommentError and TooManyRequestsError.
    """
    with container.store.read() as unit:
        scope, row = _find_own(unit, container, change=change, action=Action.EDIT)
        _check_still(scope, row, if_match=change.if_match)
        standing = drafts.standing_of(scope, row)
    draft = Draft(
        body=check_body(scope.site.policy, body),
        name=row.author_name,
        email=row.author_email,
        url=row.author_url,
    )
    # What the first post had to prove was proven then.
    proven = FormToken(row.created_at - FORM_TOKEN_YOUTH, "")
    circumstances = drafts.Circumstances(form_token=proven, standing=standing)
    prepared = drafts.prepare(scope, draft, circumstances=circumstances)

    def store(unit: Unit) -> CommentView:
        scope, row = _find_own(unit, container, change=change, action=Action.EDIT)
        thread = writing.lock(scope, row)
        _check_still(scope, row, if_match=change.if_match)
        throttle.limit_change(scope)
        writing.change_text(scope, row, thread=thread, prepared=prepared)
        keys = [key for key in (row.author_key, row.address_key) if key]
        writing.refuse_twin(scope, row, authors=keys)
        return comment_view(row, key=thread.key, own=True)

    return container.store.write(store)


def delete(container: Container, change: Change) -> None:
    """Take one's own comment away; doing so twice is doing so once.

    Raises what `edit` raises, but for what concerns the text.
    """
    with container.store.read() as unit:
        scope, row = _find_own(unit, container, change=change, action=Action.DELETE)
        if row.deleted_by == records.AUTHOR[0]:
            return
        if row.deleted_at is None:
            _check_still(scope, row, if_match=change.if_match)

    def store(unit: Unit) -> None:
        scope, row = _find_own(unit, container, change=change, action=Action.DELETE)
        thread = writing.lock(scope, row)
        if row.deleted_at is None:
            _check_still(scope, row, if_match=change.if_match)
            throttle.limit_change(scope)
            writing.bury(scope, row, thread=thread, by=writing.deleter(scope, row))
        else:
            writing.note_own_deletion(scope, row)

    container.store.write(store)


def _find_own(
    unit: Unit, container: Container, *, change: Change, action: Action
) -> tuple[Scope, CommentRow]:
    scope = scopes.enter(
        unit, container, slug=change.site, credentials=change.credentials
    )
    return scope, ownership.find_own(scope, change.comment_id, action=action)


def _check_still(
    scope: Scope, row: CommentRow, *, if_match: frozenset[str] | None
) -> None:
    """Check what time and other requests may have changed."""
    if row.deleted_at is not None:
        raise CommentNotFoundError
    ownership.check_version(row, if_match)
    if not ownership.is_in_time(scope, row) and not scope.moderates:
        raise EditWindowClosedError
