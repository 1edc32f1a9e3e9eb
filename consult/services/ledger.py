"""The ledger: every input received and where it went, to the unit. A view that reached nobody can void a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from consult.models.keeping import Why
from consult.services import theme_replay
from consult.store import late, ledger, paper, runs
from consult.store.ledger import Door, Gone, Place, Received, Source, Went

__all__ = ["Day", "Door", "Entry", "Ledger", "add_up", "list_days", "make_entries", "read"]

NOTHING = Received(0, 0)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One survey, listening event or imported file; or all of them together.

    received: submissions, notes or rows that count; apart: test submissions, notes that were corrected or taken out.
    in_review: edits of points that came second and wait for a person; no analysis reads them before.
    inputs_gone: of the received ones, how many submissions or notes were taken back or are kept no longer (the rows of
    files are counted as they came in).
    comments: the free text in them, counted by itself; the seven places after it must add up to it.
    withheld: of these comments, how many have words that only the safeguarding lead may read.
    """

    door: Door | None
    id: int
    title: str
    received: int
    apart: int
    comments: int
    comments_apart: int
    to_theme: int
    to_no_theme: int
    excluded: Mapping[str, int]
    not_yet: int
    withheld: int
    inputs_gone: int = 0
    withdrawn: int = 0
    kept_no_longer: int = 0
    in_review: int = 0

    @property
    def gone(self) -> int:
        return self.withdrawn + self.kept_no_longer

    @property
    def left_out(self) -> int:
        return sum(self.excluded.values())

    @property
    def placed(self) -> int:
        return self.to_theme + self.to_no_theme + self.left_out + self.not_yet + self.in_review + self.gone

    @property
    def adds_up(self) -> bool:
        """Each comment is in exactly one place; each note and row that counts brought exactly one comment."""
        is_whole = self.placed == self.comments and self.withheld <= self.comments
        return is_whole and (self.door in (None, Door.SURVEY) or self.comments == self.received)


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """analysed_at: when the newest run of the analysis began reading; None before the first.

    late: by source, how many points came after their event was closed, or rows were received when no wave was open any
    more, or sheets of paper after their survey had closed. They are among those received.
    on_paper: by survey, how many of those received were typed from paper.
    partial: by survey, how many saved a page and have not sent. They stand beside the sum: what was not sent was not
    said to us, and nobody has read it.
    """

    entries: tuple[Entry, ...]
    total: Entry
    stored_comments: int
    analysed_at: datetime | None
    partial: Mapping[int, int] = field(default_factory=dict)
    late: Mapping[tuple[Door, int], int] = field(default_factory=dict)
    on_paper: Mapping[int, int] = field(default_factory=dict)

    @property
    def adds_up(self) -> bool:
        everything = self.total.comments - self.total.gone + self.total.comments_apart == self.stored_comments
        return everything and self.total.adds_up and all(entry.adds_up for entry in self.entries)

    def late_of(self, entry: Entry) -> int:
        return self.late.get((entry.door, entry.id), 0) if entry.door else sum(self.late.values())

    def on_paper_of(self, entry: Entry) -> int:
        return self.on_paper.get(entry.id, 0) if entry.door is Door.SURVEY else 0

    def of(self, door: Door) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.door == door)


@dataclass(frozen=True, slots=True)
class Day:
    """What came in on one day in London."""

    day: date
    submissions: int
    notes: int
    rows: int


def read() -> Ledger:
    """As things stand now, all counted at the same moment."""
    with ledger.one_picture():
        run = runs.find_newest_run()
        put, taken = theme_replay.moved_by_people(run) if run else (frozenset(), frozenset())
        places = ledger.count_places(run.id if run else None, put=put, taken=taken)
        gone = ledger.count_gone()
        entries = make_entries(ledger.list_sources(), ledger.count_received(), ledger.count_comments(), places, gone)
        stored, partial = ledger.count_all_comments(), ledger.count_partial()
        came_late, typed = late.count_late(), paper.count()
    return Ledger(
        entries=entries,
        total=add_up(entries),
        stored_comments=stored,
        analysed_at=run.started_at if run else None,
        partial=partial,
        late=came_late | {(Door.SURVEY, key): number for key, (_, number) in typed.items() if number},
        on_paper={key: every for key, (every, _) in typed.items()},
    )


