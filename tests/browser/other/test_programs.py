"""What the long tests do about a program that is missing."""

from pathlib import Path

import pytest

from tests.browser.other.programs import NoProgramError, need, on_path


def test_missing_program_fails_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is missing and cannot be installed is an error that says what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoProgramError, match="apt-get install firefox-esr"):
        need(on_path("firefox-esr", "firefox"), "firefox-esr")


def test_missing_program_is_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where apt-get may be used it is, and what it brings is taken."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    apt = tmp_path / "apt-get"
    program = tmp_path / "new-program"
    apt.write_text(f'#!/bin/sh\n[ "$3" = install ] && cp "$0" {program}; true\n')
    apt.chmod(0o755)
    assert need(on_path("new-program"), "new-package") == [str(program)]
