"""Mail as it arrives: a real SMTP server, one that is broken, and a service with mail.

`postbox` takes letters, `mailing` is `container` with mail on, `reader_of` and the
rest read what came. The worker's work is done by `deliver`, in the test's own thread.
"""

import asyncio
import dataclasses
import re
import socket
import threading
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from flask.testing import FlaskClient

from app.adapters.mail import SmtpMailer
from app.factory import create_app
from app.mail_settings import SmtpServer
from app.services.container import Container
from app.services.views import SiteView
from app.settings import Settings
from app.worker import work_off
from tests.service import PUBLIC_URL, Api, MovableClock

SENDER = "comments@service.example"
ADA = "ada@readers.example"
BEA = "bea@readers.example"
_LINK = re.compile(re.escape(PUBLIC_URL) + r"[^\s<>\"']*")


class Postbox:
    """An SMTP server on loopback; `refusals` are answers to RCPT or DATA, used up."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.refusals: dict[str, list[str]] = {"RCPT": [], "DATA": []}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        making = self._loop.create_server(self._serve, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(making, self._loop).result()
        self.port: int = self._server.sockets[0].getsockname()[1]

    def _serve(self) -> SMTP:
        return SMTP(
            self, hostname="mail.example", loop=self._loop, enable_SMTPUTF8=False
        )

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take a recipient, or refuse him as the test said."""
        if self.refusals["RCPT"]:
            return self.refusals["RCPT"].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a letter, or refuse it as the test said."""
        if self.refusals["DATA"]:
            return self.refusals["DATA"].pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        letter = BytesParser(policy=policy.default).parsebytes(content)
        assert isinstance(letter, EmailMessage)
        self.envelopes.append(envelope)
        self.letters.append(letter)
        return "250 OK"

    def close(self) -> None:
        """Stop serving."""

        async def stop() -> None:
            self._server.close()
            await self._server.wait_closed()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def take(self) -> list[EmailMessage]:
        """Give what has come since the last time."""
        taken, self.letters = self.letters, []
        return taken

    def one(self) -> EmailMessage:
        """Give the one letter that has come."""
        (letter,) = self.take()
        return letter


class Broken:
    """A server that says what it is told to, then hangs or hangs up."""

    def __init__(self, *answers: str, hangs: bool) -> None:
        self._answers = answers
        self._hangs = hangs
        self._over = threading.Event()
        self.asked = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while not self._over.is_set():
            connection, _ = self._socket.accept()
            with connection:
                # The last to come is `close`, which says nothing.
                if not self._over.is_set():
                    self.asked.set()
                    self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        for answer in self._answers:
            connection.sendall(answer.encode() + b"\r\n")
            if not connection.recv(4096):
                return
        if self._hangs:
            self._over.wait()

    def close(self) -> None:
        """Hang up."""
        self._over.set()
        with socket.create_connection(("127.0.0.1", self.port)):
            self._thread.join()
        self._socket.close()


def text_of(letter: EmailMessage) -> str:
    """Give a letter's text part."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(letter: EmailMessage) -> str:
    """Give a letter's HTML part."""
    part = letter.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def links(letter: EmailMessage) -> list[str]:
    """Give all addresses of ours in a letter, as paths, headers included."""
    header = str(letter.get("List-Unsubscribe", ""))
    found = _LINK.findall(text_of(letter) + html_of(letter) + header)
    return [each.removeprefix(PUBLIC_URL) for each in dict.fromkeys(found)]


def link(letter: EmailMessage, start: str, nth: int = 0) -> str:
    """Give a link of a letter by how it begins."""
    return [each for each in links(letter) if each.startswith(start)][nth]


def mailer_to(port: int, *, seconds: float = 5) -> SmtpMailer:
    """Hand letters to a port of this machine."""
    return SmtpMailer(SmtpServer(host="127.0.0.1", port=port), SENDER, seconds=seconds)


def deliver(container: Container) -> None:
    """Let the worker do all that is due."""
    work_off(container)


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """Give a mail server."""
    made = Postbox()
    yield made
    made.close()


@pytest.fixture
def mailing(container: Container, postbox: Postbox, site: SiteView) -> Container:
    """Give what use cases need, with mail on, and the site made."""
    return dataclasses.replace(container, mailer=mailer_to(postbox.port))


@pytest.fixture
def mail_app(settings: Settings, mailing: Container) -> Flask:
    """Give the application with mail on."""
    return create_app(settings, container=mailing)


@pytest.fixture
def mail_client(mail_app: Flask) -> FlaskClient:
    """Give a browser without JavaScript."""
    return mail_app.test_client()


@pytest.fixture
def mail_api(mail_client: FlaskClient, clock: MovableClock) -> Api:
    """Give a program that speaks our API, with mail on."""
    return Api(mail_client, clock)


def press(client: FlaskClient, path: str, **fields: str) -> Any:
    """Open a page and press its button."""
    page = client.get(path)
    assert page.status_code == 200, page.get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found
    return client.post(path, data={"csrf_token": found[1], **fields})


def wish(api: Api, body: str = "First.", email: str = ADA, **more: Any) -> Any:
    """Comment as Ada, with the box ticked."""
    author = {"name": "Ada", "email": email}
    return api.made(body, author=author, **{"subscribe": "thread", **more})


@pytest.fixture
def subscribed(
    mail_api: Api, mail_client: FlaskClient, mailing: Container, postbox: Postbox
) -> dict[str, Any]:
    """Let Ada comment, tick the box, and say yes; her comment."""
    made: dict[str, Any] = wish(mail_api)
    deliver(mailing)
    assert press(mail_client, link(postbox.one(), "/mail/confirm/")).status_code == 303
    return made
