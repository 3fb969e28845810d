"""A comment's fields, its place in the thread, and when it is seen."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.comment import (
    SEGMENT,
    Draft,
    ancestor_paths,
    check_body,
    check_draft,
    fingerprint_text,
    is_visible,
    may_still_change,
    parent_path,
    segment,
    subtree_end,
)
from app.domain.errors import FieldError, InvalidInputError
from app.domain.moderation import Status
from app.domain.site import SitePolicy

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TIMES = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 -- the strategy adds the zone
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001 -- the same
    timezones=st.just(UTC),
)
CLOSE = st.integers(0, 3).map(lambda each: NOW + timedelta(microseconds=each))
SEGMENTS = st.builds(segment, CLOSE | TIMES, st.uuids())
PATHS = st.lists(SEGMENTS, min_size=1, max_size=6).map(b"".join)
EVERY_LENGTH = SitePolicy(
    body_length=10, name_length=10, email_length=20, url_length=20
)


def _problems(policy: SitePolicy, draft: Draft) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        check_draft(policy, draft)
    errors = caught.value.errors
    assert all(error.message.endswith((".", "!")) for error in errors)
    assert len({error.field for error in errors}) == len(errors)
    return {error.field: error.code for error in errors}


def test_missing_fields_come_at_once() -> None:
    """Everything that is required and missing is named in one answer."""
    policy = SitePolicy(require_name=True, require_email=True)
    draft = Draft(body="\u200b \n", name="\u202e", email=" ", url="javascript:x")
    assert _problems(policy, draft) == {
        "body": "required",
        "author.name": "required",
        "author.email": "required",
        "author.url": "bad_url",
    }


def test_too_long_fields_come_at_once() -> None:
    """Every field has its own limit, and all that break it are named."""
    draft = Draft(
        body="b" * 11,
        name="n" * 11,
        email="e" * 20 + "@ex.com",
        url="https://ex.com/" + "u" * 20,
    )
    fields = ("body", "author.name", "author.email", "author.url")
    assert _problems(EVERY_LENGTH, draft) == dict.fromkeys(fields, "too_long")


def test_limits_count_code_points_after_nfc() -> None:
    """Letters with loose accents count as one, and the limit itself is allowed."""
    draft = check_draft(EVERY_LENGTH, Draft(body="e\u0301" * 10, name="👍" * 10))
    assert (draft.body, draft.name) == ("é" * 10, "👍" * 10)


def test_grown_address_is_too_long() -> None:
    """A website that fits only until its scheme is put before it does not fit."""
    assert _problems(EVERY_LENGTH, Draft("x", url="a" * 10 + ".example/")) == {
        "author.url": "too_long"
    }


def test_draft_is_cleaned() -> None:
    """What is stored is tidy: names of one line, hosts with a scheme, no controls."""
    typed = Draft("a\x00b\r\nc  ", " A\u202e\n da ", " a@ex.com ", "ex.com")
    cleaned = Draft("ab\nc", "A da", "a@ex.com", "https://ex.com")
    assert check_draft(SitePolicy(), typed) == cleaned


def test_nothing_but_a_body_is_needed() -> None:
    """By default neither name nor e-mail nor website is asked for."""
    assert check_draft(SitePolicy(), Draft("x")) == Draft("x")


@pytest.mark.parametrize("email", ["a", "a@b", "a@b.c d", "a b@c.de", "a@b.de\nBcc: x"])
def test_bad_email_is_named(email: str) -> None:
    """An e-mail that is none is refused even where none is needed."""
    draft = Draft("x", email=email)
    assert _problems(SitePolicy(), draft) == {"author.email": "bad_email"}


def _judged(check: Callable[[], str]) -> str | tuple[FieldError, ...]:
    try:
        return check()
    except InvalidInputError as error:
        return error.errors


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_body_alone_is_judged_alike(body: str) -> None:
    """An edit's body is cleaned and refused exactly as a post's is."""
    policy = SitePolicy(body_length=10)
    as_post = _judged(lambda: check_draft(policy, Draft(body)).body)
    assert _judged(lambda: check_body(policy, body)) == as_post


def test_same_words_count_as_the_same() -> None:
    """Case, spacing and invisible characters do not make a comment a new one."""
    assert fingerprint_text("Hello \n WORLD\u200b") == fingerprint_text("hello world")
    assert fingerprint_text("hello") != fingerprint_text("hello!")


@given(st.lists(st.tuples(CLOSE | TIMES, st.uuids()), max_size=8))
def test_bytes_sort_as_time_and_id(places: list[tuple[datetime, UUID]]) -> None:
    """Sort keys as bytes are in the order of (created_at, id), to the microsecond."""
    assert sorted(places) == sorted(places, key=lambda place: segment(*place))


@given(PATHS, PATHS)
def test_subtree_is_one_range(path: bytes, other: bytes) -> None:
    """Between a path and its end lie the paths below it, and no others."""
    assert (path <= other < subtree_end(path)) == other.startswith(path)


@given(PATHS)
def test_ancestors_are_the_shorter_paths(path: bytes) -> None:
    """The comments above one are its path's beginnings, the nearest last."""
    above = ancestor_paths(path)
    assert [len(each) for each in above] == list(range(SEGMENT, len(path), SEGMENT))
    assert all(path.startswith(each) for each in above)


@given(PATHS, st.integers(0, 10))
def test_depth_is_never_exceeded(path: bytes, depth: int) -> None:
    """A reply joins the comment it answers, or the deepest ancestor still allowed."""
    parent = parent_path(SitePolicy(depth=depth), path)
    assert path.startswith(parent)
    assert len(parent) == min(len(path), SEGMENT * depth)


@pytest.mark.parametrize("status", Status)
def test_seen_is_approved_and_there(status: Status) -> None:
    """Everybody sees what is approved and not deleted, and nothing else."""
    assert is_visible(status, None) == (status is Status.APPROVED)
    assert not is_visible(status, NOW)


def test_window_ends_to_the_instant() -> None:
    """Own comments can be changed for the policy's minutes, not an instant longer."""
    policy, end = SitePolicy(edit_minutes=15), NOW + timedelta(minutes=15)
    last = end - timedelta(microseconds=1)
    assert may_still_change(policy, created_at=NOW, now=last)
    assert not may_still_change(policy, created_at=NOW, now=end)
    never = SitePolicy(edit_minutes=0)
    assert not may_still_change(never, created_at=NOW, now=NOW)
