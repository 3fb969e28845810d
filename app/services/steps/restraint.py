"""Whether somebody who posts is muted or banned, by what he holds, types or is at.

What stands for an e-mail or an address block is an HMAC under the site's key. Of an
address only the day's pseudonym is known when a moderator bans it from a comment; the
ban waits under that, and is put under the lasting HMAC the first time that the block is
met again. So nothing lasting is kept of addresses that are not banned.
"""

from app.domain.restraint import Effect, Kind, fold_email
from app.services.steps.scope import Scope
from app.services.tokens import address_key
from app.storage.restraints import Pair


def find(scope: Scope, *, author_key: str | None, email: str) -> Effect | None:
    """Say what meets an author; the stronger of two counts."""
    pairs = [*_blocks(scope)]
    if author_key:
        pairs.append((Kind.AUTHOR.value, author_key))
    if folded := fold_email(email):
        pairs.append((Kind.EMAIL.value, lasting(scope, folded)))
    met = scope.unit.restraints.meeting(scope.site.id, pairs, now=scope.now)
    effects = {Effect(row.effect) for row in met}
    return Effect.BAN if Effect.BAN in effects else next(iter(effects), None)


def recognise(scope: Scope) -> None:
    """Put bans of the day's pseudonym under the lasting HMAC of the block."""
    block, site_id = scope.actor.address_block, scope.site.id
    if block is None:
        return
    value = lasting(scope, block)
    known = scope.unit.restraints.meeting(site_id, _blocks(scope), now=scope.now)
    for row in known:
        if row.value != value and not any(each.value == value for each in known):
            row.value = value


def lasting(scope: Scope, text: str) -> str:
    """Give what a site keeps of an address."""
    return scope.container.tokens.restraint_value(scope.site.id, text)


def _blocks(scope: Scope) -> list[Pair]:
    block = scope.actor.address_block
    if block is None:
        return []
    keys = scope.unit.limits.day_keys(scope.now.date())
    values = [lasting(scope, block), *(address_key(key, block) for key in keys)]
    return [(Kind.BLOCK.value, value) for value in values]
