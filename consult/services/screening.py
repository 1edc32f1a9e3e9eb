"""Reads every free text for disclosures of harm. What it flags becomes a concern; what it cannot read stays unscreened.

It orders the safeguarding lead's reading and is never the only net: people read every comment, and samples are re-read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from consult.models.base import utcnow
from consult.models.comments import Comment, CommentImport, Screened
from consult.models.complaints import Complaint
from consult.models.concerns import FoundBy, Severity
from consult.services import alerts
from consult.services.background_work import Progress, nothing_to_report
from consult.store import comments, complaints, concerns, jobs, people
from consult.store import screening as store
from consult.store.concerns import FILE_NAME, Origin
from consult.store.transaction import transaction

PIECE = 200  # comments in one transaction: between two pieces, answers that have just come in go first
MOST_FAILED = 100  # then it is not the words but the detector
READ_AT_ONCE = 10
NONE = "none"
JOINTS = str.maketrans("._-", "   ")  # of the words in the name of a file


class Span(Protocol):
    """From start up to, not including, end."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Screening(Protocol):
    """What the detector says of one text."""

    @property
    def severity(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def spans(self) -> Sequence[Span]: ...


class DetectorDown(Exception):
    """The detector failed on words that are still unscreened; they are tried again."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What one pass did: how many comments it screened, and which it could not."""

    screened: int
    failed: frozenset[int]
    complaints_failed: int = 0


def read_with_detector(text: str, question: str) -> Screening:
    from analysis.screen import screen  # heavy: only the process that screens loads it

    return screen(text, question=question)


def version() -> str:
    from analysis.screen import VERSION

    return VERSION


def run(progress: Progress = nothing_to_report) -> Passed:
    """Screen everything that waits: a pass clears the jobs of all the texts it has read.

    DetectorDown where something is left, so that the job is tried again.
    """
    asked_for = jobs.list_waiting_ids(comments.SCREEN)  # who asked has stored the words already
    passed = screen_waiting(progress)
    if passed.failed or passed.complaints_failed:
        raise DetectorDown(f"{len(passed.failed) + passed.complaints_failed} texts could not be screened")
    with transaction():
        jobs.remove_waiting(asked_for)
    return passed


def screen_waiting(progress: Progress = nothing_to_report) -> Passed:
    """One pass over all unscreened comments and names of files; never raises for what the detector cannot read."""
    failed: set[int] = set()
    done, everything = 0, store.count_waiting().comments
    while len(failed) < MOST_FAILED and (piece := store.list_unscreened(PIECE, without=failed)):
        read = [(comment, _try(comment.text, comment.question)) for comment in piece]
        failed |= {comment.id for comment, found in read if found is None}
        _store([(comment, found) for comment, found in read if found is not None])
        done += len(piece)
        progress("Screening what was said", min(done / max(everything, done), 1.0))
    failed |= {-file.id for file in store.list_unscreened_files() if not _screen_name(file)}
    unread = [complaint for complaint in complaints.list_unscreened() if not _screen_complaint(complaint)]
    return Passed(screened=done - len(failed), failed=frozenset(failed), complaints_failed=len(unread))


def ask_again() -> None:
    """Should words ever wait without a job, there is one again."""
    if store.count_waiting().comments or store.list_unscreened_files() or complaints.list_unscreened():
        with transaction():
            if jobs.find_open(comments.SCREEN) is None:
                comments.ask_for_everything()


def open_waiting(*, by: int) -> list[Comment]:
    """The next few words that nothing has screened, for a person to read; that they were shown is written down."""
    shown = store.list_unscreened(READ_AT_ONCE)
    with transaction():
        for comment in shown:
            people.record(user_id=by, action="waiting words viewed", subject=f"comment {comment.id}")
    return shown


def clear_by_hand(comment_id: int, *, by: int) -> None:
    """A safeguarding lead has read words that the detector could not, and there is no worry."""
    with transaction():
        if store.mark([comment_id], Screened.CLEAR, by="a person"):
            people.record(user_id=by, action="read by hand: no worry", subject=f"comment {comment_id}")


def _try(text: str, question: str) -> Screening | None:
    """None where the detector fails, whatever it fails of: its words never reach a log."""
    try:
        return read_with_detector(text, question)
    except Exception:
        return None


def _store(read: Sequence[tuple[Comment, Screening]]) -> None:
    """A flagged comment and its concern, and the alerts about it, in one transaction."""
    if not read:
        return
    by = version()
    clear = [comment.id for comment, found in read if found.severity == NONE]
    with transaction():
        store.mark(clear, Screened.CLEAR, by=by)
        for comment, found in read:
            if found.severity != NONE and store.mark([comment.id], Screened.FLAGGED, by=by):
                _raise(comment, found, by)


def _raise(comment: Comment, found: Screening, by: str) -> None:
    """A person may have been quicker: then theirs stands."""
    if concerns.find_concern_of(comment.id) is None:
        _add(comment, comment.text, concerns.find_origin(comment), found, by)


def _add(comment: Comment | None, text: str, origin: Origin, found: Screening, by: str) -> None:
    concern = concerns.add_concern(
        comment=comment,
        text=text,
        origin=origin,
        found_by=FoundBy.SCREENING,
        severity=Severity(found.severity),
        category=found.category,
        spans=[(span.start, span.end) for span in found.spans],
        detector=by,
    )
    alerts.owe(concern.id)
    people.record(user_id=None, action="concern raised by screening", subject=f"concern {concern.id}")


def _screen_name(file: CommentImport) -> bool:
    """The name of a file can tell of harm too. False where the detector fails."""
    found = _try(file.file_name.translate(JOINTS), "")
    if found is None:
        return False
    is_clear = found.severity == NONE
    with transaction():
        if store.mark_file(file.id, Screened.CLEAR if is_clear else Screened.FLAGGED) and not is_clear:
            origin = Origin(door=FILE_NAME, origin=f"import {file.id}", sent_from=file.imported_at, sent_until=utcnow())
            _add(None, file.file_name, origin, found, version())
    return True


def _screen_complaint(complaint: Complaint) -> bool:
    """A complaint can tell of harm too; the concern keeps its own copy. False where the detector fails."""
    found = _try(complaint.text, "")
    if found is None:
        return False
    is_clear = found.severity == NONE
    with transaction():
        if complaints.mark(complaint.id, Screened.CLEAR if is_clear else Screened.FLAGGED) and not is_clear:
            _add(None, complaint.text, complaints.origin_of(complaint), found, version())
    return True
