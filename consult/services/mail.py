"""Hands one e-mail to the organisation's mail server. Faults are told by their kind, never in the server's words."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from consult.settings import MailServer

PATIENCE = 20  # seconds


class NotSent(Exception):
    """The mail server did not take it; the message says so without anybody's words."""


def send(server: MailServer, *, sender: str, to: Sequence[str], subject: str, text: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, ", ".join(to), subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    try:
        with _connection(server) as connection:
            refused = connection.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(f"The mail server did not take it ({type(error).__name__})") from None
    if refused:
        raise NotSent(f"The mail server refused {len(refused)} of {len(to)} addresses")


def _connection(server: MailServer) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    try:
        if server.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection
