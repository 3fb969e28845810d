"""Everybody who is muted or banned on a site."""

from dataclasses import dataclass

from app.domain.identity import Action
from app.domain.text import clean_line
from app.services.container import Container
from app.services.steps import cursors, history, office
from app.services.steps.credentials import Credentials
from app.services.steps.dossier import RestraintView, restraint_view
from app.storage.moderation_models import RestraintRow
from app.storage.unit_of_work import Unit

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBack:
    """Somebody kept back; `name` is the one under the comment where it began.

    It is null where that comment is gone.
    """

    name: str | None
    restraint: RestraintView


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBackPage:
    """A page of them, the latest first, and the cursor of the next."""

    people: tuple[KeptBack, ...]
    next: str | None


def listed(
    container: Container,
    slug: str,
    *,
    credentials: Credentials,
    words: str = "",
    cursor: str | None = None,
) -> KeptBackPage:
    """List those whose name or reason has some words.

    Raises what `office.enter` raises, and InvalidInputError for a foreign cursor.
    """
    after = cursors.read_own(cursor) if cursor else None
    with container.store.read() as unit:
        scope = office.enter(
            unit,
            container,
            slug=slug,
            credentials=credentials,
            action=Action.RESTRAIN,
        )
        rows = unit.restraints.page(
            scope.site.id,
            words=clean_line(words)[:200].split(),
            after=after,
            now=scope.now,
            limit=PAGE + 1,
        )
        return KeptBackPage(
            people=_views(unit, rows[:PAGE]),
            next=cursors.after_own(rows[PAGE - 1][0]) if len(rows) > PAGE else None,
        )


def _views(
    unit: Unit, rows: list[tuple[RestraintRow, str | None]]
) -> tuple[KeptBack, ...]:
    names = history.who(unit, {row.created_by for row, _ in rows})
    return tuple(
        KeptBack(name=name, restraint=restraint_view(row, names=names))
        for row, name in rows
    )
