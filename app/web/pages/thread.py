"""Show a thread with its form, and take what the form sends."""

from uuid import UUID

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from app.domain.comment import Draft
from app.domain.errors import (
    CommentNotFoundError,
    DomainError,
    ForbiddenError,
    ThreadNotFoundError,
)
from app.domain.subscription import Wish
from app.services import comments, composing, conversation, reading, sessions
from app.services.conversation import ScreenRequest, ThreadScreen
from app.services.requests import IDEMPOTENCY_KEY, PostRequest
from app.services.steps.credentials import NOBODY
from app.services.steps.lookup import ThreadRef
from app.services.views import CommentView
from app.web import context, origins
from app.web.forms import HONEYPOT, CommentForm, ConfirmForm, check_csrf
from app.web.pages.common import Errors, as_uuid, blueprint, private
from app.web.pages.links import Links, address_of
from app.web.sessions import keep_guest_secret


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
        if form.identity.data == "account":
            # What was shown is what is posted: a login that ended is no guest.
            sessions.current(context.container(), context.page_credentials())
        posted = comments.post(context.container(), _post_request(site, form))
    except DomainError as error:
        return _screen(site, form, errors=Errors.of(error))
    return redirect(address_of(site, posted.comment), 303)


def _post_request(site: str, form: CommentForm) -> PostRequest:
    keep_guest_secret()
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
        credentials=context.page_credentials(),
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
        link=Links(site, screen),
        labels={offer.id: offer.label for offer in context.offers()},
        confirm=ConfirmForm(formdata=None, meta={"csrf": not context.is_framed()}),
    )
    return private(page, errors)


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
