"""What people say about this platform itself: a data-protection complaint with its 30-day clock, a barrier they met.

The complaint is acknowledged at once, on the page, with a reference. It is screened like every other free text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.exc import IntegrityError

from consult.models.base import utcnow
from consult.models.comments import Screened
from consult.models.complaints import Complaint, ComplaintKind
from consult.services import concerns
from consult.services.references import new_reference
from consult.settings import LONDON
from consult.store import comments, people
from consult.store import complaints as store
from consult.store.errors import Conflict
from consult.store.transaction import transaction

ANSWER_WITHIN = timedelta(days=30)  # Data (Use and Access) Act 2025; the same for barriers, as a promise
PREFIX = {ComplaintKind.DATA_PROTECTION: "DP", ComplaintKind.ACCESSIBILITY: "AC"}


@dataclass(frozen=True, kw_only=True)
class ComplaintInList:
    """One line of the managers' page. days_left: until it must be answered; None once it is closed."""

    complaint: Complaint
    answer_by: date
    days_left: int | None

    @property
    def is_late(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def is_readable(self) -> bool:
        """Nothing is shown before it has been screened, nor what the safeguarding team looks at."""
        return self.complaint.screening == Screened.CLEAR


def receive(kind: ComplaintKind, text: str, contact: str, *, once: str) -> Complaint:
    """Store it, once however often the button is pressed, with the wish to screen it."""
    for _ in range(3):
        if already := store.find_by_once(once):
            return already
        try:
            with transaction():
                complaint = store.add(
                    kind=kind,
                    reference=new_reference(PREFIX[kind]),
                    once=once,
                    text=text.strip(),
                    contact=contact.strip(),
                )
                comments.ask_for_everything()
                action = f"{kind.value} complaint received"
                people.record(user_id=None, action=action, subject=f"complaint {complaint.id}")
            return complaint
        except IntegrityError:  # pressed twice at the same moment, or the reference is taken
            continue
    raise Conflict("This could not be sent just now. Wait a moment and press the button again.")


def list_complaints() -> list[ComplaintInList]:
    return [_line(complaint) for complaint in store.list_all()]


def open_complaint(complaint_id: int, *, by: int) -> ComplaintInList:
    """Reading it is written down."""
    with transaction():
        line = _line(store.get(complaint_id))
        people.record(user_id=by, action="complaint viewed", subject=f"complaint {complaint_id}")
    return line


def close(complaint_id: int, outcome: str, *, by: int) -> None:
    """Conflict where a colleague was quicker."""
    with transaction():
        store.get(complaint_id)
        if not store.close(complaint_id, outcome=outcome.strip(), by=by, now=utcnow()):
            raise Conflict("Somebody else has closed this meanwhile. Open it again and read what was decided.")
        people.record(user_id=by, action="complaint closed", subject=f"complaint {complaint_id}")


def answer_by(complaint: Complaint) -> date:
    return (complaint.received_at + ANSWER_WITHIN).astimezone(LONDON).date()


def _line(complaint: Complaint) -> ComplaintInList:
    last = answer_by(complaint)
    left = (last - utcnow().astimezone(LONDON).date()).days
    return ComplaintInList(complaint=complaint, answer_by=last, days_left=None if complaint.closed_at else left)


def raise_concern(complaint_id: int, *, by: int) -> None:
    """The words go to the safeguarding team, with a copy of their own, and are shown to nobody else any more."""
    with transaction():
        complaint = store.get(complaint_id)
        if store.flag(complaint_id):
            concerns.add_about_words(complaint.text, store.origin_of(complaint), by=by)
