"""The demonstration's events: who was there, what is planned, and whom the wave wants to hear."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from consult.models.listening import ListeningEvent, Method
from consult.services import coverage_targets, event_planning, event_prompts, listening
from consult.services.coverage_groups import Group
from consult.services.event_planning import ABOUT, ARRANGED, IN_THE_ROOM

PLANS = Path(__file__).parent / "demo_content" / "plans.toml"


def load(*, facilitator: int, manager: int) -> None:
    """Once the surveys of the wave are open. All of it is invented."""
    wave = event_planning.current_wave()
    if wave is None:
        return
    plans = tomllib.loads(PLANS.read_text(encoding="utf-8"))
    by_title = {found.event.title: found.event for found in listening.list_events()}
    for held in plans["held"]:
        event = by_title[held.pop("title")]
        prompts = held.pop("prompts")
        _change(event, ABOUT, {"wave_id": wave.id}, facilitator)
        _change(event, IN_THE_ROOM, {**held, "scribes": [facilitator]}, facilitator)
        event_prompts.add(event.id, chosen=(), own=prompts, by=facilitator)
    for planned in plans["planned"]:
        _plan(planned, wave.id, facilitator)
    for target in plans["target"]:
        group = Group(target["audience"], target.get("area", ""), target.get("band", ""))
        number, share = target.get("people"), target.get("tenths_of_a_percent")
        coverage_targets.put(wave.id, group, number=number, share=share, by=manager)


def _plan(planned: dict[str, Any], wave_id: int, by: int) -> None:
    held_on, aims = date.today() + timedelta(days=planned.pop("in_days")), planned.pop("aims")
    chosen, own = [(face, key) for face, key in planned.pop("questions")], planned.pop("prompts")
    needs, method = planned.pop("access_needs"), Method(planned.pop("method"))
    event = listening.add_event(**planned, method=method, held_on=held_on, wave_id=wave_id, by=by)
    _change(event, ARRANGED, {"aims": aims, "access_needs": needs, "facilitators": [by]}, by)
    event_prompts.add(event.id, chosen=chosen, own=own, by=by)


def _change(event: ListeningEvent, names: tuple[str, ...], new: dict[str, Any], by: int) -> None:
    values = event_planning.read(event, names)
    event_planning.change(event.id, values | new, mark=event_planning.seen(values), by=by)
