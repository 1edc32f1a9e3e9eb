"""Words that a person put away are put back by another person, with a reason: nobody approves their own un-withholding.

What the screening withheld may be cleared by one person: there the machine was the first.
"""

from __future__ import annotations

from collections.abc import Iterable

from consult.models.people import AuditEntry
from consult.store import concerns
from consult.store.errors import Conflict

OWN_WORK = (
    "You put these words away yourself, so another person of the safeguarding team has to put them back."
    " Ask a colleague to open this concern and clear it."
)
PUT_AWAY = ("concern raised", "concern raised again", "concern closed: withheld")
PUT_BACK = "concern closed: cleared"


def who_put_away(history: Iterable[AuditEntry]) -> frozenset[int]:
    """Who raised the concern, or decided that the words stay withheld, since they were last put back."""
    found: set[int] = set()
    for entry in history:
        if entry.action == PUT_BACK:
            found.clear()
        elif entry.action in PUT_AWAY and entry.user_id is not None:
            found.add(entry.user_id)
    return frozenset(found)


def refuse_own_work(concern_id: int, reason: str, *, by: int) -> None:
    """Conflict for whoever put the words away, and where no reason is given."""
    if by in who_put_away(concerns.list_history(concern_id)):
        raise Conflict(OWN_WORK)
    if not reason.strip():
        raise Conflict("Enter why these words may be read again. Nothing was changed.")
