"""Which comments each theme holds once people have put in, taken out and merged; and the findings that say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from analysis.codebook import NOT_SURE, OTHER, UNSURE, CandidateTheme, Coding, Findings
from analysis.decisions import ThemeState

CERTAIN = 1.0  # the probability of what a person decided
Stances = Mapping[tuple[str, str], str]


class Members:
    """Comments of themes: the machine's, with what people put in (True) and took out (False), and merged themes.

    read: every comment the run has read. found: theme → the comments the machine coded to it. merged: theme → the
    theme that has its comments. What people said of a comment in the theme it is merged into weighs more.
    """

    def __init__(self, findings: Findings) -> None:
        self.read = {coding.comment_id for coding in findings.codings}
        self.found: dict[str, set[str]] = {theme.id: set() for theme in findings.themes}
        for coding in findings.codings:
            if coding.theme_id not in (OTHER, NOT_SURE):
                self.found[coding.theme_id].add(coding.comment_id)
        self.placed: defaultdict[str, dict[str, bool]] = defaultdict(dict)
        self.merged: dict[str, str] = {}
        self.parts: defaultdict[str, set[str]] = defaultdict(set)  # the other way round

    def merge(self, theme: str, into: str) -> None:
        self.part(theme)
        self.merged[theme] = into
        self.parts[into].add(theme)

    def part(self, theme: str) -> None:
        if theme in self.merged:
            self.parts[self.merged.pop(theme)].discard(theme)

    def put(self, theme: str, comment: str) -> None:
        """A theme's own word counts for what is merged into it, so the comment stays where it is put."""
        for place in self.up(theme):
            self.placed[place].pop(comment, None)
        self.placed[theme][comment] = True

    def take(self, theme: str, comment: str) -> None:
        self.placed[theme][comment] = False

    def root(self, theme: str) -> str:
        """The theme that has the comments of this one now."""
        return self.up(theme)[-1]

    def up(self, theme: str) -> list[str]:
        """The theme, what it is merged into, what that is merged into…"""
        path = [theme]
        while path[-1] in self.merged:
            path.append(self.merged[path[-1]])
        return path

    def of(self, theme: str) -> frozenset[str]:
        """The theme's comments, with those of themes merged into it."""
        held = set(self.found.get(theme, ()))
        for part in self.parts.get(theme, ()):
            held |= self.of(part)
        for comment, is_in in self.placed.get(theme, {}).items():
            if is_in:
                held.add(comment)
            else:
                held.discard(comment)
        return frozenset(held)

    def is_put(self, theme: str, comment: str) -> bool:
        """Whether a person put the comment into the theme, or into one merged into it."""
        if comment in self.placed.get(theme, {}):
            return self.placed[theme][comment]
        return any(self.is_put(part, comment) for part in self.parts.get(theme, ()))


def standing_findings(
    findings: Findings,
    members: Members,
    themes: Mapping[str, ThemeState],
    made: Mapping[str, str],
    stances: Stances,
) -> Findings:
    """The findings with people's decisions in them: every comment read is in a theme, OTHER or NOT_SURE, as before."""
    held = {key: state.comments for key, state in themes.items() if not state.merged_into}
    kept = {key: comments for key, comments in held.items() if comments or key in members.found}
    proposed = {theme.id: theme for theme in findings.themes}
    return replace(
        findings,
        themes=tuple(_theme(proposed.get(key), key, themes[key], made) for key in kept),
        codings=tuple(_codings(findings, members, kept, stances)),
    )


def _theme(proposed: CandidateTheme | None, key: str, state: ThemeState, made: Mapping[str, str]) -> CandidateTheme:
    if proposed is None:
        name = state.name or made.get(key, "")
        proposed = CandidateTheme(
            id=key, name=name, keywords=(), comments=0, excerpts=tuple(sorted(state.comments, key=_number)[:10]),
            priority=UNSURE, priority_probability=0.0,
        )  # fmt: skip
    return replace(
        proposed,
        comments=len(state.comments),
        description=proposed.description if state.description is None else state.description,
        excerpts=_still(proposed.excerpts, state),
        diverse=_still(proposed.diverse, state),
        dissenting=_still(proposed.dissenting, state),
    )


def _still(comments: tuple[str, ...], state: ThemeState) -> tuple[str, ...]:
    return tuple(comment for comment in comments if comment in state.comments)


def _number(comment: str) -> tuple[int, str]:
    return len(comment), comment


def _codings(
    findings: Findings, members: Members, kept: Mapping[str, frozenset[str]], stances: Stances
) -> Iterator[Coding]:
    """In the order of the findings, comment by comment."""
    themes_of: defaultdict[str, list[str]] = defaultdict(list)
    for theme, comments in kept.items():
        for comment in comments:
            themes_of[comment].append(theme)
    by_machine: dict[str, list[Coding]] = {}
    for coding in findings.codings:
        by_machine.setdefault(coding.comment_id, []).append(coding)
    for comment, codings in by_machine.items():
        if not themes_of[comment]:
            yield _unthemed(comment, codings)
        for theme in themes_of[comment]:
            coding = _coding(comment, theme, codings, members)
            stance = stances.get((theme, comment))
            yield coding if stance is None else replace(coding, stance=stance)


def _coding(comment: str, theme: str, codings: list[Coding], members: Members) -> Coding:
    """The machine's surest coding to the theme or to what is merged into it; a person's word where there is one."""
    alike = [
        coding for coding in codings
        if coding.theme_id not in (OTHER, NOT_SURE) and theme in members.up(coding.theme_id)
    ]  # fmt: skip
    best = max(alike, key=lambda coding: (coding.probability, coding.theme_id), default=None)
    if best is None:
        return Coding(comment_id=comment, theme_id=theme, probability=CERTAIN)
    is_put = members.is_put(theme, comment)
    return replace(best, theme_id=theme, probability=CERTAIN if is_put else best.probability)


def _unthemed(comment: str, codings: list[Coding]) -> Coding:
    """As the machine left it, or in no theme because people took it out of all."""
    if codings[0].theme_id in (OTHER, NOT_SURE):
        return codings[0]
    return Coding(comment_id=comment, theme_id=OTHER, probability=CERTAIN)
