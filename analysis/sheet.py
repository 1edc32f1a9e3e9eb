"""Comments as columns of numbers, so that whatever a report says of half a million of them is counted in moments."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.codebook import AGAINST, NOT_SURE, OTHER, Findings
from analysis.corpus import Corpus

Numbers = NDArray[np.int32]
NAMES = ("ways", "priorities", "reasons", "themes")  # of the columns: the tuples
NOWHERE = -1  # in a column: the comment has no such thing


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Sheet:
    """What a run has read of n comments, in m codings. Names are in the tuples, the columns hold their places.

    comments: ids, ascending, shape (n,). person, text, way: who said it, its group of copies, how it came in.
    priority, reason: where it is mapped, why it was left out; NOWHERE for neither. Shapes (n,).
    place, theme: coding k puts comment number place[k] into theme number theme[k]; shape (m,). probability: in 0..1,
    is_against: whether it speaks against what the theme is about. The last two themes are NOT_SURE and OTHER.
    """

    comments: NDArray[np.int64]
    person: Numbers
    text: Numbers
    way: Numbers
    priority: Numbers
    reason: Numbers
    place: Numbers
    theme: Numbers
    probability: NDArray[np.float32]
    is_against: NDArray[np.bool_]
    ways: tuple[str, ...]
    priorities: tuple[str, ...]
    reasons: tuple[str, ...]
    themes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.comments)

    @property
    def is_read(self) -> NDArray[np.bool_]:
        """Which comments were not left out."""
        return np.equal(self.reason, NOWHERE)

    def held_by(self, themes: Collection[str]) -> NDArray[np.bool_]:
        """Which comments any of these themes holds."""
        held = np.zeros(len(self), dtype=np.bool_)
        wanted = np.isin(self.theme, [number for number, theme in enumerate(self.themes) if theme in themes])
        held[self.place[wanted]] = True
        return held

    def list_of(self, theme: str) -> NDArray[np.int64]:
        """Which codings are this theme's, the surest first."""
        own = np.flatnonzero(self.theme == self.themes.index(theme)) if theme in self.themes else np.array([], int)
        return own[np.lexsort((self.comments[self.place[own]], -self.probability[own]))]

    def themes_of(self, comment: int) -> tuple[str, ...]:
        """The themes that hold a comment; none where the run has not read it."""
        number = self._find(comment)
        return () if number is None else tuple(self.themes[theme] for theme in self.theme[self.place == number])

    def priority_of(self, comment: int) -> str:
        """Where a comment is mapped; "" for nowhere."""
        number = self._find(comment)
        return "" if number is None or self.priority[number] == NOWHERE else self.priorities[self.priority[number]]

    def _find(self, comment: int) -> int | None:
        number = int(np.searchsorted(self.comments, comment))
        return number if number < len(self) and self.comments[number] == comment else None


def fill(
    corpus: Corpus, findings: Findings, texts: Mapping[str, int], ways: Sequence[str], priorities: Iterable[str]
) -> Sheet:
    """The sheet of a run. Ids of comments are whole numbers as text; texts: comment id → its group of copies."""
    rows = sorted(corpus, key=lambda comment: int(comment.id))
    number = {comment.id: place for place, comment in enumerate(rows)}
    mapped = {coding.comment_id: coding.priority for coding in findings.priorities}
    why = {each.comment_id: each.reason for each in findings.excluded}
    named = tuple(dict.fromkeys([*priorities, *sorted({*mapped.values()})]))
    reasons, themes = tuple(sorted({*why.values()})), (*(theme.id for theme in findings.themes), NOT_SURE, OTHER)
    theme_number = {theme: place for place, theme in enumerate(themes)}
    return Sheet(
        comments=np.array([int(comment.id) for comment in rows], dtype=np.int64),
        person=_numbered([comment.person for comment in rows]),
        text=_column(texts.get(comment.id, NOWHERE) for comment in rows),
        way=_placed([comment.source for comment in rows], ways),
        priority=_placed([mapped.get(comment.id) for comment in rows], named),
        reason=_placed([why.get(comment.id) for comment in rows], reasons),
        place=_column(number[coding.comment_id] for coding in findings.codings),
        theme=_column(theme_number[coding.theme_id] for coding in findings.codings),
        probability=np.array([coding.probability for coding in findings.codings], dtype=np.float32),
        is_against=np.array([coding.stance == AGAINST for coding in findings.codings], dtype=np.bool_),
        ways=tuple(ways),
        priorities=named,
        reasons=reasons,
        themes=themes,
    )


def _column(numbers: Iterable[int]) -> Numbers:
    return np.array(list(numbers), dtype=np.int32)


def _placed(values: Iterable[str | None], names: Sequence[str]) -> Numbers:
    places = {name: place for place, name in enumerate(names)}
    return _column(places.get(value, NOWHERE) if value is not None else NOWHERE for value in values)


def _numbered(keys: Iterable[str]) -> Numbers:
    """Each key by the order in which it first comes."""
    seen: dict[str, int] = {}
    return _column(seen.setdefault(key, len(seen)) for key in keys)


def pack(sheet: Sheet) -> bytes:
    """The sheet as bytes that `unpack` reads; it runs nothing of what it reads."""
    columns: dict[str, Any] = {each.name: getattr(sheet, each.name) for each in fields(Sheet)}
    columns |= {name: np.array(columns[name], dtype=np.str_) for name in NAMES}
    packed = io.BytesIO()
    np.savez_compressed(packed, **columns)
    return packed.getvalue()


def unpack(packed: bytes) -> Sheet:
    """The sheet that `pack` wrote. Raises ValueError or KeyError for anything else."""
    with np.load(io.BytesIO(packed), allow_pickle=False) as stored:
        columns: dict[str, Any] = {each.name: stored[each.name] for each in fields(Sheet)}
    return Sheet(**columns | {name: tuple(columns[name].tolist()) for name in NAMES})
