"""What mail says, from templates: NAME.txt with the subject first, and NAME.html.

They lie beside the pages' templates and are filled in without Flask, so that the
worker needs none. HTML is escaped but for what our own renderer has sanitised.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup  # noqa: TID251 -- for trusted_html, below

from app.domain.letters import Written, header_text

FOLDER = Path(__file__).parents[1] / "templates" / "mail"


class TemplateLetters:
    """Letters from the folder of templates."""

    def __init__(self) -> None:
        """Read templates when they are first asked for."""
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=select_autoescape(["html"], default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters.update(trusted_html=_trusted_html, moment=_moment)

    def write(self, name: str, values: Mapping[str, Any]) -> Written:
        """Fill in a letter's two templates."""
        subject, _, text = self._render(f"{name}.txt", values).partition("\n")
        return Written(
            subject=header_text(subject),
            text=text.strip("\n") + "\n",
            html=self._render(f"{name}.html", values),
        )

    def _render(self, name: str, values: Mapping[str, Any]) -> str:
        return self._environment.get_template(name).render(values)


def _trusted_html(html: str) -> Markup:
    """Pass HTML that `app.adapters.body` rendered and sanitised when it was stored."""
    return Markup(html)  # noqa: S704 -- the one place in mail that may


def _moment(when: datetime) -> str:
    return f"{when.day} {when:%B %Y, %H:%M} UTC"
