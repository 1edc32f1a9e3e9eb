"""Approved themes as the codebook has them, and what a comment was coded to, by whom. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.codebook import NOT_SURE, OTHER, Coding

PEOPLE, SAME_WORDS, BY_MACHINE = "people", "people, of the same words", "machine"


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """An approved theme as the codebook has it. examples: texts that people confirmed as belonging, or wrote."""

    id: str
    name: str
    description: str = ""
    examples: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """What is learned from: name, description, examples."""
        return tuple(text for text in (self.name, self.description, *self.examples) if text.strip())


@dataclass(frozen=True, kw_only=True, slots=True)
class Coded:
    """One comment's themes with their probabilities, best first, and who says so.

    source: PEOPLE (decided on this comment), SAME_WORDS (on a comment with these words) or BY_MACHINE. Themes may be
    ((OTHER, p),), p being how sure it is that none fits, or ((NOT_SURE, p),), p being the chance that one does.
    """

    comment_id: str
    themes: tuple[tuple[str, float], ...]
    source: str

    @property
    def codings(self) -> tuple[Coding, ...]:
        """The same as rows of a run."""
        return tuple(Coding(comment_id=self.comment_id, theme_id=id_, probability=p) for id_, p in self.themes)

    @property
    def joins_none(self) -> bool:
        """Whether it joins no approved theme, for sure or perhaps: where emerging themes are looked for."""
        return self.themes[0][0] in {OTHER, NOT_SURE}
