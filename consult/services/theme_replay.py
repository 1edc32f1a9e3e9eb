"""What stands in a run, comment by comment: its findings with every decision of people replayed over them.

Seconds for a large run, so it is kept; found again by everything it depends on, so it is never out of date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.codebook import NOT_SURE, OTHER, CandidateTheme, Coding, Exclusion, Findings, PriorityCoding
from analysis.decisions import Decision, DecisionKind
from analysis.reviewing import Standing, replay
from consult.models.themes import AnalysisRun, Part
from consult.services.kept import Kept, Key
from consult.services.theme_states import to_decision
from consult.store import comments, runs, themes
from consult.store.runs import CodingRow

NAMING = (DecisionKind.RENAME, DecisionKind.PRIORITY, DecisionKind.ACCEPT, DecisionKind.REJECT, DecisionKind.REOPEN)
OF_COMMENTS = (DecisionKind.PUT, DecisionKind.TAKE, DecisionKind.MOVE, DecisionKind.STANCE)


@dataclass(frozen=True, slots=True)
class Placed:
    """One comment in one theme, in OTHER or in NOT_SURE."""

    comment_id: int
    probability: float
    stance: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """standing: what stands. places: theme's id as text, OTHER or NOT_SURE → its comments, the surest first."""

    standing: Standing
    places: Mapping[str, Sequence[Placed]]
    machine: Findings

    def of(self, theme: int | str) -> Sequence[Placed]:
        return self.places.get(str(theme), ())


_kept: Kept[Replayed] = Kept(2)


def fingerprint(run: AnalysisRun) -> Key:
    """Everything that what a run's themes hold depends on. Names, priorities and verdicts are laid over later."""
    last = themes.find_last_decision_id(but=NAMING)
    return *runs.identify(run.id), runs.list_set_apart(run.id), run.finished_at, last


def replay_run(run: AnalysisRun) -> Replayed:
    return _kept.get(fingerprint(run), lambda: _replay(run))


def _replay(run: AnalysisRun) -> Replayed:
    machine = read_findings(run)
    standing = replay(machine, read_decisions(), known={str(key) for key in themes.list_proposed_ids()}, divide=_join)
    return Replayed(standing, _places(standing.findings.codings), machine)


def moved_by_people(run: AnalysisRun) -> tuple[frozenset[int], frozenset[int]]:
    """Comments in a theme now that the machine left in none, and those in none now that it found in one."""
    if not themes.find_last_decision_id(but=NAMING):
        return frozenset(), frozenset()
    replayed = replay_run(run)
    now, then = _themed(replayed.standing.findings), _themed(replayed.machine)
    return now - then, then - now


def read_decisions() -> list[Decision]:
    about: defaultdict[int, list[tuple[int, Part]]] = defaultdict(list)
    for decision, comment, part in themes.list_decided_comments():
        about[decision].append((comment, part))
    rows = themes.list_decisions()
    is_empty = {row.id for row in rows if row.kind in OF_COMMENTS and not about[row.id]}  # its comments are deleted
    return [to_decision(row, about[row.id]) for row in rows if row.id not in is_empty]


def read_findings(run: AnalysisRun) -> Findings:
    """What the machine found, with the themes' own ids: the same in every run."""
    candidates = sorted(themes.list_candidates(run.id), key=lambda candidate: candidate.key)
    theme_of = {candidate.id: str(candidate.theme_id) for candidate in candidates}
    return Findings(
        themes=tuple(
            CandidateTheme(
                id=str(candidate.theme_id),
                name=candidate.name,
                keywords=tuple(candidate.keywords),
                comments=candidate.comments,
                excerpts=tuple(candidate.excerpts),
                priority=candidate.priority,
                priority_probability=candidate.priority_probability,
                description=candidate.description,
                phrases=tuple(candidate.phrases),
                diverse=tuple(candidate.diverse),
                dissenting=tuple(candidate.dissenting),
                firmness=candidate.firmness,
                stability=candidate.stability,
                group=candidate.larger,
            )
            for candidate in candidates
        ),
        codings=tuple(_coding(row, theme_of) for row in runs.read_codings(run.id)),
        priorities=tuple(_priority(row) for row in runs.read_priorities(run.id)),
        excluded=tuple(Exclusion(comment_id=str(key), reason=why) for key, why in runs.read_exclusions(run.id)),
        seed=run.seed,
        method=run.method,
    )


def _coding(row: CodingRow, theme_of: Mapping[int, str]) -> Coding:
    unthemed = NOT_SURE if row.is_unsure else OTHER
    return Coding(
        comment_id=str(row.comment_id),
        theme_id=unthemed if row.theme_id is None else theme_of[row.theme_id],
        probability=row.probability,
        stance=row.stance,
        tone=row.tone,
    )


def _priority(row: tuple[int, str, float, str, float, str]) -> PriorityCoding:
    comment, priority, probability, second, second_probability, reason = row
    return PriorityCoding(
        comment_id=str(comment),
        priority=priority,
        probability=probability,
        second=second,
        second_probability=second_probability,
        reason=reason,
    )


def _places(codings: Iterable[Coding]) -> Mapping[str, Sequence[Placed]]:
    places: defaultdict[str, list[Placed]] = defaultdict(list)
    for coding in codings:
        places[coding.theme_id].append(Placed(int(coding.comment_id), coding.probability, coding.stance))
    for placed in places.values():
        placed.sort(key=lambda one: (-one.probability, one.comment_id))
    return dict(places)


def _join(split: Decision, new: Sequence[str]) -> list[str]:
    """Comments that came since a split: those whose words may be read go where their like went."""
    from analysis.dividing import join  # heavy: only where themes were split

    withheld = comments.list_withheld_ids()
    texts = {
        comment.id: comment.text
        for comment in comments.list_comments([int(key) for key in (*split.comments, *split.stayed, *new)])
        if comment.id not in withheld
    }
    went, stayed = ([texts[int(key)] for key in keys if int(key) in texts] for keys in (split.comments, split.stayed))
    readable = [key for key in new if int(key) in texts]
    goes = join(went, stayed, [texts[int(key)] for key in readable])
    return [key for key, does in zip(readable, goes, strict=True) if does]


def _themed(findings: Findings) -> frozenset[int]:
    return frozenset(int(each.comment_id) for each in findings.codings if each.theme_id not in (OTHER, NOT_SURE))
