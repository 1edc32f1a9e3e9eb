"""What people say about this platform itself: a data-protection complaint with its 30-day clock, a barrier they met.

The complaint is acknowledged at once, on the page, with a reference. It is screened like every other free text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.exc import IntegrityError

from consult.models.base import utcnow
from consult.models.comments import Screened
from consult.models.reports import PublicReport, ReportKind
from consult.services import concerns
from consult.services.references import new_reference
from consult.settings import LONDON
from consult.store import comments, people
from consult.store import reports as store
from consult.store.concerns import Origin
from consult.store.errors import Conflict
from consult.store.transaction import transaction

ANSWER_WITHIN = timedelta(days=30)  # Data (Use and Access) Act 2025; the same for barriers, as a promise
PREFIX = {ReportKind.DATA_PROTECTION: "DP", ReportKind.ACCESSIBILITY: "AC"}


@dataclass(frozen=True, kw_only=True)
class ReportInList:
    """One line of the managers' page. days_left: until it must be answered; None once it is closed."""

    report: PublicReport
    answer_by: date
    days_left: int | None

    @property
    def is_late(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def is_readable(self) -> bool:
        """Nothing is shown before it has been screened, nor what the safeguarding team looks at."""
        return self.report.screening == Screened.CLEAR


def receive(kind: ReportKind, text: str, contact: str, *, once: str) -> PublicReport:
    """Store it, once however often the button is pressed, with the wish to screen it."""
    for _ in range(3):
        if already := store.find_by_once(once):
            return already
        try:
            with transaction():
                report = store.add(
                    kind=kind,
                    reference=new_reference(PREFIX[kind]),
                    once=once,
                    text=text.strip(),
                    contact=contact.strip(),
                )
                comments.ask_for_everything()
                people.record(user_id=None, action=f"{kind.value} report received", subject=f"report {report.id}")
            return report
        except IntegrityError:  # pressed twice at the same moment, or the reference is taken
            continue
    raise Conflict("This could not be sent just now. Wait a moment and press the button again.")


def list_reports() -> list[ReportInList]:
    return [_line(report) for report in store.list_all()]


def open_report(report_id: int, *, by: int) -> ReportInList:
    """Reading it is written down."""
    with transaction():
        line = _line(store.get(report_id))
        people.record(user_id=by, action="report viewed", subject=f"report {report_id}")
    return line


def close(report_id: int, outcome: str, *, by: int) -> None:
    """Conflict where a colleague was quicker."""
    with transaction():
        store.get(report_id)
        if not store.close(report_id, outcome=outcome.strip(), by=by, now=utcnow()):
            raise Conflict("Somebody else has closed this meanwhile. Open it again and read what was decided.")
        people.record(user_id=by, action="report closed", subject=f"report {report_id}")


def answer_by(report: PublicReport) -> date:
    return (report.received_at + ANSWER_WITHIN).astimezone(LONDON).date()


def _line(report: PublicReport) -> ReportInList:
    last = answer_by(report)
    left = (last - utcnow().astimezone(LONDON).date()).days
    return ReportInList(report=report, answer_by=last, days_left=None if report.closed_at else left)


def raise_concern(report_id: int, *, by: int) -> None:
    """The words go to the safeguarding team, with a copy of their own, and are shown to nobody else any more."""
    report = store.get(report_id)
    if report.screening == Screened.FLAGGED:
        return
    origin = Origin(door="report", origin=f"report {report.reference}", sent_until=report.received_at)
    concerns.raise_about_words(report.text, origin, by=by)
    with transaction():
        store.flag(report_id)
