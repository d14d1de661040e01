"""Sends an e-mail through the SMTP server of the city file (RFC 5321), with TLS and a limit of time."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from crawlers.errors import SourceError

PASSWORD = "SMTP_PASSWORD"  # noqa: S105  its name, not itself
TIMEOUT = 30.0
"""Seconds for each answer of the server."""


def send(server: str, sender: str, recipient: str, subject: str, text: str) -> None:
    """Sends plain text. server: "smtp://user@host:587" (STARTTLS) or "smtps://user@host:465"; the user may be missing.

    A password is only ever sent encrypted. Raises SourceError with what the server said.
    """
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, recipient, " ".join(subject.split())
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday note shall answer
    message.set_content(text)
    host = urlsplit(server).hostname or server
    try:
        with _opened(server) as connection:
            connection.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise SourceError(
            "e-mail",
            expected=f"{host} to take a notice for {recipient}",
            came=_why(error),
            todo="It is told again with the next run; if that goes on, check [notices] smtp and $SMTP_PASSWORD.",
        ) from None


def fault(server: str) -> str | None:
    """What is wrong with an address of a server, as the end of a sentence; None where nothing is."""
    try:
        parts = urlsplit(server)
        sound = parts.scheme in ("smtp", "smtps") and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        sound = False
    if not sound:
        return f"expected smtp://user@host:587 or smtps://user@host:465, but it is {server!r}"
    if parts.password:
        return f"it holds a password; put that into ${PASSWORD} instead, and take it out of the city file"
    return None


@contextmanager
def _opened(server: str) -> Iterator[smtplib.SMTP]:
    parts, context = urlsplit(server), ssl.create_default_context()
    host = parts.hostname or ""
    connection: smtplib.SMTP
    if parts.scheme == "smtps":
        connection = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
    with connection:
        if parts.scheme == "smtp":
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=context)
                connection.ehlo()
            elif parts.username:
                raise smtplib.SMTPNotSupportedError("it offers no encryption, so no password is sent to it")
        if parts.username:
            connection.login(unquote(parts.username), os.environ.get(PASSWORD, ""))
        yield connection


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return f"it refused the recipient ({code} {words.decode('utf-8', 'replace')})"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"it answered {error.smtp_code} {said}"
    if isinstance(error, TimeoutError):
        return f"it did not answer within {TIMEOUT:g}s"
    return f"it failed ({getattr(error, 'strerror', None) or error or type(error).__name__})"
