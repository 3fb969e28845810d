"""Column values as JSON, and back: lossless, and refusing what does not fit."""

import json
from base64 import b64decode, b64encode
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa

Value = TypeVar("Value")

_MOST_INTEGER = 2**31 - 1


def to_json(value: object) -> object:
    """Write a column's value so that JSON can hold it."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return b64encode(bytes(value)).decode("ascii")
        case UUID():
            return str(value)
        case Enum():
            return value.value
        case _:
            return value


def from_json(column: sa.Column[Any], value: object) -> object:
    """Read a column's value back; raises ValueError for what the column cannot hold."""
    if value is None and column.nullable:
        return None
    kind = column.type
    if isinstance(kind, sa.TypeDecorator):
        kind = kind.impl_instance
    for types, read, what in _READERS:
        if isinstance(kind, types):
            try:
                return read(kind, value)
            except (TypeError, ValueError, OverflowError):
                message = f"is not {what}"
                raise ValueError(message) from None
    message = "is of a type that no export has"
    raise ValueError(message)


def _enum(kind: sa.Enum, value: object) -> object:
    if kind.enum_class is None:
        raise TypeError
    return kind.enum_class(value)


def _text(kind: sa.String, value: object) -> str:
    text = _of_type(str, value)
    text.encode()
    if "\0" in text or (kind.length is not None and len(text) > kind.length):
        raise ValueError
    return text


def _boolean(_kind: sa.Boolean, value: object) -> bool:
    return _of_type(bool, value)


def _integer(_kind: sa.Integer, value: object) -> int:
    number = _of_type(int, value)
    if isinstance(value, bool) or abs(number) > _MOST_INTEGER:
        raise ValueError
    return number


def _moment(_kind: sa.DateTime, value: object) -> datetime:
    moment = datetime.fromisoformat(_of_type(str, value))
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


def _date(_kind: sa.Date, value: object) -> date:
    return date.fromisoformat(_of_type(str, value))


def _bytes(_kind: sa.LargeBinary, value: object) -> bytes:
    return b64decode(_of_type(str, value), validate=True)


def _uuid(_kind: object, value: object) -> UUID:
    return UUID(_of_type(str, value))


def _document(_kind: sa.JSON, value: object) -> object:
    if not isinstance(value, dict | list):
        raise TypeError
    # NUL and lone surrogates are no texts to PostgreSQL, nor are they to us.
    text = json.dumps(value, ensure_ascii=False)
    text.encode()
    if "\\u0000" in text:
        raise ValueError
    return value


def _of_type(kind: type[Value], value: object) -> Value:
    if not isinstance(value, kind):
        raise TypeError
    return value


# The first type that fits counts: an Enum is a String to SQLAlchemy.
_READERS: tuple[tuple[Any, Any, str], ...] = (
    (sa.Enum, _enum, "one of the values that it may have"),
    (sa.Boolean, _boolean, "true or false"),
    (sa.Uuid, _uuid, "an id"),
    (sa.String, _text, "a text that fits"),
    (sa.LargeBinary, _bytes, "base64"),
    (sa.Integer, _integer, "a whole number"),
    (sa.DateTime, _moment, "a time with its zone"),
    (sa.Date, _date, "a date"),
    (sa.JSON, _document, "an object or a list"),
)
