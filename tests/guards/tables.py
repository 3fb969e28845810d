"""The tables of docs/ that are made from code: settings, policy, errors.

`make docs` writes them; a guard test compares them with what is on disk.
"""

from collections.abc import Iterator
from pathlib import Path

from app.domain import login_errors, mail_errors
from app.domain.errors import DomainError
from app.domain.site import POLICY_KEYS
from app.provider_settings import HELP
from app.settings import PREFIX, variables
from app.web import problems

# Imported, so that the walk below finds what it defines.
_ = (login_errors, mail_errors)
DOCS = Path(__file__).parents[2] / "docs"

SETTINGS = """\
# Settings

Read from the environment when the program starts. All bad values are reported at
once. Each can also come from a file: `REJOINDER_SECRET_KEY_FILE=/run/secrets/key`.

| variable | default | what it does |
| --- | --- | --- |
"""
POLICY = """\
# Policy of a site

Set with `rejoinder site set SLUG --policy KEY=VALUE`, as often as needed in one
command: either all of it is taken or nothing. Word lists are separated by commas.

| key | values | default | what it does |
| --- | --- | --- | --- |
"""
ERRORS = """\
# Errors

The API answers errors as RFC 9457 `application/problem+json`. `code` is stable;
`detail` is a sentence for people and may change. Where fields are at fault, `errors`
names each with its own `field`, `code` and `message`.

| status | code | sentence |
| --- | --- | --- |
"""


def settings_table() -> str:
    """List every setting with its default."""
    rows = (
        (f"`{PREFIX}{spec.name.upper()}`", spec.metadata["default"], spec.metadata)
        for spec in variables()
    )
    own = "".join(
        f"| {name} | {f'`{default}`' if default else ''} | {meta['help']} |\n"
        for name, default, meta in rows
    )
    providers = "".join(
        f"| `{PREFIX}{name}` |  | {text} |\n" for name, text in HELP.items()
    )
    return SETTINGS + own + providers


def policy_table() -> str:
    """List every policy key with its range and default."""
    rows = []
    for key, spec in POLICY_KEYS.items():
        meta = spec.metadata
        match meta["kind"]:
            case "flag":
                values, default = "yes, no", "yes" if spec.default else "no"
            case "number":
                values = f"{meta['low']} to {meta['high']}"
                default = str(spec.default)
            case "choice":
                values, default = ", ".join(meta["options"]), str(spec.default)
            case _:
                values, default = "words", "none"
        rows.append(f"| `{key}` | {values} | {default} | {meta['help']} |\n")
    return POLICY + "".join(rows)


def errors_table() -> str:
    """List every error with its status and code."""
    kinds = sorted(
        (problems.status_of(kind())[0], kind.code, kind.sentence)
        for kind in all_errors(DomainError)
    )
    return ERRORS + "".join(
        f"| {status} | `{code}` | {sentence} |\n" for status, code, sentence in kinds
    )


def all_errors(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    """Walk the tree of errors below a class."""
    for child in kind.__subclasses__():
        yield child
        yield from all_errors(child)


TABLES = {
    "settings.md": settings_table,
    "policy.md": policy_table,
    "errors.md": errors_table,
}


if __name__ == "__main__":
    for file_name, make in TABLES.items():
        (DOCS / file_name).write_text(make(), encoding="utf-8")
