"""`rejoinder doctor` finds what is wrong, says what to do, and changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from app.cli import findings, insides, main, surroundings
from app.cli.findings import Level, Patient
from app.domain.ports import Fetched, FetchError, Outgoing
from app.services import sites
from app.services.container import Container
from app.services.sites import SiteChange
from app.services.steps.credentials import Credentials
from app.settings import from_environ
from tests.service import MovableClock
from tests.services import acts

Examine = Callable[..., Patient]
PROXY = "127.0.0.1"
HTTPS = "https://comments.example"


class Answering:
    """A Fetcher that gives one answer, or none."""

    def __init__(self, answer: Fetched | None) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def fetch(self, request: Outgoing) -> Fetched:
        """Give the answer; raises FetchError where there is none."""
        self.asked.append(request.url)
        if self.answer is None:
            message = "the name leads nowhere"
            raise FetchError(message)
        return self.answer


@pytest.fixture
def examine(sqlite_url: str, tmp_path: Path, container: Container) -> Examine:
    """Give a way to make a patient of settings."""

    def examine(fetcher: Answering | None = None, **settings: str) -> Patient:
        environ = {
            "REJOINDER_DATABASE_URL": sqlite_url,
            "REJOINDER_DATA_DIR": str(tmp_path),
            "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
        }
        environ |= {f"REJOINDER_{name}": value for name, value in settings.items()}
        return Patient(from_environ(environ), container, fetcher)

    return examine


def _level(finding: findings.Finding) -> Level:
    # Whoever is told that something is wrong is told what to do as well.
    assert bool(finding.remedy) == (finding.level is not Level.OK)
    return finding.level


@pytest.mark.parametrize(
    ("url", "proxies", "level"),
    [
        (HTTPS, PROXY, Level.OK),
        ("http://comments.example", "", Level.FAIL),
        ("http://localhost:8000", "", Level.OK),
        ("http://localhost:8000", PROXY, Level.FAIL),
    ],
)
def test_public_address(examine: Examine, url: str, proxies: str, level: Level) -> None:
    """An address that readers cannot safely use, or not at all, is found."""
    patient = examine(PUBLIC_URL=url, TRUSTED_PROXIES=proxies)
    assert _level(surroundings.address(patient)) is level


def test_missing_proxy(examine: Examine) -> None:
    """Https without a trusted proxy means that limits are shared by all."""
    assert _level(surroundings.proxy(examine(PUBLIC_URL=HTTPS))) is Level.WARN
    known = examine(PUBLIC_URL=HTTPS, TRUSTED_PROXIES=PROXY)
    assert _level(surroundings.proxy(known)) is Level.OK
    assert _level(surroundings.proxy(examine())) is Level.OK


@pytest.mark.parametrize(
    ("status", "body", "level"),
    [
        (200, b"ok\n", Level.OK),
        (200, b"<h1>Welcome</h1>", Level.FAIL),
        (502, b"", Level.FAIL),
        (0, b"", Level.FAIL),
    ],
)
def test_online(examine: Examine, status: int, body: bytes, level: Level) -> None:
    """The public address is asked, and must answer as we do."""
    answer = Fetched(status=status, headers={}, body=body) if status else None
    fetcher = Answering(answer)
    finding = surroundings.online(examine(fetcher, PUBLIC_URL=HTTPS))
    assert _level(finding) is level
    assert fetcher.asked == [f"{HTTPS}/healthz"]


def test_little_room(examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is nearly full is found before it is full."""
    found = []
    for free in (10_000, 500, 50):
        usage = SimpleNamespace(free=free * 1024 * 1024)
        monkeypatch.setattr("shutil.disk_usage", lambda _, u=usage: u)
        found.append(_level(surroundings.folder(examine())))
    assert found == [Level.OK, Level.WARN, Level.FAIL]


