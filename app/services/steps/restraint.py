"""Whether somebody who posts is muted or banned, by what he holds, types or is at.

What stands for an e-mail or an address block is an HMAC under the site's key. Of an
address only the day's pseudonym is known when a moderator bans it from a comment; the
ban waits under that, and is put under the lasting HMAC the first time that the block is
met again. So nothing lasting is kept of addresses that are not banned.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.restraint import Effect, Kind, fold_email
from app.services.steps.scope import Scope
from app.services.tokens import address_key
from app.storage.restraints import Pair


@dataclass(frozen=True, slots=True)
class Met:
    """What meets an author; `by_day` where a block is banned by the day's pseudonym.

    `addresses` are the pseudonyms of his block, today's first, if there is one.
    """

    effect: Effect | None = None
    by_day: bool = False
    addresses: tuple[str, ...] = ()


def find(scope: Scope, *, author_key: str | None, email: str) -> Met:
    """Say what meets an author; the stronger of two counts."""
    addresses = _addresses(scope)
    pairs = _blocks(scope, addresses.values())
    if author_key:
        pairs.append((Kind.AUTHOR.value, author_key))
    if folded := fold_email(email):
        pairs.append((Kind.EMAIL.value, lasting(scope, folded)))
    met = scope.unit.restraints.meeting(scope.site.id, pairs, now=scope.now)
    effects = {Effect(row.effect) for row in met}
    return Met(
        effect=Effect.BAN if Effect.BAN in effects else next(iter(effects), None),
        by_day=any(row.value in addresses.values() for row in met),
        addresses=tuple(addresses.values()) if scope.now.date() in addresses else (),
    )


def recognise(scope: Scope) -> None:
    """Put bans of the day's pseudonym under the lasting HMAC of the block."""
    block, site_id = scope.actor.address_block, scope.site.id
    if block is None:
        return
    value = lasting(scope, block)
    pairs = _blocks(scope, _addresses(scope).values())
    known = scope.unit.restraints.meeting(site_id, pairs, now=scope.now)
    for row in known:
        if row.value != value and not any(each.value == value for each in known):
            scope.unit.restraints.put_under(site_id, row.id, value=value)


def lasting(scope: Scope, text: str) -> str:
    """Give what a site keeps of an address."""
    return scope.container.tokens.restraint_value(scope.site.id, text)


def _addresses(scope: Scope) -> dict[date, str]:
    """Give the pseudonyms of the actor's block by their days, the newest first."""
    block = scope.actor.address_block
    if block is None:
        return {}
    keys = scope.unit.limits.day_keys(scope.now.date())
    return {day: address_key(key, block) for day, key in keys.items()}


def _blocks(scope: Scope, addresses: Iterable[str]) -> list[Pair]:
    block = scope.actor.address_block
    if block is None:
        return []
    values = [lasting(scope, block), *addresses]
    return [(Kind.BLOCK.value, value) for value in values]
