"""What a writer can cite: themes, figures and excerpts, found by words; and a marker put into the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from consult.plan.citations import Kind, list_citations, marker
from consult.services import citable, citing, figures, plan_themes
from consult.services.citable import CitableExcerpt
from consult.services.citing import CitedText
from consult.services.figures import Figure
from consult.services.standing import StandingTheme

HERE = "[]"  # without JavaScript a marker goes where this stands, or else to the end
MOST = 12  # of each kind
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """Something to cite: its marker and what it is. More were found than are shown where more is above 0."""

    marker: str
    label: str
    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    themes: tuple[Offered, ...]
    figures: tuple[Offered, ...]
    excerpts: tuple[Offered, ...]
    more: int


def find(words: str, *, priority: str) -> Found:
    """Whatever holds all these words; without any, what belongs to this priority."""
    wanted = words.lower().split()[:10]
    standing = [theme for theme in plan_themes.list_themes() if plan_themes.stands(theme)]
    mine = [theme for theme in standing if theme.priority == priority] if not wanted else standing
    keys = {f"theme/{theme.theme_id}" for theme in mine} | {f"priority/{priority}", "all"}
    every = figures.list_figures(tuple(standing)).values()
    counted = [each for each in every if wanted or each.target.rpartition("/")[0] in keys]
    themes, figured, said = (
        _holding(mine, wanted, lambda theme: theme.name),
        _holding(counted, wanted, lambda figure: figure.says),
        _holding(citable.list_excerpts(), wanted, lambda excerpt: excerpt.words),
    )
    return Found(
        themes=tuple(_theme(each) for each in themes[:MOST]),
        figures=tuple(_figure(each) for each in figured[:MOST]),
        excerpts=tuple(_excerpt(each) for each in said[:MOST]),
        more=sum(max(len(found) - MOST, 0) for found in (themes, figured, said)),
    )


def insert(text: str, wanted: str) -> str:
    """With the marker where “[]” stands, or at the end. What is no marker is left out."""
    found = list(list_citations(wanted))
    if len(found) != 1 or found[0].fault or (found[0].start, found[0].end) != (0, len(wanted)):
        return text
    if HERE in text:
        return text.replace(HERE, wanted, 1)
    return f"{text.rstrip()} {wanted}".lstrip()


def preview(text: str) -> CitedText:
    """A text that is being written, with everything as it is now."""
    return citing.read(text, citing.look_up([text]))


def _holding(found: Iterable[T], wanted: list[str], words_of: Callable[[T], str]) -> list[T]:
    return [each for each in found if all(word in words_of(each).lower() for word in wanted)]


def _theme(theme: StandingTheme) -> Offered:
    says = f"{theme.status}; raised by {theme.band} of the people" if theme.is_found else f"{theme.status}; not found"
    return Offered(marker=marker(Kind.THEME, theme.theme_id), label=theme.name, says=says)


def _figure(figure: Figure) -> Offered:
    return Offered(marker=marker(Kind.FIGURE, figure.target), label=figure.value, says=figure.says)


def _excerpt(excerpt: CitableExcerpt) -> Offered:
    return Offered(marker=marker(Kind.EXCERPT, excerpt.id), label=excerpt.words, says=excerpt.said_by or excerpt.source)
