"""Letters leave by SMTP; twins print them, or let none leave.

The standard library's `email` is imported for the first letter: it takes as long to
load as all our tables.
"""

import smtplib
import ssl
import sys
from typing import TYPE_CHECKING, TextIO

from app.domain.delivery import DeliveryError
from app.domain.letters import Letter
from app.domain.ports import Mailer
from app.mail_settings import SmtpServer

if TYPE_CHECKING:
    from email.message import EmailMessage

# For connecting, and for each answer of the server.
SECONDS = 15
_FINAL = range(500, 600)
# A folded id or address in a header would be encoded, and so understood by nobody.
_LONGEST_LINE = 998


def mime(letter: Letter, sender: str) -> "EmailMessage":
    """Write a letter down as MIME: a text, and the same as HTML."""
    from email.headerregistry import Address  # noqa: PLC0415 - on first use
    from email.message import EmailMessage  # noqa: PLC0415 - on first use
    from email.policy import SMTP  # noqa: PLC0415 - on first use
    from email.utils import format_datetime  # noqa: PLC0415 - on first use

    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = letter.message_id
    message["Date"] = format_datetime(letter.sent_at)
    message["From"] = Address(letter.sender_name, addr_spec=sender)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = letter.words.subject
    for name, value in letter.headers:
        message[name] = value
    message.set_content(letter.words.text, cte="quoted-printable")
    message.add_alternative(letter.words.html, subtype="html", cte="quoted-printable")
    return message


class SmtpMailer:
    """Hand letters to one server, a connection each."""

    is_on = True

    def __init__(
        self, server: SmtpServer, sender: str, *, seconds: float = SECONDS
    ) -> None:
        """`seconds` is the longest wait for any one answer."""
        self._server = server
        self._seconds = seconds
        self.sender = sender

    def send(self, letter: Letter) -> None:
        """Hand a letter over; raises DeliveryError."""
        message = mime(letter, self.sender)
        unfolded = message.policy.clone(max_line_length=_LONGEST_LINE)
        content = message.as_bytes(policy=unfolded)
        try:
            connection = self._connect()
            try:
                connection.sendmail(self.sender, [letter.to], content)
            finally:
                # It is handed over, or it is not; what comes of the goodbye is nothing.
                connection.close()
        except (OSError, smtplib.SMTPException) as error:
            raise _as_delivery_error(error) from None

    def check(self) -> None:
        """Connect and log in; raises DeliveryError."""
        try:
            self._connect().close()
        except (OSError, smtplib.SMTPException) as error:
            raise _as_delivery_error(error) from None

    def _connect(self) -> smtplib.SMTP:
        where, context = self._server, ssl.create_default_context()
        connection: smtplib.SMTP
        if where.tls == "on":
            connection = smtplib.SMTP_SSL(
                where.host, where.port, timeout=self._seconds, context=context
            )
        else:
            connection = smtplib.SMTP(where.host, where.port, timeout=self._seconds)
        try:
            if where.tls == "start":
                connection.starttls(context=context)
            if where.user:
                connection.login(where.user, where.password)
            connection.ehlo_or_helo_if_needed()
        except BaseException:
            connection.close()
            raise
        return connection


# The first class that fits counts.
_CODES: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError, "login_refused"),
    (smtplib.SMTPResponseException, "server_{status}"),
    (smtplib.SMTPNotSupportedError, "not_supported"),
    (smtplib.SMTPServerDisconnected, "disconnected"),
    (ssl.SSLError, "bad_tls"),
    (TimeoutError, "timeout"),
    (Exception, "unreachable"),
)


def _as_delivery_error(error: Exception) -> DeliveryError:
    """Give a code that names no address; the server's own words may hold one."""
    status = getattr(error, "smtp_code", None)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        status = next(iter(error.recipients.values()))[0]
    elif not isinstance(error, smtplib.SMTPDataError):
        # The library calls it a hang-up when the server only says nothing more.
        if isinstance(error.__context__, TimeoutError):
            error = error.__context__
        code = next(code for kind, code in _CODES if isinstance(error, kind))
        return DeliveryError(code.format(status=status))
    # It is this letter that is refused, not all of them.
    return DeliveryError(f"refused_{status}", is_final=status in _FINAL)


class ConsoleMailer:
    """Print letters, to see what would leave."""

    is_on = True

    def __init__(self, sender: str, stream: TextIO | None = None) -> None:
        """Print to a stream, by default standard output."""
        self.sender = sender
        self._stream = stream

    def send(self, letter: Letter) -> None:
        """Print a letter's headers and text."""
        stream = self._stream or sys.stdout
        content = mime(letter, self.sender)
        lines = [f"{name}: {value}" for name, value in content.items()]
        stream.write("\n".join([*lines, "", letter.words.text, "", ""]))
        stream.flush()

    def check(self) -> None:
        """Find nothing wrong: printing always works."""


class NoMailer:
    """No mail is configured: none leaves."""

    is_on = False
    sender = ""

    def send(self, letter: Letter) -> None:
        """Refuse; what was queued while there was mail waits for it to come back."""
        del letter
        code = "mail_is_off"
        raise DeliveryError(code)

    def check(self) -> None:
        """Say that there is none."""
        code = "mail_is_off"
        raise DeliveryError(code)


def mailer_for(server: SmtpServer | None, sender: str) -> Mailer:
    """Choose the way that letters leave."""
    if server is None:
        return NoMailer()
    return SmtpMailer(server, sender) if server.host else ConsoleMailer(sender)
