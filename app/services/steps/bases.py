"""What public answers are made from, so that they can be kept and given up again."""

from collections.abc import Collection
from datetime import datetime

from app.domain.freshness import Basis
from app.services.views import SiteView, closes_at
from app.storage.found import AnyThread
from app.storage.threads import Counted


def of_site(site: SiteView) -> Basis:
    """Say what a site's document rests on.

    The ways to log in that it lists come and go by themselves, so it is fleeting.
    """
    return Basis(site_id=site.id, site_version=site.version, fleeting=True)


def of_page(
    site: SiteView, thread: AnyThread | None, *, key: str, now: datetime
) -> Basis:
    """Say what a page rests on; `key` is the one that was asked for."""
    if thread is None:
        return Basis(
            site_id=site.id,
            site_version=site.version,
            keys=frozenset({key}),
            fleeting=True,
        )
    end = closes_at(site, thread)
    return Basis(
        site_id=site.id,
        site_version=site.version,
        threads={thread.id: thread.version},
        keys=frozenset({key}),
        # A closing time that has passed changes nothing any more.
        closes_at=end if end is not None and now < end else None,
        # That an alias leads here has no version to look at.
        fleeting=thread.key != key,
    )


def of_replies(site: SiteView, thread: AnyThread) -> Basis:
    """Say what a page of a subtree rests on."""
    return Basis(
        site_id=site.id,
        site_version=site.version,
        threads={thread.id: thread.version},
    )


def of_counts(
    site: SiteView, found: Collection[Counted], *, keys: frozenset[str]
) -> Basis:
    """Say what counts rest on; `keys` are all that were asked for."""
    return Basis(
        site_id=site.id,
        site_version=site.version,
        threads={each.id: each.version for each in found},
        keys=keys,
        fleeting=len(found) < len(keys) or any(each.by_alias for each in found),
    )
