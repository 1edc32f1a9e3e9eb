"""Managers say how many of a group a wave should hear: a number of people, or a share of those who live there."""

from __future__ import annotations

from consult.models.base import utcnow
from consult.services import areas, coverage_figures
from consult.services.coverage_groups import AUDIENCE_BANDS, Group
from consult.store import coverage as store
from consult.store import people
from consult.store.errors import Conflict
from consult.store.transaction import transaction

MOST_PEOPLE = 1_000_000
NO_FIGURE = (
    "The file of the population has no figure for this group. Give a number of people, or add the figure to the file"
)
NO_BAND = "This audience has no such group. Choose another one, or everybody"
FOR_ALL = "Your work is about some areas only. Choose one of them"


def fault_of(group: Group, *, is_share: bool) -> str:
    """A sentence where this group cannot have such a target; empty where it can."""
    if group.band and group.band not in AUDIENCE_BANDS.get(group.audience, ()):
        return NO_BAND
    if is_share and coverage_figures.population_of(group) is None:
        return NO_FIGURE
    return FOR_ALL if not group.area and areas.is_limited() else ""


def put(wave_id: int, group: Group, *, number: int | None, share: int | None, by: int) -> None:
    """In the place of the target there was. share: in tenths of a per cent; one of both is given."""
    if fault := fault_of(group, is_share=share is not None):
        raise Conflict(fault)
    if group.area:
        areas.refuse_others(group.area)
    with transaction():
        people.lock(by)
        target = store.find_target(wave_id=wave_id, **group._asdict())
        was = coverage_figures.in_words(target) if target else "none"
        if target is None:
            store.add_target(wave_id=wave_id, **group._asdict(), people=number, share=share, set_by=by)
        else:
            target.people, target.share, target.set_by, target.set_at = number, share, by, utcnow()
        now = f"{number} people" if number is not None else f"{(share or 0) / 10:g}%"
        _record(by, wave_id, group, f"{now}, was {was}")


def remove(target_id: int, *, by: int) -> None:
    with transaction():
        target = store.get_target(target_id)
        if not target.area and areas.is_limited():
            raise Conflict(FOR_ALL)
        was = coverage_figures.in_words(target)
        group = Group(target.audience, target.area, target.band)
        store.remove_target(target)
        _record(by, target.wave_id, group, f"none, was {was}")


def list_targets(wave_id: int) -> list[tuple[int, Group, str]]:
    """Number, group and words of each, of the areas that may be seen."""
    found = [(each, Group(each.audience, each.area, each.band)) for each in store.list_targets(wave_id)]
    seen = [(each, group) for each, group in found if not group.area or group.area in areas.own()]
    return [(each.id, group, coverage_figures.in_words(each)) for each, group in seen]


def _record(by: int, wave_id: int, group: Group, detail: str) -> None:
    subject = f"wave {wave_id} {group.key}"
    people.record(user_id=by, action="coverage target set", subject=subject[:100], detail=detail)
