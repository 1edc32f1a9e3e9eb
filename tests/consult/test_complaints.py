"""Complaints about data protection and barriers: acknowledged at once, answered within 30 days; privacy pages."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.complaints import Complaint, ComplaintKind
from consult.models.concerns import Concern
from consult.models.people import AuditEntry, Role
from consult.services import complaints
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from tests.consult import asking
from tests.consult.screened import let_it_be_screened

WHAT = "What went wrong with your information?"
BARRIER = "What was hard or impossible to use?"
HOW = "How can we answer you? You do not have to say"


def complain(text="My words were shown to somebody", contact="", once="o" * 40):
    return complaints.receive(ComplaintKind.DATA_PROTECTION, text, contact, once=once)


def count(table):
    return db.session.scalar(sa.select(sa.func.count()).select_from(table))


def test_a_complaint_is_stored_and_acknowledged_with_a_reference_and_a_day(page, app):
    page.visit("/").follow("Your information").follow("Tell us what went wrong")
    page.fill(WHAT, "My words were shown").fill(HOW, "ada@example.org").press("Send")
    assert page.heading == "We have it"
    kept = db.session.scalar(sa.select(Complaint))
    last = complaints.answer_by(kept)
    assert kept.reference in page.text
    assert f"We answer you by {last.day} {last:%B %Y}" in page.text
    assert (kept.kind, kept.text, kept.contact) == (
        ComplaintKind.DATA_PROTECTION,
        "My words were shown",
        "ada@example.org",
    )
    assert "My words" not in page.body


def test_a_barrier_is_told_on_the_accessibility_statement(page, app):
    page.visit("/").follow("Accessibility").fill(BARRIER, "The slider").press("Send")
    assert "You left no address" in page.text
    assert db.session.scalar(sa.select(Complaint.kind)) == ComplaintKind.ACCESSIBILITY


def test_an_empty_complaint_is_asked_for_its_words_and_nothing_is_lost(page, app):
    page.visit("/data-protection-complaint").fill(HOW, "ada@example.org").press("Send")
    assert page.errors == ["Write what is wrong"]
    assert "ada@example.org" in page.body
    assert count(Complaint) == 0


def test_pressed_twice_it_is_stored_once(app):
    assert complain().id == complain().id
    assert count(Complaint) == 1


@pytest.mark.parametrize(("days", "left"), [(0, "30"), (29, "1"), (30, "0"), (31, "1 too late")])
def test_managers_see_how_many_days_are_left(app, signed_in, days, left):
    complain()
    with transaction():
        db.session.execute(sa.update(Complaint).values(received_at=utcnow() - timedelta(days=days)))
    manager = signed_in(Role.MANAGER).visit("/staff/complaints/")
    assert manager.rows("Open ones first")[1][-1] == left


def test_a_manager_reads_it_once_it_is_screened_and_closes_it(app, signed_in):
    complaint = complain("Please delete what I sent")
    manager = signed_in(Role.MANAGER).visit(f"/staff/complaints/{complaint.id}")
    assert "shown once they have been screened" in manager.text
    assert "Please delete" not in manager.body
    let_it_be_screened()
    manager.visit(f"/staff/complaints/{complaint.id}")
    assert "Please delete what I sent" in manager.text
    manager.fill("What was found, and what was done?", "Explained receipt words").press("Close it")
    assert manager.rows("Open ones first")[1][-1] == "Closed"
    with pytest.raises(Conflict, match="meanwhile"):
        complaints.close(complaint.id, "again", by=db.session.scalar(sa.select(Complaint.closed_by)))
    actions = list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.number)))
    assert actions.count("complaint viewed") == 2
    assert "complaint closed" in actions
    assert "Please delete" not in repr(db.session.execute(sa.select(AuditEntry.subject, AuditEntry.detail)).all())


def test_a_complaint_that_tells_of_harm_goes_to_the_safeguarding_team_and_is_hidden(app, signed_in):
    complaint = complain("my uncle hits me every day and I want to die")
    let_it_be_screened()
    assert db.session.scalar(sa.select(Concern.text)) == complaint.text
    manager = signed_in(Role.MANAGER).visit(f"/staff/complaints/{complaint.id}")
    assert "uncle" not in manager.body
    assert "The safeguarding team looks at these words" in manager.text


def test_a_manager_who_is_worried_raises_a_concern(app, signed_in):
    complaint = complain("The page about parks is missing")
    let_it_be_screened()
    manager = signed_in(Role.MANAGER).visit(f"/staff/complaints/{complaint.id}")
    manager.press("Raise a concern about these words")
    assert db.session.scalar(sa.select(Concern.text)) == "The page about parks is missing"
    assert "about parks" not in manager.visit(f"/staff/complaints/{complaint.id}").body


def test_each_survey_says_what_happens_with_answers_and_in_which_version(page, app):
    survey = asking.open_short()
    page.visit("/").follow("Your information").follow(survey.title)
    assert page.heading == "About your answers"
    for words in (
        "We keep what you write safe.",
        "We keep your answers for two years.",
        "Our team reads every answer.",
    ):
        assert words in page.text
    assert "Version: confidential with limits, " in page.text


def test_ten_presses_at_once_raise_one_concern_about_a_complaint(app, user):
    complaint, manager = complain("The page about parks is missing"), user(Role.MANAGER)
    let_it_be_screened()

    def raise_it(_):
        with app.app_context():
            complaints.raise_concern(complaint.id, by=manager.id)

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(raise_it, range(10)))
    assert count(Concern) == 1
