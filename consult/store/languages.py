"""Translations of this installation, and the checks of surveys in a language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa

from consult.extensions import db
from consult.models.languages import LanguageCheck, Translation
from consult.models.people import User

Stamp: TypeAlias = tuple[int, datetime | None]


def list_translations(language: str) -> list[Translation]:
    """Of every catalogue, in the order in which they were brought."""
    return list(
        db.session.scalars(sa.select(Translation).where(Translation.language == language).order_by(Translation.id))
    )


def list_languages() -> list[str]:
    """In which something was brought."""
    return list(db.session.scalars(sa.select(Translation.language).distinct().order_by(Translation.language)))


def stamps(languages: Iterable[str]) -> dict[str, Stamp]:
    """Each changes whenever its language’s translations change: they are replaced by new rows."""
    codes = sorted(set(languages))
    query = sa.select(Translation.language, sa.func.count(), sa.func.max(Translation.brought_at))
    query = query.where(Translation.language.in_(codes)).group_by(Translation.language)
    found: dict[str, Stamp] = {code: (count, newest) for code, count, newest in db.session.execute(query)}
    return {code: found.get(code, (0, None)) for code in codes}


def replace_translations(language: str, rows: Iterable[dict[str, Any]]) -> None:
    """Each in place of what was brought for the same address before."""
    brought = list(rows)
    places = {(row["catalogue"], row["address"]) for row in brought}
    for old in list_translations(language):
        if (old.catalogue, old.address) in places:
            db.session.delete(old)
    db.session.flush()
    db.session.add_all(Translation(language=language, **row) for row in brought)
    db.session.flush()


def add_check(*, survey_id: int, language: str, words: str, reader: str, by: int | None) -> None:
    check = LanguageCheck(survey_id=survey_id, language=language, words=words, reader=reader, recorded_by=by)
    db.session.add(check)


def list_checks(survey_ids: Iterable[int]) -> list[tuple[LanguageCheck, str]]:
    """With the name of who recorded it, the newest first."""
    of_these = LanguageCheck.survey_id.in_(sorted(set(survey_ids)))
    query = sa.select(LanguageCheck, sa.func.coalesce(User.name, "")).where(of_these)
    rows = db.session.execute(query.outerjoin(User).order_by(LanguageCheck.id.desc()))
    return [(check, name) for check, name in rows]