def list_days() -> list[Day]:
    """Every day on which something came in, the newest first."""
    with ledger.one_picture():
        submissions, notes, rows = (ledger.count_by_day(door) for door in Door)
    days = sorted({*submissions, *notes, *rows}, reverse=True)
    return [Day(day, submissions.get(day, 0), notes.get(day, 0), rows.get(day, 0)) for day in days]


def make_entries(
    sources: Iterable[Source],
    received: Mapping[tuple[Door, int], Received],
    comments: Mapping[tuple[Door, int], Received],
    places: Iterable[Place],
    gone: Iterable[Gone] = (),
) -> tuple[Entry, ...]:
    """One entry per source. What is counted for a source that is not listed gets an entry all the same."""
    by_source: dict[tuple[Door, int], list[Place]] = {}
    for place in places:
        by_source.setdefault(place.source, []).append(place)
    left: dict[tuple[Door, int], list[Gone]] = {}
    for part in gone:
        left.setdefault(part.source, []).append(part)
    titles = {(source.door, source.id): source.title for source in sources}
    keys = dict.fromkeys([*titles, *received, *comments, *by_source, *left])
    return tuple(
        _entry(
            key,
            titles.get(key, ""),
            received.get(key, NOTHING),
            comments.get(key, NOTHING),
            by_source.get(key, []),
            left.get(key, []),
        )
        for key in keys
    )


def add_up(entries: Iterable[Entry]) -> Entry:
    """All of them together. received is a sum of unlike things, and is shown nowhere by itself."""
    entries = tuple(entries)
    excluded: Counter[str] = Counter()
    for entry in entries:
        excluded.update(entry.excluded)
    return Entry(
        door=None,
        id=0,
        title="Everything",
        received=sum(entry.received for entry in entries),
        apart=sum(entry.apart for entry in entries),
        comments=sum(entry.comments for entry in entries),
        comments_apart=sum(entry.comments_apart for entry in entries),
        to_theme=sum(entry.to_theme for entry in entries),
        to_no_theme=sum(entry.to_no_theme for entry in entries),
        excluded=dict(excluded.most_common()),
        not_yet=sum(entry.not_yet for entry in entries),
        withheld=sum(entry.withheld for entry in entries),
        inputs_gone=sum(entry.inputs_gone for entry in entries),
        withdrawn=sum(entry.withdrawn for entry in entries),
        kept_no_longer=sum(entry.kept_no_longer for entry in entries),
        in_review=sum(entry.in_review for entry in entries),
    )


def _entry(
    key: tuple[Door, int],
    title: str,
    received: Received,
    comments: Received,
    places: Iterable[Place],
    gone: Sequence[Gone],
) -> Entry:
    went: Counter[Went] = Counter()
    excluded: Counter[str] = Counter()
    withheld = 0
    for place in places:
        went[place.went] += place.comments
        withheld += place.withheld
        if place.went == Went.EXCLUDED:
            excluded[place.reason] += place.comments
    door, source_id = key
    inputs_gone, comments_gone = sum(part.inputs for part in gone), sum(part.comments for part in gone)
    withdrawn = sum(part.comments for part in gone if part.why == Why.WITHDRAWN)
    return Entry(
        door=door,
        id=source_id,
        title=title,
        received=received.counts + inputs_gone,
        apart=received.apart,
        comments=comments.counts + comments_gone,
        comments_apart=comments.apart,
        to_theme=went[Went.THEME],
        to_no_theme=went[Went.NO_THEME],
        excluded=dict(excluded.most_common()),
        not_yet=went[Went.NOT_YET],
        withheld=withheld,
        inputs_gone=inputs_gone,
        withdrawn=withdrawn,
        kept_no_longer=comments_gone - withdrawn,
        in_review=went[Went.IN_REVIEW],
    )
