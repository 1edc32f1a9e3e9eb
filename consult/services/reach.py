"""Whose voice is missing: who answered the surveys, beside who lives there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from analysis.reach import Comparison, Reach, reach
from analysis.reported import Table
from consult.population import Population
from consult.services import ledger, wordings
from consult.settings import Settings
from consult.store import reach as store
from consult.store.ledger import Door

AREA = "area"  # in a file of the population: where people live, which every survey asks


@dataclass(frozen=True, kw_only=True)
class Reached:
    """notes, rows: what was said at events and in imported files, which are no people and so not in the comparisons."""

    population: Population
    comparisons: tuple[Reach, ...]
    notes: int
    rows: int

    def wordings_of(self, audience: str) -> tuple[Table, ...]:
        """In which face and which language they answered."""
        return wordings.tabulate(audience)

    def of(self, audience: str) -> tuple[Reach, ...]:
        return tuple(each for each in self.comparisons if each.comparison.audience == audience)

    @property
    def audiences(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.comparison.audience for each in self.comparisons))


def look() -> Reached:
    """As things stand now, over all surveys so far; test submissions are left out."""
    settings: Settings = current_app.config["SETTINGS"]
    entries = ledger.read()
    return Reached(
        population=settings.population,
        comparisons=tuple(_compare(each) for each in settings.population.comparisons),
        notes=sum(entry.received for entry in entries.of(Door.EVENT)),
        rows=sum(entry.received for entry in entries.of(Door.IMPORT)),
    )


def _compare(comparison: Comparison) -> Reach:
    if comparison.question == AREA:
        return reach(comparison, store.count_areas(comparison.audience))
    return reach(comparison, store.count_answers(comparison.audience, comparison.question))
