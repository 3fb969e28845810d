"""RFC 9457's problem document, as the OpenAPI document describes it."""

from msgspec import Struct


class ProblemField(Struct, kw_only=True):
    """What is wrong with one field; `field` is its path, as `author.email`."""

    field: str
    code: str
    message: str


class Problem(Struct, kw_only=True, omit_defaults=True):
    """An error; `code` is stable, `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[ProblemField] = []
