"""Whether screening and alerts work, for the safeguarding team and administrators: numbers and moments, no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app

from consult.help_lines import HELP_LINE_DAYS, HelpLine, list_unchecked, list_uncovered
from consult.models.base import utcnow
from consult.models.jobs import Lane
from consult.models.people import Role
from consult.settings import AREAS, LONDON, Safeguarding, Settings
from consult.store import alerts, job_counts, screening

LATE_SCREENING = timedelta(seconds=60)
LATE_ALERT = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Watch:
    """waiting: texts nothing has screened; owed: alerts that are due and not sent. faults: sentences, worst first."""

    waiting: int
    waiting_since: datetime | None
    owed: int
    owed_since: datetime | None
    last_sent: datetime | None
    has_mail_server: bool
    rules: Safeguarding
    screening_faults: tuple[str, ...]
    mail_faults: tuple[str, ...]
    people_faults: tuple[str, ...]
    advice: tuple[str, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        return self.screening_faults + self.mail_faults + self.people_faults


def look(*, now: datetime | None = None) -> Watch:
    now = now or utcnow()
    settings: Settings = current_app.config["SETTINGS"]
    has_mail_server = settings.safeguarding.mail_server is not None
    waiting, owed = screening.count_waiting(), alerts.list_owed(now=now)
    trouble = [job.error or "It was stopped." for job in job_counts.list_in_trouble(Lane.SHORT)]
    late = _alert_faults([(alert.due_at, alert.fault) for alert in owed], now) if has_mail_server else []
    return Watch(
        waiting=waiting.comments,
        waiting_since=waiting.since,
        owed=len(owed),
        owed_since=owed[0].due_at if owed else None,
        last_sent=alerts.find_last_sent(),
        has_mail_server=has_mail_server,
        rules=settings.safeguarding,
        screening_faults=tuple(_screening_faults(waiting, trouble, now)),
        mail_faults=tuple(late),
        people_faults=tuple(_missing_people()),
        advice=tuple(help_line_faults(settings.help_lines, now.astimezone(LONDON).date())),
    )


def list_help_line_faults() -> list[str]:
    settings: Settings = current_app.config["SETTINGS"]
    return help_line_faults(settings.help_lines, utcnow().astimezone(LONDON).date())


def help_line_faults(lines: Sequence[HelpLine], today: date) -> list[str]:
    """Numbers that were not checked lately, and areas without a safeguarding number of their own."""
    return [
        *(
            f"The number of {line.name} was last checked on {line.last_checked:%d.%m.%Y}, more than {HELP_LINE_DAYS} "
            "days ago. Ring it, then date it in the file of help lines."
            for line in list_unchecked(lines, today)
        ),
        *(
            f"{AREAS[area]} has no safeguarding number of its own. Add one to the file of help lines "
            "(CONSULT_HELP_LINES); the safeguarding lead says which."
            for area in list_uncovered(lines)
        ),
    ]


def _screening_faults(waiting: screening.Waiting, trouble: Sequence[str], now: datetime) -> list[str]:
    faults = []
    if waiting.since and now - waiting.since > LATE_SCREENING:
        faults.append(
            "Texts have waited for the screening for more than a minute. Nobody but the safeguarding team can read "
            "them until it works again. Check that the workers run."
        )
    if trouble:
        faults.append(f"The screening went wrong and is tried again: {trouble[0]}")
    return faults


def _alert_faults(owed: Sequence[tuple[datetime, str]], now: datetime) -> list[str]:
    failed = next((fault for _, fault in owed if fault), "")
    if failed:
        return [f"Alerts could not be sent by e-mail: {failed}. They are tried again. Look into the queue yourself."]
    if owed and now - owed[0][0] > LATE_ALERT:
        return ["Alerts have waited to be sent for more than five minutes. Check that the workers run."]
    return []


def _missing_people() -> list[str]:
    faults = []
    if not alerts.list_addresses(Role.SAFEGUARDING_LEAD):
        faults.append("Nobody has an open account as safeguarding lead. An administrator adds one on the users page.")
    if not alerts.list_addresses(Role.SAFEGUARDING_DEPUTY):
        faults.append("Nobody has an open account as safeguarding deputy, so nothing can be escalated to anybody else.")
    return faults
