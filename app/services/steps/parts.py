"""Many decisions in one go: a hundred to a transaction, all under one batch.

So readers can post in between, and everything can be taken back together.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TypeVar
from uuid import UUID

from app.services.container import Container
from app.services.steps.deciding import Outcome
from app.services.steps.scope import Scope
from app.storage.unit_of_work import Unit

Item = TypeVar("Item")

AT_A_TIME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """What came of many decisions; `batch` undoes those that were carried out."""

    batch: UUID
    outcomes: tuple[Outcome, ...] = ()

    @property
    def problems(self) -> tuple[Outcome, ...]:
        """List those that were not carried out."""
        return tuple(each for each in self.outcomes if each.problem)


def carry_out(
    container: Container,
    enter: Callable[[Unit], Scope],
    *,
    items: Iterable[Item],
    act: Callable[[Scope, list[Item]], list[Outcome]],
    batch: UUID | None = None,
) -> Cleared:
    """Do the same with all items; who may is judged in each transaction anew."""
    together = batch or container.new_id(container.clock())
    outcomes: list[Outcome] = []
    rest = iter(items)

    def store(unit: Unit, *, part: list[Item]) -> list[Outcome]:
        scope = replace(enter(unit), batch=together)
        return act(scope, part)

    while part := list(islice(rest, AT_A_TIME)):
        outcomes += container.store.write(partial(store, part=part))
    return Cleared(batch=together, outcomes=tuple(outcomes))
