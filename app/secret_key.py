"""The secret key in the data folder: made once, for the owner alone to read."""

import contextlib
import secrets
from pathlib import Path

LENGTH = 32


def check(text: str) -> str:
    """Return a key that is long enough; raises ValueError."""
    if len(text) < LENGTH:
        message = f"has at least {LENGTH} characters"
        raise ValueError(message)
    return text


def keep(data_dir: Path) -> str:
    """Read the key from the data folder, or make it there.

    Raises OSError where the folder cannot be used, ValueError for a bad key.
    """
    path = data_dir / "secret_key"
    data_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    return check(path.read_text(encoding="ascii").strip())


def _make(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(LENGTH), encoding="ascii")
    # A hard link is made whole or not at all, so of two processes that start at
    # once one key wins and nobody reads half of it.
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
