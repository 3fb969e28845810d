"""The forms of the ways in. They carry text and CSRF; the rules are the domain's."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField, TextAreaField
from wtforms.fields import EmailField

# What the wizard offers, in words: the rules that a site begins with.
PRESETS = {
    "open": {"hold_all": "no", "hold_first": "no"},
    "first": {"hold_all": "no", "hold_first": "yes"},
    "all": {"hold_all": "yes", "hold_first": "no"},
}


# Flask-WTF ships no types, hence the ignores.
class LoginForm(FlaskForm):  # type: ignore[misc]
    """Sign in with a password."""

    email = EmailField("E-mail address")
    password = PasswordField("Password")
    next = HiddenField()


class CodeForm(FlaskForm):  # type: ignore[misc]
    """A link's secret, put here by the page's script or by hand."""

    code = StringField("Code")


class JoinForm(FlaskForm):  # type: ignore[misc]
    """A new account for the desk."""

    name = StringField("Name")
    email = EmailField("E-mail address")
    password = PasswordField("Password")


class EmailForm(FlaskForm):  # type: ignore[misc]
    """An address to send a link to."""

    email = EmailField("E-mail address")


class ResetForm(FlaskForm):  # type: ignore[misc]
    """A new password by a link."""

    code = StringField("Code")
    password = PasswordField("New password")


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """The name to sign in with, and a new password."""

    email = EmailField("E-mail address")
    password = PasswordField("New password")


class SiteForm(FlaskForm):  # type: ignore[misc]
    """A site to add."""

    name = StringField("Name")
    slug = StringField("Short name")
    origins = TextAreaField("Addresses")


class PresetForm(FlaskForm):  # type: ignore[misc]
    """What waits for a moderator, to begin with."""

    preset = StringField("What waits")


class RoleForm(FlaskForm):  # type: ignore[misc]
    """What somebody is, or is invited to be."""

    role = StringField("Role")
