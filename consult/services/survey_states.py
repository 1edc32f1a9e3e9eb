"""How far each survey is, as its manager sees it. Closing and opening again are in surveys."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from consult.models.base import utcnow
from consult.models.surveys import Survey, Wave
from consult.services import surveys
from consult.services.surveys import Status
from consult.store import survey_states
from consult.store import surveys as surveys_store


@dataclass(frozen=True, kw_only=True)
class SurveyInWave:
    """One line of the manager's page. drafts: begun and not sent; only their number is ever shown."""

    survey: Survey
    status: Status
    submissions: int
    drafts: int
    can_close: bool
    can_reopen: bool


@dataclass(frozen=True, kw_only=True)
class WaveInHand:
    wave: Wave
    surveys: tuple[SurveyInWave, ...]


def list_waves() -> list[WaveInHand]:
    """Every wave with its surveys, the newest first."""
    submissions, drafts = survey_states.count_submissions(), survey_states.count_drafts()
    lines = [
        _line(survey, submissions.get(survey.id, 0), drafts.get(survey.id, 0)) for survey in surveys.list_surveys()
    ]
    by_wave = [list(group) for _, group in groupby(lines, key=lambda line: line.survey.wave_id)]
    return [WaveInHand(wave=group[0].survey.wave, surveys=tuple(group)) for group in by_wave]


def get_survey(survey_id: int) -> Survey:
    return surveys_store.get_survey_by_id(survey_id)


def _line(survey: Survey, submissions: int, drafts: int) -> SurveyInWave:
    has_time = utcnow() < survey.wave.closes_at
    return SurveyInWave(
        survey=survey,
        status=surveys.status(survey),
        submissions=submissions,
        drafts=drafts,
        can_close=has_time and survey.closed_at is None,
        can_reopen=has_time and survey.closed_at is not None,
    )
