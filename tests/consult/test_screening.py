"""Every free text is screened: the wish is stored with the words, and what nothing has screened stays out of sight."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.jobs import worker
from consult.models.base import utcnow
from consult.models.comments import Comment, CommentImport, Screened
from consult.models.concerns import Alert, Concern, FoundBy, Severity
from consult.models.jobs import Job, JobState, Lane
from consult.models.listening import Method, NoteKind
from consult.models.people import Role
from consult.services import comments as bridge
from consult.services import concerns, exports_submissions, imports, intake, listening, safeguarding_watch, screening
from consult.services.concerns import Outcome
from consult.services.import_rows import Columns, Fixed
from consult.store import comments, jobs, people
from consult.store import screening as store
from consult.store.transaction import transaction
from surveys import Answers
from tests.consult import asking, received
from tests.consult.screened import let_it_be_screened

DISCLOSURE = "my stepdad hits me and i am scared to go home"
HARMLESS = "More swings in the park please"


@pytest.fixture(autouse=True)
def closed_reads(app):
    yield
    db.session.close()


@pytest.fixture
def someone(user):
    return user(Role.STRATEGIST)


@pytest.fixture
def event(someone):
    return listening.add_event(
        title="Club night", held_on=received.SAID_ON, place="Hall", area="richmond", audience="children",
        method=Method.TALK, headcount="6-10", by=someone.id,
    )  # fmt: skip


def note(event, someone, text, once="a"):
    return listening.add_note(event_id=event.id, kind=NoteKind.VERBATIM, text=text, once=once, by=someone.id).note


def answers(*, change):
    said = {"understood": True, "area": "kingston", "happy": "3", "likes": ("art",), "people": 2, "word": "warm"}
    return Answers({**said, "change": change, "may-quote": True})


def take_in(*texts, name="letters.csv"):
    file = ("comment\n" + "".join(f'"{text}"\n' for text in texts)).encode()
    fixed = Fixed(audience="children", area="kingston", date=received.SAID_ON)
    return imports.import_comments(file, Columns(text="comment"), fixed, file_name=name, by=None)


def waiting_jobs():
    query = sa.select(Job).where(Job.kind == comments.SCREEN, Job.state == JobState.WAITING)
    return list(db.session.scalars(query))


def the_comment():
    return db.session.scalars(sa.select(Comment).execution_options(populate_existing=True)).one()


# --- the wish is stored with the words -------------------------------------------------------------------------------


def test_a_note_and_the_job_that_screens_it_are_stored_together(event, someone):
    written = note(event, someone, HARMLESS)
    assert [(job.subject, job.lane) for job in waiting_jobs()] == [(f"note {written.id}", Lane.SHORT)]
    assert the_comment().screening == Screened.UNSCREENED


def test_an_answer_and_the_job_that_screens_it_are_stored_together(app):
    survey = asking.open_short()
    sent = intake.record(survey, answers(change=HARMLESS), submitted_at=utcnow())
    assert [job.subject for job in waiting_jobs()] == [f"submission {sent.submission_id}"]


def test_a_whole_file_is_one_job_however_many_rows_it_has(app, monkeypatch):
    monkeypatch.setattr(imports, "CHUNK", 2)
    done = take_in(*(f"Words {number}" for number in range(7)))
    assert [job.subject for job in waiting_jobs()] == [f"import {done.import_id}"]


def test_where_the_job_cannot_be_stored_the_words_are_not_either(event, someone, monkeypatch):
    def killed(*_words, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "enqueue", killed)
    with pytest.raises(KeyboardInterrupt):
        note(event, someone, HARMLESS)
    assert waiting_jobs() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Comment)) == 0
    assert listening.get_log(event.id).points == ()


def test_only_one_place_writes_comments():
    root = Path(__file__).resolve().parents[2] / "consult"
    sources = {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in root.rglob("*.py")}
    assert [name for name, source in sources.items() if "insert(Comment)" in source] == ["store/comments.py"]


# --- what it finds ---------------------------------------------------------------------------------------------------


def test_a_disclosure_in_a_note_reaches_the_queue_with_what_is_known(event, someone):
    note(event, someone, DISCLOSURE)
    note(event, someone, HARMLESS, once="b")
    let_it_be_screened()
    (line,) = concerns.list_open()
    concern = line.concern
    assert (concern.text, concern.severity, concern.found_by) == (DISCLOSURE, Severity.HIGH, FoundBy.SCREENING)
    assert (concern.door, concern.origin, concern.place, concern.area) == (
        "listening event", "Club night", "Hall", "richmond",
    )  # fmt: skip
    assert concern.detector == screening.version()
    assert concern.spans
    assert waiting_jobs() == []
    assert {c.screening for c in db.session.scalars(sa.select(Comment))} == {Screened.CLEAR, Screened.FLAGGED}


def test_of_an_answer_only_the_hour_is_known(app):
    survey = asking.open_short()
    intake.record(survey, answers(change=DISCLOSURE), submitted_at=utcnow())
    let_it_be_screened()
    concern = concerns.list_open()[0].concern
    assert concern.sent_until - concern.sent_from == timedelta(hours=1)
    assert concern.sent_from.minute == concern.sent_from.second == 0
    assert (concern.door, concern.area) == ("survey", "kingston")


def test_a_disclosure_in_the_name_of_a_file_is_a_concern_and_the_name_is_withheld(app):
    done = take_in(HARMLESS, name="my_dad_hits_me.csv")
    let_it_be_screened()
    concern = concerns.list_open()[0].concern
    assert concern.text == "my_dad_hits_me.csv"
    assert imports.list_imports()[0].file_name == "a file whose name is withheld"
    assert db.session.get(CommentImport, done.import_id).name_screening == Screened.FLAGGED


def test_screened_twice_it_is_one_concern(event, someone):
    note(event, someone, DISCLOSURE)
    let_it_be_screened()
    let_it_be_screened()
    assert len(concerns.list_open()) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Alert)) == 2


def test_a_person_who_was_quicker_than_the_screening_keeps_their_concern(event, someone):
    note(event, someone, DISCLOSURE)
    mine = concerns.raise_concern(the_comment().id, by=someone.id)
    let_it_be_screened()
    (line,) = concerns.list_open()
    assert (line.concern.id, line.concern.found_by) == (mine.id, FoundBy.READER)
    assert the_comment().screening == Screened.FLAGGED


# --- a dead detector -------------------------------------------------------------------------------------------------


@pytest.fixture
def dead_detector(monkeypatch):
    def fail(_text, _question):
        raise MemoryError("somebody's very own words")

    monkeypatch.setattr(screening, "read_with_detector", fail)


def test_a_dead_detector_leaves_words_stored_unscreened_counted_and_out_of_sight(
    app, event, someone, dead_detector, caplog
):
    note(event, someone, HARMLESS)
    assert worker.work_once(app, "one", only=Lane.SHORT)
    assert the_comment().screening == Screened.UNSCREENED
    (job,) = waiting_jobs()
    assert job.run_after > utcnow()
    assert safeguarding_watch.look().waiting == 1
    assert "The screening went wrong" in " ".join(safeguarding_watch.look().faults)
    assert comments.list_withheld_ids() == {the_comment().id}
    assert "very own words" not in caplog.text + job.error


def test_it_is_tried_again_for_ever_with_longer_and_longer_pauses(app, event, someone, dead_detector):
    note(event, someone, HARMLESS)
    for _ in range(8):
        with transaction():
            db.session.execute(sa.update(Job).values(run_after=utcnow() - timedelta(seconds=1)))
        assert worker.work_once(app, "one", only=Lane.SHORT)
    (job,) = waiting_jobs()
    assert timedelta(minutes=4) < job.run_after - utcnow() <= timedelta(minutes=5)


def test_when_the_detector_is_back_everything_is_screened(app, event, someone, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(screening, "read_with_detector", lambda *_: 1 / 0)
        note(event, someone, DISCLOSURE)
        worker.work_once(app, "one", only=Lane.SHORT)
    with transaction():
        db.session.execute(sa.update(Job).values(run_after=utcnow()))
    assert worker.work_once(app, "one", only=Lane.SHORT)
    assert len(concerns.list_open()) == 1
    assert safeguarding_watch.look().waiting == 0


def test_one_text_that_the_detector_cannot_read_holds_up_no_other(event, someone, monkeypatch):
    real = screening.read_with_detector
    monkeypatch.setattr(screening, "read_with_detector", lambda text, q: 1 / 0 if "poison" in text else real(text, q))
    note(event, someone, "poison")
    note(event, someone, DISCLOSURE, once="b")
    with pytest.raises(screening.DetectorDown):
        screening.run()
    assert len(concerns.list_open()) == 1
    assert store.count_waiting().comments == 1


def test_words_without_a_job_get_one_again(event, someone):
    note(event, someone, HARMLESS)
    with transaction():
        jobs.remove_waiting(jobs.list_waiting_ids(comments.SCREEN))
    screening.ask_again()
    screening.ask_again()
    assert [job.subject for job in waiting_jobs()] == ["everything"]


def test_the_lead_reads_by_hand_what_the_detector_cannot(signed_in, event, someone, dead_detector):
    note(event, someone, "Words nobody has screened")
    lead = signed_in(Role.SAFEGUARDING_LEAD)
    assert "1 text is not screened yet" in lead.visit("/staff/concerns/").text
    assert "Words nobody has screened" in lead.follow("Read them yourself").text
    lead.press("No worry: others may read it (text 1)")
    assert "Every text has been screened." in lead.text
    assert comments.list_withheld_ids() == set()
    actions = [entry.action for entry in people.list_audit()]
    assert "waiting words viewed" in actions
    assert "read by hand: no worry" in actions


# --- out of sight, and counted ---------------------------------------------------------------------------------------


def test_unscreened_words_are_not_analysed_and_not_exported(app):
    survey = asking.open_short()
    intake.record(survey, answers(change=HARMLESS), submitted_at=utcnow())
    gathered = bridge.gather_all()
    assert len(gathered.corpus) == 0
    assert (len(gathered.unscreened), gathered.received) == (2, 2)
    file = b"".join(exports_submissions.export_submissions(survey.id, by=None)).decode()
    assert HARMLESS not in file
    assert "[withheld]" in file
    let_it_be_screened()
    assert HARMLESS in b"".join(exports_submissions.export_submissions(survey.id, by=None)).decode()


def test_flagged_words_stay_out_of_exports_until_they_are_cleared(app, someone):
    survey = asking.open_short()
    intake.record(survey, answers(change=DISCLOSURE), submitted_at=utcnow())
    let_it_be_screened()
    assert DISCLOSURE not in b"".join(exports_submissions.export_submissions(survey.id, by=None)).decode()
    concern = concerns.list_open()[0].concern
    concerns.close(concern.id, Outcome.CLEARED, reason="a story", hand_over="", by=someone.id)
    assert DISCLOSURE in b"".join(exports_submissions.export_submissions(survey.id, by=None)).decode()


def test_a_facilitator_goes_on_seeing_what_they_typed_and_a_colleague_does_not(signed_in, page, user, event):
    typing = signed_in(Role.FACILITATOR)
    typing.visit(f"/staff/events/{event.id}").fill("What was said?", DISCLOSURE).press("Add this point")
    assert DISCLOSURE in typing.text
    let_it_be_screened()
    assert DISCLOSURE in typing.visit(f"/staff/events/{event.id}").text
    typing.press("Sign out")
    again = typing.fill("E-mail address", "facilitator@example.org").fill("Password", "correct horse battery")
    again.press("Sign in").visit(f"/staff/events/{event.id}")
    assert DISCLOSURE not in again.body
    assert "Only the safeguarding lead can read this point now" in again.text


def test_all_versions_of_a_corrected_note_are_shown_to_the_lead(signed_in, event, someone):
    first = note(event, someone, DISCLOSURE)
    let_it_be_screened()
    listening.correct_note(
        event_id=event.id, note_id=first.id, kind=NoteKind.PARAPHRASE, text="Worried about home", once="c",
        by=someone.id, typed_here=[first.id],
    )  # fmt: skip
    let_it_be_screened()
    concern = db.session.scalars(sa.select(Concern).order_by(Concern.id)).first()
    lead = signed_in(Role.SAFEGUARDING_LEAD).visit(f"/staff/concerns/{concern.id}")
    assert "Worried about home" in lead.text
    assert "What it says after a correction" in lead.text
    assert comments.list_withheld_ids() == set(db.session.scalars(sa.select(Comment.id)))


# --- soon ------------------------------------------------------------------------------------------------------------


def test_screening_goes_before_the_finding_of_themes(app, event, someone):
    with transaction():
        jobs.enqueue("find-themes", {"seed": 0})
    note(event, someone, HARMLESS)
    with transaction():
        assert jobs.claim("one").kind == comments.SCREEN
        assert jobs.claim("short", only=Lane.SHORT) is None
        assert jobs.claim("two").kind == "find-themes"


def test_an_answer_goes_before_a_large_file_that_came_first(app, event, someone):
    take_in("One", "Two", "Three")
    note(event, someone, DISCLOSURE)
    first = store.list_unscreened(1)
    assert [comment.text for comment in first] == [DISCLOSURE]
