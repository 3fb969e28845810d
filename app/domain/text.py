"""What people type, made safe to show, to compare and to search.

Unicode lets a text look like another, be seen in another order than it is stored,
or hold nothing that can be seen. `clean_line` and `clean_body` take such characters
out before anything is stored; `fold` brings two texts that read alike to one form.
None of them raises for any string, and cleaning what is clean changes nothing.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Real writing rarely stacks more; "Zalgo" text stacks dozens.
MARKS_PER_BASE = 4

_NONCHARACTERS = "".join(f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(17))
# Invisible or meaningless wherever it stands: controls but newline and tab, soft
# hyphen, fillers, zero-width spaces, bidi overrides and isolates, surrogates.
_NEVER = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b"
    r"\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0"
    r"\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a" + _NONCHARACTERS
)
# Invisible, but of use to its neighbours: joiners, variation selectors, tags.
_SOMETIMES = r"\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0000-\U000e0fff"
# Steers the order of right-to-left text; honest in a body, a disguise in a name.
_IMPLICIT = r"\u061c\u200e\u200f"

_EMOJI = (
    r"[\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf"
    r"\u2934\u2935\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
# Scripts whose letters join: Arabic and its kin, the Indic family, Mongolian.
_JOINING = (
    r"[\u0620-\u0dff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u1820-\u18aa\ua8e0-\ua8ff"
    r"\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00011000-\U00011fff]"
)
_IDEOGRAPHS = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"

# The group is what stays: whole sequences first, then whatever else is invisible.
_INVISIBLE = re.compile(
    r"(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f"
    rf"|{_EMOJI}[\ufe0e\ufe0f]?(?:\u200d{_EMOJI}[\ufe0e\ufe0f]?)*"
    r"|[0-9#*]\ufe0f(?=\u20e3)"
    rf"|(?<={_JOINING})[\u200c\u200d]"
    r"|(?<=[\u1820-\u18aa])[\u180b-\u180d\u180f]"
    rf"|(?<={_IDEOGRAPHS})[\ufe00-\ufe02\U000e0100-\U000e01ef])"
    rf"|[{_NEVER}{_SOMETIMES}]"
)
_IGNORED = re.compile(f"[{_NEVER}{_SOMETIMES}{_IMPLICIT}]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# The blank Braille cell is a space that does not count as one.
_LINE_ONLY = str.maketrans(
    dict.fromkeys((0x061C, 0x200E, 0x200F)) | {0x2800: " "},
)
# Marks by nature, if not by category.
_HALFWIDTH = "\uff9e\uff9f"
# In a text's kinds (`_kind`): a mark with nothing to stand on, or one more than fit.
_STACKED = re.compile(rf"(?:^|s)i*m|m(?:i*m){{{MARKS_PER_BASE}}}")
_MARKUP = re.compile(r"<[^<>]*>")


def scrub(text: str) -> str:
    """Clean a piece of text but leave its spaces, newlines and tabs as they are."""
    if text.isascii():
        return _CONTROLS.sub("", text)
    if _is_clean(text):
        return text
    # What is taken out lets marks change places, and then more may have to go. With
    # a few marks to a letter this ends after as many rounds, however long the text.
    before = None
    while text != before:
        before = text
        text = _cap_marks(_INVISIBLE.sub(r"\1", text))
        text = unicodedata.normalize("NFC", text)
    return text


def _is_clean(text: str) -> bool:
    """Tell whether there is plainly nothing to do, as with most that people type."""
    return (
        _IGNORED.search(text) is None
        and unicodedata.is_normalized("NFC", text)
        and _cap_marks(text) == text
    )


# A text is asked about several times on its way.
@lru_cache(maxsize=64)
def _cap_marks(text: str) -> str:
    """Drop what is stacked too high, and marks that have no letter to stand on.

    This comes before every normalising, which sorts the marks of a letter and takes
    seconds over some ten thousand of them.
    """
    # Mostly there are none, and a text has far fewer characters than it is long. Where
    # there are, as in Arabic or Hindi, mostly none has to go.
    if text.isascii() or not any(map(_is_mark, set(text))):
        return text
    if not _STACKED.search("".join(map(_kind, text))):
        return text
    kept = []
    room = 0
    for char in text:
        if _is_mark(char):
            room -= 1
            follows = True
        else:
            height = _height(char)
            room = room if height is None else height
            # A joiner goes with the mark that it followed.
            follows = unicodedata.category(char) == "Cf"
        if room >= 0 or not follows:
            kept.append(char)
    return "".join(kept)


@lru_cache(8192)
def _is_mark(char: str) -> bool:
    return (
        unicodedata.category(char) in {"Mn", "Me"}
        or unicodedata.combining(char) > 0
        or char in _HALFWIDTH
    )


@lru_cache(8192)
def _height(char: str) -> int | None:
    """Tell how many marks fit on what is none; None where it is as before."""
    if char.isspace():
        return 0
    return None if unicodedata.category(char) in {"Mc", "Cf"} else MARKS_PER_BASE


@lru_cache(8192)
def _kind(char: str) -> str:
    """Name what is a mark, none, a space, or as if it were not there, by a letter."""
    if _is_mark(char):
        return "m"
    height = _height(char)
    return "i" if height is None else "s" if height == 0 else "b"


def clean_line(text: str) -> str:
    """Clean a name, a title, or any other text of one line."""
    return " ".join(scrub(_one_line(text)).split())


def _one_line(text: str) -> str:
    return " ".join(text.translate(_LINE_ONLY).split())


def clean_body(text: str) -> str:
    """Clean a comment's source; newlines and tabs stay, trailing blanks go."""
    return scrub(_NEWLINES.sub("\n", text)).rstrip()


