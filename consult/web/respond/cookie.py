"""What the browser keeps: the token of a draft for each survey; once it is sent the reference and the receipt words.

Signed, HttpOnly. The words stay until “Finish, and clear for the next person”, a new beginning, or “Exit this page”.
How the pages should look is kept here too, so that there is one cookie, and it works without a script.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import session

from consult.web import languages
from consult.web.respond import display
from consult.web.respond.display import Display

VISITS, SENT, RECEIPTS = "visits", "sent", "receipts"
WORDS = "words"  # with which a draft is come back to, while it goes on
DISPLAY = "display"
GROUP = "group"  # whose link this device came by: code, and whether it goes from hand to hand
ASKED = "asked"  # on a shared device nothing was pressed for long: who is there is asked before anything is shown
OPENED = "opened_receipt"  # the one receipt whose words were typed on this device, for a few minutes
OPEN_FOR = timedelta(minutes=15)


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


def sent_receipt(slug: str) -> str:
    """The number and the words, or nothing."""
    return str(session.get(RECEIPTS, {}).get(slug, ""))


def remember_sent(slug: str, reference: str, receipt: str = "") -> None:
    """From now on this device knows the reference and the words, and no longer the way to the answers."""
    forget(slug)
    session[SENT] = {**session.get(SENT, {}), slug: reference}
    if receipt:
        session[RECEIPTS] = {**session.get(RECEIPTS, {}), slug: receipt}


def remember_words(slug: str, words: str) -> None:
    session[WORDS] = {**session.get(WORDS, {}), slug: words}


def words_of(slug: str) -> str:
    """The number and the words of the draft, or nothing."""
    return str(session.get(WORDS, {}).get(slug, ""))


def forget(slug: str) -> None:
    forget_opened()
    for part in (VISITS, SENT, RECEIPTS, WORDS):
        if part in session:
            session[part] = {key: value for key, value in session[part].items() if key != slug}


def enter_group(code: str, *, slug: str, rests: int | None) -> None:
    """rests: seconds after which a shared device is cleared; None where it is one person's own."""
    session[GROUP] = {"code": code, "slug": slug, "rests": rests}
    session.permanent = True


def group_code() -> str:
    return str((session.get(GROUP) or {}).get("code") or "")


def group_slug() -> str:
    """Of the survey that the group answers."""
    return str((session.get(GROUP) or {}).get("slug") or "")


def rests() -> int | None:
    """Seconds without a touch after which this device is cleared; None where it is not shared."""
    kept = (session.get(GROUP) or {}).get("rests")
    return kept if isinstance(kept, int) else None


def holds_anything() -> bool:
    """Something on this device leads to what somebody said."""
    return any(session.get(part) for part in (VISITS, SENT, RECEIPTS, WORDS, OPENED))


def forget_person() -> None:
    """All but the group: for the next person on a shared device."""
    for part in (VISITS, SENT, RECEIPTS, WORDS, OPENED, ASKED):
        session.pop(part, None)
    forget_display()
    languages.forget()


def ask_who_is_there(*, asks: bool) -> None:
    if asks:
        session[ASKED] = True
    else:
        session.pop(ASKED, None)


def is_to_ask() -> bool:
    return bool(session.get(ASKED))


def remember_opened(receipt_id: int) -> None:
    session[OPENED] = {"id": receipt_id, "at": datetime.now(UTC).timestamp()}


def opened_receipt() -> int | None:
    kept = session.get(OPENED) or {}
    is_fresh = datetime.now(UTC).timestamp() - kept.get("at", 0) < OPEN_FOR.total_seconds()
    return int(kept["id"]) if kept and is_fresh else None


def forget_opened() -> None:
    session.pop(OPENED, None)


def chosen_display() -> Display:
    return display.read(session.get(DISPLAY))


def remember_display(chosen: Display) -> None:
    if chosen.kept:
        session[DISPLAY] = chosen.kept
        session.permanent = True
    else:
        forget_display()


def forget_display() -> None:
    session.pop(DISPLAY, None)
