"""Opens waves and their surveys, changes their wording without touching what was answered, closes them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy.exc import IntegrityError

from consult.models.base import utcnow
from consult.models.surveys import Confidentiality, Survey, Wave
from consult.services import confidentiality, translations
from consult.settings import AUDIENCES
from consult.store import people
from consult.store import surveys as store
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction
from surveys import Instrument, check, list_sources, loads, show
from surveys.problems import Severity


class Status(StrEnum):
    NOT_YET = "not open yet"
    OPEN = "open"
    CLOSED = "closed"


class SurveyUnknown(NotFound):
    """There is no survey at this address."""


class SurveyNotOpenYet(Exception):
    """The wave has not begun."""

    def __init__(self, survey: Survey) -> None:
        super().__init__(f"survey {survey.id} is not open yet")
        self.survey = survey


class SurveyClosed(Exception):
    """The wave has ended; nothing more can be started, and drafts only within the time of grace."""

    def __init__(self, survey: Survey) -> None:
        super().__init__(f"survey {survey.id} is closed")
        self.survey = survey


# --- opening and changing --------------------------------------------------------------------------------------------


def open_wave(
    slug: str,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    *,
    sources: Sequence[str] | None = None,
    anonymous: Collection[str] = (),
    by: int | None = None,
) -> list[Survey]:
    """The wave with its surveys: the four shipped ones, or these (TOML). Done again, it only changes what changed.

    anonymous: the audiences whose surveys promise that nobody can be found; the others keep what they have, or
    begin as confidential with limits. Once a survey has opened its promise is fixed.
    """
    if closes_at <= opens_at:
        raise Conflict("A wave closes after it opens. Choose a later closing date.")
    _twice(lambda: _save_wave(slug, title, opens_at, closes_at, by))
    modes = dict.fromkeys(anonymous, Confidentiality.ANONYMOUS)
    return sort_by_audience(
        [install_survey(slug, source, modes=modes, by=by) for source in sources or shipped_sources()]
    )


def install_survey(
    wave_slug: str, source: str, *, modes: Mapping[str, Confidentiality] = MappingProxyType({}), by: int | None = None
) -> Survey:
    """Ask this instrument (TOML) in this wave. Another wording of a live survey becomes its new version:
    whoever has begun goes on with the old one, and what was answered keeps the wording it answered."""
    source = translations.with_own_words(source)
    instrument = read_instrument(source)
    _twice(lambda: _save_survey(wave_slug, instrument, source, modes.get(instrument.audience), by))
    return _survey_of(wave_slug, instrument)


def read_instrument(source: str) -> Instrument:
    """BadInstrument where it cannot be read; Conflict where it must not be opened as it is."""
    instrument = loads(source)
    faults = [str(problem) for problem in check(instrument) if problem.severity == Severity.ERROR]
    if faults:
        raise Conflict("This survey cannot be opened yet. " + " ".join(faults))
    return instrument


def shipped_sources() -> list[str]:
    """The text of every instrument that comes with the platform."""
    return list(list_sources().values())


def close_survey(survey_id: int, *, by: int) -> None:
    """At once. Whoever has begun may finish within the time of grace."""
    with transaction():
        survey = store.get_survey_by_id(survey_id)
        if survey.closed_at is None:
            survey.closed_at = utcnow()
            people.record(user_id=by, action="survey closed", subject=f"survey {survey_id}")


def reopen_survey(survey_id: int, *, by: int) -> None:
    """Until the wave closes."""
    with transaction():
        survey = store.get_survey_by_id(survey_id)
        if survey.closed_at is not None:
            survey.closed_at = None
            people.record(user_id=by, action="survey reopened", subject=f"survey {survey_id}")


def _save_wave(slug: str, title: str, opens_at: datetime, closes_at: datetime, by: int | None) -> None:
    with transaction():
        wave = store.find_wave(slug)
        if wave is None:
            wave = store.add_wave(slug=slug, title=title, opens_at=opens_at, closes_at=closes_at)
            people.record(user_id=by, action="wave opened", subject=f"wave {wave.id}")
        elif (wave.title, wave.opens_at, wave.closes_at) != (title, opens_at, closes_at):
            wave.title, wave.opens_at, wave.closes_at = title, opens_at, closes_at
            people.record(user_id=by, action="wave changed", subject=f"wave {wave.id}")


def _save_survey(
    wave_slug: str, instrument: Instrument, source: str, mode: Confidentiality | None, by: int | None
) -> None:
    with transaction():
        wave = store.get_wave(wave_slug)
        if store.find_version(instrument.version) is None:
            store.add_version(version_id=instrument.version, instrument_id=instrument.id, source=source)
        survey = store.find_survey_of(wave.id, instrument.audience)
        _keep_promise(survey, instrument, mode)
        if survey is None:
            survey = store.add_survey(
                slug=_free_slug(instrument.id, wave),
                title=instrument.title[:100],
                audience=instrument.audience,
                wave=wave,
                instrument_version_id=instrument.version,
                confidentiality=mode or Confidentiality.WITH_LIMITS,
            )
            people.record(user_id=by, action="survey added", subject=f"survey {survey.id}", detail=instrument.version)
        elif survey.instrument_version_id != instrument.version:
            survey.instrument_version_id, survey.title = instrument.version, instrument.title[:100]
            people.record(
                user_id=by, action="survey reworded", subject=f"survey {survey.id}", detail=instrument.version
            )


def _keep_promise(survey: Survey | None, instrument: Instrument, mode: Confidentiality | None) -> None:
    """The words match the mode, and a survey that has opened keeps its mode."""
    before = survey.confidentiality if survey else Confidentiality.WITH_LIMITS
    confidentiality.require_words(instrument, mode or before)
    if survey is None or mode in (None, before):
        return
    if survey.wave.opens_at <= utcnow():
        raise Conflict(confidentiality.FIXED.format(before.value))
    survey.confidentiality = mode


def _twice(save: Callable[[], None]) -> None:
    """Somebody else did the same at the same moment: now it is there, so the second time finds it."""
    try:
        save()
    except IntegrityError:
        save()


def _survey_of(wave_slug: str, instrument: Instrument) -> Survey:
    survey = store.find_survey_of(store.get_wave(wave_slug).id, instrument.audience)
    if survey is None:
        raise SurveyUnknown(f"no survey for {instrument.audience} in {wave_slug}")
    return survey


def _free_slug(instrument_id: str, wave: Wave) -> str:
    """A short address for posters; a later wave adds its own name."""
    return f"{instrument_id}-{wave.slug}"[:60] if store.find_survey(instrument_id) else instrument_id


# --- finding ---------------------------------------------------------------------------------------------------------


def get_survey(slug: str) -> Survey:
    survey = store.find_survey(slug)
    if survey is None:
        raise SurveyUnknown(f"no survey {slug}")
    return survey


def list_surveys() -> list[Survey]:
    """Every survey: newest wave first, then by audience."""
    return store.list_surveys()


def list_current() -> list[Survey]:
    """The surveys of the newest wave that has begun, or of the next one where none has."""
    return current(store.list_surveys())


def current(everything: list[Survey]) -> list[Survey]:
    """Of every survey, newest wave first, those of list_current."""
    begun = [survey for survey in everything if survey.wave.opens_at <= utcnow()]
    wave_id = begun[0].wave_id if begun else everything[-1].wave_id if everything else None
    return sort_by_audience([survey for survey in everything if survey.wave_id == wave_id])


def sort_by_audience(found: list[Survey]) -> list[Survey]:
    """Children first."""
    order = list(AUDIENCES)
    return sorted(found, key=lambda survey: order.index(survey.audience))


def closing_time(survey: Survey) -> datetime:
    """When the wave ends, or earlier where a manager closed the survey."""
    return min(survey.closed_at or survey.wave.closes_at, survey.wave.closes_at)


def status(survey: Survey, now: datetime | None = None) -> Status:
    """By the server's clock, in UTC."""
    now = now or utcnow()
    if now >= closing_time(survey):
        return Status.CLOSED
    return Status.OPEN if now >= survey.wave.opens_at else Status.NOT_YET


def require_open(survey: Survey) -> None:
    state = status(survey)
    if state == Status.NOT_YET:
        raise SurveyNotOpenYet(survey)
    if state == Status.CLOSED:
        raise SurveyClosed(survey)


@lru_cache(maxsize=64)
def get_instrument(version_id: str) -> Instrument:
    """The whole instrument with this version, all its faces in it: it never changes, so it is read once."""
    return loads(store.get_version(version_id).source)


@lru_cache(maxsize=256)
def get_shown(version_id: str, face_id: str = "", language: str = "") -> Instrument:
    """The plain instrument that this face shows; the default one when empty. UnknownFace, UnknownLanguage."""
    return show(get_instrument(version_id), face_id, language)
