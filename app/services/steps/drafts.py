"""From a typed draft to something that can be stored: cleaned, rendered, judged."""

import hashlib
from dataclasses import dataclass, field, replace

from app.domain.comment import (
    Draft,
    RenderedBody,
    check_body,
    check_draft,
    fingerprint_text,
)
from app.domain.errors import BodyTooComplexError, InvalidInputError
from app.domain.moderation import Findings, Verdict, first_status
from app.domain.restraint import Effect
from app.domain.text import find_words
from app.services.container import Container
from app.services.steps import restraint, wishes
from app.services.steps.restraint import Met
from app.services.steps.scope import Scope
from app.services.tokens import FORM_TOKEN_YOUTH, FormToken
from app.storage.models import CommentRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the site knows of an author before it has read what he wrote."""

    is_first: bool = False
    met: Met = field(default_factory=Met)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What else is known about a draft when it is judged."""

    standing: Standing = field(default_factory=Standing)
    honeypot_filled: bool = False
    form_token: FormToken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A draft ready to be stored."""

    draft: Draft
    rendered: RenderedBody
    text_hash: str
    verdict: Verdict


def check(scope: Scope, draft: Draft) -> Draft:
    """Clean a draft; of somebody who is logged in, the account says who he is.

    Raises InvalidInputError that names every field at fault.
    """
    present, policy = scope.present, scope.site.policy
    mail_to = wishes.check(scope, draft)
    if present is None:
        checked = check_draft(policy, draft)
    else:
        body = check_body(policy, draft.body)
        checked = Draft(body=body, name=present.name, url=present.url)
    return replace(checked, wish=draft.wish, mail_to=mail_to)


def standing(scope: Scope, *, email: str) -> Standing:
    """Say what is known of who is about to post."""
    key, site_id = scope.actor.author_key, scope.site.id
    is_first = not (key and scope.unit.posts.has_approved(site_id, key))
    typed = "" if scope.present else email
    met = restraint.find(scope, author_key=key, email=typed)
    return Standing(is_first=is_first, met=met)


def standing_of(scope: Scope, row: CommentRow) -> Standing:
    """Say what is known of the author of a comment that is edited."""
    found = restraint.find(scope, author_key=row.author_key, email=row.author_email)
    return Standing(met=found)


def prepare(scope: Scope, draft: Draft, *, circumstances: Circumstances) -> Prepared:
    """Render and judge a cleaned draft.

    The scope's transaction has ended by now: nothing is open while this runs.
    """
    rendered = render(scope.container, draft.body)
    policy, token = scope.site.policy, circumstances.form_token
    fields = (draft.name, draft.email, draft.url, draft.body, rendered.text)
    findings = Findings(
        links=rendered.links,
        hold_words=tuple(find_words(fields, policy.hold_words)),
        disallowed_words=tuple(find_words(fields, policy.disallowed_words)),
        is_first=circumstances.standing.is_first,
        honeypot_filled=circumstances.honeypot_filled,
        too_fast=token is not None and scope.now - token.issued_at < FORM_TOKEN_YOUTH,
        has_form_token=token is not None,
        is_muted=circumstances.standing.met.effect is Effect.MUTE,
        is_banned=circumstances.standing.met.effect is Effect.BAN,
        by_moderator=scope.moderates,
    )
    return Prepared(
        draft=draft,
        rendered=rendered,
        text_hash=hashlib.sha256(fingerprint_text(draft.body).encode()).hexdigest(),
        verdict=first_status(policy, findings),
    )


def render(container: Container, body: str) -> RenderedBody:
    """Render a body; a body too intricate is an error of its field."""
    try:
        rendered = container.renderer.render(body)
    except BodyTooComplexError as error:
        raise InvalidInputError.of(
            error.detail, field="body", code=error.code
        ) from error
    if not rendered.html.strip():
        # Such as a link definition alone: it has characters, but shows nothing.
        message = "Please type your comment text."
        raise InvalidInputError.of(message, field="body", code="required")
    return rendered


def read_form_token(scope: Scope, token: str | None) -> FormToken | None:
    """Check a form token that came with a draft; None when none came.

    Raises InvalidInputError when it is forged, another site's or too old.
    """
    if token is None:
        return None
    found = scope.container.tokens.read_form_token(token, scope.site.id)
    if found is None:
        message = "This form was not made by us. Please send it again."
        raise InvalidInputError.of(message, field="challenge", code="bad_challenge")
    if scope.now >= found.expires_at:
        message = "This form was open for too long. Please send it again."
        raise InvalidInputError.of(message, field="challenge", code="expired_challenge")
    return found


def use_form_token(scope: Scope, token: FormToken | None) -> None:
    """Use the form token up; raises InvalidInputError when it was used before."""
    if token is None:
        return
    once = scope.unit.idempotency
    if not once.use_form_token(scope.site.id, token.nonce, until=token.expires_at):
        message = "This form was sent already. Please send it once more."
        raise InvalidInputError.of(
            message, field="challenge", code="replayed_challenge"
        )
