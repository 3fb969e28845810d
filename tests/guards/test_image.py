"""What the Dockerfile, compose.yaml and the operator's manual name is there."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.cli import main
from app.settings import PREFIX, variables

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs" / "operating.md"
COMMANDS = set(main.list_commands(main.make_context("rejoinder", ["site"])))
SETTINGS = {PREFIX + spec.name.upper() for spec in variables()}


def _dockerfile() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def _compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    return found


def _given(name: str) -> list[str]:
    return [rest for word, rest in _dockerfile() if word == name]


def test_what_is_copied_is_there() -> None:
    """Each path that the build copies out of the checkout exists, and may go in."""
    allowed = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for rest in _given("COPY"):
        *sources, _ = rest.split()
        if not sources[0].startswith("--from"):
            for source in sources:
                assert (ROOT / source).exists(), source
                assert f"!{source.split('/')[0]}" in allowed


def test_the_image_is_careful() -> None:
    """Pinned bases, two stages, a user without rights, a check of its own, a volume."""
    bases = _given("FROM")
    tag = _given("ARG")[0].partition("=")[2]
    assert len(bases) == 2
    assert all(base.startswith("python:${PYTHON}") for base in bases)
    assert re.fullmatch(r"3\.1[1-9]-slim-\w+", tag)
    assert int(_given("USER")[-1]) > 0
    assert _given("VOLUME") == ["/data"]
    assert _given("STOPSIGNAL") == ["SIGTERM"]
    (check,) = _given("HEALTHCHECK")
    assert "curl" not in check
    assert "/readyz" in check
    installs = " ".join(_given("RUN"))
    assert installs.count("--require-hashes") == 2


def test_the_server_gets_the_signal() -> None:
    """The shell that starts the server makes way for it."""
    shell, flag, line = json.loads(_given("CMD")[-1])
    assert (shell, flag) == ("sh", "-c")
    assert line.rpartition("&& ")[2].startswith("exec rejoinder serve ")


def test_commands_exist() -> None:
    """Each command that a file for operators names is one of ours."""
    texts = [" ".join(rest) for rest in _dockerfile()]
    texts += [" ".join(map(str, each.get("command", []))) for each in _services()]
    texts += [MANUAL.read_text("utf-8")]
    # Beside the program, a user, a service and a proxy of that name are there.
    others = {"rejoinder", "find"}
    named = set(re.findall(r"\brejoinder ([a-z]+)\b", " ".join(texts))) - others
    assert {"serve", "migrate", "worker", "backup", "restore"} <= named
    assert named <= COMMANDS


def _services() -> list[dict[str, Any]]:
    return list(_compose()["services"].values())


@pytest.mark.parametrize("path", ["Dockerfile", "compose.yaml", "docs/operating.md"])
def test_settings_exist(path: str) -> None:
    """Each setting that a file for operators names is one of ours."""
    text = (ROOT / path).read_text("utf-8")
    named = {name.removesuffix("_FILE") for name in re.findall(r"REJOINDER_\w+", text)}
    assert named
    assert named <= SETTINGS


def test_services_are_kept_well() -> None:
    """Ours cannot write but to their volume; all are checked; what waits exists."""
    compose = _compose()
    for name, service in compose["services"].items():
        tag = service["image"].rpartition(":")[2]
        assert "healthcheck" in service or "build" in service, name
        assert tag == "latest" if "build" in service else re.match(r"\d", tag), name
        assert set(service.get("depends_on", ())) <= set(compose["services"])
        if "build" in service:
            assert service["read_only"] is True
            assert service["cap_drop"] == ["ALL"]
            assert service["volumes"] == ["data:/data"]
        for secret in service.get("secrets", ()):
            assert secret in compose["secrets"]


def test_sqlite_is_the_default() -> None:
    """Without a profile there is one service; PostgreSQL brings the others."""
    services = _compose()["services"]
    default = [name for name, each in services.items() if not each.get("profiles")]
    assert default == ["rejoinder"]
    rest = {tuple(each["profiles"]) for each in services.values() if "profiles" in each}
    assert rest == {("postgres",)}


def test_no_secret_is_written_down() -> None:
    """Passwords and keys come from files, and those are not for git."""
    compose = _compose()
    for service in compose["services"].values():
        for name in service.get("environment", {}):
            wanted = ("SECRET", "PASSWORD", "DATABASE_URL")
            assert not any(word in name for word in wanted) or name.endswith("_FILE")
    assert "/secrets/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
