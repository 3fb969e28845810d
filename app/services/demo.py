"""The demo site: made once, through the same door as everybody's comments."""

import dataclasses
import json
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from app.domain.comment import Draft
from app.services import comments, sites
from app.services.container import Container
from app.services.requests import PostRequest
from app.services.sites import DEMO_SLUG, SiteChange
from app.services.steps.lookup import ThreadRef

_CONVERSATION = Path(__file__).parents[1] / "demo" / "conversation.json"


def prepare(container: Container) -> int:
    """Make the demo site, or let it be; gives the number of comments made.

    The service's own origin belongs to the demo, and it changes with the port.
    """
    own = [container.public_url]
    if "//localhost" in container.public_url:
        # The same server, by the other name that people type.
        own.append(container.public_url.replace("//localhost", "//127.0.0.1"))
    slugs = {site.slug for site in sites.all_sites(container)}
    if DEMO_SLUG in slugs:
        sites.set_(container, DEMO_SLUG, change=SiteChange(add_origins=own))
        return 0
    change = SiteChange(name="The Rejoinder demo", add_origins=own)
    sites.add(container, DEMO_SLUG, change=change)
    told = json.loads(_CONVERSATION.read_text(encoding="utf-8"))
    return _tell(container, told, parent=None)


def _tell(
    container: Container, entries: list[dict[str, Any]], *, parent: UUID | None
) -> int:
    """Post each entry at its own time, then the replies to it."""
    made = 0
    for entry in entries:
        when = container.clock() - timedelta(hours=entry["hours_ago"])
        then = dataclasses.replace(
            container, clock=partial(_same, when), limits_on=False
        )
        author = entry.get("author", {})
        posted = comments.post(
            then,
            PostRequest(
                site=DEMO_SLUG,
                thread=ThreadRef(
                    url=f"{container.public_url}/demo", title="On writing back"
                ),
                draft=Draft(
                    body=entry["body"],
                    name=author.get("name", ""),
                    url=author.get("url", ""),
                ),
                parent_id=parent,
            ),
        )
        replies = entry.get("replies", [])
        made += 1 + _tell(container, replies, parent=posted.comment.id)
    return made


def _same(when: datetime) -> datetime:
    return when
