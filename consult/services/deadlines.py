"""By when people have to be told what became of what they said: twelve weeks, and the day a survey promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from consult.models.base import utcnow
from consult.models.surveys import Survey
from consult.services import surveys
from consult.settings import LONDON

ANSWER_WITHIN = timedelta(weeks=12)  # Cabinet Office, Consultation Principles 2018: “publish responses within 12 weeks”


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """Of one wave. closed_on: its last survey's day. promised_on: the earliest day that one of its surveys named."""

    title: str
    closed_on: date
    has_closed: bool
    answer_by: date
    promised_on: date | None
    today: date

    @property
    def last_day(self) -> date:
        return min(self.answer_by, self.promised_on or self.answer_by)

    @property
    def is_past(self) -> bool:
        return self.has_closed and self.last_day < self.today

    @property
    def days_left(self) -> int:
        return (self.last_day - self.today).days


def list_clocks() -> tuple[Clock, ...]:
    """One for each wave, the newest first."""
    return clocks_of(surveys.list_surveys())


def clocks_of(every: list[Survey]) -> tuple[Clock, ...]:
    waves = groupby(every, key=lambda survey: survey.wave_id)
    return tuple(_clock(list(of_wave)) for _, of_wave in waves)


def today() -> date:
    return utcnow().astimezone(LONDON).date()


def _clock(of_wave: list[Survey]) -> Clock:
    closes = max(surveys.closing_time(survey) for survey in of_wave)
    asked = [surveys.get_instrument(survey.instrument_version_id).purpose for survey in of_wave]
    days = [purpose.feedback_date for purpose in asked if purpose and purpose.feedback_date]
    return Clock(
        title=of_wave[0].wave.title,
        closed_on=_day(closes),
        has_closed=closes <= utcnow(),
        answer_by=_day(closes + ANSWER_WITHIN),
        promised_on=min(days, default=None),
        today=today(),
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
