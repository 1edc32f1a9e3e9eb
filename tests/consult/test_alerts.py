"""The safeguarding lead is told by e-mail that there is something to read, never what; a deputy where nobody comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from consult.environment import read_settings, staffed_hours
from consult.extensions import db
from consult.jobs import worker
from consult.jobs.screening import every_few_seconds
from consult.models.base import utcnow
from consult.models.concerns import Alert, Severity, Step
from consult.models.people import Role
from consult.services import alerts, concerns, health, safeguarding_watch
from consult.services.health import State
from consult.services.staffed_hours import after_staffed_minutes, is_staffed
from consult.settings import LONDON, BadSettings, MailServer, StaffedHours
from consult.store import people
from tests.consult import received
from tests.consult.post_office import open_post_office

WORDS = "Quixotic-canary said by nobody"
ALWAYS = StaffedHours(days=frozenset(range(7)), begins=time(0), ends=time(23, 59))


@pytest.fixture(autouse=True)
def closed_reads(app):
    yield
    db.session.close()


@pytest.fixture
def post_office(app):
    with open_post_office() as office:
        server = MailServer(host="127.0.0.1", port=office.port, security="none")
        set_rules(app, mail_server=server, mail_from="platform@example.org", address="https://talk.example")
        yield office


def set_rules(app, **changed):
    settings = app.config["SETTINGS"]
    rules = replace(settings.safeguarding, staffed=ALWAYS, **changed)
    app.config["SETTINGS"] = replace(settings, safeguarding=rules)


@pytest.fixture
def team(user):
    return user(Role.SAFEGUARDING_LEAD), user(Role.SAFEGUARDING_DEPUTY)


def do_duties(app):
    """As the short worker does, in a context of its own."""
    db.session.rollback()
    worker.do_duty(app, every_few_seconds)


def raise_one(by, words=WORDS):
    return concerns.raise_concern(received.a_comment(words).id, by=by.id)


def owed(step):
    query = sa.select(Alert).where(Alert.step == step).execution_options(populate_existing=True)
    return db.session.scalars(query).all()


# --- sending ---------------------------------------------------------------------------------------------------------


def test_an_alert_leaves_within_seconds_and_holds_nothing_of_what_was_said(app, post_office, team):
    concern = raise_one(team[0])
    do_duties(app)
    [(to, letter)] = post_office.letters
    whole = letter.as_string()
    assert to == ["safeguarding-lead@example.org"]
    assert letter["Subject"] == "Big Conversation: 1 high item in the concern queue"
    assert "https://talk.example/staff/concerns/" in whole
    for secret in ("canary", "Kingston", "kingston", "letters.csv", "What else?", f"concerns/{concern.id}"):
        assert secret not in whole
    assert "concern alert sent" in [entry.action for entry in people.list_audit()]


def test_many_concerns_at_once_are_one_letter_and_nobody_gets_it_twice(app, post_office, team):
    for number in range(3):
        raise_one(team[0], f"Words {number}")
    assert alerts.send_due() == 1
    assert alerts.send_due() == 0
    assert "3 high items" in post_office.letters[0][1]["Subject"]


def test_a_concern_that_was_acknowledged_first_needs_no_alert(app, post_office, team):
    concerns.acknowledge(raise_one(team[0]).id, by=team[0].id)
    assert alerts.send_due() == 0
    assert post_office.letters == []
    assert owed(Step.FIRST)[0].settled_at


def test_while_the_mail_server_refuses_it_is_tried_again_and_the_fault_is_shown(app, post_office, team, signed_in_lead):
    post_office.is_refusing = True
    raise_one(team[0])
    do_duties(app)
    (alert,) = owed(Step.FIRST)
    assert (alert.attempts, alert.settled_at) == (1, None)
    assert alert.next_try_at > utcnow()
    page = signed_in_lead.visit("/staff/concerns/")
    assert "Alerts could not be sent by e-mail: The mail server did not take it (SMTPRecipientsRefused)" in page.text
    post_office.is_refusing = False
    assert alerts.send_due(now=alert.next_try_at) == 1
    assert "Alerts could not be sent" not in page.visit("/staff/concerns/").text


def test_while_the_mail_server_is_away_too(app, post_office, team):
    set_rules(app, mail_server=MailServer(host="127.0.0.1", port=1, security="none"), mail_from="p@example.org")
    raise_one(team[0])
    now = utcnow()
    for attempt in range(1, 9):
        assert alerts.send_due(now=now) == 0
        (alert,) = owed(Step.FIRST)
        assert alert.attempts == attempt
        assert alert.next_try_at - now <= timedelta(minutes=5)
        now = alert.next_try_at
    assert "could not be sent" in safeguarding_watch.look(now=now).faults[0]
    parts = {part.name: part.state for part in health.look().parts}
    assert (parts["mail"], parts["screening"], parts["database"]) == (State.LATE, State.WELL, State.WELL)


def test_without_a_mail_server_the_queue_says_so_plainly(app, team, signed_in_lead):
    raise_one(team[0])
    do_duties(app)
    page = signed_in_lead.visit("/staff/concerns/")
    assert "No e-mail is sent. No mail server is set" in page.text
    assert "CONSULT_MAIL_SERVER" in page.text


def test_an_alert_that_no_worker_sends_is_seen_after_five_minutes(app, post_office, team):
    raise_one(team[0])
    assert safeguarding_watch.look().faults == ()
    late = safeguarding_watch.look(now=utcnow() + timedelta(minutes=6))
    assert "Alerts have waited to be sent for more than five minutes" in late.faults[0]


def test_where_nobody_is_safeguarding_lead_the_deputy_is_told_and_it_is_said(app, post_office, user):
    deputy = user(Role.SAFEGUARDING_DEPUTY)
    raise_one(deputy)
    assert alerts.send_due() == 1
    assert post_office.letters[0][0] == [deputy.email]
    assert "Nobody has an open account as safeguarding lead" in " ".join(safeguarding_watch.look().faults)


# --- escalation ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "letters"), [(59, 1), (60, 2), (61, 2)])
def test_unacknowledged_for_sixty_minutes_it_goes_to_the_deputy_and_is_recorded(
    app, post_office, team, minutes, letters
):
    concern = raise_one(team[0])
    alerts.send_due()
    alerts.send_due(now=concern.raised_at + timedelta(minutes=minutes, seconds=1))
    assert len(post_office.letters) == letters
    escalated = "concern escalated" in [entry.action for entry in people.list_audit()]
    assert escalated == (letters == 2)
    if escalated:
        assert post_office.letters[1][0] == ["safeguarding-deputy@example.org"]
        assert "nobody has acknowledged" in post_office.letters[1][1]["Subject"]


def test_once_acknowledged_nothing_is_escalated(app, post_office, team):
    concern = raise_one(team[0])
    alerts.send_due()
    concerns.acknowledge(concern.id, by=team[0].id)
    assert alerts.send_due(now=utcnow() + timedelta(hours=5)) == 0


def test_raised_again_after_it_was_cleared_the_lead_is_told_again(app, post_office, team):
    concern = raise_one(team[0])
    alerts.send_due()
    received.put_back(concern.id)
    concerns.raise_concern(concern.comment_id, by=team[0].id)
    assert alerts.send_due() == 1
    assert len(post_office.letters) == 2


# --- staffed hours ---------------------------------------------------------------------------------------------------


def london(*when):
    return datetime(*when, tzinfo=LONDON)


OFFICE = StaffedHours()


def test_who_is_at_work_day_and_night_loses_no_minute_at_midnight():
    raised = datetime(2026, 11, 23, 23, 50, tzinfo=LONDON)
    assert after_staffed_minutes(raised, 60, ALWAYS) == raised + timedelta(minutes=60)
    assert is_staffed(raised.replace(minute=59, second=30), ALWAYS)


@pytest.mark.parametrize(
    ("arrived", "due"),
    [
        (london(2026, 11, 23, 10, 0), london(2026, 11, 23, 11, 0)),  # a Monday morning
        (london(2026, 11, 23, 16, 30), london(2026, 11, 24, 9, 30)),  # half an hour before the day ends
        (london(2026, 11, 23, 16, 0), london(2026, 11, 23, 17, 0)),
        (london(2026, 11, 27, 22, 0), london(2026, 11, 30, 10, 0)),  # a Friday night
        (london(2026, 11, 28, 12, 0), london(2026, 11, 30, 10, 0)),  # a Saturday
        (london(2026, 3, 28, 12, 0), london(2026, 3, 30, 10, 0)),  # the clock goes forward in between
        (london(2026, 10, 23, 16, 45), london(2026, 10, 26, 9, 45)),  # and back
    ],
)
def test_minutes_pass_only_while_the_team_is_at_work(arrived, due):
    assert after_staffed_minutes(arrived.astimezone(UTC), 60, OFFICE) == due


@given(
    st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2028, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 3000),
)
def test_the_moment_is_never_before_so_many_minutes_and_always_within_the_hours(arrived, minutes):
    due = after_staffed_minutes(arrived, minutes, OFFICE)
    assert due >= arrived + timedelta(minutes=minutes)
    assert is_staffed(due - timedelta(seconds=1), OFFICE)
    assert due == after_staffed_minutes(arrived, minutes, staffed_hours(str(OFFICE)))


# --- settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONSULT_STAFFED_HOURS", "always"),
        ("CONSULT_STAFFED_HOURS", "mon,tue 17:00-09:00"),
        ("CONSULT_MAIL_SERVER", "mail.example.org"),
        ("CONSULT_MAIL_FROM", "nobody"),
        ("CONSULT_ESCALATE_MINUTES", "an hour"),
        ("CONSULT_EXIT_ADDRESS", "javascript:alert(1)"),
        ("CONSULT_CLUSTER", "10.0.0.5:8786"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path, name, value):
    with pytest.raises(BadSettings, match=name):
        read_settings({"CONSULT_INSTANCE": str(tmp_path), name: value})


def test_a_mail_server_is_one_address_and_needs_a_sender(tmp_path):
    environ = {"CONSULT_INSTANCE": str(tmp_path), "CONSULT_MAIL_SERVER": "smtps://me:p%40ss@mail.example.org"}
    with pytest.raises(BadSettings, match="CONSULT_MAIL_FROM"):
        read_settings(environ)
    rules = read_settings(environ | {"CONSULT_MAIL_FROM": "platform@example.org"}).safeguarding
    assert rules.mail_server == MailServer(
        host="mail.example.org", port=465, security="tls", user="me", password="p@ss"
    )
    assert "p@ss" not in repr(rules)


def test_the_most_severe_come_first_in_the_letter(app):
    rules = app.config["SETTINGS"].safeguarding
    subject, text = alerts.message(Step.FIRST, [Severity.MEDIUM, Severity.HIGH, Severity.MEDIUM], rules)
    assert "1 high and 2 medium items" in subject
    assert "staff/concerns" not in text, "no address is set"


@pytest.fixture
def signed_in_lead(page, team):
    lead = page.visit("/staff/sign-in").fill("E-mail address", team[0].email).fill("Password", "correct horse battery")
    return lead.press("Sign in")


def test_an_alert_is_owed_in_the_transaction_of_its_concern(app, team, monkeypatch):
    comment = received.a_comment(WORDS)
    with monkeypatch.context() as broken:
        broken.setattr(people, "record", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            concerns.raise_concern(comment.id, by=team[0].id)
    assert owed(Step.FIRST) == []
    assert concerns.list_open() == []
