"""Links for schools, clubs and homes: a code to type or scan, how many are expected, how many came. No accounts.

Codes are of letters and digits that nobody takes for one another and that spell no word. What a manager sees here is
seen nowhere else: no report, chart or download knows by which link somebody came.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from consult.models.base import utcnow
from consult.models.group_links import GroupKind, GroupLink
from consult.services import areas, surveys
from consult.store import group_links as store
from consult.store import people
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction

SIGNS = "BCDFGHJKMNPRTVWXY34679"  # no vowels, and nothing that looks like something else
LENGTH, MOST_TRIES = 6, 5
MISREAD = str.maketrans("8U", "BV")
MOST_EXPECTED = 5000
RESTS = (60, 120, 300)  # seconds


class GroupUnknown(NotFound):
    """No link has this code."""


class GroupClosed(Exception):
    """The link has been closed by a manager."""


@dataclass(frozen=True, kw_only=True)
class GroupState:
    """One link as its manager sees it. notes: what is worth a look, in sentences."""

    link: GroupLink
    completions: int
    notes: tuple[str, ...]


def add(
    *, survey_slug: str, name: str, kind: GroupKind, area: str, expected: int, is_shared: bool, rests: int, by: int
) -> GroupLink:
    areas.refuse_others(area)
    survey = surveys.get_survey(survey_slug)
    for _ in range(MOST_TRIES):
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        try:
            with transaction():
                link = store.add(
                    code=code,
                    name=name,
                    kind=kind,
                    area=area,
                    expected=expected,
                    survey_id=survey.id,
                    is_shared=is_shared,
                    rests=rests,
                )
                people.record(user_id=by, action="group link made", subject=f"group link {link.id}")
            return link
        except IntegrityError:  # the code is taken
            continue
    raise Conflict("No code could be made just now. Press the button again.")


def change(link_id: int, *, expected: int, is_shared: bool, rests: int, by: int) -> None:
    with transaction():
        link = store.get(link_id)
        if (link.expected, link.is_shared, link.rests) != (expected, is_shared, rests):
            link.expected, link.is_shared, link.rests = expected, is_shared, rests
            people.record(user_id=by, action="group link changed", subject=f"group link {link_id}")


def close(link_id: int, *, by: int) -> None:
    """Whoever has begun goes on; nobody begins with it any more."""
    with transaction():
        link = store.get(link_id)
        if link.closed_at is None:
            link.closed_at = utcnow()
            people.record(user_id=by, action="group link closed", subject=f"group link {link_id}")


def reopen(link_id: int, *, by: int) -> None:
    with transaction():
        link = store.get(link_id)
        if link.closed_at is not None:
            link.closed_at = None
            people.record(user_id=by, action="group link opened again", subject=f"group link {link_id}")


def find_open(typed: str) -> GroupLink:
    """The link that somebody means, however they typed its code."""
    link = store.find(read_code(typed))
    if link is None:
        raise GroupUnknown(typed)
    if link.closed_at is not None:
        raise GroupClosed
    return link


def read_code(typed: str) -> str:
    """In any case, with spaces or hyphens, as the end of an address too; what looks alike is taken for what we use."""
    last = unicodedata.normalize("NFKC", typed).strip().rstrip("/").rpartition("/")[2]
    return re.sub(r"[\W_]+", "", last).upper().translate(MISREAD)[: LENGTH + 2]


def list_states() -> list[GroupState]:
    """Of the areas that may be seen, the newest first."""
    times = store.list_times()
    return [_state(link, times.get(link.id, [])) for link in store.list_links()]


def get_state(link_id: int) -> GroupState:
    link = store.get(link_id)
    return _state(link, store.list_times().get(link_id, []))


def _state(link: GroupLink, times: Sequence[datetime]) -> GroupState:
    return GroupState(link=link, completions=len(times), notes=worth_a_look(link.expected, link.arrivals, times))


def worth_a_look(expected: int, arrivals: int, times: Sequence[datetime]) -> tuple[str, ...]:
    """What is unlike a group of this size. times: when submissions came, the oldest first. A note is no verdict."""
    notes = []
    if len(times) > is_many(expected):
        notes.append(f"{len(times):,} were sent, and {expected:,} are expected. Is the link used elsewhere too?")
    if (most := _most_within(times, timedelta(hours=1))) > is_many(expected):
        notes.append(f"A burst worth a look: {most:,} were sent within one hour.")
    if arrivals > 2 * is_many(expected) and arrivals > 2 * len(times):
        notes.append(f"{arrivals:,} began and {len(times):,} sent something: is something in the way?")
    return tuple(notes)


def is_many(expected: int) -> int:
    """More than this many is more than a miscounted class."""
    return expected + max(5, expected // 5)


def _most_within(times: Sequence[datetime], span: timedelta) -> int:
    return max((bisect_right(times, first + span) - place for place, first in enumerate(times)), default=0)
