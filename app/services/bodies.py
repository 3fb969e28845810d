"""Made-up comments for measuring: many languages, right-to-left ones, and Markdown."""

import json
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from app.domain.comment import Draft

_FILE = Path(__file__).parents[1] / "demo" / "sentences.json"
_MOST_SENTENCES = 5
# What is done to a sentence; most are left as they are, as most are when people write.
_SHAPES = (
    *("{}",) * 8,
    "*{}*",
    "**{}**",
    "> {}\n\nSo it is.",
    "- {}\n- and the other way round",
    "`x = 1` — {}",
    "{} <https://blog.example/a?b=1&c=2>",
    "{}\n\n```\nfor i in range(3):\n    print(i)\n```",
    "{} 👩‍🚀🇪🇺",
)
_Speech = dict[str, list[str]]


@cache
def _spoken() -> dict[str, _Speech]:
    told: dict[str, _Speech] = json.loads(_FILE.read_text(encoding="utf-8"))
    return told


LANGUAGES = tuple(_spoken())


def drafts(languages: Sequence[str], *, count: int, seed: int) -> list[Draft]:
    """Write `count` comments, the languages in turn; the same seed writes the same."""
    chance = random.Random(seed)  # noqa: S311 -- made-up comments
    return [
        _draft(chance, _spoken()[languages[number % len(languages)]])
        for number in range(count)
    ]


def _draft(chance: random.Random, speech: _Speech) -> Draft:
    paragraphs = [
        chance.choice(_SHAPES).format(chance.choice(speech["sentences"]))
        for _ in range(chance.randint(1, _MOST_SENTENCES))
    ]
    return Draft(body="\n\n".join(paragraphs), name=chance.choice(speech["names"]))
