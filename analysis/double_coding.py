"""What two people coded blind, and the program beside them → how far they agree: figures, and tables for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.agreement import BlindCode, NoAgreement
from analysis.codebook import OTHER
from analysis.ranges import Range, Ranges, measure_pairs
from analysis.reported import Table

NONE_OF_THESE = "None of these"
NOTE = (
    "Kappa (Cohen) and alpha (Krippendorff, half agreement counts half) are 1 where coders always agree and 0 where "
    "they agree no more than by chance; F1 is the share of codes that both gave. In brackets: the 95% range in which a "
    "figure would move on other comments of the same kind. A dash: all gave the same code, so that nothing tells "
    "agreement from chance. Where the program agrees with people about as far as people agree with each other, more "
    "cannot be asked of it; where people disagree, define the theme again."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """People with each other beside people with the program, on the same comments.

    comments: how many both people coded. used: theme → on how many of them either person used it.
    """

    comments: int
    people: Ranges
    program: Ranges
    used: Mapping[str, int]
    differ: tuple[str, ...]  # ids of comments to which the two gave different themes


def measure(
    codes: Sequence[BlindCode],
    program: Mapping[str, frozenset[str]],
    themes: Sequence[str],
    *,
    resamples: int = 1_000,
    seed: int = 0,
) -> Agreement:
    """codes: of two people. program: comment → the themes it gave without them. themes: ids, as people are shown them.

    What only one of the two coded, or the program did not see, is left out. Raises NoAgreement where nothing is left.
    """
    first, second = _two_coders(codes)
    shared = sorted(first.keys() & second.keys() & program.keys())
    if not shared:
        raise NoAgreement("no comment has been coded by both people; code some, then look again")
    one, other, machine = ([side[comment] for comment in shared] for side in (first, second, program))
    measured = (*themes, OTHER)
    return Agreement(
        comments=len(shared),
        people=measure_pairs([(one, other)], measured, resamples=resamples, seed=seed),
        program=measure_pairs([(one, machine), (other, machine)], measured, resamples=resamples, seed=seed),
        used={t: sum(t in a or t in b for a, b in zip(one, other, strict=True)) for t in measured},
        differ=tuple(c for c, a, b in zip(shared, one, other, strict=True) if a != b),
    )


def _two_coders(codes: Sequence[BlindCode]) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    coders: dict[str, dict[str, frozenset[str]]] = {}
    for code in codes:
        if coders.setdefault(code.coder, {}).setdefault(code.comment_id, code.themes) != code.themes:
            raise NoAgreement(f"coder {code.coder!r} coded comment {code.comment_id!r} twice; keep the first")
    if len(coders) != 2:
        raise NoAgreement(f"{len(coders)} people have coded; agreement is measured between two")
    first, second = (coders[name] for name in sorted(coders))
    return first, second


def agreement_tables(agreement: Agreement, names: Mapping[str, str]) -> tuple[Table, Table]:
    """Overall, and theme by theme; names: theme → what it is called."""
    measures = (
        ("Kappa, on all the themes of a comment", agreement.people.kappa, agreement.program.kappa),
        ("Alpha, with half agreement", agreement.people.alpha, agreement.program.alpha),
        ("F1, over all codes", agreement.people.f1, agreement.program.f1),
    )
    overall = Table(
        id="agreement",
        caption=f"How far coders agree, on {agreement.comments:,} comments",
        columns=("Measure", "Two people", "People and the program"),
        rows=tuple((label, in_words(people), in_words(program)) for label, people, program in measures),
        note=NOTE,
    )
    by_theme = Table(
        id="agreement-themes",
        caption="How far coders agree, theme by theme",
        columns=("Theme", "Comments", "Kappa, two people", "F1, two people", "Kappa, program", "F1, program"),
        rows=tuple(_row(theme, agreement, names) for theme in agreement.used if agreement.used[theme]),
        note="Comments: those to which one of the two people at least gave the theme. Few comments, wide range.",
    )
    return overall, by_theme


def _row(theme: str, agreement: Agreement, names: Mapping[str, str]) -> tuple[str | int, ...]:
    figures = (*agreement.people.by_theme[theme], *agreement.program.by_theme[theme])
    name = NONE_OF_THESE if theme == OTHER else names.get(theme, f"Theme {theme}")
    return name, agreement.used[theme], *map(in_words, figures)


def in_words(figure: Range) -> str:
    """0.72 (0.60 to 0.83), or a dash."""
    if figure.value is None:
        return "–"
    value, low, high = (f"{round(part or 0.0, 2) + 0.0:.2f}" for part in (figure.value, figure.low, figure.high))
    return f"{value} ({low} to {high})".replace("-", "−")
