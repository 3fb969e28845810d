"""A site's policy: what can be set, and to what."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInputError
from app.domain.site import (
    POLICY_KEYS,
    SitePolicy,
    check_slug,
    policy_from_json,
    policy_to_json,
    policy_with,
)

DEFAULTS = {
    "guests": True,
    "require_name": False,
    "require_email": False,
    "hold_all": False,
    "hold_first": False,
    "hold_links": 2,
    "hold_words": (),
    "disallowed_words": (),
    "hold_without_token": False,
    "depth": 4,
    "edit_minutes": 15,
    "close_after_days": 0,
    "threads": "open",
    "body_length": 10_000,
    "name_length": 245,
    "email_length": 100,
    "url_length": 200,
    "posts_per_minute": 120,
    "report_limit": 3,
}
NUMBERS = {
    key: (spec.metadata["low"], spec.metadata["high"])
    for key, spec in POLICY_KEYS.items()
    if spec.metadata["kind"] == "number"
}
FLAGS = [key for key, value in DEFAULTS.items() if isinstance(value, bool)]
WORDS = [key for key, value in DEFAULTS.items() if isinstance(value, tuple)]


def _values(kind: str, meta: Any) -> st.SearchStrategy[Any]:
    match kind:
        case "flag":
            return st.booleans()
        case "number":
            return st.integers(meta["low"], meta["high"])
        case "choice":
            return st.sampled_from(meta["options"])
        case _:
            word = st.text("abcé语 -", min_size=1).map(str.strip).filter(bool)
            return st.lists(word, unique=True, max_size=4).map(tuple)


POLICIES = st.builds(
    SitePolicy,
    **{
        key: _values(spec.metadata["kind"], spec.metadata)
        for key, spec in POLICY_KEYS.items()
    },
)


def _problems(texts: dict[str, str]) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        policy_with(SitePolicy(), texts)
    return [error.field for error in caught.value.errors]


def test_defaults_are_the_promised_ones() -> None:
    """A site that sets nothing has the rules that the docs name."""
    policy = SitePolicy()
    assert {key: getattr(policy, key) for key in POLICY_KEYS} == DEFAULTS


@given(POLICIES)
def test_stored_policy_is_read_back(policy: SitePolicy) -> None:
    """What `policy_to_json` writes, `policy_from_json` reads back as it was."""
    assert policy_from_json(policy_to_json(policy)) == policy


@given(POLICIES)
def test_text_sets_every_key(policy: SitePolicy) -> None:
    """Each key can be set from the text that the command line prints for it."""
    texts = {}
    for key in POLICY_KEYS:
        value = getattr(policy, key)
        shown = ",".join(value) if isinstance(value, tuple) else str(value)
        texts[key] = shown
    assert policy_with(SitePolicy(), texts) == policy


def test_defaults_are_not_stored() -> None:
    """Only what differs is kept, so that a better default reaches old sites."""
    assert policy_to_json(SitePolicy()) == {}
    assert policy_to_json(SitePolicy(depth=2)) == {"depth": 2}


def test_newer_keys_are_passed_over() -> None:
    """A key of a newer version does not keep an older one from starting."""
    assert policy_from_json({"of_tomorrow": 1, "depth": 1}) == SitePolicy(depth=1)


@pytest.mark.parametrize("key", NUMBERS)
def test_numbers_keep_their_range(key: str) -> None:
    """Both ends of a range can be set, and nothing beyond them."""
    low, high = NUMBERS[key]
    for value in (low, high):
        assert getattr(policy_with(SitePolicy(), {key: str(value)}), key) == value
    for text in (str(low - 1), str(high + 1), "", "1.5", "0x1", "٣", "9" * 30, "1e1"):
        assert _problems({key: text}) == [key]


@pytest.mark.parametrize("key", FLAGS)
def test_flags_are_yes_or_no(key: str) -> None:
    """A flag takes the usual words in any case, and no others."""
    for text in ("yes", "TRUE", " on ", "1"):
        assert getattr(policy_with(SitePolicy(), {key: text}), key) is True
    for text in ("no", "False", "off", "0"):
        assert getattr(policy_with(SitePolicy(), {key: text}), key) is False
    assert _problems({key: "perhaps"}) == [key]


@pytest.mark.parametrize("key", WORDS)
def test_words_are_listed_once(key: str) -> None:
    """A list of words is parted at commas and lines; blanks and repeats go."""
    policy = policy_with(SitePolicy(), {key: " casino ,,two words\ncasino"})
    assert getattr(policy, key) == ("casino", "two words")
    assert getattr(policy_with(policy, {key: ""}), key) == ()


def test_choices_are_listed() -> None:
    """A choice takes its own options only."""
    assert policy_with(SitePolicy(), {"threads": "known"}).threads == "known"
    assert _problems({"threads": "closed"}) == ["threads"]


def test_all_errors_come_at_once() -> None:
    """Every bad key is named, and a good one beside them is not set alone."""
    texts = {"depth": "11", "colour": "red", "guests": "perhaps", "hold_all": "yes"}
    assert _problems(texts) == ["depth", "colour", "guests"]


def test_other_keys_stay() -> None:
    """Setting one key leaves the others as they were."""
    policy = policy_with(SitePolicy(depth=2), {"hold_all": "yes"})
    assert (policy.depth, policy.hold_all) == (2, True)


def test_required_fields_follow_the_policy() -> None:
    """A form is told which fields a guest must fill in."""
    assert SitePolicy().required_fields == ()
    both = SitePolicy(require_name=True, require_email=True)
    assert both.required_fields == ("name", "email")


@pytest.mark.parametrize("slug", ["a", "my-blog", "0", "a" * 64])
def test_good_slugs(slug: str) -> None:
    """Letters, digits and inner hyphens make a slug."""
    assert check_slug(slug) == slug


@pytest.mark.parametrize(
    "slug", ["", "-a", "a-", "A", "a_b", "a" * 65, "é", "a\n", "a/b", "..", "a\x00"]
)
def test_bad_slugs(slug: str) -> None:
    """What could not stand in an address is refused with its own code."""
    with pytest.raises(InvalidInputError) as caught:
        check_slug(slug)
    assert [(error.field, error.code) for error in caught.value.errors] == [
        ("slug", "bad_slug")
    ]
