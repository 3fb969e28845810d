"""Text is cleaned once, for good, and compared as people read it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.text import (
    MARKS_PER_BASE,
    clean_body,
    clean_line,
    excerpt,
    find_words,
    fold,
    length,
    scrub,
)

# What cleaning and normalising could get wrong together: marks that change places,
# joiners after them, letters that compose or fall apart, and what is taken out.
TRICKY = st.sampled_from(
    [
        *"a1#* \n\t\r\x00\x1c\x85\u00a0\u00a8\u00ad\ud800\uffff\u202e\u200b\u200f",
        "\u2028",
        *"\u0301\u0323\u0327\u0338\u0344\u0345\u20e3\U0001d165\U0001d15e\u0f71\u1e69\uff9e",
        *"\u0627\u0915\u094d\u0958\u09c7\u09be\u0cc6\u0cc2\u0dd9\u0dca\u0dcf\u1025\u102e",
        *"\u1100\u1161\u11a8\uac00\u1820\u180b\u4e00\uf900\ufe00\U000e0100\u212a\u2126",
        *"\u200c\u200d\ufe0e\ufe0f\U0001f3f4\U000e0067\U000e007f\U0001f600\u2194\u2800",
    ]
)
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=30)
TEXTS = st.lists(TRICKY, max_size=16).map("".join) | ANYTHING
FORBIDDEN = set(
    "\x00\x1b\x7f\x85\u00ad\u200b\u202a\u202e\u2060\u2066\u2069\ufeff\ufffe"
)
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f466"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """What is clean stays as it is, so that edits and imports change nothing."""
    for clean in (clean_line, clean_body, scrub, fold):
        assert clean(clean(text)) == clean(text)


@given(TEXTS)
def test_clean_text_holds_nothing_unfit(text: str) -> None:
    """A cleaned text is NFC, can be sent as UTF-8, and hides nothing."""
    body = clean_body(text)
    assert unicodedata.is_normalized("NFC", body)
    assert body.encode().decode() == body
    assert not FORBIDDEN & set(body)
    assert set(clean_line(text)).isdisjoint("\n\t\u200e\u200f\u061c")


@given(TEXTS)
def test_clean_text_has_the_length_it_is_stored_with(text: str) -> None:
    """A clean text counts as what it is, and any text has some length."""
    clean = clean_body(text)
    assert length(clean) == len(clean)
    assert length(text) >= 0


INVISIBLE = st.sampled_from(
    "\u200b\u00ad\u200c\u200d\u2060\u202e\u200f\ufe0f\U000e0041"
)


@given(st.text(st.characters(categories=("L", "N", "P", "S"))), INVISIBLE)
def test_nothing_invisible_tells_names_apart(name: str, invisible: str) -> None:
    """A name strewn with what cannot be seen is still the same name."""
    strewn = invisible.join(["", *name, ""])
    assert fold(strewn) == fold(name) == fold(clean_line(strewn))


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("  Ann \t\r\n Lee\u3000", "Ann Lee"),
        ("e\u0301", "\u00e9"),
        ("B\u200bo\u00adb\ufeff\u2060", "Bob"),
        ("\u202eniamda\u202c\u2066x\u2069\u200f", "niamdax"),
        ("a\x00\x07\x1bb\x9f\ud800\uffff\U0001fffe", "ab"),
        ("a" + "\u0338" * 50, "a" + "\u0338" * MARKS_PER_BASE),
        ("\u0301\u0301a \u0301b", "a b"),
        ("a\u200db\u200cc\ufe0f\U000e0041", "abc"),
        ("\u2800\u3164\u115f", ""),
        ("1\ufe0f\u20e3 1\ufe0f", "1\ufe0f\u20e3 1"),
    ],
)
def test_a_line_is_what_it_looks_like(typed: str, line: str) -> None:
    """Controls, disguises and piled-up marks leave a name; white space is one space."""
    assert clean_line(typed) == line


@pytest.mark.parametrize(
    "text",
    [
        FAMILY,
        SCOTLAND,
        "\u2764\ufe0f\u200d\U0001f525",
        "\U0001f44d\U0001f3fd",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0d28\u0d4d\u200d",
        "\u0915\u094d\u200d\u0937",
        "Vi\u1ec7t Nam, \u0e01\u0e47\u0e48, \u05e9\u05b8\u05bc\u05c1",
        "\u8fbb\U000e0100",
        "\u1820\u180b",
        "\u00bfQu\u00e9? \u2014 \u65e5\u672c\u8a9e, \uac00",
    ],
)
def test_honest_writing_stays_as_typed(text: str) -> None:
    """Emoji sequences, joiners that spell words, and any script's marks are kept."""
    assert clean_line(text) == text
    assert clean_body(text) == text


