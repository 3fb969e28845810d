"""Show a thread with its form, and take what the form sends."""

from dataclasses import replace
from uuid import UUID

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from app.domain.comment import Draft
from app.domain.errors import (
    CommentNotFoundError,
    DomainError,
    ForbiddenError,
    ThreadNotFoundError,
    UnauthenticatedError,
)
from app.domain.subscription import Wish
from app.services import comments, composing, conversation, reading, sessions
from app.services.conversation import ScreenRequest, ThreadScreen
from app.services.requests import IDEMPOTENCY_KEY, PostRequest
from app.services.steps.credentials import NOBODY, Credentials
from app.services.steps.lookup import ThreadRef
from app.services.views import CommentView
from app.web import context, origins
from app.web.forms import HONEYPOT, CommentForm, check_csrf
from app.web.pages import leaving
from app.web.pages.common import Errors, as_uuid, blueprint, private
from app.web.pages.links import Links, address_of
from app.web.sessions import (
    comments_as_guest,
    guest_secret,
    keep_guest_secret,
    keep_identity,
    session_token,
)


@blueprint.get("/<site>")
def show(site: str) -> Response:
    """Show the thread, or one conversation of it, and the form."""
    form = CommentForm(
        formdata=None,
        parent=request.args.get("replytocom", ""),
        # A framed page has no form, and so no token and no cookie.
        meta={"csrf": not context.is_framed()},
    )
    return _screen(site, form, errors=Errors())


@blueprint.post("/<site>")
def post(site: str) -> Response:
    """Store a reply and lead to it; on any error the text comes back."""
    framed = context.is_framed()
    form = CommentForm(meta={"csrf": not framed})
    try:
        if framed:
            raise ForbiddenError
        check_csrf()
        if where := leaving.destination(form):
            return leaving.leave(site, form, thread=_thread_ref(), where=where)
        if form.act.data:
            # Another panel: the login stays, and so does all that was typed.
            form.identity.data = form.act.data
            return _screen(site, form, errors=Errors())
        posted = comments.post(context.container(), _post_request(site, form))
    except DomainError as error:
        return _screen(site, form, errors=Errors.of(error))
    leaving.forget(site, posted.comment)
    if session_token():
        keep_identity(as_guest=form.identity.data != "account")
    return redirect(address_of(site, posted.comment), 303)


def _poster(form: CommentForm) -> Credentials:
    """Say whose this is: what was shown is what is posted.

    Raises UnauthenticatedError where an account was shown whose login has ended.
    """
    held = context.page_credentials()
    if form.identity.data != "account":
        return replace(held, session_token=None)
    try:
        sessions.current(context.container(), held)
    except UnauthenticatedError:
        message = (
            "Your login has ended, so this was not posted. "
            "Log in again, or post it as a guest."
        )
        raise UnauthenticatedError(message) from None
    return held


def _post_request(site: str, form: CommentForm) -> PostRequest:
    poster = _poster(form)
    if poster.session_token is None:
        keep_guest_secret()
        poster = replace(poster, guest_secret=guest_secret())
    challenge = form.challenge.data or ""
    return PostRequest(
        site=site,
        thread=_thread_ref(),
        draft=Draft(
            body=form.body.data or "",
            name=form.name.data or "",
            email=form.email.data or "",
            url=form.url.data or "",
            wish=Wish.THREAD if form.subscribe.data else Wish.NONE,
        ),
        parent_id=as_uuid(form.parent.data),
        credentials=poster,
        challenge=challenge,
        # A form of ours always has the field; who left it out did not read the form.
        honeypot_filled=request.form.get(HONEYPOT) != "",
        # A double click sends the same token twice, and is one comment.
        idempotency_key=challenge if IDEMPOTENCY_KEY.fullmatch(challenge) else None,
    )


def _thread_ref() -> ThreadRef:
    return ThreadRef(
        key=request.args.get("thread"),
        url=request.args.get("url"),
        title=request.args.get("title"),
    )


def _screen(site: str, form: CommentForm, *, errors: Errors) -> Response:
    """Render the thread with its form; a form always carries a fresh token."""
    screen = _read_screen(site)
    origins.frame_ancestors(screen.site.origins)
    if request.method == "GET":
        form.identity.data = "guest" if comments_as_guest() else "account"
        if not context.is_framed():
            leaving.fill_in(form, screen)
    parent = _find_parent(screen, as_uuid(form.parent.data))
    form.parent.data = str(parent.id) if parent else ""
    form.challenge.data = composing.form_token(context.container(), screen.site)
    page = render_template(
        "thread.html",
        screen=screen,
        form=form,
        errors=errors,
        parent=parent,
        framed=context.is_framed(),
        has_mail=context.container().mailer.is_on,
        as_account=_as_account(screen, form),
        link=Links(site, screen),
        labels={offer.id: offer.label for offer in context.offers()},
    )
    return private(page, errors)


def _as_account(screen: ThreadScreen, form: CommentForm) -> bool:
    """Tell which panel the form shows; guests who may not write have none."""
    if screen.account is None:
        return False
    return form.identity.data == "account" or not screen.site.policy.guests


def _find_parent(screen: ThreadScreen, parent_id: UUID | None) -> CommentView | None:
    """Find the comment being answered, on this page or another of the thread."""
    if parent_id is None:
        return None
    try:
        view = reading.comment(
            context.container(),
            screen.site.slug,
            comment_id=parent_id,
            credentials=NOBODY,
        )
    except CommentNotFoundError:
        return None
    return view if view.thread_key == screen.thread.key else None


def _read_screen(site: str) -> ThreadScreen:
    """Read what the address asks for: a conversation, or a page of the thread."""
    # What was posted is shown on the first page: nothing in an address may lose it.
    posted = request.method == "POST"
    keep = ("thread", "url", "title") if posted else tuple(request.args)
    args = {name: request.args[name] for name in keep if name in request.args}
    container = context.container()
    credentials = context.page_credentials()
    if args.get("comment"):
        comment_id = as_uuid(args["comment"])
        if comment_id is None:
            raise CommentNotFoundError
        return conversation.around(
            container,
            site,
            comment_id=comment_id,
            cursor=args.get("cursor"),
            credentials=credentials,
        )
    if not args.get("thread") and not args.get("url"):
        message = "Say which page's comments: /t/SITE?url=… or /t/SITE?thread=…"
        raise ThreadNotFoundError(message)
    sort = args.get("sort", "oldest")
    wanted = ScreenRequest(
        thread=_thread_ref(),
        sort=sort if sort in reading.SORTS else "oldest",
        cursor=args.get("cursor"),
        credentials=credentials,
    )
    return conversation.whole(container, site, request=wanted)
