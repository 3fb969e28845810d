"""How those who moderate want to hear of comments."""

from datetime import timedelta
from enum import StrEnum

# For so long a link in a letter decides; after that there is the desk.
DECISION_LIFE = timedelta(days=7)


class Mode(StrEnum):
    """At once, once a day, or not at all."""

    EACH = "each"
    DAILY = "daily"
    NONE = "none"

    @classmethod
    def of(cls, stored: str | None) -> "Mode":
        """Read what is stored; who has said nothing hears of each."""
        return cls(stored) if stored else cls.EACH
