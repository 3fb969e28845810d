"""Settings are read once, and every bad one is named at once."""

import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.settings import SettingsError, from_environ, unknown_variables

SECRET = "x" * 32


def _read(**values: str) -> object:
    return from_environ({f"REJOINDER_{name}": text for name, text in values.items()})


def test_defaults(tmp_path: Path) -> None:
    """Nothing needs to be set: a SQLite file, a secret of its own, loopback."""
    settings = from_environ({"REJOINDER_DATA_DIR": str(tmp_path)})
    assert settings.is_sqlite
    assert settings.public_url == "http://localhost:8000"
    assert settings.rate_limits
    assert settings.trusted_proxies == ()


def test_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    """The key outlives a restart and is nobody else's to read."""
    environ = {"REJOINDER_DATA_DIR": str(tmp_path)}
    first, second = from_environ(environ), from_environ(environ)
    assert first.secret_key == second.secret_key
    mode = (tmp_path / "secret_key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_all_bad_values_are_named() -> None:
    """One start tells everything that is wrong."""
    with pytest.raises(SettingsError) as caught:
        _read(
            SECRET_KEY="short",
            PUBLIC_URL="comments.example/path",
            TRUSTED_PROXIES="everybody",
            RATE_LIMITS="maybe",
            WORKERS="0",
            DATABASE_URL="mysql://x",
            REDIS_URL="localhost:6379",
        )
    lines = str(caught.value).splitlines()
    assert len(lines) == 7
    assert all(line.startswith("REJOINDER_") for line in lines)


def test_files_hold_secrets(tmp_path: Path) -> None:
    """A secret can come from a file that the system keeps."""
    file = tmp_path / "key"
    file.write_text(f"{SECRET}\n")
    environ = {"REJOINDER_SECRET_KEY_FILE": str(file)}
    assert from_environ(environ).secret_key == SECRET
    with pytest.raises(SettingsError, match="cannot be read"):
        from_environ({"REJOINDER_SECRET_KEY_FILE": str(tmp_path / "none")})


def test_empty_file_is_no_secret(tmp_path: Path) -> None:
    """A file that is named but empty is a mistake, not a wish for a new key."""
    file = tmp_path / "key"
    file.touch()
    environ = {
        "REJOINDER_SECRET_KEY_FILE": str(file),
        "REJOINDER_DATA_DIR": str(tmp_path),
    }
    with pytest.raises(SettingsError, match="REJOINDER_SECRET_KEY"):
        from_environ(environ)


def test_short_kept_secret_is_refused(tmp_path: Path) -> None:
    """A key in the data folder that was cut off is not used, and not replaced."""
    kept = tmp_path / "secret_key"
    kept.write_text("short")
    with pytest.raises(SettingsError, match="REJOINDER_SECRET_KEY"):
        from_environ({"REJOINDER_DATA_DIR": str(tmp_path)})
    assert kept.read_text() == "short"


def test_bad_settings_make_no_secret(tmp_path: Path) -> None:
    """A start that is refused leaves nothing behind."""
    environ = {"REJOINDER_DATA_DIR": str(tmp_path / "data"), "REJOINDER_WORKERS": "x"}
    with pytest.raises(SettingsError):
        from_environ(environ)
    assert list(tmp_path.iterdir()) == []


def test_starts_at_once_agree_on_a_secret(tmp_path: Path) -> None:
    """Processes that start at the same moment all have the one key that is kept."""
    environ = {"REJOINDER_DATA_DIR": str(tmp_path)}
    together = threading.Barrier(8)

    def start() -> str:
        together.wait(20)
        return from_environ(environ).secret_key

    with ThreadPoolExecutor(8) as pool:
        keys = {future.result() for future in [pool.submit(start) for _ in range(8)]}
    assert keys == {(tmp_path / "secret_key").read_text()}
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_limits_stay_on_in_public() -> None:
    """Limits are switched off for load tests on one's own machine only."""
    with pytest.raises(SettingsError, match="loopback"):
        _read(
            SECRET_KEY=SECRET,
            PUBLIC_URL="https://comments.example",
            RATE_LIMITS="off",
        )


def test_old_spelling_of_postgresql() -> None:
    """`postgres://` is understood."""
    environ = {
        "REJOINDER_SECRET_KEY": SECRET,
        "REJOINDER_DATABASE_URL": "postgres://db/x",
    }
    assert from_environ(environ).database_url == "postgresql://db/x"


def test_typing_mistakes_are_found() -> None:
    """A variable that looks like a setting and is none is pointed out."""
    environ = {"REJOINDER_PUBLIC_ULR": "x", "REJOINDER_PUBLIC_URL": "y", "HOME": "z"}
    assert unknown_variables(environ) == ["REJOINDER_PUBLIC_ULR"]


@pytest.mark.parametrize(
    ("name", "url", "extra"),
    [
        ("DATABASE_URL", "postgresql://db/x", "postgres"),
        ("REDIS_URL", "redis://cache:6379/0", "redis"),
    ],
)
def test_missing_driver_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, url: str, extra: str
) -> None:
    """A server whose driver is not installed is refused, with the way to install it."""
    _read(SECRET_KEY=SECRET, **{name: url})
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=rf"rejoinder\[{extra}\]"):
        _read(SECRET_KEY=SECRET, **{name: url})
