"""What came late counts, and is shown apart: points after an event's end, paper answers after a wave's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.extensions import db
from consult.models.listening import Method, Note, NoteKind
from consult.models.people import Role
from consult.services import event_closing, imports, ledger, listening, points, surveys
from consult.services.import_rows import Columns, Fixed
from consult.services.ledger import Door
from consult.services.points import Said, Sender
from consult.store import comments, late
from consult.store.transaction import transaction
from tests.consult import planned, received

PAPER = "received,answer\n{},On time\n{},A week late\n"


@pytest.fixture
def event(app):
    with transaction():
        by = received.someone().id
    held = listening.add_event(
        title="Club night", held_on=received.SAID_ON, place="Hall", area="richmond", audience="children",
        method=Method.TALK, headcount="6-10", by=by,
    )  # fmt: skip
    planned.say_who_was_there(held.id, by=by)
    yield held
    db.session.close()


def write(event_id, text, **ties):
    with transaction():
        event = listening.get_event(event_id)
        once = f"{text}-{db.session.scalar(sa.select(sa.func.count()).select_from(Note))}"
        return points.write(event, Said(text=text, kind=NoteKind.VERBATIM), Sender(by=event.created_by), once=once,
                            **ties).id  # fmt: skip


def test_points_after_the_end_and_paper_after_the_wave_are_counted_as_late(event, signed_in):
    now = datetime.now(UTC)
    closed = (now - timedelta(days=10)).date()
    surveys.open_wave("plan", "Plan", now - timedelta(days=40), now - timedelta(days=10))
    write(event.id, "In time")
    event_closing.close_event(event.id, somebody_worried=False, by=event.created_by)
    write(event.id, "After the end")
    paper = PAPER.format(closed - timedelta(days=2), closed + timedelta(days=7)).encode()
    columns = Columns(text="answer", date="received")
    imports.import_comments(paper, columns, Fixed(audience="parents"), file_name="paper.csv", by=event.created_by)
    book = ledger.read()
    assert book.late == {(Door.EVENT, event.id): 1, (Door.IMPORT, 1): 1}
    assert book.adds_up
    page = signed_in(Role.MANAGER).visit("/staff/overview")
    assert "2 of what was received came late" in page.text
    assert page.text.count("1 of them late") == 2


def test_without_a_wave_no_row_is_late(app):
    with transaction():
        by = received.someone().id
    paper = PAPER.format("2026-01-01", "2026-02-01").encode()
    columns = Columns(text="answer", date="received")
    imports.import_comments(paper, columns, Fixed(audience="parents"), file_name="paper.csv", by=by)
    assert late.count_late() == {}


def test_between_two_waves_is_late_and_during_the_next_is_not(app):
    day = datetime(2026, 5, 1, 12, tzinfo=UTC)
    surveys.open_wave("one", "One", day, day + timedelta(days=30))
    surveys.open_wave("two", "Two", day + timedelta(days=60), day + timedelta(days=90))
    assert late._days_between_waves() == [(date(2026, 5, 31), date(2026, 6, 30)), (date(2026, 7, 30), date.max)]
    db.session.close()


CHANGES = st.lists(st.sampled_from(["add", "correct", "remove", "conflict", "park", "close"]), max_size=12)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_whatever_is_done_to_points_the_ledger_adds_up_to_the_point(made_event, changes):
    """Late, removed, replaced, in conflict, parked: each version is in exactly one place."""
    event_id, newest = made_event(), []
    for change in changes:
        if change == "close":
            db.session.execute(sa.text("UPDATE listening_event SET closed_at = '2026-05-05'"))
            db.session.commit()
        elif change in ("add", "park") or not newest:
            newest.append(write(event_id, "Said"))
        elif change == "conflict":
            write(event_id, "Otherwise", conflicts_with_id=newest[-1])
        else:
            note_id = newest.pop()
            with transaction():
                event = listening.get_event(event_id)
                said = Said(text="Said better", is_removed=change == "remove")
                once = f"{event_id} {change} {note_id}"
                points.write(event, said, Sender(by=event.created_by), once=once, replaces_id=note_id)
    book = ledger.read()
    written = db.session.scalar(sa.select(sa.func.count()).select_from(Note).where(Note.event_id == event_id))
    (entry,) = [each for each in book.of(Door.EVENT) if each.id == event_id]
    assert book.adds_up
    assert entry.received + entry.apart == written
    assert book.late_of(entry) <= entry.received
    db.session.close()


@pytest.fixture
def made_event(app):
    """One after another, in the same database."""

    def make():
        with transaction():
            event = received.event(received.someone())
        return event.id

    return make


def test_what_is_late_is_among_what_counts(event):
    first = write(event.id, "Said")
    event_closing.close_event(event.id, somebody_worried=False, by=event.created_by)
    write(event.id, "Said better", replaces_id=first)
    assert late.count_late() == {(Door.EVENT, event.id): 1}
    assert len(list(comments.stream_current())) == 1
