"""Letters leave by a real server, and what a broken one does is told by a code."""

import contextlib
import io
import time
from datetime import UTC, datetime

import pytest

from app.adapters.letters import TemplateLetters
from app.adapters.mail import ConsoleMailer, NoMailer, mailer_for
from app.domain.delivery import DeliveryError
from app.domain.letters import HeaderError, Letter, Written, header_text
from app.domain.ports import Mailer
from app.mail_settings import SmtpServer, smtp_url
from tests.postbox import SENDER, Broken, Postbox, html_of, mailer_to, text_of

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
EHLO = "220 broken.example"
OK = "250 OK"


def _letter(**changes: object) -> Letter:
    values: dict[str, object] = {
        "message_id": "<1@localhost>",
        "to": "ada@readers.example",
        "sender_name": "A blog, äöü",
        "words": Written(subject="Hällo", text="Täxt\n", html="<p>Täxt</p>\n"),
        "sent_at": NOW,
        "headers": (("References", " ".join(["<" + "a" * 60 + "@localhost>"] * 3)),),
        **changes,
    }
    return Letter(**values)  # type: ignore[arg-type]


def _code(mailer: Mailer) -> tuple[str, bool]:
    with pytest.raises(DeliveryError) as caught:
        mailer.send(_letter())
    return caught.value.code, caught.value.is_final


def test_a_letter_arrives_whole(postbox: Postbox) -> None:
    """Both parts, all headers, in any script, and long ids in one piece."""
    mailer_to(postbox.port).send(_letter())
    found = postbox.one()
    assert found["Subject"] == "Hällo"
    assert found["From"] == f'"A blog, äöü" <{SENDER}>'
    assert found["Message-ID"] == "<1@localhost>"
    assert found["References"].split() == ["<" + "a" * 60 + "@localhost>"] * 3
    assert text_of(found).splitlines() == ["Täxt"]
    assert html_of(found).splitlines() == ["<p>Täxt</p>"]
    envelope = postbox.envelopes[0]
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, ["ada@readers.example"])


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("450 Later", ("refused_450", False)),
        ("550 ada@readers.example is unknown", ("refused_550", True)),
    ],
    ids=["later", "never"],
)
def test_what_the_server_refuses(
    postbox: Postbox, stage: str, answer: str, expected: tuple[str, bool]
) -> None:
    """A 4xx is tried again, a 5xx is not, and the code repeats no address."""
    postbox.refusals[stage].append(answer)
    assert _code(mailer_to(postbox.port)) == expected
    mailer_to(postbox.port).send(_letter())
    assert len(postbox.letters) == 1


@pytest.mark.parametrize(
    ("answers", "hangs", "expected"),
    [
        ((), True, "timeout"),
        ((EHLO,), True, "timeout"),
        ((EHLO, OK, OK, OK, "354 Go on"), True, "timeout"),
        ((), False, "disconnected"),
        ((EHLO, OK, OK, OK, "354 Go on"), False, "disconnected"),
        (("554 No",), False, "server_554"),
        ((EHLO, OK, "451 No sender"), True, "server_451"),
    ],
    ids=[
        "hangs-at-once",
        "hangs-after-hello",
        "hangs-in-data",
        "drops-at-once",
        "drops-in-data",
        "refuses-us",
        "refuses-the-sender",
    ],
)
def test_a_broken_server(answers: tuple[str, ...], hangs: bool, expected: str) -> None:  # noqa: FBT001 -- a table's column
    """Whatever it does, it is over soon, with a code, and worth another attempt."""
    with contextlib.closing(Broken(*answers, hangs=hangs)) as server:
        began = time.monotonic()
        assert _code(mailer_to(server.port, seconds=0.3)) == (expected, False)
        assert time.monotonic() - began < 10


def test_nobody_listens(postbox: Postbox) -> None:
    """A server that is not there is unreachable."""
    server = Broken(hangs=False)
    server.close()
    mailer = mailer_to(server.port)
    assert _code(mailer) == ("unreachable", False)
    with pytest.raises(DeliveryError):
        mailer.check()
    mailer_to(postbox.port).check()


def test_tls_is_never_left_out(postbox: Postbox) -> None:
    """A server that does not know STARTTLS gets no letter where TLS is wanted."""
    server = SmtpServer(host="127.0.0.1", port=postbox.port, tls="start")
    assert _code(mailer_for(server, SENDER)) == ("not_supported", False)
    assert postbox.letters == []


def test_no_login_without_tls(postbox: Postbox) -> None:
    """A password that the server does not take is a code of its own."""
    server = SmtpServer(host="127.0.0.1", port=postbox.port, user="u", password="p")
    assert _code(mailer_for(server, SENDER))[0] in {"not_supported", "login_refused"}


def test_the_twins(capsys: pytest.CaptureFixture[str]) -> None:
    """One prints what would leave, the other lets none leave."""
    printed = io.StringIO()
    console = ConsoleMailer(SENDER, printed)
    console.send(_letter())
    console.check()
    assert "Subject: Hällo" in printed.getvalue()
    assert _code(NoMailer()) == ("mail_is_off", False)
    with pytest.raises(DeliveryError):
        mailer_for(None, "").check()
    mailer_for(smtp_url("console:"), SENDER).send(_letter())
    assert "Täxt" in capsys.readouterr().out


@pytest.mark.parametrize(
    "changes",
    [
        {"message_id": "<1@localhost>\r\nBcc: eve@evil.example"},
        {"to": "ada@readers.example\nBcc: eve@evil.example"},
        {"to": "ada"},
        {"sender_name": "A\nBcc: eve@evil.example"},
        {"words": Written(subject="A\x00B", text="", html="")},
        {"headers": (("List-Id", "<a>\r\n\r\nbody"),)},
        {"headers": (("X\r\nBcc", "eve@evil.example"),)},
        {"sender_name": "A\u2028B"},
    ],
    ids=["id", "to", "no-address", "name", "subject", "value", "header", "separator"],
)
def test_no_header_of_a_strangers_own(changes: dict[str, object]) -> None:
    """A line break or a NUL in anything that a header holds is refused by ourselves."""
    with pytest.raises(HeaderError):
        _letter(**changes)


def test_a_subject_is_one_line() -> None:
    """What a stranger wrote becomes fit for a header, and not too long."""
    assert header_text("A\r\nBcc: x\x00y") == "A Bcc: x y"
    assert len(header_text("word " * 100)) <= 151


def test_letters_are_escaped() -> None:
    """What people wrote is text in the text part and escaped in the HTML part."""
    values = {
        "site": "A & B",
        "author": "<script>x</script>",
        "title": "",
        "body": "<i>",
        "body_html": "<p>&lt;i&gt;</p>",
        "url": "http://localhost/",
        "stop_url": "http://localhost/",
        "is_reply": False,
        "scope": "thread",
    }
    written = TemplateLetters().write("reader", values)
    assert "<script>x</script>" in written.text
    assert "<script>" not in written.html
    assert "<p>&lt;i&gt;</p>" in written.html
    assert written.subject == "Re: A discussion on A & B"
