"""All HTML forms. They carry text and CSRF; the rules are the domain's."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.fields import EmailField

# Named so that no browser fills it in, and not so that a bot would know it.
HONEYPOT = "extra_note"

# Which form field shows an error that the domain found in which JSON field.
FIELDS = {
    "body": "body",
    "author.name": "name",
    "author.email": "email",
    "author.url": "url",
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
    extra_note = StringField("Leave this field empty")


class BodyForm(FlaskForm):  # type: ignore[misc]
    """Edit one's own comment."""

    body = TextAreaField("Comment")
    version = HiddenField()


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """A question with one button; nothing but CSRF in it."""