def length(text: str) -> int:
    """Count code points after NFC, as all limits do."""
    capped = _cap_marks(text)
    return len(text) - len(capped) + len(unicodedata.normalize("NFC", capped))


def fold(text: str) -> str:
    """Bring texts that read alike to one form, for comparing only, never for showing.

    This is Unicode's compatibility caseless matching, with whatever cannot be seen
    left out and all runs of white space made one space.
    """
    if text.isascii():
        return " ".join(_CONTROLS.sub("", _one_line(text)).lower().split())
    text = _cap_marks(_IGNORED.sub("", _one_line(text)))
    text = unicodedata.normalize("NFD", text)
    before = None
    while text != before:
        before = text
        text = unicodedata.normalize("NFKC", _cap_marks(text.casefold()))
    return " ".join(text.split())


def find_words(texts: Iterable[str], words: Iterable[str]) -> list[str]:
    """Tell which of a list's words occur in the texts, in the list's order.

    A word is found inside longer ones, in any case and any script, as in the lists
    people bring along from WordPress. Tags and character references inside a word
    do not hide it; give the source and the rendered text for what Markdown hides.
    """
    keys = _keys(tuple(words))
    if not keys:
        return []
    haystacks = set()
    for text in texts:
        bare = html.unescape(_MARKUP.sub("", text))
        haystacks |= {fold(each) for each in {text, bare}}
    return [word for word, key in keys if any(key in hay for hay in haystacks)]


@lru_cache(64)
def _keys(words: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Fold a list's words, once as long as it stays the same."""
    folded = ((word, fold(word)) for word in words)
    return tuple((word, key) for word, key in folded if key)


def excerpt(text: str, limit: int) -> str:
    """Shorten a text to one line of at most `limit` code points, at a space."""
    line = clean_line(text)
    if len(line) <= limit:
        return line
    start = line[: max(limit - 1, 0)]
    head, space, _ = start.rpartition(" ")
    # Writing without spaces, or one long word, is cut where the room ends.
    if space and len(head) * 2 >= len(start):
        start = head
    return clean_line(start) + "…"
