"""Complaints about data protection and barriers: acknowledged at once, answered within 30 days; privacy pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.concerns import Concern
from consult.models.people import AuditEntry, Role
from consult.models.reports import PublicReport, ReportKind
from consult.services import reports
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from tests.consult import asking
from tests.consult.screened import let_it_be_screened

WHAT = "What went wrong with your information?"
BARRIER = "What was hard or impossible to use?"
HOW = "How can we answer you? You do not have to say"


def complain(text="My words were shown to somebody", contact="", once="o" * 40):
    return reports.receive(ReportKind.DATA_PROTECTION, text, contact, once=once)


def count(table):
    return db.session.scalar(sa.select(sa.func.count()).select_from(table))


def test_a_complaint_is_stored_and_acknowledged_with_a_reference_and_a_day(page, app):
    page.visit("/").follow("Your information").follow("Tell us what went wrong")
    page.fill(WHAT, "My words were shown").fill(HOW, "ada@example.org").press("Send")
    assert page.heading == "We have it"
    kept = db.session.scalar(sa.select(PublicReport))
    last = reports.answer_by(kept)
    assert kept.reference in page.text
    assert f"We answer you by {last.day} {last:%B %Y}" in page.text
    assert (kept.kind, kept.text, kept.contact) == (
        ReportKind.DATA_PROTECTION,
        "My words were shown",
        "ada@example.org",
    )
    assert "My words" not in page.body


def test_a_barrier_is_told_on_the_accessibility_statement(page, app):
    page.visit("/").follow("Accessibility").fill(BARRIER, "The slider").press("Send")
    assert "You left no address" in page.text
    assert db.session.scalar(sa.select(PublicReport.kind)) == ReportKind.ACCESSIBILITY


def test_an_empty_complaint_is_asked_for_its_words_and_nothing_is_lost(page, app):
    page.visit("/data-protection-complaint").fill(HOW, "ada@example.org").press("Send")
    assert page.errors == ["Write what is wrong"]
    assert "ada@example.org" in page.body
    assert count(PublicReport) == 0


def test_pressed_twice_it_is_stored_once(app):
    assert complain().id == complain().id
    assert count(PublicReport) == 1


@pytest.mark.parametrize(("days", "left"), [(0, "30"), (29, "1"), (30, "0"), (31, "1 too late")])
def test_managers_see_how_many_days_are_left(app, signed_in, days, left):
    complain()
    with transaction():
        db.session.execute(sa.update(PublicReport).values(received_at=utcnow() - timedelta(days=days)))
    manager = signed_in(Role.MANAGER).visit("/staff/reports/")
    assert manager.rows("Open ones first")[1][-1] == left


def test_a_manager_reads_it_once_it_is_screened_and_closes_it(app, signed_in):
    report = complain("Please delete what I sent")
    manager = signed_in(Role.MANAGER).visit(f"/staff/reports/{report.id}")
    assert "shown once they have been screened" in manager.text
    assert "Please delete" not in manager.body
    let_it_be_screened()
    manager.visit(f"/staff/reports/{report.id}")
    assert "Please delete what I sent" in manager.text
    manager.fill("What was found, and what was done?", "Explained receipt words").press("Close it")
    assert manager.rows("Open ones first")[1][-1] == "Closed"
    with pytest.raises(Conflict, match="meanwhile"):
        reports.close(report.id, "again", by=db.session.scalar(sa.select(PublicReport.closed_by)))
    actions = list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.number)))
    assert actions.count("report viewed") == 2
    assert "report closed" in actions
    assert "Please delete" not in repr(db.session.execute(sa.select(AuditEntry.subject, AuditEntry.detail)).all())


def test_a_complaint_that_tells_of_harm_goes_to_the_safeguarding_team_and_is_hidden(app, signed_in):
    report = complain("my uncle hits me every day and I want to die")
    let_it_be_screened()
    assert db.session.scalar(sa.select(Concern.text)) == report.text
    manager = signed_in(Role.MANAGER).visit(f"/staff/reports/{report.id}")
    assert "uncle" not in manager.body
    assert "The safeguarding team looks at these words" in manager.text


def test_a_manager_who_is_worried_raises_a_concern(app, signed_in):
    report = complain("The page about parks is missing")
    let_it_be_screened()
    manager = signed_in(Role.MANAGER).visit(f"/staff/reports/{report.id}")
    manager.press("Raise a concern about these words")
    assert db.session.scalar(sa.select(Concern.text)) == "The page about parks is missing"
    assert "about parks" not in manager.visit(f"/staff/reports/{report.id}").body


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
