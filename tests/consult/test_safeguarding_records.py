"""What the screening misses is measured, a concern has a schedule of its own, and whether all works can be seen."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.help_lines import HELP_LINE_DAYS, RELEASED, SHIPPED, HelpLine, read_help_lines
from consult.models.base import utcnow
from consult.models.comments import Comment
from consult.models.concerns import Concern, ConcernNote, ConcernState, FoundBy
from consult.models.people import Role
from consult.models.screening import MissedPhrase, SampledComment
from consult.services import concern_schedule, concerns, safeguarding_watch, screening, screening_samples
from consult.services.concerns import Outcome
from consult.settings import LONDON
from consult.store import comments, people
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from tests.consult import received

WORDS = "Quixotic-canary said by nobody"


@pytest.fixture(autouse=True)
def closed_reads(app):
    yield
    db.session.close()


@pytest.fixture
def lead(signed_in):
    return signed_in(Role.SAFEGUARDING_LEAD)


@pytest.fixture
def reader(user):
    return user(Role.STRATEGIST)


def screened_last_week(how_many, audience="children"):
    """Clear comments, screened on the Wednesday of the week before this one."""
    this_monday = datetime.now(LONDON).date() - timedelta(days=datetime.now(LONDON).weekday())
    wednesday = datetime.combine(this_monday - timedelta(days=5), time(12), tzinfo=LONDON)
    with transaction():
        received.imported(*(f"{WORDS} {number}" for number in range(how_many)), name=f"{audience}.csv")
        values = {"screened_at": wednesday, "audience": audience, "screened_by": "1"}
        db.session.execute(sa.update(Comment).where(Comment.screened_at.is_(None)).values(values))


def closed_concern(by, outcome, *, on, words=WORDS):
    concern = concerns.raise_concern(received.a_comment(words).id, by=by.id)
    concerns.add_note(concern.id, "Rang the school", once=f"once-{concern.id}", by=by.id)
    with transaction():
        other = received.someone().id
    concerns.close(concern.id, outcome, reason="done", hand_over="REF 1", by=other)
    with transaction():
        db.session.execute(sa.update(Concern).where(Concern.id == concern.id).values(closed_at=on))
    return concern


# --- the weekly sample -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("unflagged", "drawn"), [(0, 0), (7, 7), (20, 20), (100, 20), (401, 21)])
def test_each_week_five_per_cent_and_at_least_twenty_are_drawn_once(app, unflagged, drawn):
    if unflagged:
        screened_last_week(unflagged)
    assert screening_samples.draw_due() == drawn
    assert screening_samples.draw_due() == 0
    (week,) = screening_samples.list_weeks()
    assert (week.unflagged, week.drawn, week.miss_rate) == (unflagged, drawn, None)


def test_only_childrens_words_that_nobody_flagged_are_drawn(app, reader):
    screened_last_week(3, audience="parents")
    assert screening_samples.draw_due() == 0


def test_a_sample_is_read_its_miss_rate_shown_and_a_miss_becomes_a_concern_and_a_phrase(lead):
    screened_last_week(4)
    screening_samples.draw_due()
    lead.visit("/staff/screening/").follow("4 comments to read")
    lead.press("Fine: nothing to flag in comment 1")
    first = db.session.scalars(sa.select(SampledComment).where(SampledComment.verdict == "waiting")).first()
    lead.fill("The words that should have been found", "  Quixotic   CANARY 42 ")
    lead.press("Raise a concern and keep these words")
    assert "is in the queue" in lead.text
    (line,) = concerns.list_open()
    assert (line.concern.comment_id, line.concern.found_by) == (first.comment_id, FoundBy.SAMPLE)
    assert [p.phrase for p in db.session.scalars(sa.select(MissedPhrase))] == ["quixotic canary ##"]
    week = lead.visit("/staff/screening/").rows("Weekly samples")[1]
    assert week[1:] == ["4", "4", "2", "1", "50.0% of those read"]
    assert "sampled words viewed" in [entry.action for entry in people.list_audit()]


def test_a_miss_that_a_reader_found_is_kept_too_and_exported_for_the_lead(lead, reader):
    concern = concerns.raise_concern(received.a_comment(WORDS).id, by=reader.id)
    lead.visit(f"/staff/concerns/{concern.id}").press("Keep them as a test for the screening")
    assert "Its words are kept" in lead.text
    screening_samples.keep_phrase(concern.id, "another", by=reader.id)
    file = b"".join(screening_samples.export_phrases(by=reader.id)).decode()
    assert file.count("quixotic-canary said by nobody") == 1
    assert "another" not in file
    assert "missed phrases exported" in [entry.action for entry in people.list_audit()]


def test_words_deleted_since_cannot_be_called_missed(app, reader):
    screened_last_week(1)
    screening_samples.draw_due()
    sampled = db.session.scalars(sa.select(SampledComment)).one()
    with transaction():
        db.session.execute(sa.delete(Comment))
    with pytest.raises(Conflict, match="deleted"):
        screening_samples.say_missed(sampled.id, "", by=reader.id)


# --- the end of a record ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "erased"), [(2191, False), (2192, True), (2193, True)])
def test_a_closed_concern_is_erased_on_its_day_and_its_comment_stays_withheld(app, reader, days, erased):
    now = utcnow()
    concern = closed_concern(reader, Outcome.WITHHELD, on=now - timedelta(days=days))
    assert concern_schedule.erase_due(now=now) == erased
    kept = db.session.get(Concern, concern.id, populate_existing=True)
    assert (kept.text == "", kept.hand_over == "", kept.erased_at is not None) == (erased, erased, erased)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ConcernNote)) == (0 if erased else 1)
    assert comments.list_withheld_ids() == {concern.comment_id}
    assert concern_schedule.erase_due(now=now) == 0


@pytest.mark.parametrize(("days", "erased"), [(89, False), (90, True), (91, True)])
def test_a_false_alarm_is_erased_earlier_and_its_comment_stays_readable(app, reader, days, erased):
    now = utcnow()
    concern = closed_concern(reader, Outcome.CLEARED, on=now - timedelta(days=days))
    assert concern_schedule.erase_due(now=now) == erased
    assert comments.list_withheld_ids() == set()
    assert bool(db.session.get(Concern, concern.id, populate_existing=True).text) != erased


def test_an_open_concern_is_never_erased(app, reader):
    concern = concerns.raise_concern(received.a_comment(WORDS).id, by=reader.id)
    concerns.acknowledge(concern.id, by=reader.id)
    assert concern_schedule.erase_due(now=utcnow() + timedelta(days=9999)) == 0


def test_an_erased_record_says_so_and_takes_nothing_more(lead, reader):
    concern = closed_concern(reader, Outcome.WITHHELD, on=utcnow() - timedelta(days=3000))
    concern_schedule.erase_due()
    lead.visit("/staff/concerns/closed").follow(f"Concern {concern.id}")
    assert "erased by its schedule" in lead.text
    assert WORDS not in lead.body
    with pytest.raises(Conflict, match="erased"):
        concerns.add_note(concern.id, "More", once="x", by=reader.id)


def test_deleting_the_survey_or_file_deletes_no_concern(app, reader):
    concern = concerns.raise_concern(received.a_comment(WORDS).id, by=reader.id)
    with transaction():
        db.session.execute(sa.delete(Comment))
    kept = db.session.get(Concern, concern.id, populate_existing=True)
    assert (kept.comment_id, kept.text, kept.state) == (None, WORDS, ConcernState.NEW)
    assert concerns.open_concern(concern.id, by=reader.id).versions == ()


# --- numbers to ring -------------------------------------------------------------------------------------------------


def test_every_number_that_is_shipped_was_checked_shortly_before_the_release():
    shipped = read_help_lines(SHIPPED)
    assert {line.number for line in shipped} >= {"0800 1111", "999"}
    assert all(0 <= (RELEASED - line.last_checked).days <= HELP_LINE_DAYS for line in shipped)


def test_old_numbers_and_areas_without_one_are_named():
    today = date(2027, 3, 1)
    old = HelpLine(name="Childline", number="0800 1111", text="", area="", last_checked=date(2026, 11, 1))
    own = HelpLine(name="SPA", number="020", text="", area="kingston", last_checked=today)
    faults = safeguarding_watch.help_line_faults((old, own), today)
    assert [fault.split(" ")[0] for fault in faults] == ["The", "Richmond", "Windsor"]


def test_an_administrator_sees_whether_it_works_and_no_words(signed_in, reader):
    concerns.raise_concern(received.a_comment(WORDS).id, by=reader.id)
    page = signed_in(Role.ADMINISTRATOR).visit("/staff/screening/")
    assert "Texts not screened yet" in page.text
    assert "Kingston has no safeguarding number of its own" in page.text
    assert WORDS not in page.body
    assert page.visit("/staff/screening/sample").status == 403


def test_of_the_detector_its_version_is_kept():
    assert screening.version()
