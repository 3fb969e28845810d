"""Providers as the operator sets them: whole, or refused with the reason."""

import sys

import pytest

from app.settings import SettingsError, from_environ

GITHUB = {"GITHUB_CLIENT_ID": "id", "GITHUB_CLIENT_SECRET": "secret"}
LAB = {
    "OIDC_LAB_ISSUER": "https://lab.example",
    "OIDC_LAB_CLIENT_ID": "id",
    "OIDC_LAB_CLIENT_SECRET": "secret",
}


def _providers(**environ: str) -> list[str]:
    named = {f"REJOINDER_{name}": value for name, value in environ.items()}
    return [each.id for each in from_environ(named).providers]


def test_provider_is_on_by_id_and_secret() -> None:
    """Nothing is on by itself; what is whole is."""
    assert _providers() == []
    assert _providers(**GITHUB, **LAB) == ["github", "lab"]


@pytest.mark.parametrize("missing", sorted(GITHUB | LAB))
def test_half_a_provider_is_refused(missing: str) -> None:
    """What is set up by half is an error that names what is missing."""
    rest = {name: value for name, value in (GITHUB | LAB).items() if name != missing}
    with pytest.raises(SettingsError, match=f"{missing} is missing"):
        _providers(**rest)


@pytest.mark.parametrize("name", ["GITHUB", "GOOGLE", "FACEBOOK"])
def test_issuer_cannot_take_a_brands_name(name: str) -> None:
    """An issuer of one's own never stands for a provider that is built in."""
    renamed = {key.replace("LAB", name): value for key, value in LAB.items()}
    with pytest.raises(SettingsError, match="cannot be the name"):
        _providers(**renamed)


@pytest.mark.parametrize(
    "issuer", ["http://lab.example", "lab.example", "https://lab.example/#a"]
)
def test_issuer_is_an_https_address(issuer: str) -> None:
    """Plain http is taken on loopback alone."""
    with pytest.raises(SettingsError, match="https address"):
        _providers(**LAB | {"OIDC_LAB_ISSUER": issuer})
    loopback = LAB | {"OIDC_LAB_ISSUER": "http://127.0.0.1:8080"}
    assert _providers(**loopback) == ["lab"]


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the packages for logins a provider is refused with what to install."""
    monkeypatch.setitem(sys.modules, "authlib", None)
    assert _providers() == []
    with pytest.raises(SettingsError, match=r"pip install 'rejoinder\[social\]'"):
        _providers(**GITHUB)
