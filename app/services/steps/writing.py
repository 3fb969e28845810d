"""The writes that post, edit, delete and moderation have in common.

Each happens with the thread locked, and leaves the event, the log line and the
thread's version as they must be.
"""

from collections.abc import Iterable

from app.domain import comment as rules
from app.domain.errors import DuplicateCommentError
from app.domain.events import (
    CommentDeleted,
    CommentEdited,
    CommentPosted,
    StatusChanged,
)
from app.domain.moderation import Status, status_after_edit
from app.services.steps import (
    office,
    ownership,
    presence,
    records,
    wishes,
)
from app.services.steps.drafts import Prepared
from app.services.steps.scope import Scope
from app.services.tokens import new_author_key
from app.storage.found import FoundParent, FoundThread
from app.storage.models import CommentRow, ThreadRow
from app.storage.posts import NewComment, Written


def new_comment(scope: Scope, prepared: Prepared) -> NewComment:
    """Build a comment; `place` says where it goes."""
    draft, status = prepared.draft, prepared.verdict.status
    made = NewComment(
        site_id=scope.site.id,
        id=scope.container.new_id(scope.now),
        author_name=draft.name,
        author_email=draft.email,
        author_url=draft.url,
        author_key=scope.actor.author_key or new_author_key(),
        body=draft.body,
        body_html=prepared.rendered.html,
        renderer_version=prepared.rendered.version,
        text_hash=prepared.text_hash,
        status=status,
        reasons=records.reasons_to_json(prepared.verdict.reasons),
        is_listed=status is Status.APPROVED,
        created_at=scope.now,
    )
    _sign(scope, made)
    return made


def _sign(scope: Scope, made: NewComment) -> None:
    """Put the account's name under a comment, or give its guest a token for it."""
    present, tokens = scope.present, scope.container.tokens
    if present is None:
        version = made.edit_token_version
        token = tokens.edit_token(made.site_id, made.id, version=version)
        made.edit_token_hash = tokens.hashed(token)
        return
    seen = presence.shown(scope.unit, present)
    made.account_id = present.account_id
    made.author_name, made.author_url = seen.name, seen.url
    made.author_provider = seen.provider
    made.author_avatar, made.author_handle = seen.avatar, seen.handle
    # As readers see it, whatever the credential was given for.
    made.author_role = scope.unit.staff.role(present.account_id, site_id=made.site_id)


def place(
    scope: Scope, row: NewComment, *, thread: FoundThread, parent: FoundParent | None
) -> None:
    """Put a new comment below its parent, or below the deepest ancestor allowed."""
    if parent is not None:
        path = rules.parent_path(scope.site.policy, parent.path)
        if path != parent.path:
            parent = scope.unit.posts.parent_at(parent, path) if path else None
    row.thread_id = thread.id
    row.parent_id = parent.id if parent else None
    row.root_id = parent.root_id if parent else row.id
    row.depth = parent.depth + 1 if parent else 0
    above = parent.path if parent else b""
    row.path = above + rules.segment(row.created_at, row.id)


def refuse_twin(scope: Scope, row: Written, *, authors: Iterable[str]) -> None:
    """Raise DuplicateCommentError when an author has just said the same here."""
    since = scope.now - rules.DUPLICATE_WINDOW
    if scope.unit.posts.has_twin(row, since=since, authors=authors):
        raise DuplicateCommentError


def add(
    scope: Scope, row: NewComment, *, thread: FoundThread, prepared: Prepared
) -> None:
    """Store a new comment with its event, its log line and the mail it asks for."""
    scope.unit.posts.add(row, thread)
    records.announce(scope, CommentPosted(comment_id=row.id, status=row.status))
    reasons = prepared.verdict.reasons
    records.log(
        scope, row.id, action="post", change=(None, row.status), reasons=reasons
    )
    wishes.keep(scope, row, draft=prepared.draft)


def lock(scope: Scope, row: CommentRow) -> ThreadRow:
    """Lock a comment and its thread, the thread first as everybody does."""
    thread = scope.unit.threads.lock(row.site_id, row.thread_id)
    scope.unit.comments.lock(row.site_id, row.id)
    return thread


def change_text(
    scope: Scope, row: CommentRow, *, thread: ThreadRow, prepared: Prepared
) -> None:
    """Give a comment a new body, and the status that goes with it."""
    verdict = prepared.verdict
    old, status = row.status, status_after_edit(row.status, verdict)
    row.body = prepared.draft.body
    row.body_html = prepared.rendered.html
    row.renderer_version = prepared.rendered.version
    row.text_hash = prepared.text_hash
    row.edited_at = scope.now
    change_status(scope, row, thread=thread, status=status)
    if verdict.reasons:
        row.reasons = records.reasons_to_json(verdict.reasons)
    records.announce(scope, CommentEdited(comment_id=row.id, status=status))
    own = ownership.is_own(scope.actor, row)
    if status is not old or not own:
        records.log(
            scope,
            row.id,
            action="edit",
            change=(old, status),
            by=records.RULES if own else office.by(scope, via="desk"),
            reasons=verdict.reasons,
        )


def change_status(
    scope: Scope, row: CommentRow, *, thread: ThreadRow, status: Status
) -> None:
    """Set a status, and count what that makes visible or hides."""
    was_visible = rules.is_visible(row.status, row.deleted_at)
    row.status = status
    row.version += 1
    scope.unit.comments.show_as_stored(row, thread, was_visible=was_visible)
    scope.unit.threads.touch(thread)


def decide(
    scope: Scope,
    row: CommentRow,
    *,
    thread: ThreadRow,
    status: Status,
    action: str,
    by: records.By,
) -> None:
    """Give a comment the status that a moderator decided on."""
    old = row.status
    change_status(scope, row, thread=thread, status=status)
    records.announce(scope, StatusChanged(comment_id=row.id, old=old, new=status))
    records.log(scope, row.id, action=action, change=(old, status), by=by)


def bury(scope: Scope, row: CommentRow, *, thread: ThreadRow, by: records.By) -> None:
    """Delete a comment; a tombstone stays where visible replies are below it."""
    was_visible = rules.is_visible(row.status, row.deleted_at)
    row.deleted_at = scope.now
    # The kind of actor alone; the log says which one.
    row.deleted_by = by[0].partition(":")[0]
    row.version += 1
    scope.unit.comments.show_as_stored(row, thread, was_visible=was_visible)
    scope.unit.threads.touch(thread)
    records.announce(scope, CommentDeleted(comment_id=row.id, by=by[0]))
    same = (row.status, row.status)
    records.log(scope, row.id, action="delete", change=same, by=by)


def deleter(scope: Scope, row: CommentRow) -> records.By:
    """Tell whose deletion this is: only the author's is for ever."""
    own = ownership.is_own(scope.actor, row)
    return records.AUTHOR if own else records.MODERATOR


def note_own_deletion(scope: Scope, row: CommentRow) -> None:
    """Let an author delete what a moderator has deleted, so that nobody restores it."""
    if row.deleted_by == records.AUTHOR[0] or deleter(scope, row) != records.AUTHOR:
        return
    if ownership.is_in_time(scope, row):
        row.deleted_by = records.AUTHOR[0]
        same = (row.status, row.status)
        records.log(scope, row.id, action="delete", change=same, by=records.AUTHOR)
