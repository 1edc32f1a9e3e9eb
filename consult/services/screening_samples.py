"""How often the screening passes over what it should find: each week people read a sample of what it left unflagged."""

from __future__ import annotations

import math
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.exc import IntegrityError

from analysis.cells import BYTE_ORDER_MARK, csv_lines
from consult.models.base import utcnow
from consult.models.comments import Comment
from consult.models.concerns import Concern, FoundBy
from consult.models.screening import SampledComment, Verdict
from consult.services import concerns
from consult.settings import LONDON
from consult.store import comments, people
from consult.store import concerns as concern_store
from consult.store import screening as store
from consult.store.errors import Conflict
from consult.store.transaction import transaction

SHARE, LEAST = 0.05, 20
READ_AT_ONCE = 10
LONGEST_PHRASE = 500


@dataclass(frozen=True, kw_only=True)
class WeekRead:
    """One week: how many were left unflagged, drawn, read, and missed among those read."""

    week: date
    unflagged: int
    drawn: int
    read: int
    missed: int

    @property
    def miss_rate(self) -> float | None:
        """Of those read; None before anything was read."""
        return self.missed / self.read if self.read else None


def draw_due(*, now: datetime | None = None) -> int:
    """Draw the sample of the week that ended last, once; how many comments it has."""
    monday = _monday((now or utcnow()).astimezone(LONDON).date())
    week = monday - timedelta(days=7)
    if store.find_week(week):
        return 0
    unflagged = store.list_unflagged(since=_begin(week), until=_begin(monday))
    size = min(len(unflagged), max(LEAST, math.ceil(SHARE * len(unflagged))))
    chosen = sorted(random.SystemRandom().sample(unflagged, size))
    try:
        with transaction():
            store.add_week(week, unflagged=len(unflagged), comment_ids=chosen)
    except IntegrityError:  # another worker was quicker
        return 0
    return size


def list_weeks() -> list[WeekRead]:
    """The newest first."""
    counts = store.count_verdicts()
    return [_week(each.week, each.unflagged, counts.get(each.week, {})) for each in store.list_weeks()]


def count_to_read() -> int:
    return store.count_to_read()


def open_sample(*, by: int) -> list[tuple[SampledComment, Comment]]:
    """The next few to read; that they were shown is written down one by one."""
    shown = store.list_to_read(READ_AT_ONCE)
    with transaction():
        for sampled, _ in shown:
            people.record(user_id=by, action="sampled words viewed", subject=f"sample {sampled.id}")
    return shown


def say_fine(sampled_id: int, *, by: int) -> None:
    with transaction():
        if store.give_verdict(sampled_id, Verdict.FINE, by=by):
            people.record(user_id=by, action="sampled words read: fine", subject=f"sample {sampled_id}")


def say_missed(sampled_id: int, phrase: str, *, by: int) -> Concern:
    """It should have been flagged: a concern about it now, and its phrase kept for the detector's next version."""
    comment_id = store.get_sampled(sampled_id).comment_id
    if comment_id is None:
        raise Conflict("These words have been deleted meanwhile.")
    concern = concerns.raise_concern(comment_id, by=by, found_by=FoundBy.SAMPLE)
    with transaction():
        if store.give_verdict(sampled_id, Verdict.MISSED, by=by):
            people.record(user_id=by, action="sampled words read: missed", subject=f"sample {sampled_id}")
    keep_phrase(concern.id, phrase, by=by)
    return concern


def keep_phrase(concern_id: int, phrase: str, *, by: int) -> None:
    """Once for a concern. It stays in the safeguarding store, and is erased with the concern."""
    with transaction():
        concern = concern_store.get_concern(concern_id)
        words = normalise(phrase or concern.text)
        if not words:
            raise Conflict("Enter the words that the screening should have found.")
        passed_over = comments.get_comment(concern.comment_id).screened_by if concern.comment_id else ""
        detector = concern.detector or passed_over
        if store.add_missed_phrase(concern_id=concern_id, phrase=words, detector=detector, by=by):
            people.record(user_id=by, action="missed phrase kept", subject=f"concern {concern_id}")


def has_phrase(concern_id: int) -> bool:
    return store.has_missed_phrase(concern_id)


def export_phrases(*, by: int | None) -> Iterator[bytes]:
    """CSV: phrase, the version of the detector that missed it, the day."""
    with transaction():
        people.record(user_id=by, action="missed phrases exported", subject="missed phrases")
    rows = [
        (phrase.phrase, phrase.detector, phrase.added_at.date().isoformat()) for phrase in store.list_missed_phrases()
    ]
    yield BYTE_ORDER_MARK.encode()
    yield from (line.encode("utf-8", "replace") for line in csv_lines([("phrase", "detector", "added_on"), *rows]))


def normalise(phrase: str) -> str:
    """Lower case, one space between words, digits hidden: nothing more of the child than the test needs."""
    plain = unicodedata.normalize("NFKC", phrase).casefold()
    return " ".join("".join("#" if c.isdigit() else c for c in plain).split())[:LONGEST_PHRASE]


def _week(week: date, unflagged: int, counts: dict[Verdict, int]) -> WeekRead:
    missed = counts.get(Verdict.MISSED, 0)
    return WeekRead(
        week=week,
        unflagged=unflagged,
        drawn=sum(counts.values()),
        read=missed + counts.get(Verdict.FINE, 0),
        missed=missed,
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON)
