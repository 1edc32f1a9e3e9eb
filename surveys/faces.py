"""One instrument, several faces: the same questions by the same ids, worded for an age or a way of reading. Pure."""

from __future__ import annotations

from surveys.answers import Answers
from surveys.questionnaire import Face, Instrument, Page
from surveys.routing import path_of
from surveys.translating import find_gaps, translated


class UnknownFace(LookupError):
    """The instrument has no such face."""


class UnknownLanguage(LookupError):
    """The instrument is not worded in this language."""


def show(instrument: Instrument, face_id: str = "", language: str = "") -> Instrument:
    """The plain instrument that this face shows, in this language; its default face and language when empty.

    UnknownFace and UnknownLanguage where there is none, or its translation is not complete: nothing is half translated.
    An instrument without faces is its own only face.
    """
    if not instrument.variants:
        if face_id:
            raise UnknownFace(face_id)
        return _in_language(instrument, language)
    wanted = face_id or instrument.default_face
    for variant in instrument.variants:
        if variant.face_id == wanted:
            return _in_language(variant, language)
    raise UnknownFace(face_id)


def _in_language(shown: Instrument, language: str) -> Instrument:
    if not language or language == shown.language:
        return shown
    for catalogue in shown.catalogues:
        if catalogue.language == language and find_gaps(shown, catalogue).is_complete:
            return translated(shown, catalogue)
    raise UnknownLanguage(language)


def carried_over(before: Face | None, answers: Answers) -> Answers:
    """The answers to go on with in another face: all of them, and what was said by choosing the face before.

    A question that the new face does not ask keeps its answer: it is sent only if it is on the path.
    """
    return answers.with_answers(before.answers) if before else answers


def page_like(whole: Instrument, shown: Instrument, answers: Answers, page_id: str) -> Page | None:
    """The same page in another face, or where that has none the nearest after it, or before. None: no such page."""
    places = {page.id: place for place, page in enumerate(whole.all_pages)}
    if page_id not in places:
        return None
    pages = path_of(shown, answers, whole.page(page_id))
    later = [page for page in pages if places[page.id] >= places[page_id]]
    return later[0] if later else pages[-1] if pages else None
