"""Keeping and leaving, as it is typed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    """Give a way to run a command, with a site called "blog"."""
    environ = {
        "REJOINDER_DATABASE_URL": database_url,
        "REJOINDER_DATA_DIR": str(tmp_path / "data"),
        "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
    }

    def run(*args: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, args, env=environ)
        assert result.exit_code == code, result.output
        return result

    run("site", "add", "blog", "--origin", "https://blog.example")
    return run


def test_backup_and_restore(run: Run, tmp_path: Path) -> None:
    """A backup goes where it is told or beside the data, and is tried and restored."""
    made = run("backup", "--verify").output
    (path,) = (tmp_path / "data" / "backups").glob("rejoinder-*.zip")
    assert str(path) in made
    assert "Restored for trial" in made
    assert "secret key is not in it" in made
    run("site", "add", "second")
    assert "Nothing was changed" in run("restore", str(path), "--check").output
    assert "--force" in run("restore", str(path), code=1).output
    assert "second" in run("site", "list").output
    assert "Restored and migrated" in run("restore", str(path), "--force").output
    assert "second" not in run("site", "list").output


def test_a_backup_has_its_own_name(run: Run, tmp_path: Path) -> None:
    """A file that is there is not overwritten, and leaves nothing half-made."""
    target = tmp_path / "own.zip"
    run("backup", str(target))
    assert "is there already" in run("backup", str(target), code=1).output
    assert [each.name for each in tmp_path.glob("*own*")] == ["own.zip"]


def test_no_backup(run: Run, tmp_path: Path) -> None:
    """What is no backup is said to be none."""
    path = tmp_path / "letter.zip"
    path.write_text("Dear Sir")
    answer = run("restore", str(path), "--force", code=1)
    assert "is not a whole backup" in answer.output
    assert "blog" in run("site", "list").output


def test_export_and_import(run: Run, tmp_path: Path) -> None:
    """An export goes to a file or the standard output, and back, with a report."""
    path = tmp_path / "all.jsonl"
    said = run("export", "json", str(path))
    assert "Exported 2 rows." in said.stderr
    assert path.stat().st_mode & 0o077 == 0
    piped = run("export", "json", "--site", "blog").stdout
    assert json.loads(piped.splitlines()[0])["site"] == "blog"
    assert "is there already" in run("export", "json", str(path), code=1).output
    dry = run("import", "json", str(path), "--dry-run").output
    assert "a dry run" in dry
    report = run("import", "json", str(path)).output.splitlines()
    assert any(line.split() == ["1", "0", "1", "0", "sites"] for line in report)


def test_a_bad_file_is_named(run: Run, tmp_path: Path) -> None:
    """An import says which line is wrong, and ends with code 1."""
    path = tmp_path / "all.jsonl"
    run("export", "json", str(path))
    path.write_text(path.read_text().replace('"slug":"blog"', '"slug":"No slug"'))
    answer = run("import", "json", str(path), code=1).output
    assert "Line 2 slug" in answer
    assert "Nothing was changed" in answer
    assert "no site of that name" in run("export", "json", "--site", "x", code=1).output


def test_tidying(run: Run) -> None:
    """A site where nothing is due is left alone."""
    assert run("tidy").output == "Nothing was due.\n"


@pytest.mark.parametrize("name", ["export", "import"])
def test_an_old_schema(name: str, empty_database_url: str, tmp_path: Path) -> None:
    """Export and import want the newest schema, and say so."""
    file = tmp_path / "x.jsonl"
    file.write_text("{}")
    environ = {
        "REJOINDER_DATABASE_URL": empty_database_url,
        "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
    }
    args = [name, "json", str(file)] if name == "import" else [name, "json"]
    answer = CliRunner().invoke(main, args, env=environ)
    assert answer.exit_code == 1
    assert "rejoinder migrate" in answer.output
