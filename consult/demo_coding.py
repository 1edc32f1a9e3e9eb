"""A double coding of the demonstration: two invented colleagues, who mostly say what the machine said, and differ."""

from __future__ import annotations

import random

from analysis.codebook import NOT_SURE, OTHER
from consult.models.double_coding import DoubleComment, Spread
from consult.services import adjudicating, blind_coding, double_coding, theme_finding
from consult.store import double_coding as store
from consult.store.transaction import transaction

SEED = 2024
STRAYS = (0.12, 0.18)  # how often each of them sees something else in a comment
DECIDED = 3  # differences about which the third decision was made
WHY = "The comment speaks of this first; the rest is by the way."


def load(*, first: int, second: int) -> None:
    """Both have handed in; most differences still wait, so that the page has something to do on it."""
    run = theme_finding.find_newest_run()
    if run is None or double_coding.look_ahead(run).why_not:
        return
    double_id = double_coding.ask(run, (first, second), Spread.AUDIENCE, by=first)
    offered = [str(each.theme_id) for each in double_coding.list_themes(double_id)]
    chance = random.Random(SEED)  # noqa: S311  # nosec B311 (invented codes, no secrets)
    with transaction():
        for each in store.list_sampled(double_id):
            for person, strays in zip((first, second), STRAYS, strict=True):
                themes = _said(each, offered, chance, strays)
                store.put_code(sampled_id=each.id, user_id=person, themes=themes)
    for person in (first, second):
        blind_coding.hand_in(double_id, by=person)
    for difference in adjudicating.list_differences(double_id, 1).listed[:DECIDED]:
        themes = next(each.program for each in store.list_sampled(double_id) if each.id == difference.sampled_id)
        plain = [theme for theme in themes if theme != NOT_SURE] or [OTHER]
        adjudicating.adjudicate(double_id, difference.sampled_id, plain, WHY, by=second)


def _said(sampled: DoubleComment, offered: list[str], chance: random.Random, strays: float) -> list[str]:
    if chance.random() < strays or NOT_SURE in sampled.program:
        return [chance.choice([*offered, OTHER])]
    return sampled.program
