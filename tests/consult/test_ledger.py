"""The ledger adds up to the unit, whatever came in and whatever became of it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.app import create_app
from consult.extensions import db
from consult.models.comments import Comment, CommentImport
from consult.models.concerns import Concern, ConcernState
from consult.models.listening import Note
from consult.models.submissions import Submission
from consult.services import ledger
from consult.services.ledger import Door
from consult.settings import Settings
from consult.store.ledger import Place, Received, Source, Went
from consult.store.transaction import transaction
from tests.consult import received

PLACES = ("theme", "no theme", "too short", "not in English", "after the run")
SENT = st.tuples(st.integers(0, 2), st.booleans())  # comments in it, and whether it is a test
WENT = st.tuples(st.sampled_from(PLACES), st.sampled_from((None, *ConcernState)))


def test_an_empty_platform_adds_up_to_nothing(app):
    book = ledger.read()
    assert book.adds_up
    assert book.total.comments == 0
    assert book.analysed_at is None


def test_every_survey_event_and_import_has_its_line_even_when_nothing_came(app):
    received.open_wave()
    with transaction():
        received.event(received.someone(), "Quiet hour")
    book = ledger.read()
    assert len(book.of(Door.SURVEY)) == 4
    assert [(entry.title, entry.received) for entry in book.of(Door.EVENT)] == [("Quiet hour", 0)]
    assert book.adds_up


def test_tests_and_corrected_notes_are_kept_apart_with_their_comments(app):
    surveys = received.open_wave()
    with transaction():
        received.submission(surveys["staff"], texts={"good": "The team"})
        received.submission(surveys["staff"], texts={"good": "Trying it out"}, is_test=True)
        held = received.event(received.someone())
        received.note(held, "More lights", replaces=received.note(held, "More light"))
    book = ledger.read()
    staff = next(entry for entry in book.of(Door.SURVEY) if entry.id == surveys["staff"].id)
    assert (staff.received, staff.apart, staff.comments, staff.comments_apart) == (1, 1, 1, 1)
    (club,) = book.of(Door.EVENT)
    assert (club.received, club.apart, club.comments, club.comments_apart) == (1, 1, 1, 1)
    assert book.adds_up


def test_the_newest_run_says_where_comments_went_and_what_came_after_it(app):
    with transaction():
        taken = received.imported("buses", "hm", "a", "b", "later")
        keys = _all_comment_ids()
        received.run(theme=keys[:4], no_theme=[], excluded={})
        received.run(theme=keys[:1], no_theme=keys[1:2], excluded={keys[2]: "too short", keys[3]: "too short"})
        db.session.add(Concern(comment_id=keys[0]))
    (entry,) = ledger.read().of(Door.IMPORT)
    assert entry.id == taken.id
    assert (entry.to_theme, entry.to_no_theme, entry.excluded, entry.not_yet) == (1, 1, {"too short": 2}, 1)
    assert entry.withheld == 1
    assert entry.adds_up


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_corrected_point_is_withheld_once_whichever_of_its_versions_the_concern_is_about(app, which):
    with transaction():
        held = received.event(received.someone())
        first = received.note(held, "first")
        second = received.note(held, "second", replaces=first)
        received.note(held, "third", replaces=second)
        received.note(held, "another")
        db.session.add(Concern(comment_id=_all_comment_ids()[which]))
        db.session.add(Concern(comment_id=_all_comment_ids()[(which + 1) % 3]))
    (club,) = ledger.read().of(Door.EVENT)
    assert (club.comments, club.withheld, club.not_yet) == (2, 1, 2)
    assert club.adds_up


def test_a_row_that_vanished_is_noticed(app):
    with transaction():
        taken = received.imported("one", "two")
        db.session.get(CommentImport, taken.id).rows = 3
    book = ledger.read()
    assert not book.of(Door.IMPORT)[0].adds_up
    assert not book.adds_up


def test_days_are_londons(app):
    surveys = received.open_wave()
    with transaction():
        sent = received.submission(surveys["staff"])
        sent.submitted_at = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight in London
        received.submission(surveys["staff"], is_test=True)
        taken = received.imported("one", "two")
        taken.imported_at = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)
    days = [(day.day.isoformat(), day.submissions, day.notes, day.rows) for day in ledger.list_days()]
    assert days == [("2026-07-01", 1, 0, 0), ("2026-01-05", 0, 0, 2)]


@settings(max_examples=200, deadline=None)
@given(
    received_by=st.dictionaries(
        st.tuples(st.sampled_from(Door), st.integers(1, 4)), st.tuples(st.integers(0, 30), st.integers(0, 9))
    ),
    splits=st.lists(st.tuples(st.sampled_from(Went), st.integers(0, 9), st.integers(0, 9)), max_size=30),
)
def test_the_parts_of_the_total_are_the_parts_of_the_lines(received_by, splits):
    """Pure: whatever the database counts, the total's parts sum to the lines' parts, and a missing unit is noticed."""
    keys = [*received_by] or [(Door.EVENT, 1)]
    places = [
        Place(
            keys[number % len(keys)],
            went,
            f"reason {number % 3}" if went == Went.EXCLUDED else "",
            count,
            min(held, count),
        )
        for number, (went, count, held) in enumerate(splits)
    ]
    counted = {key: Received(sum(p.comments for p in places if p.source == key), 0) for key in keys}
    entries = ledger.make_entries([Source(*key, "-") for key in keys], {}, counted, places)
    total = ledger.add_up(entries)
    assert total.placed == total.comments == sum(place.comments for place in places)
    assert total.left_out == sum(place.comments for place in places if place.went == Went.EXCLUDED)
    short = {key: Received(value.counts + 1, 0) for key, value in counted.items()}
    assert not ledger.add_up(ledger.make_entries([], {}, short, places)).adds_up


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.lists(SENT, max_size=6),
    notes=st.lists(st.booleans(), max_size=6),
    rows=st.integers(0, 5),
    went=st.lists(WENT, min_size=30, max_size=30),
)
def test_whatever_came_in_the_stored_ledger_adds_up(sqlite_template, sent, notes, rows, went):
    with TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.sqlite3"
        shutil.copy(sqlite_template, file)
        chosen = Settings(instance=Path(folder), database_url=f"sqlite:///{file}", secret_key="k" * 40, is_https=False)
        with create_app(chosen).app_context():
            _receive(sent, notes, rows, went)
            _check(sent, notes, rows)
            db.engine.dispose()


def _receive(sent, notes, rows, went):
    """notes: whether each was corrected afterwards."""
    survey = received.open_wave()["children"]
    with transaction():
        for texts, is_test in sent:
            words = dict.fromkeys(("good", "change")[:texts], "words")
            received.submission(survey, texts=words, is_test=is_test)
        held = received.event(received.someone())
        for is_corrected in notes:
            first = received.note(held, "first")
            if is_corrected:
                received.note(held, "second", replaces=first)
        received.imported(*["row"] * rows)
        placed = list(zip(_all_comment_ids(), went, strict=False))
        received.run(
            theme=[key for key, (place, _) in placed if place == "theme"],
            no_theme=[key for key, (place, _) in placed if place == "no theme"],
            excluded={key: place for key, (place, _) in placed if place in ("too short", "not in English")},
        )
        db.session.add_all([Concern(comment_id=key, state=state) for key, (_, state) in placed if state])


def _check(sent, notes, rows):
    book = ledger.read()
    assert book.adds_up
    assert book.total.placed == book.total.comments
    survey = next(entry for entry in book.of(Door.SURVEY) if entry.title.startswith("What do you think"))
    assert survey.received == sum(not is_test for _, is_test in sent)
    assert survey.apart == sum(is_test for _, is_test in sent)
    assert survey.comments == sum(texts for texts, is_test in sent if not is_test)
    assert book.of(Door.EVENT)[0].received == len(notes)
    assert book.of(Door.EVENT)[0].apart == sum(notes)
    assert book.of(Door.IMPORT)[0].comments == rows
    everything = db.session.query(Submission).count(), db.session.query(Note).count()
    assert everything == (survey.received + survey.apart, len(notes) + sum(notes))


def _all_comment_ids():
    return [key for (key,) in db.session.query(Comment.id).order_by(Comment.id)]
