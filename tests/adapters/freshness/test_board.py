"""A board tells all processes of a machine at once, and forgets nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.adapters.freshness.board import SLOTS, Board

ANNOUNCE = """
import sys
from pathlib import Path
from app.adapters.freshness.board import Board
Board(Path(sys.argv[1])).announce([sys.argv[2]])
"""


def test_announced_is_not_current(tmp_path: Path) -> None:
    """What was announced since is out of date, on every board of the same file."""
    ours, theirs = Board(tmp_path / "board"), Board(tmp_path / "board")
    seen = ours.moment().sight(["thread 1", "site 1"])
    other = ours.moment().sight(["thread 2"])
    assert seen.is_current()
    theirs.announce(["thread 1"])
    assert not seen.is_current()
    assert not seen.is_current()
    assert other.is_current()
    assert ours.moment().sight(["thread 1"]).is_current()


def test_moment_counts(tmp_path: Path) -> None:
    """What is announced between the moment and the sight counts, too."""
    board = Board(tmp_path / "board")
    moment = board.moment()
    board.announce(["thread 1"])
    assert not moment.sight(["thread 1"]).is_current()


def test_other_process(tmp_path: Path) -> None:
    """An announcement of another process is seen when that has made it."""
    board = Board(tmp_path / "board")
    seen = board.moment().sight(["thread 1"])
    assert seen.is_current()
    command = [sys.executable, "-c", ANNOUNCE, str(tmp_path / "board"), "thread 1"]
    subprocess.run(command, check=True)
    assert not seen.is_current()


def test_file_is_small_and_private(tmp_path: Path) -> None:
    """The file is small, only for its owner, and there before anything is said."""
    Board(tmp_path / "new" / "board")
    found = (tmp_path / "new" / "board").stat()
    assert found.st_size == 8 * SLOTS <= 256 * 1024
    assert found.st_mode & 0o777 == 0o600


def test_without_a_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where there can be no file the board is the process's own, and says so."""
    (tmp_path / "file").write_text("")
    board = Board(tmp_path / "file" / "board")
    assert "cannot be kept" in caplog.text
    seen = board.moment().sight(["thread 1"])
    board.announce(["thread 1"])
    assert not seen.is_current()
