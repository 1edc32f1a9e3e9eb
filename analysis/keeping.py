"""Accepted themes keep their comments, names and priorities through a new run; new comments join them.

What a run would only draw otherwise is not drawn again: people have decided about it. What is new stays a proposal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from analysis.codebook import NOT_SURE, OTHER, CandidateTheme, Coding, Findings

DRAWN_AGAIN = 0.5  # of a proposal's comments, this share is in accepted themes: it is no new matter
CONTAINED = 0.7  # of an accepted theme's comments, this share is in the proposal: it is that theme, grown
EXCERPTS = 3
Members = Mapping[str, Mapping[str, Coding]]  # theme → comment → its coding


@dataclass(frozen=True, slots=True)
class Kept:
    """findings: as they are stored. themes: id of a theme in them → the accepted theme that it is."""

    findings: Findings
    themes: Mapping[str, str]


def keep_accepted(found: Findings, before: Findings, accepted: Collection[str]) -> Kept:
    """Lay what a run found over the accepted themes of the run before.

    before: its theme ids last from run to run; accepted: those of them that keep their comments. Every comment that
    found has read is coded in the result. A comment of an accepted theme stays there; it is in another theme too
    only where it was in one that nobody accepted. The order of rows changes nothing.
    """
    read = {coding.comment_id for coding in found.codings}
    earlier = _members(before.codings)
    held = {
        theme.id: {comment: coding for comment, coding in earlier.get(theme.id, {}).items() if comment in read}
        for theme in before.themes
        if theme.id in accepted
    }
    known = frozenset(comment for members in held.values() for comment in members)
    settled = known - {comment for theme, members in earlier.items() if theme not in held for comment in members}
    proposed = _members(found.codings)
    joins = {theme.id: into for theme in found.themes if (into := _joins(proposed.get(theme.id, {}), held, known))}
    now = {f"kept-{theme}": _grown(theme, held[theme], joins, proposed, known) for theme in held}
    for theme, members in proposed.items():
        if theme not in joins:
            gone = known if theme in (OTHER, NOT_SURE) else settled
            now[theme] = {comment: coding for comment, coding in members.items() if comment not in gone}
    rows = {theme.id: theme for theme in before.themes}
    kept = [_row(replace(rows[theme], id=f"kept-{theme}"), now) for theme in held]
    new = [_row(theme, now) for theme in found.themes if now.get(theme.id)]
    codings = (replace(coding, theme_id=theme) for theme, members in now.items() for coding in members.values())
    return Kept(
        findings=replace(
            found,
            themes=(*kept, *new),
            codings=tuple(sorted(codings, key=lambda coding: (coding.comment_id, coding.theme_id))),
        ),
        themes={f"kept-{theme}": theme for theme in held},
    )


def _members(codings: Collection[Coding]) -> dict[str, dict[str, Coding]]:
    members: defaultdict[str, dict[str, Coding]] = defaultdict(dict)
    for coding in codings:
        members[coding.theme_id][coding.comment_id] = coding
    return dict(members)


def _joins(proposal: Mapping[str, Coding], held: Members, known: Collection[str]) -> str:
    """The accepted theme that has most of a proposal’s comments, where the proposal is no new matter; else nothing."""
    shared = {theme: len(proposal.keys() & members.keys()) for theme, members in held.items()}
    theme = max(shared, key=lambda each: (shared[each], each), default="")
    if not theme or not shared[theme]:
        return ""
    is_drawn_again = sum(comment in known for comment in proposal) >= DRAWN_AGAIN * len(proposal)
    return theme if is_drawn_again or shared[theme] >= CONTAINED * len(held[theme]) else ""


def _grown(
    theme: str, held: Mapping[str, Coding], joins: Mapping[str, str], proposed: Members, known: Collection[str]
) -> dict[str, Coding]:
    """What the accepted theme had, and the new comments of the proposals that join it, by their surest coding."""
    members = dict(held)
    for proposal in sorted(joins):
        if joins[proposal] == theme:
            for comment, coding in proposed[proposal].items():
                is_surer = comment not in members or members[comment].probability < coding.probability
                if comment not in known and is_surer:
                    members[comment] = coding
    return members


def _row(theme: CandidateTheme, now: Members) -> CandidateTheme:
    """With the comments that it has now; where none of its excerpts is left, with its surest."""
    here = now[theme.id]
    surest = sorted(here, key=lambda comment: (-here[comment].probability, comment))[:EXCERPTS]
    return replace(
        theme,
        comments=len(here),
        excerpts=_of(theme.excerpts, here) or tuple(surest),
        diverse=_of(theme.diverse, here),
        dissenting=_of(theme.dissenting, here),
    )


def _of(comments: tuple[str, ...], here: Collection[str]) -> tuple[str, ...]:
    return tuple(comment for comment in comments if comment in here)
