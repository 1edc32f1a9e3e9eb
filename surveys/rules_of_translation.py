"""Rules on translations: what a translator has still to do. Until it is done nobody is shown that language."""

from __future__ import annotations

from collections.abc import Iterator

from surveys.problems import Found, Severity
from surveys.questionnaire import Instrument
from surveys.translating import Gaps, find_gaps

REMEDY = "Take it out with consult translations export, and bring it back translated"
NAMED = 3  # addresses in one sentence


def missing_translation(instrument: Instrument) -> Iterator[Found]:
    for place, gaps in _gaps(instrument):
        if gaps.missing:
            yield _found(place, f"not translated yet: {_named(gaps.missing)}")


def stale_translation(instrument: Instrument) -> Iterator[Found]:
    for place, gaps in _gaps(instrument):
        if gaps.stale:
            yield _found(place, f"the English has changed since it was translated: {_named(gaps.stale)}")


def _gaps(instrument: Instrument) -> Iterator[tuple[str, Gaps]]:
    for shown in instrument.variants or (instrument,):
        for catalogue in shown.catalogues:
            face = f"face {shown.face_id}, " if shown.face_id else ""
            yield f"{face}language {catalogue.language}", find_gaps(shown, catalogue)


def _found(place: str, message: str) -> Found:
    return Found(place, message, REMEDY, Severity.WARNING)


def _named(addresses: tuple[str, ...]) -> str:
    more = len(addresses) - NAMED
    return ", ".join(addresses[:NAMED]) + (f" and {more} more" if more > 0 else "")
