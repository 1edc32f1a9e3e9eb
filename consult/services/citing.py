"""What the citations of a text lead to, looked up now: themes, figures, excerpts, frozen reports; and what is amiss."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from consult.plan.citations import Citation, Kind
from consult.plan.sentences import Sentence, split
from consult.services import citable, figures, plan_themes, readings
from consult.services.citable import CitableExcerpt
from consult.services.figures import Figure
from consult.services.readings import ReportRead
from consult.services.standing import StandingTheme
from consult.services.theme_review import Status


class Trouble(enum.StrEnum):
    """What keeps a text from being approved."""

    UNCITED = "no citation"
    UNREADABLE = "a citation that cannot be read"
    THEME = "a theme that does not stand"
    FIGURE = "a figure that has moved"
    EXCERPT = "an excerpt that may not be shown"
    REPORT = "a report version that was not read"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing amiss in one sentence, with what to do."""

    trouble: Trouble
    cited: CitedSentence
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """One citation of a text, the number-th from 1, as it stands now.

    value: what a figure shows. label: what it is, in words. excerpt: None where its words may not be shown.
    """

    number: int
    citation: Citation
    label: str
    value: str = ""
    theme: StandingTheme | None = None
    excerpt: CitableExcerpt | None = None
    troubles: tuple[tuple[Trouble, str], ...] = ()

    @property
    def is_note(self) -> bool:
        """It adds no words to its sentence."""
        return self.citation.kind not in (Kind.FIGURE, Kind.EXCERPT)

    @property
    def words(self) -> str:
        return f"“{self.excerpt.words}”" if self.excerpt else self.value


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence in pieces: words, and references between them."""

    sentence: Sentence
    pieces: tuple[str | Reference, ...]

    @property
    def references(self) -> tuple[Reference, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Reference))

    @property
    def words(self) -> str:
        """As it reads, without the notes."""
        return " ".join("".join(piece if isinstance(piece, str) else piece.words for piece in self.pieces).split())


@dataclass(frozen=True, slots=True)
class CitedText:
    """A whole text as it may be shown now."""

    sentences: tuple[CitedSentence, ...]

    @property
    def references(self) -> tuple[Reference, ...]:
        return tuple(reference for cited in self.sentences for reference in cited.references)

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for cited in self.sentences for point in _points(cited))


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """Everything that can be cited at this moment; excerpts and reports: those that were asked for."""

    themes: Mapping[int, StandingTheme]
    figures: Mapping[str, Figure]
    excerpts: Mapping[int, CitableExcerpt]
    reports: Mapping[int, ReportRead]


def look_up(texts: Iterable[str]) -> Known:
    """What the citations of these texts lead to, asked once for all of them."""
    cited = [each for text in texts for sentence in split(text) for each in sentence.citations if not each.fault]
    themes = plan_themes.list_themes()
    return Known(
        themes={theme.theme_id: theme for theme in themes},
        figures=figures.list_figures(themes),
        excerpts=citable.find_excerpts({each.number for each in cited if each.kind is Kind.EXCERPT}),
        reports=readings.find_read({each.number for each in cited if each.kind is Kind.REPORT}),
    )


def read(text: str, known: Known, saved: Mapping[str, str] | None = None) -> CitedText:
    """saved: the figures of a saved version, which its text keeps showing; none for a text that is being written."""
    numbered: list[CitedSentence] = []
    number = 0
    for sentence in split(text):
        pieces: list[str | Reference] = []
        place = sentence.start
        for citation in sentence.citations:
            number += 1
            reference, before = _reference(number, citation, known, saved), text[place : citation.start]
            pieces += [before.rstrip() if reference.is_note else before, reference]
            place = citation.end
        pieces.append(text[place : sentence.end])
        numbered.append(CitedSentence(sentence, tuple(piece for piece in pieces if piece)))
    return CitedText(tuple(numbered))


def read_figures(text: str, known: Known) -> dict[str, str]:
    """The cited figures as they are now: what a version keeps."""
    cited = {each.target for sentence in split(text) for each in sentence.citations if each.kind is Kind.FIGURE}
    return {target: known.figures[target].value for target in sorted(cited & known.figures.keys())}


def _points(cited: CitedSentence) -> Iterator[Point]:
    sentence = cited.sentence
    for reference in cited.references:
        yield from (Point(trouble, cited, words) for trouble, words in reference.troubles)
    if sentence.wants:
        wants = " and ".join(sentence.wants)
        yield Point(Trouble.UNCITED, cited, f"It has {wants}, and no citation. Cite where that comes from.")


def _reference(number: int, citation: Citation, known: Known, saved: Mapping[str, str] | None) -> Reference:
    if citation.fault or citation.kind is None:
        troubles = ((Trouble.UNREADABLE, citation.fault),)
        return Reference(number=number, citation=citation, label="Cannot be read", troubles=troubles)
    return RESOLVERS[citation.kind](number, citation, known, saved)


def _theme(number: int, citation: Citation, known: Known, _saved: Mapping[str, str] | None) -> Reference:
    theme = known.themes.get(citation.number)
    label = f"Theme “{theme.name}”" if theme else f"Theme {citation.number}"
    return Reference(
        number=number, citation=citation, label=label, theme=theme, troubles=_troubles_of(theme, citation.number)
    )


def _figure(number: int, citation: Citation, known: Known, saved: Mapping[str, str] | None) -> Reference:
    figure, theme_id = known.figures.get(citation.target), citation.theme_id
    theme = known.themes.get(theme_id) if theme_id else None
    was, now = (saved or {}).get(citation.target), figure.value if figure else ""
    troubles = _troubles_of(theme, theme_id) if theme_id else ()
    if not figure and not troubles:
        troubles = ((Trouble.FIGURE, "There is no such figure now. Take it out, or find themes first."),)
    if was is not None and figure and was != now:
        moved = f"It was {was} when this version was saved and is {now} now. Save the section again to take {now}."
        troubles = (*troubles, (Trouble.FIGURE, moved))
    label = figure.says if figure else "A figure that is not there"
    value = was if was is not None else now or "(no figure)"
    return Reference(number=number, citation=citation, label=label, value=value, theme=theme, troubles=troubles)


def _excerpt(number: int, citation: Citation, known: Known, _saved: Mapping[str, str] | None) -> Reference:
    excerpt = known.excerpts.get(citation.number)
    gone = "Its words may not be shown here: withdrawn, withheld, not approved, or of an area that is not yours."
    troubles = () if excerpt else ((Trouble.EXCERPT, gone),)
    label = f"Excerpt {citation.number}"
    return Reference(number=number, citation=citation, label=label, excerpt=excerpt, troubles=troubles)


def _report(number: int, citation: Citation, known: Known, _saved: Mapping[str, str] | None) -> Reference:
    report = known.reports.get(citation.number)
    label = f"Report version {citation.number}"
    words = report.trouble if report else "There is no such report version. Freeze it first, or cite another."
    troubles = ((Trouble.REPORT, words),) if words else ()
    return Reference(number=number, citation=citation, label=label, troubles=troubles)


def _source(number: int, citation: Citation, _known: Known, _saved: Mapping[str, str] | None) -> Reference:
    return Reference(number=number, citation=citation, label=citation.target)


def _troubles_of(theme: StandingTheme | None, theme_id: int) -> tuple[tuple[Trouble, str], ...]:
    if theme is None:
        words = _of_a_theme_that_is_gone(theme_id)
    elif theme.status == Status.ACCEPTED:
        words = "" if theme.is_found else f"The newest run did not find “{theme.name}” again. Look at it, cite another."
    elif theme.status == Status.PROPOSED:
        words = f"Nobody has accepted the theme “{theme.name}” yet. Accept it under “Themes and priorities”."
    else:
        words = f"The theme “{theme.name}” is {theme.status}. Cite one that stands, or take the sentence out."
    return ((Trouble.THEME, words),) if words else ()


def _of_a_theme_that_is_gone(theme_id: int) -> str:
    theme = plan_themes.find_theme(theme_id)
    if theme is None:
        return f"There is no theme {theme_id}. Cite one that is there."
    if theme.merged_into is not None:
        return f"“{theme.name}” became part of theme {theme.merged_into}. Cite [theme:{theme.merged_into}] instead."
    return f"The newest run did not find “{theme.name}” again, and nobody decided about it. Cite another."


RESOLVERS = {
    Kind.THEME: _theme,
    Kind.FIGURE: _figure,
    Kind.EXCERPT: _excerpt,
    Kind.REPORT: _report,
    Kind.SOURCE: _source,
}
