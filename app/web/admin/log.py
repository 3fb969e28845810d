"""The moderation log: to be read, narrowed, and taken along as CSV."""

import csv
import io
import re
from collections.abc import Iterable

from flask import request
from werkzeug.wrappers import Response

from app.domain.identity import Action
from app.services import chronicle
from app.services.chronicle import LogFilters
from app.services.steps.history import Line
from app.web import context
from app.web.admin import words
from app.web.admin.common import as_uuid, blueprint, page, takes

COLUMNS = (
    *("time", "who", "via", "action", "comment", "subject", "from", "to", "reasons"),
)
# What a spreadsheet would compute, full-width forms and leading blanks included.
_FORMULA = re.compile(r"[\s\"',;]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")


@blueprint.get("/<site>/log")
@takes(Action.READ_LOG)
def log(site: str) -> Response:
    """List who did what, the newest first."""
    wanted = _wanted()
    found = chronicle.page(
        context.container(),
        site,
        credentials=context.page_credentials(),
        wanted=wanted,
        cursor=request.args.get("cursor") or None,
    )
    return page(
        "admin/log.html",
        site=site,
        found=found,
        wanted=wanted,
        words=words,
        asked={
            name: value
            for name in ("actor", "action", "comment")
            if (value := request.args.get(name))
        },
    )


@blueprint.get("/<site>/log.csv")
@takes(Action.READ_LOG)
def log_file(site: str) -> Response:
    """Give the lines that are wanted as one CSV file."""
    lines = chronicle.everything(
        context.container(),
        site,
        credentials=context.page_credentials(),
        wanted=_wanted(),
    )
    response = Response(_written(lines), content_type="text/csv; charset=utf-8")
    name = f'attachment; filename="{site}-log.csv"'
    response.headers["Content-Disposition"] = name
    return response


def _wanted() -> LogFilters:
    return LogFilters(
        actor=request.args.get("actor", ""),
        action=request.args.get("action", ""),
        comment_id=as_uuid(request.args.get("comment")),
    )


def _written(lines: Iterable[Line]) -> str:
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(COLUMNS)
    for line in lines:
        reasons = "; ".join(f"{code} {proof}".strip() for code, proof in line.reasons)
        cells = (
            *(line.created_at.isoformat(), line.who, line.via, line.action),
            *(line.comment_id, line.subject, line.old, line.new, reasons),
        )
        sheet.writerow([safe_cell("" if cell is None else str(cell)) for cell in cells])
    return out.getvalue()


def safe_cell(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text
