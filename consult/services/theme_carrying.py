"""Themes outlive a new run: what it proposes is the theme that held the same comments before, or a new one.

Nothing is copied: what people decided hangs on the theme. Called inside the transaction that stores the run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis import keeping
from analysis.codebook import Findings
from analysis.keeping import Kept
from consult.models.themes import AnalysisRun
from consult.services import theme_replay, theme_states
from consult.services.theme_states import ReviewedTheme, Status
from consult.store import outcomes, runs, themes

SAME_JACCARD = 0.5  # of all comments in either theme, this share is in both
SAME_CONTAINED = 0.7  # of the earlier theme's comments, this share is in the new one


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far an earlier theme and a new one hold the same comments."""

    old_id: int
    new_id: int
    jaccard: float
    contained: float

    @property
    def is_enough(self) -> bool:
        return self.jaccard >= SAME_JACCARD or self.contained >= SAME_CONTAINED


def keep_accepted(findings: Findings) -> Kept:
    """What is stored of a run: accepted themes, and those merged into them, as they were in the newest run before."""
    before = runs.find_newest_run()
    if before is None:
        return Kept(findings, {})
    earlier = theme_replay.read_findings(before)
    known = theme_states.read_all().themes
    accepted = {theme.id for theme in earlier.themes if _is_accepted(known[int(theme.id)], known)}
    return keeping.keep_accepted(findings, earlier, accepted)


def _is_accepted(theme: ReviewedTheme, known: Mapping[int, ReviewedTheme]) -> bool:
    """By itself, or as a part of one that is."""
    while theme.merged_into:
        theme = known[theme.merged_into]
    return theme.status == Status.ACCEPTED


def identify(
    run_id: int, found: Mapping[str, Collection[int]], kept: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Which theme each proposal of a run is. found: key → its comments. kept: those that are known already.

    A theme that somebody decided about, or that has an outcome, is looked for first, whichever run found it last; then
    those of the run before that nobody decided about. What is none of them is a new theme.
    """
    names = dict(kept or {})
    before = runs.find_run_before(run_id)
    held = {theme: sets for theme, sets in (_held(before) if before else {}).items() if theme not in names.values()}
    found = {key: comments for key, comments in found.items() if key not in names}
    decided = {decision.theme_id for decision in themes.list_decisions()} | outcomes.list_newest().keys()
    undecided = {candidate.theme_id for candidate in themes.list_candidates(before.id)} - decided if before else set()
    names |= _find_again({theme: sets for theme, sets in held.items() if theme in decided}, found)
    rest = {key: comments for key, comments in found.items() if key not in names}
    names |= _find_again({theme: sets for theme, sets in held.items() if theme in undecided}, rest)
    return names | {key: themes.add_theme().id for key in found if key not in names}


def _held(before: AnalysisRun) -> dict[int, list[set[int]]]:
    """Theme → what it holds: as a run found it last, and as it stands now with people's codings and what was merged."""
    candidates = themes.list_newest_candidates()
    members = themes.read_members([candidate.id for candidate in candidates])
    held: dict[int, list[set[int]]] = {candidate.theme_id: [members[candidate.id]] for candidate in candidates}
    for key, state in theme_replay.replay_run(before).standing.themes.items():
        if state.comments:
            held.setdefault(int(key), []).append({int(comment) for comment in state.comments})
    return held


def match(likenesses: Iterable[Likeness]) -> dict[int, int]:
    """Earlier theme → new theme, one to one, the most alike first."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    alike = (likeness for likeness in likenesses if likeness.is_enough)
    for likeness in sorted(alike, key=lambda a: (-a.jaccard, -a.contained, a.old_id, a.new_id)):
        if likeness.old_id not in pairs and likeness.new_id not in taken:
            pairs[likeness.old_id] = likeness.new_id
            taken.add(likeness.new_id)
    return pairs


def _find_again(held: Mapping[int, list[set[int]]], found: Mapping[str, Collection[int]]) -> dict[str, int]:
    """Key of the new proposal → the earlier theme it is."""
    keys = list(found)
    pairs = match(_likenesses(held, [set(comments) for comments in found.values()]))
    return {keys[place]: theme for theme, place in pairs.items()}


def _likenesses(held: Mapping[int, list[set[int]]], found: Sequence[set[int]]) -> Iterator[Likeness]:
    for place, new in enumerate(found):
        for theme, sets in held.items():
            for old in sets:
                if shared := len(old & new):
                    yield Likeness(
                        old_id=theme,
                        new_id=place,
                        jaccard=shared / (len(old) + len(new) - shared),
                        contained=shared / len(old),
                    )
