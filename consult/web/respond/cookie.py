"""What the browser keeps: the token of a draft for each survey, and the reference once it is sent. Signed, HttpOnly."""

from __future__ import annotations

from flask import session

VISITS, SENT = "visits", "sent"


def token_of(slug: str) -> str | None:
    token = session.get(VISITS, {}).get(slug)
    return token if isinstance(token, str) else None


def all_tokens() -> list[str]:
    """Of the drafts of every survey on this device."""
    return [token for token in session.get(VISITS, {}).values() if isinstance(token, str)]


def remember(slug: str, token: str) -> None:
    """A new draft on this device; an earlier reference is not shown any more."""
    forget(slug)
    session[VISITS] = {**session.get(VISITS, {}), slug: token}
    session.permanent = True


def sent_reference(slug: str) -> str | None:
    reference = session.get(SENT, {}).get(slug)
    return reference if isinstance(reference, str) else None


def remember_sent(slug: str, reference: str) -> None:
    """From now on this device knows the reference, and no longer the way to the answers."""
    forget(slug)
    session[SENT] = {**session.get(SENT, {}), slug: reference}


def forget(slug: str) -> None:
    for part in (VISITS, SENT):
        session[part] = {key: value for key, value in session.get(part, {}).items() if key != slug}
