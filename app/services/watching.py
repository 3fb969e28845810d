"""Whether what was read a while ago is still so, asked for many answers at once.

The second line behind `Freshness`: it sees writers that died before they could
announce anything, and those of other machines whose word was lost.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from app.domain.freshness import Basis
from app.services.container import Container

# As many parameters as both databases take without a thought.
_AT_ONCE = 500


def pulse(container: Container) -> str:
    """Give a word that is another one whenever something may have been written."""
    return container.store.pulse()


def outdated(container: Container, bases: Sequence[Basis]) -> Iterator[int]:
    """Give the places of those whose site or threads have other versions now."""
    wanted: dict[int, set[UUID]] = defaultdict(set)
    for basis in bases:
        wanted[basis.site_id].update(basis.threads)
    threads: dict[tuple[int, UUID], int] = {}
    with container.store.read() as unit:
        sites: dict[int, int] = unit.sites.versions(wanted)
        for site_id, ids in wanted.items():
            for part in _parts(list(ids)):
                found = unit.threads.versions(site_id, part)
                threads.update(((site_id, key), each) for key, each in found.items())
    for place, basis in enumerate(bases):
        now = {key: threads.get((basis.site_id, key)) for key in basis.threads}
        if sites.get(basis.site_id) != basis.site_version or now != basis.threads:
            yield place


def _parts(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
