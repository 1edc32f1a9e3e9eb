"""What a sign-in remembers: the notes that were typed in it (whoever typed them knows the words), and what was chosen
last, so that it need not be chosen for every point."""

from __future__ import annotations

from typing import Any

from flask import session

from consult.models.listening import NoteKind

CHOSEN = "chosen"
TYPED_HERE, MOST_TYPED = "typed", 150  # small enough for a cookie


def remember(note_id: int) -> None:
    known: list[int] = session.get(TYPED_HERE, [])
    session[TYPED_HERE] = [*(each for each in known if each != note_id), note_id][-MOST_TYPED:]


def typed_here() -> frozenset[int]:
    """Signing out, or another sign-in, ends it."""
    return frozenset(session.get(TYPED_HERE, []))


def remember_choices(event_id: int, *, kind: str, prompt: str | None, table: str | None) -> None:
    session[CHOSEN] = {"event": event_id, "kind": kind, "prompt": prompt or "", "table": (table or "").strip()}


def chosen_last(event_id: int) -> dict[str, Any]:
    """The kind, and of the same event the prompt and the table too."""
    last: dict[str, Any] = session.get(CHOSEN, {})
    kind = {"kind": last.get("kind", NoteKind.VERBATIM.value)}
    return kind | ({name: last[name] for name in ("prompt", "table")} if last.get("event") == event_id else {})
