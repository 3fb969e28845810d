"""A site's policy: every key with its type, range and default.

The one place that knows what can be set. `rejoinder site set`, the settings
tables in docs/ and the stored JSON all come from the fields below.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import FieldError, InvalidInputError

SLUG_PATTERN = r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?"
_SLUG = re.compile(SLUG_PATTERN)


def _flag(text: str, *, default: bool) -> Any:  # noqa: ANN401 - a dataclass field
    return field(default=default, metadata={"kind": "flag", "help": text})


def _number(text: str, *, default: int, low: int, high: int) -> Any:  # noqa: ANN401
    span = {"kind": "number", "low": low, "high": high, "help": text}
    return field(default=default, metadata=span)


def _choice(text: str, *, options: tuple[str, ...]) -> Any:  # noqa: ANN401
    meta = {"kind": "choice", "options": options, "help": text}
    return field(default=options[0], metadata=meta)


def _words(text: str) -> Any:  # noqa: ANN401
    return field(default=(), metadata={"kind": "words", "help": text})


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePolicy:
    """The rules of one site; frozen, so a request sees one policy from start to end."""

    guests: bool = _flag("Readers may comment without logging in.", default=True)
    require_name: bool = _flag("A guest must give a name.", default=False)
    require_email: bool = _flag("A guest must give an e-mail address.", default=False)
    hold_all: bool = _flag("Every comment waits for a moderator.", default=False)
    hold_first: bool = _flag(
        "An author's comments wait until one of them was approved.", default=False
    )
    hold_links: int = _number(
        "A comment with this many links waits; 0 switches the rule off.",
        default=2,
        low=0,
        high=100,
    )
    hold_words: tuple[str, ...] = _words("A comment with one of these words waits.")
    disallowed_words: tuple[str, ...] = _words(
        "A comment with one of these words is spam; its author is not told."
    )
    hold_without_token: bool = _flag(
        "A comment sent over REST without a form token waits.", default=False
    )
    depth: int = _number(
        "How deep replies nest; deeper ones join the deepest level.",
        default=4,
        low=0,
        high=10,
    )
    edit_minutes: int = _number(
        "For how many minutes authors may edit or delete their own comments.",
        default=15,
        low=0,
        high=10_080,
    )
    close_after_days: int = _number(
        "Threads close so many days after they began; 0 is never.",
        default=0,
        low=0,
        high=36_500,
    )
    threads: str = _choice(
        "Whether a first comment may open a thread, or only known ones take comments.",
        options=("open", "known"),
    )
    body_length: int = _number(
        "The longest comment, in code points.", default=10_000, low=10, high=10_000
    )
    name_length: int = _number(
        "The longest name, in code points.", default=245, low=10, high=245
    )
    email_length: int = _number(
        "The longest e-mail address, in code points.", default=100, low=20, high=100
    )
    url_length: int = _number(
        "The longest website address, in code points.", default=200, low=20, high=200
    )
    posts_per_minute: int = _number(
        "The most comments that the whole site takes in a minute, after a burst of "
        "twice as many.",
        default=120,
        low=1,
        high=100_000,
    )

    report_limit: int = _number(
        "That many readers' reports hide a comment until a moderator has looked; 0 is "
        "never.",
        default=3,
        low=0,
        high=100,
    )

    @property
    def required_fields(self) -> tuple[str, ...]:
        """The author fields a guest must fill in."""
        needed = (("name", self.require_name), ("email", self.require_email))
        return tuple(name for name, required in needed if required)


# The order and the company in which owners are shown the keys; each is there once.
POLICY_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Who may write", ("guests", "require_name", "require_email", "threads")),
    (
        "What waits for you",
        ("hold_all", "hold_first", "hold_links", "hold_without_token", "report_limit"),
    ),
    ("Words", ("hold_words", "disallowed_words")),
    ("Threads and time", ("depth", "edit_minutes", "close_after_days")),
    (
        "Lengths and limits",
        (
            *("body_length", "name_length", "email_length", "url_length"),
            "posts_per_minute",
        ),
    ),
)
POLICY_KEYS = {key.name: key for key in dataclasses.fields(SitePolicy)}
_FLAGS = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}


def policy_with(policy: SitePolicy, texts: Mapping[str, str]) -> SitePolicy:
    """Set keys from text, as `rejoinder site set --policy KEY=VALUE` has them.

    Raises InvalidInputError that names every unknown key and every bad value.
    """
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for key, text in texts.items():
        value, problem = _parse(key, text.strip())
        if problem:
            errors.append(FieldError(key, "bad_policy_value", problem))
        values[key] = value
    if errors:
        raise InvalidInputError(
            " ".join(error.message for error in errors), errors=tuple(errors)
        )
    return dataclasses.replace(policy, **values)


def _parse(key: str, text: str) -> tuple[Any, str]:
    """Give (value, "") or (None, what is wrong)."""
    if key not in POLICY_KEYS:
        return None, f"There is no policy key {key!r}."
    meta = POLICY_KEYS[key].metadata
    match meta["kind"]:
        case "flag":
            value = _FLAGS.get(text.lower())
            return value, "" if value is not None else f"{key} is yes or no."
        case "number":
            return _parse_number(key, text, low=meta["low"], high=meta["high"])
        case "choice":
            options = meta["options"]
            return text, "" if text in options else f"{key} is {' or '.join(options)}."
        case _:
            words = (word.strip() for word in text.replace("\n", ",").split(","))
            return tuple(dict.fromkeys(word for word in words if word)), ""


def _parse_number(
    key: str, text: str, *, low: int, high: int
) -> tuple[int | None, str]:
    if re.fullmatch(r"[0-9]{1,9}", text) and low <= int(text) <= high:
        return int(text), ""
    return None, f"{key} is a whole number from {low} to {high}."


def policy_to_json(policy: SitePolicy) -> dict[str, Any]:
    """Keep only what differs from the defaults, so that defaults can improve."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, spec in POLICY_KEYS.items()
        if (value := getattr(policy, key)) != spec.default
    }


def policy_from_json(stored: Mapping[str, Any]) -> SitePolicy:
    """Read what `policy_to_json` wrote; keys of a newer version are passed over."""
    known: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in stored.items()
        if key in POLICY_KEYS
    }
    return SitePolicy(**known)


def slug_from(text: str) -> str:
    """Make a slug of a name, as far as its letters let one."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:64].strip("-")


def is_slug(text: str) -> bool:
    """Tell whether a text can be a site's slug."""
    return _SLUG.fullmatch(text) is not None


def check_slug(slug: str) -> str:
    """Return the slug; raises InvalidInputError when it could not stand in a URL."""
    if is_slug(slug):
        return slug
    message = "A slug is 1 to 64 lower-case letters, digits and hyphens."
    raise InvalidInputError.of(message, field="slug", code="bad_slug")
