"""Decisions are undone, redone and settled by further decisions: nothing is ever taken out of the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Unpack

from analysis.decisions import ABOUT_DECISIONS, DecisionKind
from analysis.reviewing import taken_back
from consult.models.themes import Part, ThemeDecision
from consult.services import theme_replay, theme_states
from consult.services.deciding import How, Wanted, decide
from consult.services.theme_states import ReviewedTheme
from consult.store import runs, themes
from consult.store.errors import Conflict


def undo(decision_id: int, **how: Unpack[How]) -> None:
    _about(decision_id, DecisionKind.UNDO, how)


def redo(decision_id: int, **how: Unpack[How]) -> None:
    _about(decision_id, DecisionKind.REDO, how)


def settle(decision_id: int, **how: Unpack[How]) -> None:
    """What of the decision cannot be done in the newest run is let go; it is listed no longer."""
    _about(decision_id, DecisionKind.SETTLE, how)


def find_undo_and_redo(user_id: int) -> tuple[ThemeDecision | None, ThemeDecision | None]:
    """What this person's next Undo takes back, and what their next Redo brings back."""
    rows = themes.list_decisions()
    undone = taken_back(map(theme_states.to_decision, rows))
    by_id = {row.id: row for row in rows}
    done, back = _stacks(row for row in rows if row.user_id == user_id)
    last = next((key for key in reversed(done) if key not in undone), None)
    again = next((key for key in reversed(back) if key in undone), None)
    return by_id.get(last or 0), by_id.get(again or 0)


def _stacks(mine: Iterable[ThemeDecision]) -> tuple[list[int], list[int]]:
    """A new decision clears what could be redone, as everywhere."""
    done: list[int] = []
    back: list[int] = []
    for row in mine:
        about = row.about_id or 0
        if row.kind == DecisionKind.UNDO:
            done = [key for key in done if key != about]
            back.append(about)
        elif row.kind == DecisionKind.REDO:
            back = [key for key in back if key != about]
            done.append(about)
        else:
            done.append(row.id)
            back = []
    return done, back


def _about(decision_id: int, kind: DecisionKind, how: How) -> None:
    decision = themes.get_decision(decision_id)
    if decision.kind in ABOUT_DECISIONS and not (decision.kind == DecisionKind.SETTLE and kind != DecisionKind.SETTLE):
        raise Conflict("Only a decision about a theme or its comments can be undone, redone or settled.")
    decide(Wanted(theme_id=decision.theme_id, kind=kind, about_id=decision_id, **how), _LOOKS[kind])


def _in_force(wanted: Wanted, _theme: ReviewedTheme) -> Wanted | None:
    return None if wanted.about_id in theme_states.read_undone() else wanted


def _out_of_force(wanted: Wanted, _theme: ReviewedTheme) -> Wanted | None:
    return wanted if wanted.about_id in theme_states.read_undone() else None


def _still_in_conflict(wanted: Wanted, _theme: ReviewedTheme) -> Wanted | None:
    run = runs.find_newest_run()
    conflicts = theme_replay.replay_run(run).standing.conflicts if run else ()
    mine = [conflict for conflict in conflicts if conflict.decision.id == wanted.about_id]
    if not mine:
        return None
    comments = {int(key): Part.MEANT for conflict in mine for key in conflict.comments}
    return replace(wanted, comments=comments)


_LOOKS = {
    DecisionKind.UNDO: _in_force,
    DecisionKind.REDO: _out_of_force,
    DecisionKind.SETTLE: _still_in_conflict,
}
