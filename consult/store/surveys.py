"""Waves, their surveys, and every wording that was ever shown."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from consult.extensions import db
from consult.models.surveys import Confidentiality, InstrumentVersion, Survey, Wave
from consult.store.errors import NotFound


def find_wave(slug: str) -> Wave | None:
    return db.session.scalar(sa.select(Wave).where(Wave.slug == slug))


def get_wave(slug: str) -> Wave:
    wave = find_wave(slug)
    if wave is None:
        raise NotFound(f"no wave {slug}")
    return wave


def add_wave(*, slug: str, title: str, opens_at: datetime, closes_at: datetime) -> Wave:
    wave = Wave(slug=slug, title=title, opens_at=opens_at, closes_at=closes_at)
    db.session.add(wave)
    db.session.flush()
    return wave


def list_surveys() -> list[Survey]:
    """Every survey: newest wave first, then by audience."""
    query = sa.select(Survey).join(Survey.wave).order_by(Wave.opens_at.desc(), Wave.id.desc(), Survey.audience)
    return list(db.session.scalars(query))


def list_surveys_of(wave_id: int) -> list[Survey]:
    """The surveys of one wave, by audience."""
    return list(db.session.scalars(sa.select(Survey).where(Survey.wave_id == wave_id).order_by(Survey.audience)))


def find_survey(slug: str) -> Survey | None:
    return db.session.scalar(sa.select(Survey).where(Survey.slug == slug))


def get_survey(slug: str) -> Survey:
    survey = find_survey(slug)
    if survey is None:
        raise NotFound(f"no survey {slug}")
    return survey


def get_survey_by_id(survey_id: int) -> Survey:
    survey = db.session.get(Survey, survey_id, populate_existing=True)
    if survey is None:
        raise NotFound(f"no survey {survey_id}")
    return survey


def find_survey_of(wave_id: int, audience: str) -> Survey | None:
    query = sa.select(Survey).where(Survey.wave_id == wave_id, Survey.audience == audience)
    return db.session.scalar(query)


def add_survey(
    *, slug: str, title: str, audience: str, wave: Wave, instrument_version_id: str, confidentiality: Confidentiality
) -> Survey:
    survey = Survey(
        slug=slug,
        title=title,
        audience=audience,
        wave=wave,
        instrument_version_id=instrument_version_id,
        closed_at=None,
        confidentiality=confidentiality,
    )
    db.session.add(survey)
    db.session.flush()
    return survey


def find_version(version_id: str) -> InstrumentVersion | None:
    return db.session.get(InstrumentVersion, version_id)


def get_version(version_id: str) -> InstrumentVersion:
    version = find_version(version_id)
    if version is None:
        raise NotFound(f"no wording {version_id}")
    return version


def add_version(*, version_id: str, instrument_id: str, source: str) -> None:
    db.session.add(InstrumentVersion(id=version_id, instrument_id=instrument_id, source=source))
    db.session.flush()
