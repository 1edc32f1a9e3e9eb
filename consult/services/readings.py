"""Who is asked to read a frozen report version, and who said “I have read it”: before what cites it can be approved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from consult.models.frozen import ReportReading, ReportVersion
from consult.models.people import Role, User
from consult.store import frozen, people
from consult.store.errors import Conflict
from consult.store.transaction import transaction

READERS = (Role.STRATEGIST, Role.MANAGER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class ReportRead:
    """A report version with everybody who is asked to read it."""

    report: ReportVersion
    readings: tuple[ReportReading, ...]

    @property
    def waiting(self) -> tuple[ReportReading, ...]:
        """Those who have not said so yet. Whoever’s account is closed is not waited for."""
        return tuple(reading for reading in self.readings if not reading.read_at and reading.user.is_active)

    @property
    def left_unread(self) -> tuple[ReportReading, ...]:
        return tuple(reading for reading in self.readings if not reading.read_at and not reading.user.is_active)

    @property
    def read(self) -> tuple[ReportReading, ...]:
        return tuple(reading for reading in self.readings if reading.read_at)

    @property
    def trouble(self) -> str:
        """Why nothing that cites it can be approved; empty where it can."""
        if not self.read and not self.waiting:
            return f"No decision-maker has read report version {self.report.number}. Ask somebody to read it."
        if not self.waiting:
            return ""
        names = ", ".join(reading.user.name for reading in self.waiting)
        return f"Report version {self.report.number} is still to be read by {names}."

    def waits_for(self, user_id: int) -> bool:
        return any(reading.user_id == user_id for reading in self.waiting)


def list_read() -> tuple[ReportRead, ...]:
    """Every report version, the newest first."""
    return _with_readings(frozen.list_reports())


def find_read(numbers: Collection[int]) -> dict[int, ReportRead]:
    return {each.report.number: each for each in _with_readings(list(frozen.find_reports(numbers).values()))}


def get_read(number: int) -> ReportRead:
    return _with_readings([frozen.get_report(number)])[0]


def list_people() -> list[User]:
    """Whoever can be asked: people of the plan with an open account."""
    return [user for user in people.list_users() if user.is_active and user.role in READERS]


def refuse_strangers(user_ids: Collection[int]) -> None:
    if not set(user_ids) <= {user.id for user in list_people()}:
        raise Conflict("Somebody you chose has no open account that can read it. Open the page again and choose anew.")


def ask(number: int, user_ids: Collection[int], *, by: int) -> None:
    refuse_strangers(user_ids)
    with transaction():
        report = frozen.get_report(number)
        if frozen.ask_readers(report.id, user_ids, by=by):
            people.record(user_id=by, action="readers of a report asked", subject=f"report version {number}")


def record_reading(number: int, *, by: int) -> None:
    """“I have read version N”: by whoever was asked, once."""
    with transaction():
        report = frozen.get_report(number)
        if frozen.note_reading(report.id, by):
            people.record(user_id=by, action="report read", subject=f"report version {number}")
        elif by not in {reading.user_id for reading in frozen.list_readings([report.id])}:
            raise Conflict("You were not asked to read this version. Ask a strategist to add you to its readers.")


def _with_readings(reports: list[ReportVersion]) -> tuple[ReportRead, ...]:
    readings: dict[int, list[ReportReading]] = defaultdict(list)
    for reading in frozen.list_readings([report.id for report in reports]):
        readings[reading.report_id].append(reading)
    return tuple(ReportRead(report, tuple(readings[report.id])) for report in reports)
