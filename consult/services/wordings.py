"""How many people answered in which face of a survey, and in which language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from analysis.reported import Table
from analysis.wordings import wordings_table
from consult.languages import english_name
from consult.models.base import utcnow
from consult.services import surveys
from consult.settings import AUDIENCES
from consult.store import reach as store

ONLY = "The only wording there was"


def tabulate(audience: str, *, until: datetime | None = None) -> tuple[Table, ...]:
    """By face and by language, each where there is more than one; without test submissions, up to this moment."""
    until = until or utcnow()
    faces, languages = store.count_faces(audience, until), store.count_languages(audience, until)
    names = _face_names(audience) if len(faces) > 1 else {}
    title = AUDIENCES.get(audience, audience)
    in_words, in_language = f"{title}: in which words they answered", f"{title}: in which language they answered"
    return (
        *_table(f"faces-{audience}", in_words, faces, lambda face: names.get(face, face)),
        *_table(f"languages-{audience}", in_language, languages, english_name),
    )


def _table(id: str, caption: str, counts: dict[str, int], name: Callable[[str], str]) -> tuple[Table, ...]:
    if len(counts) < 2:
        return ()
    known = [(name(value) if value else ONLY, people) for value, people in sorted(counts.items())]
    return (wordings_table(id, caption, known),)


def _face_names(audience: str) -> dict[str, str]:
    """As the newest survey calls them."""
    for survey in surveys.list_surveys():
        if survey.audience == audience:
            return {face.id: face.name for face in surveys.get_instrument(survey.instrument_version_id).faces}
    return {}
