"""The mail server's address: read with care, refused with a sentence, never told."""

import pytest

from app.mail_settings import SmtpServer
from app.settings import Settings, SettingsError, from_environ

SECRET = "a secret that is long enough for tests"
FROM = "comments@service.example"


def _read(**values: str) -> Settings:
    environ = {f"REJOINDER_{name}": value for name, value in values.items()}
    return from_environ({"REJOINDER_SECRET_KEY": SECRET, **environ})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtps://mail.example", SmtpServer(host="mail.example", port=465, tls="on")),
        (
            "smtp://u%40x:p%2Fw@mail.example:25",
            SmtpServer(
                host="mail.example", port=25, user="u@x", password="p/w", tls="start"
            ),
        ),
        ("smtp://localhost:1025", SmtpServer(host="localhost", port=1025)),
        ("smtp://mail.example?tls=off", SmtpServer(host="mail.example", port=587)),
        ("console:", SmtpServer()),
    ],
    ids=["tls", "starttls", "loopback", "plain", "console"],
)
def test_a_server_is_read(url: str, expected: SmtpServer) -> None:
    """Scheme, port, user and password have their meaning; TLS is the default."""
    assert _read(SMTP_URL=url, MAIL_FROM=FROM).smtp_url == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example",
        "smtp://",
        "smtp://u:hush@mail.example?tls=off",
        "smtp://u:hush@mail.example?tls=maybe",
        "smtp://u:hush@mail.example/inbox",
        "smtp://u:hush@mail.example:port",
        "smtp://u:hush@mail example",
    ],
    ids=["scheme", "no-host", "in-the-clear", "option", "path", "port", "space"],
)
def test_a_bad_server_is_refused(url: str) -> None:
    """The message names the variable, and repeats no password."""
    with pytest.raises(SettingsError, match="REJOINDER_SMTP_URL") as caught:
        _read(SMTP_URL=url, MAIL_FROM=FROM)
    assert "hush" not in str(caught.value)


def test_both_or_neither() -> None:
    """A server without a sender is refused, and the other way round."""
    with pytest.raises(SettingsError, match="REJOINDER_MAIL_FROM is missing"):
        _read(SMTP_URL="console:")
    with pytest.raises(SettingsError, match="REJOINDER_SMTP_URL is missing"):
        _read(MAIL_FROM=FROM)
    assert _read().smtp_url is None


@pytest.mark.parametrize("address", ["x", "A <a@b.example>", "a@b.example\nBcc: c"])
def test_a_bad_sender_is_refused(address: str) -> None:
    """The sender is an address and nothing else."""
    with pytest.raises(SettingsError, match="REJOINDER_MAIL_FROM is an e-mail"):
        _read(SMTP_URL="console:", MAIL_FROM=address)


def test_where_the_worker_runs() -> None:
    """Inside or apart, and nothing else."""
    assert _read().worker == "inside"
    assert _read(WORKER="apart").worker == "apart"
    with pytest.raises(SettingsError, match="REJOINDER_WORKER is inside or apart"):
        _read(WORKER="elsewhere")


def test_a_password_is_not_shown() -> None:
    """Settings that are printed hold neither user nor password."""
    settings = _read(SMTP_URL="smtps://user:hush@mail.example", MAIL_FROM=FROM)
    assert "hush" not in repr(settings.smtp_url)
