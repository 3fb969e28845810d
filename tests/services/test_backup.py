"""A backup that was made can be restored, whatever was going on meanwhile."""

import json
import threading
import zipfile
from pathlib import Path

import pytest

from app.domain.errors import ConflictError, InvalidInputError, TakenError
from app.services import backup, sites
from app.services.container import Container
from app.services.sites import SiteChange
from app.services.steps.credentials import Credentials
from app.settings import Settings
from app.storage.account_models import AccountRow, DeletionRow
from app.storage.kept import BACKED_UP, EXPORTED, LEFT_OUT
from app.storage.models import CommentRow
from tests.service import START
from tests.services import acts
from tests.storage.rows import miscounts
from tests.web.asking import everything

pytestmark = pytest.mark.usefixtures("site")

HOME = Credentials(address_block="198.51.100.7")


def _make(settings: Settings, path: Path) -> backup.Backup:
    return backup.make(settings.database_url, path, now=START)


def _kept(container: Container) -> dict[str, list[str]]:
    rows = everything(container)
    return {name: rows[name] for name in (*EXPORTED, *BACKED_UP)}


def test_restored_is_what_was_there(
    container: Container, settings: Settings, tmp_path: Path
) -> None:
    """Every row that is kept comes back as it was; credentials do not."""
    top = acts.post(container, "Grüße 🌍 \\N\t'\"", by=HOME, idempotency_key="k" * 16)
    acts.reply(container, top)
    receipt = DeletionRow(code="c", provider="facebook", done_at=START)
    container.store.write(lambda unit: unit.accounts.add_deletion(receipt))
    before = _kept(container)
    made = _make(settings, tmp_path / "b.zip")
    assert made.counts["comments"] == 2
    acts.post(container, "After the backup")
    assert _kept(container) != before
    counts = backup.restore(settings.database_url, made.path, force=True)
    assert _kept(container) == before
    assert counts == made.counts
    assert [everything(container)[name] for name in LEFT_OUT] == [[]] * len(LEFT_OUT)
    assert miscounts(container.store) == []


def test_life_goes_on_after_a_restore(
    container: Container, settings: Settings, tmp_path: Path
) -> None:
    """A restored database takes comments and sites, with ids that are free."""
    acts.post(container)
    made = _make(settings, tmp_path / "b.zip")
    backup.restore(settings.database_url, made.path, force=True)
    acts.post(container, "Another")
    sites.add(container, "second", change=SiteChange())
    assert len(acts.stored(container, CommentRow)) == 2


def test_acknowledged_comments_are_in_it(
    crowd: Container, settings: Settings, tmp_path: Path
) -> None:
    """Under load, a backup has each comment that was acknowledged before it began."""
    known = []
    stop = threading.Event()

    def write(name: str) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            posted = acts.post(crowd, f"{name} {number}", key=f"/{name}")
            known.append(posted.comment.id)

    writers = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for writer in writers:
        writer.start()
    try:
        while len(known) < 40:
            assert any(writer.is_alive() for writer in writers)
            writers[0].join(timeout=0.02)
        before = set(known)
        made = _make(settings, tmp_path / "b.zip")
        after = len(known)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    backup.restore(settings.database_url, made.path, force=True)
    restored = {row.id for row in acts.stored(crowd, CommentRow)}
    assert before <= restored <= set(known)
    assert made.counts["comments"] == len(restored) == made.counts["outbox"]
    assert miscounts(crowd.store) == []
    assert after >= len(before)


def test_a_drill_changes_nothing(
    container: Container, settings: Settings, tmp_path: Path
) -> None:
    """Restoring for trial counts the rows, and leaves the database as it is."""
    acts.post(container)
    made = _make(settings, tmp_path / "b.zip")
    acts.post(container, "Later")
    before = everything(container)
    assert backup.drill(settings.database_url, made.path) == made.counts
    assert everything(container) == before
    assert list(tmp_path.glob(".backup-*")) == []


def test_a_database_in_use_is_not_replaced(
    container: Container, settings: Settings, tmp_path: Path
) -> None:
    """Without force, what is there stays."""
    made = _make(settings, tmp_path / "b.zip")
    acts.post(container)
    with pytest.raises(ConflictError, match="--force"):
        backup.restore(settings.database_url, made.path)
    assert len(acts.stored(container, CommentRow)) == 1


def test_no_backup_is_overwritten(settings: Settings, tmp_path: Path) -> None:
    """A file that is there already stays as it is."""
    path = tmp_path / "b.zip"
    path.write_text("precious")
    with pytest.raises(TakenError):
        _make(settings, path)
    assert path.read_text() == "precious"


def test_a_backup_is_for_its_owner(settings: Settings, tmp_path: Path) -> None:
    """Nobody else on the machine can read it, and it has no secret key."""
    made = _make(settings, tmp_path / "b.zip")
    assert made.path.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(made.path) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert settings.secret_key.encode() not in content


def _tampered(path: Path, **manifest: object) -> Path:
    """Copy a backup with another manifest."""
    other = path.with_name("other.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "manifest.json":
                data = json.dumps({**json.loads(data), **manifest}).encode()
            new.writestr(name, data)
    return other


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ({"counts": {"comments": 7}}, "comments has 7 rows"),
        ({"schema": "2031_01_01_later"}, "Upgrade first"),
        ({"engine": "oracle"}, "export json"),
        ({"version": 2}, "no manifest"),
        ({"counts": None}, "no manifest"),
    ],
)
def test_a_backup_that_lies_is_refused(
    container: Container,
    settings: Settings,
    tmp_path: Path,
    manifest: dict[str, object],
    message: str,
) -> None:
    """What a backup says of itself has to be true, else nothing is changed."""
    acts.post(container)
    made = _make(settings, tmp_path / "b.zip")
    before = everything(container)
    with pytest.raises(InvalidInputError, match=message):
        backup.restore(
            settings.database_url, _tampered(made.path, **manifest), force=True
        )
    assert everything(container) == before


def test_damage_is_found(
    container: Container, settings: Settings, tmp_path: Path
) -> None:
    """A backup cut short, or with flipped bytes, is refused and changes nothing."""
    for each in range(20):
        acts.post(container, f"Comment {each}", name="Ada")
    made = _make(settings, tmp_path / "b.zip")
    before = everything(container)
    whole = made.path.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :]
    for number, damaged in enumerate((whole[:middle], flipped, b"", b"PK\x05\x06")):
        path = tmp_path / f"damaged-{number}.zip"
        path.write_bytes(damaged)
        with pytest.raises(InvalidInputError):
            backup.restore(settings.database_url, path, force=True)
    assert everything(container) == before


def test_restore_into_nothing(
    container: Container,
    settings: Settings,
    tmp_path: Path,
    empty_database_url: str,
) -> None:
    """A new machine needs no migration first; a backup of another kind is refused."""
    acts.post(container)
    made = _make(settings, tmp_path / "b.zip")
    if settings.is_sqlite == empty_database_url.startswith("sqlite"):
        assert backup.restore(empty_database_url, made.path) == made.counts
    else:
        with pytest.raises(InvalidInputError, match="export json"):
            backup.restore(empty_database_url, made.path)
    assert acts.stored(container, AccountRow) == []
