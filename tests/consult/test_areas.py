"""An administrator says which areas somebody's work is about; what they see follows at once."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.identities import UserArea
from consult.models.listening import ListeningEvent
from consult.models.people import AuditEntry, Role
from consult.models.submissions import Submission
from consult.services import areas, exports_submissions, ledger
from consult.store.areas import limit_session
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction
from tests.consult import received
from tests.consult.conftest import PASSWORD
from tests.consult.reader import Page


@pytest.fixture(autouse=True)
def closed_reads(app):
    yield
    db.session.close()


@pytest.fixture
def events(user):
    """One in Kingston, one in Richmond."""
    by = user(Role.FACILITATOR)
    with transaction():
        by = db.session.merge(by)
        received.event(by, title="Walk in Richmond")
        received.event(by, title="Tea in Kingston").area = "kingston"
    db.session.close()


def sign_in_as(app, role):
    page = Page(app)
    page.visit("/staff/sign-in").fill("E-mail address", f"{role}@example.org").fill("Password", PASSWORD)
    return page.press("Sign in")


def test_areas_are_chosen_on_the_users_page_and_hold_from_the_next_page_on(app, signed_in, events):
    facilitator = sign_in_as(app, Role.FACILITATOR)
    assert "Walk in Richmond" in facilitator.visit("/staff/events/").text
    admin = signed_in(Role.ADMINISTRATOR)
    admin.visit("/staff/users").follow("Change the areas of Test facilitator")
    assert admin.heading == "Areas of Test facilitator"
    assert admin.choose("Kingston").press("Save").heading == "Users"
    row = next(row for row in admin.rows("People who can sign in") if row[0] == "Test facilitator")
    assert row[3].startswith("Kingston")
    facilitator.visit("/staff/events/")
    assert "Tea in Kingston" in facilitator.text
    assert "Walk in Richmond" not in facilitator.text
    assert "Your work here is about Kingston." in facilitator.text
    assert facilitator.visit("/staff/events/1").status == 404
    options = [o.get("value") for o in facilitator.visit("/staff/events/new").tree.iter("option")]
    assert "kingston" in options
    assert "richmond" not in options
    assert "Your work here is about Kingston." in facilitator.visit("/staff/").text
    admin.follow("Change the areas of Test facilitator")
    next(i for i in admin.tree.iter("input") if i.get("value") == "kingston").attrib.pop("checked")
    admin.press("Save")
    assert "Walk in Richmond" in facilitator.visit("/staff/events/").text


def test_each_change_is_on_record_once(user):
    someone, boss = user(Role.STRATEGIST), user(Role.ADMINISTRATOR)
    for chosen in (["richmond", "kingston", "nowhere"], ["kingston", "richmond"], []):
        areas.set_areas(someone.id, chosen, by=boss.id)
    entries = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "areas of a user set").order_by(AuditEntry.number)
    )
    assert [(entry.subject, entry.detail) for entry in entries] == [
        (f"user {someone.id}", "kingston, richmond"), (f"user {someone.id}", "all"),
    ]  # fmt: skip


@pytest.mark.parametrize("role", [role for role in Role if role not in areas.LIMITED])
def test_whoever_keeps_children_safe_is_never_limited(signed_in, user, role):
    someone = user(role)
    with pytest.raises(Conflict, match="none falls between two people"):
        areas.set_areas(someone.id, ["kingston"], by=someone.id)
    with transaction():  # however it got there
        db.session.add(UserArea(user_id=someone.id, area="kingston"))
    areas.limit_to(someone)
    assert areas.own().keys() == {"kingston", "richmond", "windsor-and-maidenhead", "elsewhere", "not-said"}


def test_what_is_not_an_area_of_this_page_is_refused(signed_in, user):
    someone = user(Role.MANAGER)
    page = signed_in(Role.ADMINISTRATOR).visit(f"/staff/users/{someone.id}/areas")
    box = next(i for i in page.tree.iter("input") if i.get("value") == "kingston")
    box.set("value", "nowhere")
    box.set("checked", "")
    assert page.press("Save").errors == ["Choose from the areas on this page"]


def test_a_limited_manager_downloads_the_submissions_of_their_areas(app):
    survey = received.open_wave()["children"]
    with transaction():
        survey = db.session.merge(survey)
        received.submission(survey, texts={"change": "Here"})
        received.submission(survey, texts={"change": "There"}).area = "richmond"
    limit_session({"richmond"})
    content = exports_submissions.export_submissions(survey.id, by=None)
    limit_session(())  # the file is read later, piece by piece, when nothing is known of who asked
    rows = list(csv.DictReader(io.StringIO(b"".join(content).decode("utf-8-sig"))))
    assert [row["survey_area"] for row in rows] == ["richmond"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 2


def test_the_ledger_adds_up_for_everybody_and_names_no_event_of_another_area(events):
    with transaction():
        for held in db.session.scalars(sa.select(ListeningEvent)):
            received.note(held, "A point")
    whole = ledger.read()
    limit_session({"kingston"})
    limited = ledger.read()
    assert limited.adds_up
    assert limited.total == whole.total
    assert [entry.title for entry in limited.of(ledger.Door.EVENT)] == ["An event of another area", "Tea in Kingston"]


def test_a_user_that_is_not_there_is_not_found(user):
    with pytest.raises(NotFound):
        areas.set_areas(4711, ["kingston"], by=user(Role.ADMINISTRATOR).id)
