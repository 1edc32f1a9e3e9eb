"""What is kept no longer goes on its day: not the day before, and not while a safeguarding concern is open."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.jobs import worker
from consult.models.comments import Comment, CommentImport
from consult.models.complaints import Complaint, ComplaintKind
from consult.models.jobs import Job, JobState
from consult.models.keeping import RetentionRun
from consult.models.listening import ListeningEvent, Note
from consult.models.people import AuditEntry, Role, SignIn
from consult.models.submissions import EqualityAnswers, Submission, Visit
from consult.services import concerns, doctor, intake, ledger, retention, uploads
from consult.settings import LONDON, Kept, Settings
from consult.store.transaction import transaction
from tests.consult import asking, received
from tests.consult.test_withdrawal import send

DAY = date(2026, 3, 28)  # the night after, the clocks change in London
KEPT = Kept()


def noon(days: int) -> datetime:
    """Noon in London, so many days after."""
    day = DAY + timedelta(days=days)
    return datetime(day.year, day.month, day.day, 12, tzinfo=LONDON).astimezone(UTC)


def count(table):
    return db.session.scalar(sa.select(sa.func.count()).select_from(table))


def put(table, **values):
    with transaction():
        db.session.execute(sa.update(table).values(values))


@pytest.fixture
def wave(app):
    """Two finished questionnaires of a wave that closed that day."""
    asking.open_short()
    for words in ("More buses", "Longer library hours"):
        send(words)
    asking.end_wave(noon(0))
    put(Comment, screening="clear")
    put(Job, state=JobState.DONE)


def a_draft():
    asking.open_short()
    intake.start("short")
    put(Visit, saved_at=noon(0))


def a_way_back():
    asking.open_short()
    send("More buses")
    put(Visit, saved_at=noon(0))


def a_wave():
    asking.open_short()
    send("More buses")
    asking.end_wave(noon(0))


def an_event():
    with transaction():
        held = received.event(received.someone())
        before = received.note(held, "Swings")
        received.note(held, "New swings", replaces=before)
        held.held_on = DAY


def a_file():
    with transaction():
        received.imported("Buses", "Parks")
    put(CommentImport, imported_at=noon(0))


def a_job():
    with transaction():
        db.session.add(Job(kind="find-themes", payload={}, state=JobState.DONE, finished_at=noon(0)))


def a_sign_in():
    with transaction():
        db.session.add(SignIn(user_id=received.someone().id, token_hash="t", last_seen_at=noon(0)))


def a_complaint():
    with transaction():
        db.session.add(
            Complaint(kind=ComplaintKind.DATA_PROTECTION, reference="R", once="o", text="Words", closed_at=noon(0))
        )


@pytest.mark.parametrize("late", [-1, 0, 1])
@pytest.mark.parametrize(
    ("make", "table", "days"),
    [
        (a_draft, Visit, KEPT.drafts),
        (a_way_back, Visit, KEPT.sent_visits),
        (a_wave, Submission, KEPT.answers),
        (a_wave, EqualityAnswers, KEPT.equality),
        (an_event, Note, KEPT.notes),
        (a_file, Comment, KEPT.imports),
        (a_job, Job, KEPT.jobs),
        (a_sign_in, SignIn, KEPT.sign_ins),
        (a_complaint, Complaint, KEPT.complaints),
    ],
)
def test_each_kind_is_there_the_day_before_and_gone_on_its_day_and_after(app, make, table, days, late):
    make()
    before = count(table)
    retention.run(now=noon(days + late))
    assert count(table) == (before if late < 0 else 0)
    assert ledger.read().adds_up


@pytest.mark.parametrize(("hours", "is_kept"), [(23, True), (25, False)])
def test_a_file_that_was_not_imported_goes_after_a_day(app, settings, hours, is_kept):
    waiting = uploads.folder(settings.instance) / "x"
    waiting.mkdir(parents=True)
    os.utime(waiting, (noon(0).timestamp(), noon(0).timestamp()))
    retention.run(now=noon(0) + timedelta(hours=hours))
    assert waiting.exists() is is_kept


def test_answers_go_with_everything_and_the_ledger_says_how_many(wave):
    counts = retention.run(now=noon(KEPT.answers))
    assert counts["submissions"] == 2
    assert [count(table) for table in (Submission, Comment, EqualityAnswers, Visit)] == [0, 0, 0, 0]
    book = ledger.read()
    assert book.adds_up
    assert (book.total.received, book.total.inputs_gone, book.total.kept_no_longer, book.total.withdrawn) == (
        2,
        2,
        4,
        0,
    )


def test_notes_and_imported_rows_go_and_the_ledger_says_how_many(app):
    an_event()
    a_file()
    retention.run(now=noon(KEPT.notes))
    book = ledger.read()
    assert book.adds_up
    assert [(entry.received, entry.comments, entry.kept_no_longer) for entry in book.entries] == [(1, 1, 1), (2, 2, 2)]
    assert count(ListeningEvent) == 1
    assert "letters" not in db.session.scalar(sa.select(CommentImport.file_name))


def test_equality_answers_can_be_kept_for_a_shorter_time(wave, app, settings):
    app.config["SETTINGS"] = Settings(
        instance=settings.instance, database_url=settings.database_url, secret_key="k" * 40, kept=Kept(equality=90)
    )
    retention.run(now=noon(90))
    assert (count(EqualityAnswers), count(Submission)) == (0, 2)


def test_what_an_open_concern_is_about_stays_until_it_is_closed(wave, user):
    lead = user(Role.SAFEGUARDING_LEAD)
    comment = db.session.scalar(sa.select(Comment.id).order_by(Comment.id).limit(1))
    concern = concerns.raise_concern(comment, by=lead.id)
    retention.run(now=noon(KEPT.answers + 5))
    assert db.session.get(Comment, comment, populate_existing=True) is not None
    assert (count(Submission), ledger.read().adds_up) == (1, True)
    received.put_back(concern.id)
    retention.run(now=noon(KEPT.answers + 6))
    assert (count(Submission), ledger.read().adds_up) == (0, True)


def test_an_open_concern_keeps_a_note_and_an_imported_file(app, user):
    an_event()
    a_file()
    reader = user(Role.STRATEGIST)
    some = sa.select(Comment.id).where(sa.or_(Comment.note_id == 2, Comment.row_number == 1))
    for comment in db.session.scalars(some).all():
        concerns.raise_concern(comment, by=reader.id)
    retention.run(now=noon(KEPT.imports + 1))
    assert (count(Note), count(Comment)) == (2, 4)


def test_only_counts_are_written_down(wave):
    retention.run(now=noon(KEPT.answers))
    entry = db.session.scalar(sa.select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1))
    assert (entry.action, entry.subject) == ("kept no longer", "retention")
    assert "2 submissions" in entry.detail
    kept = db.session.scalar(sa.select(RetentionRun.counts))
    assert all(isinstance(value, int) for value in kept.values())


def test_a_worker_looks_once_a_day(app, monkeypatch):
    assert retention.run_if_due(now=noon(0)) is not None
    assert retention.run_if_due(now=noon(0) + timedelta(hours=1)) is None
    assert retention.run_if_due(now=noon(1)) is not None
    worker.do_duty(app, worker.keep_no_longer)
    assert count(RetentionRun) == 3


def test_a_retention_that_no_worker_does_is_seen_by_the_doctor(app, settings):
    def said():
        return next(finding for finding in doctor.examine(settings) if finding.name == "Retention")

    assert said().level == doctor.WARNING
    retention.run(now=datetime.now(UTC) - timedelta(days=3))
    assert said().is_wrong
    retention.run()
    assert said().level == doctor.WELL


def test_what_was_deleted_is_not_left_in_the_file(wave, settings):
    """Of a file of our own, SQLite's; PostgreSQL gives freed pages back to its own vacuum."""
    retention.run(now=noon(KEPT.answers))
    db.session.close()
    files = [file.read_bytes() for file in settings.instance.glob("consult.sqlite3*")]
    assert bool(files) == (db.engine.dialect.name == "sqlite")
    assert not any(b"Longer library hours" in content for content in files)
