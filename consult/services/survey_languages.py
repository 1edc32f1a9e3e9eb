"""In which languages a survey is open to respondents, and what has to be done before it is (decision 24)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from flask import current_app

from consult.languages import ENGLISH, english_name, own_name
from consult.models.languages import LanguageCheck
from consult.models.surveys import Survey
from consult.services import surveys, translations
from consult.settings import Settings
from consult.store import languages as store
from consult.store import people
from consult.store import surveys as survey_store
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction
from surveys import Instrument
from surveys.translating import find_gaps, languages, texts


@dataclass(frozen=True, kw_only=True)
class SurveyLanguage:
    """How one language of a survey stands. faces: those that are worded in it, with how much is missing or stale.

    is_open: respondents are offered it. is_shown_unchecked: only because this is a demonstration.
    """

    code: str
    faces: tuple[tuple[str, int, int], ...]
    missing_of_interface: int
    checked_by: str = ""
    recorded_by: str = ""
    checked_at: datetime | None = None
    has_changed: bool = False
    is_open: bool = False
    is_shown_unchecked: bool = False

    @property
    def name(self) -> str:
        return own_name(self.code)

    @property
    def english_name(self) -> str:
        return english_name(self.code)

    @property
    def is_complete(self) -> bool:
        """The interface, and at least one face, with nothing missing or stale."""
        return not self.missing_of_interface and any(not missing and not stale for _, missing, stale in self.faces)


@dataclass(frozen=True)
class _Kept:
    """What the database knows of the languages of some surveys, read at once."""

    checks: list[tuple[LanguageCheck, str]]
    stamps: Mapping[str, store.Stamp]


def offered(survey: Survey) -> list[str]:
    """English first, then every language that is open in this survey, by code."""
    return offered_anywhere([survey])


def offered_anywhere(found: list[Survey]) -> list[str]:
    """English first, then every language in which at least one of these surveys is open."""
    kept = _read(found)
    states = (state for survey in found for state in _list_languages(survey, kept))
    return [ENGLISH, *sorted({state.code for state in states if state.is_open} - {ENGLISH})]


def faces_in(whole: Instrument, code: str) -> tuple[Instrument, ...]:
    """The faces that can be shown in this language."""
    return tuple(shown for shown in whole.variants or (whole,) if code in languages(shown))


def list_languages(survey: Survey) -> list[SurveyLanguage]:
    """Every language but English in which this survey has some words."""
    return _list_languages(survey, _read([survey]))


def _list_languages(survey: Survey, kept: _Kept) -> list[SurveyLanguage]:
    return [_state(survey, code, kept) for code in _codes(survey.instrument_version_id)]


def _read(found: list[Survey]) -> _Kept:
    """Two questions, however many surveys and languages there are; none where every survey is in English only."""
    codes = {code for survey in found for code in _codes(survey.instrument_version_id)}
    return _Kept(store.list_checks(one.id for one in found), store.stamps(codes)) if codes else _Kept([], {})


@lru_cache(maxsize=256)
def _codes(version_id: str) -> tuple[str, ...]:
    whole = surveys.get_instrument(version_id)
    return tuple(sorted({one.language for shown in whole.variants or (whole,) for one in shown.catalogues}))


def get_language(survey: Survey, code: str) -> SurveyLanguage:
    """NotFound where this survey has no words in it."""
    for state in list_languages(survey):
        if state.code == code:
            return state
    raise NotFound(f"no language {code} in survey {survey.id}")


def record_check(survey_id: int, code: str, *, reader: str, by: int | None) -> None:
    """Somebody who speaks the language has read these words, and it is open from now on."""
    with transaction():
        survey = survey_store.get_survey_by_id(survey_id)
        if not get_language(survey, code).is_complete:
            raise Conflict("This language is not complete in this survey. It can be checked when it is.")
        if not reader.strip():
            raise Conflict("Say who checked it.")
        store.add_check(survey_id=survey_id, language=code, words=_words(survey, code), reader=reader.strip(), by=by)
        people.record(user_id=by, action="language checked", subject=f"survey {survey_id}", detail=code)


def _state(survey: Survey, code: str, kept: _Kept) -> SurveyLanguage:
    stamp = kept.stamps[code]
    state = SurveyLanguage(
        code=code,
        faces=_faces(survey.instrument_version_id, code),
        missing_of_interface=len(translations.missing_sentences(code, stamp)),
    )
    mine = (pair for pair in kept.checks if pair[0].survey_id == survey.id and pair[0].language == code)
    check, name = next(mine, (None, ""))
    is_valid = check is not None and check.words == _words(survey, code, stamp)
    is_demo = bool(_settings().is_demo)
    return replace(
        state,
        checked_by=check.reader if check else "",
        recorded_by=name,
        checked_at=check.recorded_at if check else None,
        has_changed=check is not None and not is_valid,
        is_open=state.is_complete and (is_valid or is_demo),
        is_shown_unchecked=state.is_complete and is_demo and not is_valid,
    )


@lru_cache(maxsize=256)
def _faces(version_id: str, code: str) -> tuple[tuple[str, int, int], ...]:
    """Name of the face, texts that are missing, texts that are stale."""
    whole = surveys.get_instrument(version_id)
    found: list[tuple[str, int, int]] = []
    for shown in whole.variants or (whole,):
        gaps = [find_gaps(shown, one) for one in shown.catalogues if one.language == code]
        found.extend((shown.face.name if shown.face else "", len(one.missing), len(one.stale)) for one in gaps)
    return tuple(found)


def _words(survey: Survey, code: str, stamp: store.Stamp | None = None) -> str:
    """A digest of all that somebody who checks this language in this survey reads."""
    interface = translations.interface_words(code, stamp)
    said = hashlib.sha256(json.dumps(sorted(interface.items()), ensure_ascii=False).encode()).hexdigest()
    return hashlib.sha256(f"{said} {_survey_words(survey.instrument_version_id, code)}".encode()).hexdigest()


@lru_cache(maxsize=256)
def _survey_words(version_id: str, code: str) -> str:
    whole = surveys.get_instrument(version_id)
    said = [texts(surveys.get_shown(version_id, shown.face_id, code)) for shown in faces_in(whole, code)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
