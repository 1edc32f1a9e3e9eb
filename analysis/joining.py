"""What is new joins the themes that stand, without finding all of them again: seconds, however many there were before.

The themes are learned from some of their comments (`ThemeCoder`), as they stand with what people decided; what joins
none is looked through for themes that emerge. Nothing that was found before is touched, and a full run that is made
later knows nothing of it.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.approved import Coded, Theme
from analysis.belonging import MOST_THEMES
from analysis.codebook import DECIMALS, NOT_SURE, OTHER, CandidateTheme, Coding, Exclusion, PriorityCoding
from analysis.corpus import Comment, Corpus
from analysis.emerging import EmergingTheme, join_themes
from analysis.encode import Encoder, default_encoder
from analysis.priorities import map_comments, map_theme
from analysis.readable import Readable, reading
from analysis.stance import with_stances
from analysis.words import reading_once

LEARNED = 40  # comments of each theme that are learned from …
IN_ALL = 1_500  # … and of all of them together: seconds grow with the cube
FIT_NONE = 120  # the same of comments that fit no theme
EXCERPTS = 3

Progress = Callable[[str, float], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """What became of new comments. codings, priorities and exclusions: of these alone, they add up to them.

    emerging: themes that none of those before covers, "new01"… by falling number of people. method: in words.
    """

    codings: tuple[Coding, ...]
    priorities: tuple[PriorityCoding, ...]
    excluded: tuple[Exclusion, ...]
    emerging: tuple[CandidateTheme, ...]
    method: str


def learn_from(codings: Iterable[Coding], themes: Collection[str]) -> dict[str, frozenset[str]]:
    """Which comments the themes are learned from: comment id → its themes, {OTHER} where it fits none.

    An even draw that follows from the ids alone: the same in any order of rows, and hardly moved by a few more.
    """
    of_comment: defaultdict[str, set[str]] = defaultdict(set)
    for coding in codings:
        of_comment[coding.comment_id].add(coding.theme_id)
    each = min(LEARNED, IN_ALL // max(1, len(themes)))
    left: Counter[str] = Counter({**dict.fromkeys(themes, each), OTHER: FIT_NONE})
    chosen: dict[str, frozenset[str]] = {}
    for comment in sorted(of_comment, key=_drawn):
        its = frozenset(of_comment[comment] & (set(themes) | {OTHER}))
        if its and NOT_SURE not in of_comment[comment] and any(left[theme] > 0 for theme in its):
            chosen[comment] = its
            left.subtract(its)
    return chosen


@reading_once()
def join_new(
    themes: Sequence[CandidateTheme],
    examples: Mapping[str, frozenset[str]],
    known: Iterable[Comment],
    new: Iterable[Comment],
    *,
    encoder: Encoder | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Joined:
    """Code new comments to these themes, and look for what emerges among the rest.

    examples: what `learn_from` chose; known: at least those comments. The order of comments changes nothing. Raises
    ValueError where there is no theme to join, or an id comes twice.
    """
    if not themes:
        raise ValueError("there is no theme that comments could join; find themes first")
    tell = progress or (lambda stage, done: None)
    tell("Hiding personal data in what is new", 0.0)
    read = _read(new)
    seen = _read(comment for comment in known if comment.id in examples)
    tell("Joining what is new to the themes", 0.3)
    joined = join_themes(
        [Theme(id=theme.id, name=theme.name, description=theme.description) for theme in themes],
        read.comments,
        codings=_by_text(seen, examples),
        encoder=encoder,
        seed=seed,
    )
    tell("Reading stance, tone and priorities", 0.8)
    priorities = map_comments(read.comments, read.texts)
    codings = _codings(joined.coded, joined.emerging)
    text_of = {comment.id: comment for comment in read.comments}
    asked = [text_of[coding.comment_id] for coding in codings]
    return Joined(
        codings=with_stances(codings, [each.text for each in asked], [each.question for each in asked]),
        priorities=priorities,
        excluded=read.excluded,
        emerging=tuple(_candidate(theme, codings, priorities) for theme in joined.emerging),
        method=_method(len(read.comments), len(seen.comments), len(themes), encoder or default_encoder()),
    )


def _read(comments: Iterable[Comment]) -> Readable:
    """In one canonical order, each comment's text being what may be read of it."""
    with reading(Corpus.of(comments)) as finished:
        read = finished()
    masked = (replace(comment, text=text) for comment, text in zip(read.comments, read.texts, strict=True))
    return replace(read, comments=tuple(masked))


def _by_text(seen: Readable, examples: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Masked text → themes; the same words may have been put into several."""
    said: dict[str, frozenset[str]] = {}
    for comment in seen.comments:
        said[comment.text] = said.get(comment.text, frozenset()) | examples[comment.id]
    return {text: themes - {OTHER} or themes for text, themes in said.items()}


def _codings(coded: Sequence[Coded], emerging: Sequence[EmergingTheme]) -> tuple[Coding, ...]:
    """Of each comment its themes, or those that emerge with it, or that it fits none, or may fit one."""
    emerged: defaultdict[str, list[Coding]] = defaultdict(list)
    for theme in emerging:
        for comment, probability in zip(theme.comments, theme.probabilities, strict=True):
            emerged[comment].append(Coding(comment_id=comment, theme_id=_key(theme), probability=probability))
    rows = [emerged.get(each.comment_id) or each.codings[:MOST_THEMES] for each in coded]
    return tuple(replace(row, probability=round(row.probability, DECIMALS)) for each in rows for row in each)


def _candidate(theme: EmergingTheme, codings: Sequence[Coding], priorities: Sequence[PriorityCoding]) -> CandidateTheme:
    key = _key(theme)
    members = {coding.comment_id for coding in codings if coding.theme_id == key}
    priority, probability = map_theme([each for each in priorities if each.comment_id in members])
    return CandidateTheme(
        id=key,
        name=theme.name,
        keywords=theme.keywords,
        comments=len(members),
        excerpts=theme.comments[:EXCERPTS],
        priority=priority,
        priority_probability=probability,
        description=f"Raised by {theme.people} people in what is new; no theme that stood before covers it.",
    )


def _key(theme: EmergingTheme) -> str:
    return f"new{theme.id.removeprefix('e')}"


def _method(new: int, learned: int, themes: int, encoder: Encoder) -> str:
    return (
        f"{new} new comments joined the {themes} themes that stood, coded by kernel ridge regression over words and "
        f"meaning by {encoder.name}, learned from {learned} comments of these themes; what joined none was looked "
        "through for themes that emerge. A full run may draw themes otherwise"
    )


def _drawn(comment_id: str) -> bytes:
    return hashlib.blake2b(comment_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
