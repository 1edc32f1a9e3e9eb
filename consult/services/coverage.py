"""Coverage: the groups a wave wants to hear, what it has heard so far, and who has not been heard at all.

Counted when the page is opened. People who sent a survey are counted and protected as on “Who was heard”
(analysis.disclosure); events stand beside them as bands of people and are never added: points are not people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from analysis.disclosure import ShownCount, show
from consult.models.base import utcnow
from consult.models.event_plan import CoverageTarget
from consult.models.listening import ListeningEvent
from consult.models.surveys import Wave
from consult.services import areas, coverage_figures, event_planning
from consult.services.coverage_groups import AUDIENCE_BANDS, OWN_AREAS, Group, Stands
from consult.settings import AUDIENCES, LONDON
from consult.store import coverage as store
from consult.store import listening
from consult.store.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class AtEvents:
    """bands: of the people at each event that was held; points: written down there, for a whole area or all of them."""

    bands: tuple[str, ...] = ()
    points: int = 0
    coming: int = 0


@dataclass(frozen=True, kw_only=True)
class Line:
    """One group. people: who sent a survey, None where no survey asks; wanted: None without a target."""

    group: Group
    people: ShownCount | None
    wanted: int | None
    target: str
    events: AtEvents

    @property
    def stands(self) -> Stands:
        """Only of what is shown, so that the order of a page gives no small number away."""
        shown = self.people.value if self.people else 0
        if not shown and shown is not None:
            return Stands.EVENTS_ONLY if self.events.bands else Stands.NOBODY
        if shown is None:
            return Stands.TOO_FEW
        if self.wanted is None:
            return Stands.NO_TARGET
        return Stands.REACHED if shown >= self.wanted else Stands.BELOW

    @property
    def percent(self) -> int | None:
        """Of the target, from what is shown; at most 100."""
        shown = self.people.value if self.people else None
        return None if shown is None or not self.wanted else min(100, 100 * shown // self.wanted)


@dataclass(frozen=True, kw_only=True)
class Board:
    """As things stood at this moment. lines: gaps first, then the farthest from their targets."""

    wave: Wave
    as_of: datetime
    lines: tuple[Line, ...]

    def of(self, audience: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.group.audience == audience)

    @property
    def unheard(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.stands is Stands.NOBODY)


def look(wave_id: int | None = None) -> Board | None:
    """The board of a wave, the current one where none is named; None where there is no wave yet."""
    wave = _wave(wave_id)
    if wave is None:
        return None
    shown = coverage_figures.count(wave.id)
    targets = {_group(target): target for target in store.list_targets(wave.id)}
    events = _events(wave.id)
    groups = [group for group in dict.fromkeys((*targets, *_usual())) if _may_see(group)]
    lines = [
        Line(
            group=group,
            people=_people(shown, group),
            wanted=coverage_figures.wanted(targets[group]) if group in targets else None,
            target=coverage_figures.in_words(targets[group]) if group in targets else "",
            events=_at_events(events, group),
        )
        for group in groups
    ]
    return Board(wave=wave, as_of=utcnow(), lines=tuple(sorted(lines, key=_gaps_first)))


def _gaps_first(line: Line) -> tuple[int, bool, int, str]:
    return (list(Stands).index(line.stands), not line.target, line.percent or 0, line.group.key)


def _wave(wave_id: int | None) -> Wave | None:
    return event_planning.current_wave() if wave_id is None else get_wave(wave_id)


def get_wave(wave_id: int) -> Wave:
    found = next((wave for wave in event_planning.list_waves() if wave.id == wave_id), None)
    if found is None:
        raise NotFound(f"no wave {wave_id}")
    return found


def _usual() -> list[Group]:
    """Each audience in each area, and each of its bands in all of them: shown with and without a target."""
    by_area = [Group(audience, area, "") for audience in AUDIENCES for area in OWN_AREAS]
    return by_area + [Group(audience, "", band) for audience, bands in AUDIENCE_BANDS.items() for band in bands]


def _may_see(group: Group) -> bool:
    """Whose work is about some areas sees these; what is about all areas together would leave out other events."""
    return group.area in areas.own() if group.area else not areas.is_limited()


def _group(target: CoverageTarget) -> Group:
    return Group(target.audience, target.area, target.band)


def _people(shown: dict[Group, ShownCount], group: Group) -> ShownCount | None:
    return shown.get(group, None if group.band else show(0))


@dataclass(frozen=True, kw_only=True)
class _Event:
    event: ListeningEvent
    points: int

    @property
    def is_held(self) -> bool:
        return self.event.headcount != "0" and bool(self.event.headcount or self.points)

    def is_coming(self, today: date) -> bool:
        return self.event.held_on >= today and not self.event.headcount and not self.points

    def is_about(self, group: Group) -> bool:
        return self.event.audience == group.audience and group.area in ("", self.event.area)

    def band_of(self, group: Group) -> str:
        """How many of this group were there; empty where nobody of it is known to have been."""
        if not group.band:
            return self.event.headcount or "not said"
        return "" if (band := self.event.room.get(group.band, "0")) == "0" else str(band)


def _events(wave_id: int) -> list[_Event]:
    points = {event.id: notes for event, notes in listening.list_events()}
    return [_Event(event=event, points=points.get(event.id, 0)) for event in store.list_events(wave_id)]


def _at_events(events: list[_Event], group: Group) -> AtEvents:
    today = datetime.now(LONDON).date()
    mine = [each for each in events if each.is_about(group)]
    held = [(each, band) for each in mine if each.is_held and (band := each.band_of(group))]
    coming = [each for each in mine if each.is_coming(today) and (not group.band or group.band in each.event.aims)]
    return AtEvents(
        bands=tuple(band for _, band in held),
        points=0 if group.band else sum(each.points for each, _ in held),
        coming=len(coming),
    )
