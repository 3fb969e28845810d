"""What makes several thousand applications, each with its database, cheap to make.

Both are functions of what they are made from alone, and together they took a fifth of a
test's time or more: URL builders that werkzeug compiles for each application's routes,
and SQL that SQLAlchemy compiles for each engine.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from werkzeug.routing import Rule

_compile = Rule._compile_builder
_compiled: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
_create = sa.create_engine


def _compile_once(
    rule: Rule,
    append_unknown: bool = True,  # noqa: FBT001, FBT002 - werkzeug's signature
) -> Callable[..., tuple[str, str]]:
    """Compile a rule's URL builder, or give the one that another application made."""
    defaults = tuple(sorted((rule.defaults or {}).items()))
    key = (rule.rule, tuple(rule._trace), defaults, append_unknown)
    if key not in _compiled:
        _compiled[key] = _compile(rule, append_unknown)
    return _compiled[key]


class _Statements(dict[Any, Any]):
    """Compiled statements of all engines of a kind; SQLAlchemy's keys name one."""

    def get(self, key: Any, default: Any = None) -> Any:
        dialect, *rest = key
        return super().get((type(dialect), *rest), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        dialect, *rest = key
        super().__setitem__((type(dialect), *rest), value)


_statements = _Statements()


def _create_sharing(*arguments: Any, **more: Any) -> sa.Engine:
    engine = _create(*arguments, **more)
    engine._compiled_cache = _statements
    return engine


Rule._compile_builder = _compile_once  # type: ignore[method-assign,assignment]
sa.create_engine = _create_sharing
