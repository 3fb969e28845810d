"""What a check of `rejoinder doctor` is given, and what it gives."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.ports import Fetcher
from app.services.container import Container
from app.settings import Settings


class Level(StrEnum):
    """How bad it is; a `FAIL` has to be mended."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, and what to do about it."""

    level: Level
    sentence: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined. `fetcher` asks our own address, where that is allowed."""

    settings: Settings
    container: Container
    fetcher: Fetcher | None


Check = Callable[[Patient], Finding]
