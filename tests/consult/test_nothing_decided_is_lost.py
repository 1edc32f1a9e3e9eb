"""Whatever people decide, sign off and amend, in any order and with runs between: each decision stands or is listed."""

import random
from contextlib import suppress

import pytest

from analysis.decisions import ABOUT_DECISIONS
from analysis.reviewing import ASPECTS
from consult.services import comment_coding, sign_off, taking_back, theme_replay, theme_review, theme_states
from consult.store import runs, themes
from consult.store.errors import Conflict, NotFound
from tests.consult import strategy_world as world
from tests.consult.strategy_world import nothing_left_open, store_run  # noqa: F401 (closes what a test left open)

MOST_STEPS = 45


@pytest.fixture
def database_url(sqlite_url):
    """What is tried here is the order of things; that both databases keep them is tried elsewhere."""
    return sqlite_url


class People:
    """Two people who press whatever there is, with and without a reason, on what they see at that moment."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.ids = world.import_comments([f"Words about thing {number}" for number in range(24)])
        self.people = [world.add_colleague(name).id for name in ("Ana One", "Ben Two")]
        self.find_again()

    def find_again(self) -> None:
        cut, other = sorted(self.chance.sample(range(2, 23), 2))
        store_run({"t01": self.ids[:cut], "t02": self.ids[cut:other], "t03": self.ids[other:]})

    def press(self) -> None:
        every = theme_states.read_all().themes
        theme, other = self.chance.choice(list(every.values())), self.chance.choice(list(every))
        chosen = self.chance.sample(self.ids, 2)
        run = runs.find_newest_run()
        held = [placed.comment_id for placed in theme_replay.replay_run(run).of(theme.id)][:2]
        by = self.chance.choice(self.people)
        how = {"seen": theme.seen, "by": by, "why": self.chance.choice(("", "Agreed in the meeting", "So it is"))}
        rows = themes.list_decisions()
        back = self.chance.choice(rows) if rows else None
        seen_back = every[back.theme_id].seen if back and back.theme_id in every else 0
        acts = [
            lambda: theme_review.rename(theme.id, f"Name {len(rows)}", **how),
            lambda: theme_review.accept(theme.id, **how),
            lambda: theme_review.reject(theme.id, **how),
            lambda: theme_review.merge(theme.id, other, **how),
            lambda: theme_review.part(theme.id, **how),
            lambda: theme_review.make(f"By hand {len(rows)}", by=by, why=how["why"]),
            lambda: comment_coding.put(theme.id, chosen, **how),
            lambda: comment_coding.take(theme.id, chosen, **how),
            lambda: comment_coding.move(theme.id, held, other, **how),
            lambda: taking_back.undo(back.id, **how | {"seen": seen_back}) if back else None,
            lambda: taking_back.redo(back.id, **how | {"seen": seen_back}) if back else None,
            lambda: sign_off.sign(run.id, seen=rows[-1].id if rows else 0, by=by, without_double="x", left_open="y"),
            lambda: sign_off.end(sign_off.list_all()[0].id, "another wave", by=by) if sign_off.list_all() else None,
            self.find_again,
        ]
        with suppress(Conflict, NotFound):
            self.chance.choice(acts)()


@pytest.mark.parametrize("seed", range(4))
def test_each_decision_stands_or_is_listed_and_a_signed_set_stays_as_it_was(app, seed):
    team, known, signed = People(seed), [], {}
    for _ in range(MOST_STEPS):
        team.press()
        now = [(row.id, row.theme_id, row.kind, row.after, row.why) for row in themes.list_decisions()]
        assert now[: len(known)] == known, "a decision was changed or lost"
        known = now
        for each in sign_off.list_all():
            assert signed.setdefault(each.id, (each.sha256, str(each.themes))) == (each.sha256, str(each.themes))
    team.find_again()
    assert [row.id for row in themes.list_decisions()] == [row[0] for row in known]
    stands_or_is_listed()
    for each in sign_off.list_all():
        kept = sign_off.read(each.id)
        assert kept.is_untouched
        assert all(amendment.why for amendment in kept.amendments)


def stands_or_is_listed():
    """Of each theme the newest word in force, by aspect; or it is among the conflicts."""
    standing = theme_replay.replay_run(runs.find_newest_run()).standing
    listed = {conflict.decision.id for conflict in standing.conflicts}
    newest = {}
    for decision in theme_replay.read_decisions():
        if decision.id in standing.undone or decision.id in listed or decision.kind in ABOUT_DECISIONS:
            continue
        if decision.kind in ASPECTS:
            newest[decision.theme, ASPECTS[decision.kind]] = decision.after
    for (theme, aspect), value in newest.items():
        assert getattr(standing.themes[theme], aspect) == value
