"""How far coders agree: people with people, and beside it people with the machine. Only blind codes can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from analysis.codebook import DECIMALS, OTHER, Coding
from analysis.f1 import Interval, Sets, f1_intervals

MACHINE = "machine"  # the coder that a comparison adds to the people
RESAMPLES = 1_000


class NoAgreement(ValueError):
    """These codes cannot be compared; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BlindCode:
    """The themes one person gave one comment before seeing anybody's coding of it, the machine's included.

    There is no default and no empty set: a comment that was not read, or a proposal that was left as it stood, cannot
    be put into this shape, so it never counts as agreed. Where no theme fits, the person says so with {OTHER}.
    Raises ValueError where something is missing.
    """

    comment_id: str
    coder: str
    themes: frozenset[str]

    def __post_init__(self) -> None:
        if not self.comment_id or not self.coder:
            raise ValueError("a blind code needs a comment_id and a coder; name both")
        if not isinstance(self.themes, frozenset) or not self.themes or not all(self.themes):
            place = f"comment {self.comment_id!r}, coder {self.coder!r}"
            raise ValueError(f"{place}: themes must be a frozenset of theme ids; where none fits, write {OTHER!r}")
        if self.coder == MACHINE:
            raise ValueError(f"{MACHINE!r} cannot be a blind coder; hand its codings to compare() instead")


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """A figure, or None with the reason why there is none. comments: how many it rests on; coders: how many people."""

    value: float | None
    comments: int
    coders: int
    why_not: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scores:
    """How far one kind of pair agrees: alpha over all themes given, F1 over all codes (micro) and over themes (macro).

    pairs: how many pairs of coders were compared, comments: how many comments any pair shares.
    """

    alpha: Measure
    micro: Interval
    macro: Interval
    pairs: int
    comments: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """People with people beside people with the machine, on the same comments."""

    human_human: Scores
    human_machine: Scores


def cohen_kappa(codes: Sequence[BlindCode], theme: str | None = None) -> Measure:
    """Agreement beyond chance, -1..1 (J. Cohen, 1960), on the comments that two coders share; over pairs, the mean.

    theme: agreement on whether a comment has this theme; None: on the whole set of themes, which must be the same.
    Undefined where everything got one and the same code: then the value is None and `why_not` says so. Raises
    NoAgreement where fewer than two people coded any comment in common.
    """
    label = (lambda themes: frozenset(themes)) if theme is None else (lambda themes: frozenset({theme}) & themes)
    coders = _by_coder(codes)
    values: list[float] = []
    for first, second in _pairs(coders):
        shared = sorted(coders[first].keys() & coders[second].keys())
        rows = [(who, comment, label(coders[who][comment])) for who in (first, second) for comment in shared]
        if len({row[2] for row in rows}) > 1:
            values.append(_kappa(rows))
    comments = len(_shared(coders))
    if not values:
        what = "every comment got the same codes" if theme is None else f"nobody or everybody used {theme!r}"
        return _undefined(f"{what}: chance agreement is complete, so kappa is undefined", comments, len(coders))
    return Measure(value=round(float(np.mean(values)), DECIMALS), comments=comments, coders=len(coders))


def krippendorff_alpha(codes: Sequence[BlindCode]) -> Measure:
    """Agreement beyond chance on sets of themes, at most 1 (K. Krippendorff, 1980), any number of coders.

    Sets are compared by MASI (R. Passonneau, 2006): half agreement counts as half. Undefined (None, with `why_not`)
    where only one set of themes was ever used. Raises NoAgreement as `cohen_kappa` does.
    """
    coders = _by_coder(codes)
    _pairs(coders)
    return _alpha(coders)


def f1_between(truth: Sets, coded: Sets, *, resamples: int = RESAMPLES, seed: int = 0) -> tuple[Interval, Interval]:
    """F1 of `coded` against `truth` on the comments both have, micro and macro, each with its bootstrap interval.

    Themes count for the macro figure where either used them. Comments are drawn again with replacement (B. Efron,
    1979). Symmetric in its two sides. Raises NoAgreement where no comment is in both.
    """
    return _f1([(truth, coded)], resamples, seed)


def compare(
    codes: Sequence[BlindCode], machine: Iterable[Coding], *, resamples: int = RESAMPLES, seed: int = 0
) -> Comparison:
    """People with people and people with the machine, on the comments that two people coded and the machine saw.

    machine: its codings, made without these blind codes; NOT_SURE agrees with nobody. Raises NoAgreement where there
    is nothing to compare.
    """
    coders = _by_coder(codes)
    pairs = _pairs(coders)
    proposed: dict[str, set[str]] = {}
    for coding in machine:
        proposed.setdefault(coding.comment_id, set()).add(coding.theme_id)
    shared = _shared(coders) & proposed.keys()
    if not shared:
        raise NoAgreement("no comment has been coded by two people and by the machine; code some that it has coded")
    people = {who: {comment: mine[comment] for comment in mine.keys() & shared} for who, mine in coders.items()}
    people = {who: mine for who, mine in people.items() if mine}
    machines = {comment: frozenset(proposed[comment]) for comment in shared}
    both = [(people[a], people[b]) for a, b in pairs if people.get(a, {}).keys() & people.get(b, {}).keys()]
    against = [(people[who], machines) for who in sorted(people)]
    return Comparison(
        human_human=_scores(both, _alpha(people), resamples, seed),
        human_machine=_scores(against, _mean_alpha(against), resamples, seed),
    )


