"""Finds the programs that the long tests need, or installs them.

None of them is wished for only: what is missing and may not be installed fails the
tests with the words that mend it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable


class NoProgramError(RuntimeError):
    """A program is not here, and could not be had."""


def need(look: Callable[[], list[str] | None], *packages: str) -> list[str]:
    """Return the programs that `look` finds, after an apt-get where that may be."""
    found = look()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (("update",), ("install", "-y", *packages)):
            whole = ("apt-get", "-q", "--no-install-recommends", *command)
            subprocess.run(whole, check=False, stdout=sys.stderr)
        found = look()
    if found is None:
        wanted = " ".join(packages)
        message = f"The long tests need a program. Install it: apt-get install {wanted}"
        raise NoProgramError(message)
    return found


def on_path(*names: str) -> Callable[[], list[str] | None]:
    """Look for the first program of these names."""

    def look() -> list[str] | None:
        found = next(filter(None, map(shutil.which, names)), None)
        return [found] if found else None

    return look
