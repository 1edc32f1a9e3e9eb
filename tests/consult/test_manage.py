"""Managers watch, close and open surveys; administrators give access and watch background work."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.jobs import JobState, Lane
from consult.models.people import Role
from consult.services import sign_in, throttle, users
from consult.services import surveys as survey_service
from consult.store import job_counts, jobs, people
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction
from tests.consult import received
from tests.consult.conftest import PASSWORD
from tests.consult.reader import Page


@pytest.fixture(autouse=True)
def closed_reads(app):
    """A read that a test leaves open is closed before the database goes away."""
    yield
    db.session.close()


@pytest.fixture
def manager(signed_in):
    return signed_in(Role.MANAGER)


@pytest.fixture
def administrator(signed_in):
    return signed_in(Role.ADMINISTRATOR)


def actions():
    return [entry.action for entry in people.list_audit()]


def test_the_overview_shows_surveys_what_came_in_and_that_the_ledger_adds_up(manager):
    surveys = received.open_wave()
    with transaction():
        received.submission(surveys["parents"], texts={"good": "The health visitor"})
        received.imported("one", "two")
    manager.visit("/staff/overview")
    (parents,) = [row for row in manager.rows("Plan") if row[0].startswith("Parents")]
    assert parents[1:4] == ["Open", "1", "0"]
    assert "It adds up. 3 comments were received." in manager.text
    assert manager.rows("Received day by day")[1][1:] == ["1", "0", "2"]
    assert manager.rows("Each source")[-1] == ["Everything", "", "", "3", "0", "0", "0", "3", "0", "0", "0"]


def test_an_empty_platform_says_so(manager):
    manager.visit("/staff/overview")
    assert "There is no survey yet." in manager.text
    assert "Nothing has come in yet." in manager.text


def test_a_survey_is_closed_after_asking_and_opened_again(manager):
    survey = received.open_wave()["staff"]
    manager.visit(f"/staff/surveys/{survey.id}/close")
    assert manager.heading == "Close this survey?"
    manager.press("Close this survey")
    assert [row[1] for row in manager.rows("Plan") if row[0].startswith("Staff")] == ["Closed"]
    assert survey_service.status(survey_service.get_survey(survey.slug)) == survey_service.Status.CLOSED
    manager.visit(f"/staff/surveys/{survey.id}/open-again").press("Open again")
    assert [row[1] for row in manager.rows("Plan") if row[0].startswith("Staff")] == ["Open"]
    assert actions()[:2] == ["survey reopened", "survey closed"]


def test_an_unknown_survey_cannot_be_closed(manager):
    assert manager.visit("/staff/surveys/4711/close").status == 404


def test_a_user_is_added_with_a_passphrase_for_one_sign_in_and_then_chooses_a_password(administrator, app):
    administrator.visit("/staff/users/new").fill("Name", "Ama Boateng").fill("E-mail address", "Ama@Example.org")
    administrator.choose("Manager").press("Add this user")
    assert administrator.heading == "User added"
    passphrase = re.search(r"\b[a-z]{6}-[a-z]{6}-[a-z]{6}\b", administrator.text).group()
    administrator.visit("/staff/users")
    assert passphrase not in administrator.body
    administrator.press("Sign out").fill("E-mail address", "ama@example.org").fill("Password", passphrase)
    assert administrator.press("Sign in").heading == "Choose your own password"
    assert administrator.visit("/staff/overview").heading == "Choose your own password"
    administrator.fill("New password", "lantern mosaic otter").fill("New password again", "lantern mosaic otter")
    assert administrator.press("Keep this password").path == "/staff/overview"
    theirs = Page(app)
    theirs.visit("/staff/sign-in").fill("E-mail address", "ama@example.org").fill("Password", passphrase)
    assert theirs.press("Sign in").heading == "Sign in"


def test_a_passphrase_that_waited_too_long_signs_nobody_in(administrator, app):
    admin = people.find_user("administrator@example.org").id
    user, made = users.add_user(email="late@example.org", name="Late", role=Role.MANAGER, by=admin)
    with transaction():
        people.get_user(user.id).password_ends_at = utcnow() - timedelta(minutes=1)
    with pytest.raises(sign_in.WrongSignIn):
        sign_in.sign_in("late@example.org", made)


def test_a_forgotten_field_is_told_in_words(administrator):
    administrator.visit("/staff/users/new").press("Add this user")
    assert administrator.errors == ["Enter a name", "Enter an e-mail address", "Choose what this person may do"]


def test_an_email_address_signs_in_one_person_only(administrator):
    administrator.visit("/staff/users/new").fill("Name", "Twin").fill("E-mail address", "administrator@example.org")
    administrator.choose("Facilitator").press("Add this user")
    assert administrator.errors == ["This account exists already. Make a new passphrase for it on the users page."]
    assert administrator.title.startswith("Error: ")


def test_closing_an_account_ends_its_sign_ins_and_can_be_undone(administrator, user, app):
    someone = user(Role.FACILITATOR)
    administrator.visit("/staff/users").press(f"Close account of {someone.name}")
    assert [row[4] for row in administrator.rows("People") if row[0] == someone.name] == ["Closed"]
    administrator.press(f"Open account again of {someone.name}")
    assert [row[4] for row in administrator.rows("People") if row[0] == someone.name] == ["Open"]
    assert actions()[:2] == ["account opened", "account closed"]


def test_a_new_passphrase_is_shown_once_and_ends_the_old_password_and_every_sign_in(administrator, user, app):
    someone = user(Role.FACILITATOR)
    theirs = Page(app)
    theirs.visit("/staff/sign-in").fill("E-mail address", someone.email).fill("Password", PASSWORD).press("Sign in")
    administrator.visit("/staff/users").follow(f"Make a new passphrase for {someone.name}")
    assert administrator.heading == "Make a new passphrase?"
    administrator.press("Make a new passphrase")
    passphrase = re.search(r"\b[a-z]{6}-[a-z]{6}-[a-z]{6}\b", administrator.text).group()
    assert actions()[0] == "new passphrase made"
    assert passphrase not in administrator.visit("/staff/audit").body + administrator.visit("/staff/users").body
    assert theirs.visit("/staff/").heading == "Sign in"
    theirs.fill("E-mail address", someone.email).fill("Password", PASSWORD).press("Sign in")
    assert theirs.heading == "Sign in"
    theirs.fill("E-mail address", someone.email).fill("Password", passphrase).press("Sign in")
    assert theirs.heading == "Choose your own password"


def test_a_new_passphrase_ends_the_pause_after_wrong_ones(administrator, user):
    someone = user(Role.FACILITATOR)
    for _ in range(throttle.FREE_TRIES):
        with pytest.raises(sign_in.WrongSignIn):
            sign_in.sign_in(someone.email, "something forgotten")
    db.session.close()
    made = users.renew_passphrase(someone.id, by=people.find_user("administrator@example.org").id)
    assert sign_in.sign_in(someone.email, made)


def test_a_closed_account_gets_no_new_passphrase(administrator, user):
    someone = user(Role.FACILITATOR)
    administrator.visit("/staff/users").press(f"Close account of {someone.name}")
    assert f"Make a new passphrase for {someone.name}" not in administrator.text
    db.session.close()  # what the test read before is old now
    with pytest.raises(Conflict, match="Open it again first"):
        users.renew_passphrase(someone.id, by=people.find_user("administrator@example.org").id)


def test_nobody_makes_a_new_passphrase_for_themselves_or_for_nobody(user):
    me = user(Role.ADMINISTRATOR)
    with pytest.raises(Conflict, match="your own"):
        users.renew_passphrase(me.id, by=me.id)
    with pytest.raises(NotFound):
        users.renew_passphrase(4711, by=me.id)


def test_nobody_closes_their_own_account(user):
    me = user(Role.ADMINISTRATOR)
    with pytest.raises(Conflict, match="your own account"):
        users.close_account(me.id, by=me.id)
    assert people.get_user(me.id).is_active


def test_made_passphrases_differ():
    assert len({users.make_passphrase() for _ in range(200)}) == 200


def test_a_waiting_job_is_cancelled_and_a_finished_one_stays(administrator):
    with transaction():
        job = jobs.enqueue("find-themes", {})
    administrator.visit("/staff/jobs")
    assert administrator.rows("Jobs:")[1][1] == "Find themes"
    administrator.press(f"Cancel job {job.id}")
    assert administrator.rows("Jobs:")[1][3] == "Cancelled"
    assert actions()[0] == "job cancelled"
    assert "Cancel job" not in administrator.text


def test_what_was_set_aside_says_why_and_is_tried_again_or_given_up(administrator):
    with transaction():
        for kind in ("find-themes", "count-report"):
            jobs.enqueue(kind, {})
            fault = "It went wrong 3 times (ValueError in consult/services/imports.py, line 41). Nothing was changed."
            jobs.finish(jobs.lease_of(jobs.claim("one")), JobState.SET_ASIDE, error=fault)
    administrator.visit("/staff/jobs")
    assert administrator.rows("Jobs:")[1][3] == "Set aside"
    assert "(ValueError in consult/services/imports.py, line 41)" in administrator.rows("Jobs:")[1][7]
    administrator.press("Try again job 1").press("Give up job 2")
    assert [row[3] for row in administrator.rows("Jobs:")[1:]] == ["Waiting", "Failed"]
    assert actions()[:2] == ["job given up", "job tried again"]


def test_the_page_says_how_many_workers_are_there_and_when_a_job_is_tried_again(administrator):
    with transaction():
        job_counts.beat("one", Lane.SHORT)
        jobs.enqueue("find-themes", {})
        jobs.put_back(jobs.lease_of(jobs.claim("one")), wait=timedelta(days=1), error="It went wrong.")
    administrator.visit("/staff/jobs")
    assert "0 for all work, 1 for screening and alerts only" in administrator.text
    assert administrator.rows("Jobs:")[1][6]


def test_the_audit_record_names_who_did_what(administrator):
    administrator.visit("/staff/audit")
    assert administrator.rows("The newest entries")[1][1:3] == ["Test administrator", "Signed in"]