def test_a_body_keeps_its_lines() -> None:
    """Newlines come in one form, tabs and indents stay, trailing blanks go."""
    typed = "\ta\r\nb\rc\u2028d\x0be\n\n    f  \n \t\n"
    assert clean_body(typed) == "\ta\nb\nc\nd\ne\n\n    f"


def test_a_body_keeps_what_steers_right_to_left_text() -> None:
    """Direction marks stay in a body, where they are honest, unlike overrides."""
    assert clean_body("C++\u200e \u05d0\u202e") == "C++\u200e \u05d0"


def test_a_long_pile_of_marks_is_cleaned_in_no_time() -> None:
    """Marks out of order, which Unicode sorts one by one, are capped before that."""
    pile = "a" + "\u0301" * 50_000 + "\u0323" * 50_000
    assert length(clean_body(pile)) == 1 + MARKS_PER_BASE - 1
    assert length(pile) == len(pile) - 1
    assert fold(pile) == fold(clean_body(pile))


def test_length_counts_code_points() -> None:
    """An accent in two pieces is one, an emoji of five is five."""
    assert length("e\u0301") == 1
    assert length(FAMILY) == 5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("STRASSE", "stra\u00dfe"),
        ("\uff21\uff4e\uff4e", "ann"),
        ("A\u200bn\u200dn\ufe0f", " ann\n"),
        ("I\u0307stanbul", "\u0130STANBUL"),
        (
            "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2",
            "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c3",
        ),
        ("\uff76\uff9e", "\u30ac"),
        ("a   b", "a\u00a0\u2003b"),
    ],
)
def test_texts_that_read_alike_fold_alike(one: str, other: str) -> None:
    """Case, width, invisible characters and kinds of space do not tell texts apart."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    "text",
    [
        "buy VIAGRA now",
        "xviagrax",
        "via\u200bgra",
        "\uff36iagra",
        "vi<b></b>agra",
        "vi<!-- x -->agra",
        "v&#105;agra &amp; more",
        "v&#x69;<i>agra",
        "http://viagra.example/",
    ],
)
def test_a_word_is_found_however_it_is_hidden(text: str) -> None:
    """Case, longer words, invisible characters, tags and references hide no word."""
    assert find_words(["hello", text], ["casino", "viagra"]) == ["viagra"]


def test_words_of_any_script_are_found() -> None:
    """Scripts without spaces or with cases of their own are searched the same."""
    russian = "\u043a\u0430\u0437\u0438\u043d\u043e"
    chinese = "\u8d4c\u573a"
    arabic = "\u0643\u0627\u0632\u064a\u0646\u0648"
    words = [russian, chinese, arabic, "x"]
    text = f"{russian.upper()}! \u5927{chinese}\uff01 \u0627\u0644{arabic}"
    assert find_words([text], words) == words[:3]


def test_words_are_given_back_as_listed() -> None:
    """The owner's own spelling names the match; blank words match nothing."""
    words = ["Poker ", "", " \u200b", "a*b", "(x"]
    assert find_words(["POKER a*b", "f(x)"], words) == ["Poker ", "a*b", "(x"]
    assert find_words([], words) == []


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("one two", 7, "one two"),
        ("one\n\n two three", 11, "one two\u2026"),
        ("one two", 6, "one\u2026"),
        ("abcdefgh", 5, "abcd\u2026"),
        ("a bcdefghij", 8, "a bcdef\u2026"),
        (f"x{FAMILY}", 4, "x\U0001f469\u2026"),
        ("", 5, ""),
    ],
)
def test_an_excerpt_is_one_short_line(text: str, limit: int, short: str) -> None:
    """A text is cut at a space where there is one near, never beyond the limit."""
    assert excerpt(text, limit) == short
    assert len(short) <= limit
