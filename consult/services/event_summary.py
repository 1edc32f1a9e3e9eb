"""What a group told us, for that group: its points by prompt, what was changed when it was read back, what comes next.

Without names: each text is masked as for analysis. Nothing withheld or not screened yet, nothing a facilitator only
noticed, nothing that waits for somebody to choose between two versions. The same points give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from analysis.cells import BYTE_ORDER_MARK, csv_lines
from analysis.document.paper import Paper
from analysis.redact import mask
from consult.models.listening import Change, ListeningEvent, NoteKind
from consult.services import listening
from consult.services.listening import Point
from consult.services.point_rows import KIND_WORDS
from consult.settings import LONDON
from consult.store import people
from consult.store.transaction import transaction

OTHER, PARKED = "Other things you told us", "Kept for another day"
NEXT = (
    "What you told us is read together with what everybody else told us.",
    "Then we say what we heard, what we will do, and what we will not do, and why.",
)
LEFT_OUT = "Names, and what a facilitator only noticed, are left out."
HEAD = ("What you were asked", "What you told us", "In whose words", "How many agreed", "Changed when read back")


@dataclass(frozen=True, kw_only=True)
class Told:
    """agreed: how many said it or agreed, where that was counted; never a number of people who answered.

    point: as it stands in the log, for whoever worries about it.
    """

    text: str
    kind: NoteKind
    agreed: int | None
    was_changed: bool
    point: Point


@dataclass(frozen=True, kw_only=True)
class Part:
    title: str
    told: tuple[Told, ...]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """held_back: how many points are left out because they are withheld or not screened yet; for staff only."""

    event: ListeningEvent
    parts: tuple[Part, ...]
    held_back: int
    noticed: int

    @property
    def points(self) -> int:
        return sum(len(part.told) for part in self.parts)


def gather(event_id: int) -> Summary:
    """As things stand now."""
    log = listening.get_log(event_id)
    oldest_first = sorted(log.points, key=lambda point: _first_id(point))
    said = [point for point in oldest_first if point.written.note.kind is not NoteKind.OBSERVATION]
    shown = [point for point in said if not point.is_withheld]
    parts = tuple(Part(title=title, told=tuple(map(_told, found))) for title, found in _by_prompt(event_id, shown))
    return Summary(
        event=log.event, parts=parts, held_back=len(said) - len(shown), noticed=len(oldest_first) - len(said)
    )


def as_word(event_id: int, *, organisation: str, by: int) -> bytes:
    """Who took it is recorded."""
    summary = gather(event_id)
    event, day = summary.event, _day(summary.event)
    made_at = datetime.combine(event.held_on, time(), tzinfo=LONDON)
    paper = Paper(f"What you told us: {event.title}", subject=day, author=organisation, made_at=made_at)
    paper.front("What you told us", (event.title, f"{day}, {event.place}", organisation))
    paper.foot(f"What you told us · {event.title}")
    paper.chapter("What you told us")
    for part in summary.parts:
        paper.heading(part.title)
        paper.points(_line(told) for told in part.told)
    if not summary.parts:
        paper.say("Nothing can be shown yet.")
    paper.chapter("What happens next")
    paper.say(*NEXT)
    paper.note(LEFT_OUT)
    _record(event_id, "docx", by)
    return paper.finished()


def as_csv(event_id: int, *, by: int) -> str:
    """Who took it is recorded. No cell runs in a spreadsheet."""
    rows = [
        (part.title, told.text, KIND_WORDS[told.kind], told.agreed or "", "yes" if told.was_changed else "")
        for part in gather(event_id).parts
        for told in part.told
    ]
    _record(event_id, "csv", by)
    return BYTE_ORDER_MARK + "".join(csv_lines([HEAD, *rows]))


def _by_prompt(event_id: int, points: list[Point]) -> Iterator[tuple[str, list[Point]]]:
    """In the order they were asked; then what no prompt asked for, then what was parked."""
    open_ones = [point for point in points if not point.written.note.is_parked]
    prompts = listening.list_prompts(event_id)
    for prompt in prompts:
        yield from _part(prompt.text, [point for point in open_ones if point.written.note.prompt_id == prompt.id])
    yield from _part(OTHER, [point for point in open_ones if point.written.note.prompt_id is None])
    yield from _part(PARKED, [point for point in points if point.written.note.is_parked])


def _part(title: str, points: list[Point]) -> Iterator[tuple[str, list[Point]]]:
    if points:
        yield title, points


def _told(point: Point) -> Told:
    note = point.written.note
    was_changed = any(version.written.note.why is Change.READ_BACK for version in (point, *point.earlier))
    return Told(text=mask(note.text).text, kind=note.kind, agreed=note.agreed, was_changed=was_changed, point=point)


def _line(told: Told) -> str:
    text = f"“{told.text}”" if told.kind is NoteKind.VERBATIM else told.text
    agreed = f" ({told.agreed:,} agreed)" if told.agreed else ""
    return f"{text}{agreed}{' (you changed this when we read it back)' if told.was_changed else ''}"


def _first_id(point: Point) -> int:
    return point.earlier[-1].written.note.id if point.earlier else point.written.note.id


def _day(event: ListeningEvent) -> str:
    return f"{event.held_on.day} {event.held_on:%B %Y}"


def _record(event_id: int, form: str, by: int) -> None:
    with transaction():
        people.record(user_id=by, action="event summary exported", subject=f"event {event_id}", detail=form)
