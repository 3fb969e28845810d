"""Reports on the wire."""

from typing import Annotated, Literal

from msgspec import Meta, Struct


class ReportIn(Struct, kw_only=True, forbid_unknown_fields=True):
    """Why a comment should not be there."""

    reason: Literal["spam", "abuse", "off_topic", "personal", "illegal", "other"]
    note: Annotated[
        str, Meta(description="In one's own words, up to 500 characters.")
    ] = ""
