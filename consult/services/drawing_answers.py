"""Pictures of a draft follow its answers: kept with the page that names them, sent with the path. For intake only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from consult.services.drawing_files import Picture
from consult.store import drawings
from surveys import Drawing, Instrument, Value


@dataclass(frozen=True, kw_only=True)
class NewPicture:
    """One that came with a page just now: the answer to the question holds its name."""

    name: str
    question_id: str
    picture: Picture


def keep(whole: Instrument, visit_id: int, values: Mapping[str, Value], pictures: Iterable[NewPicture]) -> None:
    """In the transaction that saves these answers: what they do not name any more goes."""
    for new in pictures:
        picture = new.picture
        drawings.add(
            visit_id=visit_id,
            name=new.name,
            question_id=new.question_id,
            content=picture.content,
            width=picture.width,
            height=picture.height,
        )
    for question in _drawings(whole):
        if question.id in values:
            drawings.keep_only(visit_id, question.id, _names(values[question.id]))


def send(
    whole: Instrument, visit_id: int, submission_id: int, said: Mapping[str, Value], kept: Mapping[str, Value]
) -> None:
    """In the transaction that sends these answers. kept: all of the draft; a picture it does not name is not there."""
    named = [name for question in _drawings(whole) for name in _names(kept.get(question.id, ""))]
    if named:
        sent = [name for question in _drawings(whole) if question.id in said for name in _names(said[question.id])]
        drawings.send(visit_id, submission_id, sent)


def find_content(visit_id: int, name: str) -> bytes | None:
    """For whoever sent it, while the draft is open."""
    return drawings.find_content(visit_id, name)


def _drawings(instrument: Instrument) -> Iterator[Drawing]:
    return (question for question in instrument.questions if isinstance(question, Drawing))


def _names(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
