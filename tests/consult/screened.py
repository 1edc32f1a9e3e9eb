"""What the short worker does within seconds: in tests it is asked for by name."""

from __future__ import annotations

from consult.models.comments import Screened
from consult.services import screening
from consult.store import comments, jobs
from consult.store import screening as store
from consult.store.transaction import transaction


def let_it_be_screened() -> None:
    """Everything that waits is read by the real detector."""
    screening.run()


def found_clear() -> None:
    """Everything that waits counts as read and clear, whatever it says: for tests of other things."""
    with transaction():
        store.mark(comments.list_unscreened_ids(), Screened.CLEAR, by="a test")
        jobs.remove_waiting(jobs.list_waiting_ids(comments.SCREEN))
