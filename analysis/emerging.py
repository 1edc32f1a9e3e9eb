"""New comments join approved themes; what joins none is looked through for a theme that emerges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.approved import BY_MACHINE, Coded, Theme
from analysis.codebook import Coding
from analysis.coding import ThemeCoder
from analysis.corpus import Comment, Corpus
from analysis.encode import Encoder
from analysis.pipeline import find_themes

FEWEST_PEOPLE = 5  # who have to say it before a matter is called emerging
FEWEST_SHARE = 0.01  # of the people in all new comments


@dataclass(frozen=True, kw_only=True, slots=True)
class EmergingTheme:
    """A matter that several people raise and no approved theme covers: for people to accept, merge or leave.

    id: "e01"… by falling number of people. comments: ids of those that raise it, most typical first; probabilities: of
    each, 0..1. people: how many persons said it.
    """

    id: str
    name: str
    keywords: tuple[str, ...]
    comments: tuple[str, ...]
    probabilities: tuple[float, ...]
    people: int

    @property
    def sentence(self) -> str:
        """“Emerging: 7 comments by 6 people about …, which no approved theme covers.”"""
        comments = "comment" if len(self.comments) == 1 else "comments"
        people = "person" if self.people == 1 else "people"
        return (
            f"Emerging: {len(self.comments)} {comments} by {self.people} {people} under “{self.name}”, "
            "which no approved theme covers."
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """What became of new comments: each one's coding, in the order given, and the themes that emerge.

    left: ids of the comments that join no approved theme and no emerging one; nobody is dropped.
    """

    coded: tuple[Coded, ...]
    emerging: tuple[EmergingTheme, ...]
    left: tuple[str, ...]


def join_themes(
    approved: Sequence[Theme],
    comments: Sequence[Comment],
    *,
    codings: Mapping[str, frozenset[str]] | None = None,
    decisions: Mapping[str, frozenset[str]] | None = None,
    encoder: Encoder | None = None,
    seed: int = 0,
) -> Joined:
    """Code new comments to approved themes and look for emerging ones among the rest.

    approved: with the texts that people confirmed as examples. codings: further texts (masked, as everywhere) and the
    themes people gave them, {OTHER} where none fits. decisions: comment id → themes a person gave a new comment; they
    stand. Raises ValueError as ThemeCoder does. The order of comments changes nothing but the order of what is
    returned.
    """
    known = codings or {}
    coder = ThemeCoder(encoder).fit(
        list(known), list(known.values()), approved, corpus=[comment.text for comment in comments]
    )
    coded = coder.code(comments, decisions)
    by_id = {comment.id: comment for comment in comments}
    leftovers = [by_id[each.comment_id] for each in coded if each.joins_none and each.source == BY_MACHINE]
    emerging = find_emerging(leftovers, of=people(comments), encoder=encoder, seed=seed)
    found = {comment for theme in emerging for comment in theme.comments}
    left = tuple(each.comment_id for each in coded if each.joins_none and each.comment_id not in found)
    return Joined(coded=coded, emerging=emerging, left=left)


def find_emerging(
    leftovers: Sequence[Comment], *, of: int, encoder: Encoder | None = None, seed: int = 0
) -> tuple[EmergingTheme, ...]:
    """Themes among comments that join no approved one, most people first.

    of: how many people the new comments come from. A matter emerges from five people and one in a hundred on; less is
    left for a person to read. Found as the themes of any corpus are.
    """
    if people(leftovers) < FEWEST_PEOPLE:
        return ()
    findings = find_themes(Corpus.of(leftovers), encoder=encoder, seed=seed)
    by_id = {comment.id: comment for comment in leftovers}
    members: dict[str, list[Coding]] = {}
    for coding in findings.codings:
        members.setdefault(coding.theme_id, []).append(coding)
    least = max(FEWEST_PEOPLE, FEWEST_SHARE * of)
    rows = []
    for theme in findings.themes:
        mine = sorted(members.get(theme.id, []), key=_surest_first)
        persons = people([by_id[each.comment_id] for each in mine])
        if persons >= least:
            rows.append((persons, theme, mine))
    rows.sort(key=lambda row: (-row[0], row[1].name))
    return tuple(
        EmergingTheme(
            id=f"e{number:02}",
            name=theme.name,
            keywords=theme.keywords,
            comments=tuple(each.comment_id for each in mine),
            probabilities=tuple(each.probability for each in mine),
            people=persons,
        )
        for number, (persons, theme, mine) in enumerate(rows, start=1)
    )


def people(comments: Sequence[Comment]) -> int:
    """How many persons said these comments."""
    return len({comment.person for comment in comments})


def _surest_first(coding: Coding) -> tuple[float, str]:
    return -coding.probability, coding.comment_id