def _scores(pairs: Sequence[tuple[Sets, Sets]], alpha: Measure, resamples: int, seed: int) -> Scores:
    micro, macro = _f1(pairs, resamples, seed)
    comments = len({comment for first, second in pairs for comment in first.keys() & second.keys()})
    return Scores(alpha=alpha, micro=micro, macro=macro, pairs=len(pairs), comments=comments)


def _f1(pairs: Sequence[tuple[Sets, Sets]], resamples: int, seed: int) -> tuple[Interval, Interval]:
    """Mean F1 over pairs on the comments that any of them shares."""
    comments = sorted({comment for first, second in pairs for comment in first.keys() & second.keys()})
    if not comments:
        raise NoAgreement("the two sides have no comment in common; code the same comments")
    return f1_intervals(pairs, comments, resamples, seed)


def _alpha(coders: dict[str, Sets]) -> Measure:
    rows = [(who, comment, coders[who][comment]) for who in sorted(coders) for comment in sorted(coders[who])]
    shared = _shared(coders)
    rows = [row for row in rows if row[1] in shared]
    kinds = sorted({row[2] for row in rows}, key=sorted)
    if len(kinds) < 2:
        why = "only one set of themes was ever used, so alpha is undefined; code comments of several themes"
        return _undefined(why, len(shared), len(coders))
    from nltk.metrics import masi_distance  # nltk takes a moment to load: only who measures waits
    from nltk.metrics.agreement import AnnotationTask

    number = {kind: place for place, kind in enumerate(kinds)}  # numbers sum in one order, sets of words do not
    task = AnnotationTask(
        [(who, comment, number[themes]) for who, comment, themes in rows],
        distance=lambda first, second: masi_distance(kinds[first], kinds[second]),
    )
    return Measure(value=round(float(task.alpha()), DECIMALS), comments=len(shared), coders=len(coders))


def _mean_alpha(pairs: Sequence[tuple[Sets, Sets]]) -> Measure:
    """The mean over people of each one's alpha with the machine, so that people's own agreement does not raise it."""
    each = [_alpha({"person": person, MACHINE: machine}) for person, machine in pairs]
    defined = [measure.value for measure in each if measure.value is not None]
    comments = len({comment for person, machine in pairs for comment in person.keys() & machine.keys()})
    if not defined:
        return _undefined(each[0].why_not, comments, len(pairs))
    return Measure(value=round(float(np.mean(defined)), DECIMALS), comments=comments, coders=len(pairs))


def _kappa(rows: Sequence[tuple[str, str, frozenset[str]]]) -> float:
    from nltk.metrics.agreement import AnnotationTask

    number = {kind: place for place, kind in enumerate(sorted({row[2] for row in rows}, key=sorted))}
    return float(AnnotationTask([(who, comment, number[themes]) for who, comment, themes in rows]).kappa())


def _undefined(why: str, comments: int, coders: int) -> Measure:
    return Measure(value=None, comments=comments, coders=coders, why_not=why)


def _by_coder(codes: Sequence[BlindCode]) -> dict[str, Sets]:
    coders: dict[str, Sets] = {}
    for code in codes:
        if not isinstance(code, BlindCode):
            raise TypeError(f"only a BlindCode can be compared, not {type(code).__name__}: unread is not agreed")
        mine = coders.setdefault(code.coder, {})
        if mine.setdefault(code.comment_id, code.themes) != code.themes:
            raise NoAgreement(
                f"coder {code.coder!r} coded comment {code.comment_id!r} twice and differently; keep the first"
            )
    return coders


def _pairs(coders: dict[str, Sets]) -> list[tuple[str, str]]:
    """Pairs of coders who share a comment."""
    if len(coders) < 2:
        raise NoAgreement(f"{len(coders)} person has coded; agreement needs two who code the same comments")
    pairs = [(a, b) for a, b in combinations(sorted(coders), 2) if coders[a].keys() & coders[b].keys()]
    if not pairs:
        raise NoAgreement("no two people coded the same comment; give them some comments in common")
    return pairs


def _shared(coders: dict[str, Sets]) -> set[str]:
    """Comments that at least two coded."""
    return {comment for a, b in combinations(coders.values(), 2) for comment in a.keys() & b.keys()}
