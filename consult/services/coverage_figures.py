"""Counts and targets of the coverage board: people by group, protected, and what a target comes to."""

from __future__ import annotations

import math
from collections.abc import Collection

from flask import current_app

from analysis.disclosure import CountTable, ShownCount, protect, show
from consult.models.event_plan import CoverageTarget
from consult.services import surveys
from consult.services.coverage_groups import AGE_QUESTION, ASKED, AUDIENCE_BANDS, OF_EQUALITY, Group
from consult.settings import AREAS, Settings
from consult.store import coverage as store
from consult.store import surveys as survey_store
from consult.store.coverage import Heard

AREA_QUESTION = "area"  # in a file of the population: where people live
KEPT_APART = tuple(asked.question for asked in OF_EQUALITY.values())
PLACES = {question: place for place, question in enumerate((AGE_QUESTION, *KEPT_APART))}


def count(wave_id: int) -> dict[Group, ShownCount]:
    """Every group that the surveys of this wave ask about, as it may be shown."""
    heard = store.count_people(wave_id, asked=(AGE_QUESTION,), of_equality=KEPT_APART)
    found: dict[Group, ShownCount] = {}
    for survey in survey_store.list_surveys_of(wave_id):
        instrument = surveys.get_instrument(survey.instrument_version_id)
        asked = {question.id for question in instrument.questions}
        found |= _protected(survey.audience, heard, asked)
    return found


def _protected(audience: str, heard: list[Heard], asked: Collection[str]) -> dict[Group, ShownCount]:
    """Areas by bands; a person is in one area and in several bands."""
    bands = [band for band in AUDIENCE_BANDS.get(audience, ()) if band in ASKED and ASKED[band].question in asked]
    mine = [each for each in heard if each.audience == audience]

    def people(area: str = "", band: str = "") -> int:
        return sum(each.people for each in mine if area in ("", each.area) and _is_of(each, band))

    def groups(area: str) -> list[Group]:
        return [Group(audience, area, band) for band in (*bands, "")]

    if not people():
        return {group: show(0) for area in ("", *AREAS) for group in groups(area)}
    table = protect(
        CountTable(
            rows=tuple(AREAS),
            columns=tuple(bands),
            counts=tuple(tuple(people(area, band) for band in bands) for area in AREAS),
            row_totals=tuple(people(area) for area in AREAS),
            column_totals=tuple(people(band=band) for band in bands),
            total=people(),
            rows_add_up=False,
            columns_add_up=True,
            row_totals_known=True,  # in which area people live is no secret: only small numbers are
        )
    )
    found = dict(zip(groups(""), (*table.column_totals, table.total), strict=True))
    for area, row, total in zip(AREAS, table.counts, table.row_totals, strict=True):
        found |= dict(zip(groups(area), (*row, total), strict=True))
    return found


def _is_of(heard: Heard, band: str) -> bool:
    return not band or heard.answers[PLACES[ASKED[band].question]] in ASKED[band].values


# --- targets ---------------------------------------------------------------------------------------------------------


def population_of(group: Group) -> int | None:
    """How many live there, where the organisation's file says so: an area, or a band in all areas together."""
    settings: Settings = current_app.config["SETTINGS"]
    if group.band and (group.area or group.band not in ASKED):
        return None
    question = ASKED[group.band].question if group.band else AREA_QUESTION
    values = ASKED[group.band].values if group.band else (group.area,) if group.area else None
    for comparison in settings.population.comparisons:
        if (comparison.audience, comparison.question) == (group.audience, question):
            people = [each.people for each in comparison.groups if values is None or each.value in values]
            return sum(people) or None
    return None


def wanted(target: CoverageTarget) -> int | None:
    """In people, a share rounded up; None where the file of the population has no figure any more."""
    if target.people is not None:
        return target.people
    figure = population_of(Group(target.audience, target.area, target.band))
    return math.ceil((target.share or 0) * figure / 1000) if figure else None


def in_words(target: CoverageTarget) -> str:
    """120, or 5% of 29,000 (1,450)."""
    people = wanted(target)
    if target.share is None:
        return f"{people:,}"
    percent = f"{target.share / 10:g}%"
    figure = population_of(Group(target.audience, target.area, target.band))
    return f"{percent} of {figure:,}: {people:,}" if figure else f"{percent} of a figure that the file has no more"