def test_folder_is_closed(examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be written to is found, and so is one that is not there."""

    def refuse(**_: object) -> None:
        raise PermissionError

    missing = examine(DATABASE_URL="sqlite:////nowhere/at/all.sqlite3")
    assert "not there" in surroundings.folder(missing).sentence
    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    finding = surroundings.folder(examine())
    assert _level(finding) is Level.FAIL
    assert "cannot be written" in finding.sentence


def test_open_secret(examine: Examine, tmp_path: Path) -> None:
    """A secret key that others can read is found."""
    patient = examine()
    assert _level(surroundings.secret(patient)) is Level.OK
    path = tmp_path / "secret_key"
    path.write_text("secret")
    path.chmod(0o640)
    assert _level(surroundings.secret(patient)) is Level.FAIL
    path.chmod(0o600)
    assert _level(surroundings.secret(patient)) is Level.OK


def test_old_library(examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old SQLite library is a warning for one process, and wrong for several."""
    assert _level(insides.processes(examine(WORKERS="2"))) is Level.OK
    monkeypatch.setattr(insides, "may_be_shared", lambda _: False)
    assert _level(insides.processes(examine())) is Level.WARN
    assert _level(insides.processes(examine(WORKERS="2"))) is Level.FAIL


def test_sites(examine: Examine, container: Container) -> None:
    """A missing site, a missing origin, and an address too near are found."""
    patient = examine()
    assert _level(insides.embedding(patient)) is Level.WARN
    sites.add(container, "blog", change=SiteChange())
    assert "blog" in insides.embedding(patient).sentence
    change = SiteChange(add_origins=["https://blog.example"])
    sites.set_(container, "blog", change=change)
    assert _level(insides.embedding(patient)) is Level.FAIL
    assert _level(insides.embedding(examine(PUBLIC_URL=HTTPS))) is Level.OK


@pytest.mark.usefixtures("site")
def test_clock(examine: Examine, container: Container, clock: MovableClock) -> None:
    """A clock that was set back behind what is stored is found."""
    acts.post(container)
    assert _level(insides.clock(examine())) is Level.OK
    clock.now -= timedelta(hours=1)
    assert _level(insides.clock(examine())) is Level.FAIL


@pytest.mark.usefixtures("site")
def test_nobody_tidies(
    examine: Examine, container: Container, clock: MovableClock
) -> None:
    """A key that outlived its promise is found."""
    acts.post(container, by=Credentials(address_block="198.51.100.7"))
    assert _level(insides.tidiness(examine())) is Level.OK
    clock.advance(days=3)
    assert _level(insides.tidiness(examine())) is Level.WARN


def _run(*args: str, **environ: str) -> Result:
    environ["REJOINDER_SECRET_KEY"] = "a secret that is long enough for tests"
    return CliRunner().invoke(main, args, env=environ)


@pytest.mark.parametrize("name", ["doctor", "migrate", "serve", "export"])
def test_no_database_of_ours(tmp_path: Path, name: str) -> None:
    """A file that is no database is named, left alone, and ends commands with 1."""
    path = tmp_path / "garbage.sqlite3"
    path.write_bytes(b"no database at all" * 300)
    args = (name, "json") if name == "export" else (name,)
    answer = _run(*args, REJOINDER_DATABASE_URL=f"sqlite:///{path}")
    assert answer.exit_code == 1
    assert f"{path} cannot be used as a SQLite database" in answer.output
    assert path.read_bytes() == b"no database at all" * 300


def test_no_server(tmp_path: Path) -> None:
    """A PostgreSQL that does not answer is said to be so, without its password."""
    url = f"postgresql://u:hidden@/db?host={tmp_path}"
    answer = _run("doctor", REJOINDER_DATABASE_URL=url)
    assert answer.exit_code == 1
    assert "PostgreSQL does not answer" in answer.output
    assert "hidden" not in answer.output


def test_it_can_be_shown_to_others(sqlite_url: str) -> None:
    """What is printed has versions and findings, and no secret."""
    answer = _run("doctor", REJOINDER_DATABASE_URL=sqlite_url)
    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith("Rejoinder ")
    assert "secret that is long" not in answer.output
    assert "retention" in answer.output
