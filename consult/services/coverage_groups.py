"""Whom a wave can want to hear: an audience, in an area or all, of an age or another group."""

from __future__ import annotations

import enum
from typing import NamedTuple

from consult.services.event_room import AGES, GROUPS
from consult.settings import AREAS, AUDIENCES

OWN_AREAS = tuple(area for area in AREAS if area not in ("elsewhere", "not-said"))
CHILDREN_AGES = tuple(age for age in AGES if age != "26-over")
AUDIENCE_BANDS = {
    "children": (*CHILDREN_AGES, *GROUPS),
    "parents": tuple(group for group in GROUPS if group != "young-carers"),
}


class Asked(NamedTuple):
    """Which answers to which question of a survey mean that somebody is of a band."""

    question: str
    values: tuple[str, ...]


AGE_QUESTION = "age-band"
OF_EQUALITY = {  # questions that are kept apart; nobody is asked whether they are educated at home
    "send": Asked("disability", ("yes",)),
    "care-experienced": Asked("care-experience", ("yes",)),
    "young-carers": Asked("carer", ("yes",)),
    "another-language": Asked("home-language", ("english-and-another", "another")),
}
ASKED = {age: Asked(AGE_QUESTION, (age,)) for age in CHILDREN_AGES} | OF_EQUALITY


class Group(NamedTuple):
    """area, band: empty for all."""

    audience: str
    area: str
    band: str

    @property
    def name(self) -> str:
        who = (AGES | GROUPS).get(self.band, "")
        who = f"Aged {who}" if self.band in AGES else who or AUDIENCES[self.audience]
        return f"{who}, {AREAS[self.area] if self.area else 'all areas'}"

    @property
    def key(self) -> str:
        return "/".join((self.audience, self.area, self.band))


class Stands(enum.StrEnum):
    """Where a group stands, the gaps first."""

    NOBODY = "nobody yet"
    EVENTS_ONLY = "only at events so far"
    TOO_FEW = "too few to show"
    BELOW = "below the target"
    NO_TARGET = "heard, no target set"
    REACHED = "target reached"
