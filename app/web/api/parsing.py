"""The one door for untrusted input: allow-listed, typed and capped.

msgspec does the judging; here its words become fields, codes and sentences.
"""

import re
from functools import cache
from typing import Any

import msgspec
from flask import request
from werkzeug.datastructures import MultiDict

from app.domain.errors import (
    FieldError,
    InvalidInputError,
)
from app.services.requests import IDEMPOTENCY_KEY
from app.web.limits import (
    MOST_BODY_BYTES,
    MalformedJsonError,
    PayloadTooLargeError,
    UnsupportedMediaTypeError,
)

_PLACE = re.compile(r" - at `\$\.?(.*)`$")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`")
_MISSING = re.compile(r"Object missing required field `(.*)`")
_TAG = re.compile(r'"([^"]*)"')


def body(kind: type[msgspec.Struct]) -> msgspec.Struct:
    """Read the JSON body.

    Raises UnsupportedMediaTypeError, MalformedJsonError and InvalidInputError.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaTypeError
    data = request.get_data(cache=False)
    if len(data) >= MOST_BODY_BYTES:
        # A body sent in chunks is cut there, without a word.
        raise PayloadTooLargeError
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        _check_syntax(data)
        raise _as_invalid(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise MalformedJsonError from None


def _check_syntax(data: bytes) -> None:
    """Tell broken JSON from JSON of another shape, which is found out first."""
    try:
        msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise MalformedJsonError from None


def query(kind: type[msgspec.Struct], args: MultiDict[str, str]) -> msgspec.Struct:
    """Read the query string; unknown names are passed over, unknown values are not."""
    values: dict[str, Any] = {}
    for name, is_list in _parameters(kind):
        given = args.getlist(name)
        if is_list:
            values[name] = given
        elif len(given) == 1:
            values[name] = given[0]
        elif given:
            message = f"Give {name} once."
            raise InvalidInputError.of(message, field=name, code="repeated")
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _as_invalid(str(error)) from None


def is_plain(kind: type[msgspec.Struct] | None, args: MultiDict[str, str]) -> bool:
    """Tell whether a query holds nothing but known parameters, each as often as it may.

    There is no end of queries that are not, so no answer to one is kept.
    """
    lists = dict(_parameters(kind)) if kind else {}
    return all(
        name in lists and (lists[name] or len(given) == 1)
        for name, given in args.lists()
    )


@cache
def _parameters(kind: type[msgspec.Struct]) -> tuple[tuple[str, bool], ...]:
    """List a query's parameters, and whether each may be repeated."""
    found = msgspec.inspect.type_info(kind)
    fields = found.fields if isinstance(found, msgspec.inspect.StructType) else ()
    lists = msgspec.inspect.ListType
    return tuple((spec.encode_name, isinstance(spec.type, lists)) for spec in fields)


def idempotency_key(value: str | None) -> str | None:
    """Check an Idempotency-Key; raises InvalidInputError."""
    if value is None or IDEMPOTENCY_KEY.fullmatch(value):
        return value
    message = "An Idempotency-Key has 16 to 255 visible ASCII characters."
    raise InvalidInputError.of(
        message, field="Idempotency-Key", code="bad_idempotency_key"
    )


def if_match(value: str | None) -> frozenset[str] | None:
    """Read If-Match's tags; a proxy that compresses may have marked ours as weak."""
    if value is None:
        return None
    if value.strip() == "*":
        return frozenset("*")
    return frozenset(_TAG.findall(value))


def _as_invalid(words: str) -> InvalidInputError:
    """Turn msgspec's one sentence into a field, a code and a sentence of ours."""
    found = _PLACE.search(words)
    place = found[1] if found else ""
    what = _PLACE.sub("", words)
    for pattern, code, sentence in (
        (_UNKNOWN, "unknown_field", "There is no such field."),
        (_MISSING, "required", "This field is required."),
    ):
        match = pattern.fullmatch(what)
        if match:
            name = f"{place}.{match[1]}".strip(".")
            error = FieldError(name, code, sentence)
            return InvalidInputError(f"{name}: {sentence}", errors=(error,))
    name = place or "$"
    error = FieldError(name, "bad_value", f"{what}.")
    return InvalidInputError(f"{name}: {what}.", errors=(error,))
