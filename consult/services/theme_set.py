"""What is wrong with a set of themes, and what to do: names, sizes, for and against in one, words nobody may quote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.codebook import AGAINST, FOR
from analysis.theme_checks import MOST, NameProblem, check_names
from consult.models.excerpts import ALIVE
from consult.services.theme_replay import Replayed
from consult.services.theme_states import ReviewedTheme, Status
from consult.store import comments, excerpts

COMPARED = 300  # names at most, those of the largest themes: every two of more are too many to look at
SHOWN = 40
NAMED = 5
LEAST_SIDE = 0.25  # of comments that take a side: from here on both sides count
LEAST_ON_A_SIDE = 3
TO_DO = {
    "length": "Rename it.",
    "capital": "Rename it.",
    "debris": "Rename it.",
    "repeated": "Rename it.",
    "vague": "Rename it after what people speak about.",
    "side": "Rename it.",
    "swearing": "Rename it.",
    "alike": "Merge one into the other, or rename one.",
    "small": "Merge it into a larger one, or read its comments and move them.",
    "many": "Merge themes that are about one matter.",
    "mixed": "Say both in the plan. Where they speak of two matters, split the theme.",
    "permission": "Withdraw the excerpt on the page of excerpts, and choose another.",
    "unquotable": "Say in your own words what people said here; no report can quote them.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class SetProblem:
    """One thing to look at. themes: ids and names of those it is about; none for the whole set."""

    kind: str
    message: str
    themes: tuple[tuple[int, str], ...] = ()

    @property
    def to_do(self) -> str:
        return TO_DO[self.kind]


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """problems: the first of them; total: how many there are. compared: of how many themes the names were compared."""

    problems: tuple[SetProblem, ...]
    total: int
    compared: int


def check(themes: Sequence[ReviewedTheme], replayed: Replayed) -> Checked:
    """themes: all of a run; those that are rejected are nobody's problem any more."""
    here = [theme for theme in themes if theme.status is not Status.REJECTED]
    sizes = {theme.id: len(replayed.of(theme.id)) for theme in here}
    ordered = sorted(here, key=lambda theme: (-sizes[theme.id], theme.id))[:COMPARED]
    found = [*_of_the_set(here), *_of_sides(here, replayed), *_of_excerpts(here, replayed), *_of_names(ordered, sizes)]
    return Checked(problems=tuple(found[:SHOWN]), total=len(found), compared=len(ordered))


def _of_the_set(here: Sequence[ReviewedTheme]) -> Iterator[SetProblem]:
    if len(here) > MOST:
        yield SetProblem(kind="many", message=f"{len(here):,} themes are more than people keep in mind")


def _of_names(ordered: Sequence[ReviewedTheme], sizes: Mapping[int, int]) -> Iterator[SetProblem]:
    by_name: dict[str, list[tuple[int, str]]] = {}
    for theme in ordered:
        by_name.setdefault(theme.name, []).append((theme.id, theme.name))
    said = tuple((theme.name, sizes[theme.id]) for theme in ordered)
    for problem in _checked_names(said):
        about = {one: None for name in problem.names for one in by_name[name]}
        yield SetProblem(kind=problem.kind, message=problem.message, themes=tuple(about))


@lru_cache(maxsize=8)
def _checked_names(said: tuple[tuple[str, int], ...]) -> tuple[NameProblem, ...]:
    """Asked for with every page, and seconds of work for hundreds of names."""
    found = check_names([name for name, _ in said], [size for _, size in said])
    return tuple(problem for problem in found if problem.kind != "many")


def _of_sides(here: Iterable[ReviewedTheme], replayed: Replayed) -> Iterator[SetProblem]:
    for theme in here:
        sides = Counter(placed.stance for placed in replayed.of(theme.id))
        least, both = min(sides[FOR], sides[AGAINST]), sides[FOR] + sides[AGAINST]
        if least >= LEAST_ON_A_SIDE and least >= LEAST_SIDE * both:
            message = f"“{theme.name}” holds both sides: {sides[FOR]:,} for, {sides[AGAINST]:,} against"
            yield SetProblem(kind="mixed", message=message, themes=((theme.id, theme.name),))


def _of_excerpts(here: Iterable[ReviewedTheme], replayed: Replayed) -> Iterator[SetProblem]:
    may_quote = comments.list_quotable_ids()
    chosen = {excerpt.comment_id for excerpt in excerpts.list_in(*ALIVE)}
    silent: list[tuple[int, str]] = []
    for theme in here:
        held = {placed.comment_id for placed in replayed.of(theme.id)}
        if without := len(held & chosen - may_quote):
            message = f"“{theme.name}” has {without:,} chosen excerpts whose writers allow no quoting"
            yield SetProblem(kind="permission", message=message, themes=((theme.id, theme.name),))
        elif held and not held & may_quote:
            silent.append((theme.id, theme.name))
    if silent:
        message = f"In {len(silent):,} themes nobody allows to be quoted"
        yield SetProblem(kind="unquotable", message=message, themes=tuple(silent[:NAMED]))
