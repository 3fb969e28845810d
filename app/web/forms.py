"""All HTML forms. They carry text and CSRF; the rules are the domain's."""

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.csrf import validate_csrf
from wtforms import (
    BooleanField,
    HiddenField,
    StringField,
    SubmitField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import EmailField

from app.domain.errors import InvalidInputError

# Named so that no browser fills it in, and not so that a bot would know it.
HONEYPOT = "extra_note"

# What is stored of a login has room for so many characters.
MOST_PATH = 2_000

# Which form field shows an error that the domain found in which JSON field.
FIELDS = {
    "body": "body",
    "author.name": "name",
    "author.email": "email",
    "author.url": "url",
    "reason": "reason",
    "note": "note",
}


# Flask-WTF ships no types, hence the three ignores.
class CommentForm(FlaskForm):  # type: ignore[misc]
    """The "Leave a Reply" form."""

    body = TextAreaField("Comment")
    name = StringField("Name")
    email = EmailField("Email")
    url = StringField("Website")
    parent = HiddenField()
    challenge = HiddenField()
    identity = HiddenField()
    subscribe = BooleanField("Notify me of new comments via email.")
    next = HiddenField()
    act = StringField("What the button does, where it is not to post")
    extra_note = StringField("Leave this field empty")


class BodyForm(FlaskForm):  # type: ignore[misc]
    """Edit one's own comment."""

    body = TextAreaField("Comment")
    version = HiddenField()


class ReportForm(FlaskForm):  # type: ignore[misc]
    """Say why a comment should not be there."""

    reason = StringField("Reason")
    note = TextAreaField("Note")


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """A question with one button; nothing but CSRF in it."""


class ConsentForm(FlaskForm):  # type: ignore[misc]
    """Let a site show who one is, or go back without."""

    shows_handle = BooleanField("Show my handle as well")
    decline = SubmitField("Cancel")


class MandateForm(FlaskForm):  # type: ignore[misc]
    """Let a page moderate, or go back without."""

    decline = SubmitField("Cancel")


class ProfileForm(FlaskForm):  # type: ignore[misc]
    """Name and website of one's account."""

    name = StringField("Name")
    url = StringField("Website")


class EraseForm(FlaskForm):  # type: ignore[misc]
    """Erase an account, with or without what it wrote."""

    with_comments = BooleanField("Delete my comments as well")


def check_csrf() -> None:
    """Judge the CSRF token ourselves, so that a failure keeps the text."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        message = "Your browser did not send our cookie back. Please send once more."
        raise InvalidInputError.of(message, field="csrf", code="bad_csrf") from None


def is_own_path(path: str) -> bool:
    """Tell whether a text is a path of ours by any browser's reading."""
    return (
        path.startswith("/")
        and not path.startswith("//")
        and "\\" not in path
        and path.isprintable()
        and path.isascii()
        and len(path) <= MOST_PATH
    )
