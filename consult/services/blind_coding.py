"""One of the two codes: a comment at a time, without a sight of the other's codes or the machine's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from analysis.codebook import OTHER
from consult.models.base import utcnow
from consult.models.double_coding import DoubleCoding, DoubleComment, DoubleTheme
from consult.services import theme_reading
from consult.services.theme_reading import ShownComment
from consult.store import comments, people
from consult.store import double_coding as store
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What one coder sees. place: of the comment among all, from 1. chosen: what they said of it before, if anything.

    left: places of comments that they have still to code.
    """

    coding: DoubleCoding
    themes: tuple[DoubleTheme, ...]
    place: int
    comment: ShownComment
    chosen: frozenset[str]
    places: tuple[int, ...]
    left: tuple[int, ...]
    to_code: int
    is_handed_in: bool

    @property
    def before(self) -> int | None:
        return max((place for place in self.places if place < self.place), default=None)

    @property
    def after(self) -> int | None:
        return min((place for place in self.places if place > self.place), default=None)

    @property
    def done(self) -> int:
        return self.to_code - len(self.left)


def open_desk(double_id: int, place: int | None, *, by: int) -> Desk:
    """place: None for the first that is still to code. NotFound for whoever is not one of the two."""
    coding = _of(store.get(double_id), by)
    sampled = {each.place: each for each in store.list_sampled(double_id)}
    mine = {code.sampled_id: code.themes for code in store.list_codes(double_id, user_id=by)}
    readable = _readable(sampled.values())
    left = tuple(at for at, each in sampled.items() if each.id in readable and each.id not in mine)
    at = place if place is not None else next(iter(left or sampled), 0)
    if at not in sampled:
        raise NotFound(f"no comment {at} in this sample")
    (shown,) = theme_reading.show_comments(comments.list_comments([sampled[at].comment_id]))
    return Desk(
        coding=coding,
        themes=tuple(store.list_themes(double_id)),
        place=at,
        comment=shown,
        chosen=frozenset(mine.get(sampled[at].id, ())),
        places=tuple(sampled),
        left=left,
        to_code=len(readable),
        is_handed_in=_done_at(coding, by),
    )


def save(double_id: int, place: int, themes: Collection[str], *, by: int) -> None:
    """themes: ids as text, or OTHER alone where none of them fits."""
    with transaction():
        coding = _still_open(store.lock(double_id), by)
        sampled = next((each for each in store.list_sampled(double_id) if each.place == place), None)
        if sampled is None:
            raise NotFound(f"no comment {place} in this sample")
        if sampled.comment_id in comments.list_withheld_ids():
            raise Conflict("The words of this comment were withheld meanwhile. Go on with the next one.")
        chosen = checked(themes, {str(each.theme_id) for each in store.list_themes(coding.id)})
        store.put_code(sampled_id=sampled.id, user_id=by, themes=chosen)


def hand_in(double_id: int, *, by: int) -> None:
    """From here on their codes are not changed; once both have handed in, the figures are shown."""
    with transaction():
        coding = _still_open(store.lock(double_id), by)
        mine = {code.sampled_id for code in store.list_codes(double_id, user_id=by)}
        if left := _readable(store.list_sampled(double_id)) - mine:
            raise Conflict(f"{len(left):,} comments are still to code. Code them first, or choose “None of these”.")
        if by == coding.first_id:
            coding.first_done_at = utcnow()
        else:
            coding.second_done_at = utcnow()
        people.record(user_id=by, action="blind codes handed in", subject=f"double coding {double_id}")


def checked(themes: Collection[str], offered: Collection[str]) -> list[str]:
    """What was chosen, if it can be: themes that were offered, or OTHER alone."""
    if not themes:
        raise Conflict("Choose at least one theme, or “None of these”.")
    if OTHER in themes and len(set(themes)) > 1:
        raise Conflict("Choose themes, or “None of these”, but not both.")
    if set(themes) - {*offered, OTHER}:
        raise Conflict("One of the themes is not in this double coding. Open the page again and choose there.")
    return sorted(set(themes))


def _of(coding: DoubleCoding, user_id: int) -> DoubleCoding:
    if user_id not in (coding.first_id, coding.second_id):
        raise NotFound("only the two who code open this")
    return coding


def _still_open(coding: DoubleCoding, user_id: int) -> DoubleCoding:
    if coding.ended_at:
        raise Conflict("This double coding was put aside. Nothing was changed.")
    if _done_at(_of(coding, user_id), user_id):
        raise Conflict("You have handed in your codes, so they are not changed any more.")
    return coding


def _done_at(coding: DoubleCoding, user_id: int) -> bool:
    return bool(coding.first_done_at if user_id == coding.first_id else coding.second_done_at)


def _readable(sampled: Collection[DoubleComment]) -> set[int]:
    withheld = comments.list_withheld_ids()
    return {each.id for each in sampled if each.comment_id not in withheld}
