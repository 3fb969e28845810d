"""The same comments for another program: Isso's generic import, a JSON file."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.comment import Draft
from app.services import bodies
from app.services.filling import Plan, key_of

_FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def write(path: Path, plan: Plan) -> None:
    """Write every thread of a plan; replies become roots, as that format has none."""
    drafts = iter(bodies.drafts(plan.languages, count=sum(plan.sizes), seed=plan.seed))
    threads = [
        {
            "id": key_of(number),
            "title": f"Page {number}",
            "comments": [_comment(n, next(drafts)) for n in range(size)],
        }
        for number, size in enumerate(plan.sizes)
    ]
    path.write_text(json.dumps(threads), encoding="utf-8")


def _comment(number: int, draft: Draft) -> dict[str, object]:
    when = _FIRST + timedelta(minutes=7 * number)
    return {
        "id": number + 1,
        "author": draft.name,
        "email": "",
        "website": "",
        "remote_addr": "127.0.0.0",
        "created": f"{when:%Y-%m-%d %H:%M:%S}",
        "text": draft.body,
    }
