"""Read these first: comments where the machine is least sure and on which most hangs; and how far people are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis import triage
from analysis.codebook import NOT_SURE, OTHER, Coding
from analysis.decisions import DecisionKind
from consult.models.themes import AnalysisRun
from consult.services import theme_replay, theme_states
from consult.services.theme_replay import Placed, Replayed
from consult.services.theme_states import AllThemes
from consult.store import comments, themes

READ = (DecisionKind.PUT, DecisionKind.TAKE, DecisionKind.MOVE, DecisionKind.STANCE)
FEWEST_JUDGED = 50  # comments that people have decided about, under which no accuracy is given


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far the reading is. judged: comments that somebody decided about one by one, of all that are in a theme or
    unsure. in_accepted: comments in themes that are accepted. acceptance: how much may be accepted at which accuracy,
    measured where people decided; empty while they have decided about too few.
    """

    judged: int
    comments: int
    in_accepted: int
    acceptance: tuple[triage.Acceptance, ...]
    fewest: int = FEWEST_JUDGED


def read_first(placed: Sequence[Placed], replayed: Replayed) -> list[Placed]:
    """Comments of one place, those first whose coding is most likely wrong and matters most."""
    codings = [_coding(one) for one in placed]
    ordered = triage.read_first(
        [coding.comment_id for coding in codings],
        np.array([[coding.probability] for coding in codings]).reshape(len(codings), 1),
        triage.consequence_of(codings),
    )
    by_id = {str(one.comment_id): one for one in placed}
    return [by_id[each.comment_id] for each in ordered]


def list_first(run: AnalysisRun, most: int) -> list[Placed]:
    """Of the whole run: what nobody has decided about, the least certain and most consequential first."""
    replayed = theme_replay.replay_run(run)
    done = _judged()
    machine = [each for each in replayed.machine.codings if int(each.comment_id) not in done and each.theme_id != OTHER]
    if (seen := comments.find_seen_ids()) is not None:
        machine = [each for each in machine if int(each.comment_id) in seen]
    by_comment: dict[str, float] = {}
    for coding in machine:
        known = by_comment.get(coding.comment_id)
        least = min(known, coding.probability, key=lambda p: abs(p - 0.5)) if known is not None else coding.probability
        by_comment[coding.comment_id] = least
    ordered = triage.read_first(
        list(by_comment),
        np.array([[probability] for probability in by_comment.values()]).reshape(len(by_comment), 1),
        triage.consequence_of(machine),
    )
    places = {int(each.comment_id): each for each in machine}
    return [Placed(key, places[key].probability, places[key].stance) for key in _ids(ordered[:most])]


def get_progress(run: AnalysisRun, everything: AllThemes | None = None) -> Progress:
    """everything: all themes, where they were read already."""
    replayed, everything = theme_replay.replay_run(run), everything or theme_states.read_all()
    accepted = {str(theme.id) for theme in everything.of_run(run.id) if theme.status is theme_states.Status.ACCEPTED}
    codings, done = replayed.standing.findings.codings, _judged()
    to_read = {each.comment_id for each in replayed.machine.codings if each.theme_id != OTHER}
    return Progress(
        judged=len({key for key in to_read if int(key) in done}),
        comments=len(to_read),
        in_accepted=len({each.comment_id for each in codings if each.theme_id in accepted}),
        acceptance=_acceptance(replayed),
    )


def _acceptance(replayed: Replayed) -> tuple[triage.Acceptance, ...]:
    """The machine's codings of comments that people decided about, right where they still stand."""
    judged = _judged()
    mine = [each for each in replayed.machine.codings if int(each.comment_id) in judged]
    mine = [each for each in mine if each.theme_id not in (OTHER, NOT_SURE)]
    if len(mine) < FEWEST_JUDGED:
        return ()
    now = {(each.comment_id, each.theme_id) for each in replayed.standing.findings.codings}
    truth = np.array([[(each.comment_id, each.theme_id) in now] for each in mine])
    return triage.acceptance_table(np.array([[each.probability] for each in mine]), truth)


def _judged() -> frozenset[int]:
    """Comments that a decision in force is about; those that a split only looked at are not among them."""
    undone = theme_states.read_undone()
    kinds = {row.id: row.kind for row in themes.list_decisions() if row.id not in undone}
    return frozenset(key for decision, key, _ in themes.list_decided_comments() if kinds.get(decision) in READ)


def _coding(one: Placed) -> Coding:
    return Coding(comment_id=str(one.comment_id), theme_id=NOT_SURE, probability=one.probability)


def _ids(ordered: Sequence[triage.ToRead]) -> list[int]:
    return [int(each.comment_id) for each in ordered]
