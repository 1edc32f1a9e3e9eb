"""Wherever people's words are shown a concern can be raised; and nothing of them is where it does not belong."""

from __future__ import annotations

import logging

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.concerns import Concern
from consult.models.people import Role
from consult.services import alerts, concerns, screening_samples, sign_in
from consult.settings import MailServer
from consult.store import people
from tests.consult import said, strategy_world
from tests.consult.conftest import PASSWORD
from tests.consult.post_office import open_post_office
from tests.consult.reader import Page, text
from tests.consult.screened import let_it_be_screened
from tests.consult.test_alerts import set_rules
from tests.consult.test_importing_pages import choose, send
from tests.consult.test_screening import take_in
from tests.consult.unpacked import words_of

CANARY = "Quixotic-canary"
OWN = ("safeguard.", "screening.")  # the safeguarding team's own pages
DOWNLOADS = {"downloads.as_json", "downloads.codebook", "downloads.page", "downloads.project", "downloads.schema",
             "downloads.sheets", "downloads.tables", "downloads.themes", "downloads.word", "manage.submissions_csv",
             "manage.codebook_csv", "point_files.workbook", "point_files.plain", "summary.word",
             "summary.sheet"}  # fmt: skip
PROJECTED = {"read_back.screen"}  # the whole room reads it: who is worried steps aside, to the log or “Change it”
DISCLOSURE = f"{CANARY}: my stepdad hits me and i am scared to go home"


@pytest.fixture(autouse=True)
def closed_reads(app):
    yield
    db.session.close()


def page_of(app, role):
    someone = people.find_user(f"{role}@example.org") or sign_in.add_user(
        email=f"{role}@example.org", name=f"Test {role}", role=role, password=PASSWORD
    )
    page = Page(app).visit("/staff/sign-in").fill("E-mail address", someone.email).fill("Password", PASSWORD)
    return page.press("Sign in")


@pytest.fixture
def spoken(app):
    """Words by every door, themes found in them, and a file that waits to be imported."""
    colleague = strategy_world.add_colleague()
    strategy_world.import_comments([f"{CANARY} {words}" for words in said.BUSES[:12]] + ["n/a"])
    strategy_world.note(f"{CANARY} said at an event", by=colleague)
    strategy_world.submit({"What should change?": f"{CANARY} in a survey"})
    strategy_world.find_themes()


def addresses(app, token):
    """Every page that can be opened, with real numbers in its address."""
    adapter = app.url_map.bind("localhost")
    themes = [str(key) for key in db.session.scalars(sa.text("SELECT id FROM theme"))]
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint.startswith(("assets.", "health.", "respond.", *OWN)):
            continue
        values = {name: 1 if name.endswith("_id") or name == "number" else "none" for name in rule.arguments}
        values |= {"token": token} if "token" in values else {}
        several = [{**values, "theme_id": int(key)} for key in themes] if "theme_id" in values else [values]
        for each in several:
            yield rule.endpoint, adapter.build(rule.endpoint, each)


def test_every_page_that_shows_words_has_a_way_to_raise_a_concern(app, spoken):
    found, lacking = set(), set()
    for role in Role:
        page = page_of(app, role)
        token = ""
        if role in (Role.STRATEGIST, Role.MANAGER):
            file = f"comment\n{CANARY} in a file of the {role}\n".encode()
            choose(send(page, content=file))
            token = page.path.split("/")[3]
        for endpoint, address in list(addresses(app, token)):
            if endpoint in DOWNLOADS | PROJECTED:
                continue
            if CANARY not in text(page.visit(address).tree.find(".//body")):
                continue
            found.add(endpoint)
            buttons = [text(button) for button in page.tree.iter("button")]
            if not any(words.startswith("Raise a concern") for words in buttons):
                lacking.add(endpoint)
    assert not lacking
    assert found >= {
        "facilitate.event", "facilitate.correct", "imports.columns", "imports.check", "strategy.theme",
    }  # fmt: skip


def test_a_concern_about_a_line_of_a_file_is_read_from_the_file(app, signed_in):
    page = send(signed_in(Role.MANAGER), content=f"comment\n{DISCLOSURE}\n".encode(), name="letters.csv")
    page.press("Raise a concern about line 2")
    assert page.heading == "Thank you. The safeguarding lead will see it now."
    concern = concerns.list_open()[0].concern
    assert (concern.text, concern.comment_id, concern.place) == (DISCLOSURE, None, "line 2")
    assert (concern.door, concern.origin) == ("file not imported yet", "letters.csv")
    assert page.follow("Go back to where you were").heading == "What do the columns hold?"


def test_nobody_raises_a_concern_about_a_file_of_somebody_else(app, signed_in):
    page = send(signed_in(Role.MANAGER), content=f"comment\n{DISCLOSURE}\n".encode())
    other = page_of(app, Role.STRATEGIST)
    token = page.path.split("/")[3]
    field = next(i.get("value") for i in other.tree.iter("input") if i.get("name") == "csrf_token")
    path = f"/staff/concerns/raise-about-file/{token}/2"
    answer = other._alone(other.client.post, path, data={"csrf_token": field})
    assert answer.status_code == 404
    assert concerns.list_open() == []


def test_flagged_words_are_nowhere_but_with_the_safeguarding_team(app, user, caplog):
    """Two doors, screened, alerted, found in themes, read, noted on and sampled: then every page, log and letter."""
    caplog.set_level(logging.DEBUG)
    colleague = strategy_world.add_colleague()
    strategy_world.import_comments(said.BUSES[:12])
    strategy_world.note("More swings", by=colleague)
    take_in(DISCLOSURE)
    let_it_be_screened()
    strategy_world.find_themes()
    lead = page_of(app, Role.SAFEGUARDING_LEAD)
    with open_post_office() as office:
        server = MailServer(host="127.0.0.1", port=office.port, security="none")
        set_rules(app, mail_server=server, mail_from="p@example.org")
        alerts.send_due()
        letters = [letter.as_string() for _, letter in office.letters]
    lead.visit("/staff/concerns/1").press("Acknowledge: I have read it")
    screening_samples.draw_due()
    assert CANARY in lead.body, "the lead reads it"
    assert letters
    assert not [letter for letter in letters if CANARY in letter]
    assert CANARY not in caplog.text
    assert not [e for e in people.list_audit() if CANARY in f"{e.action} {e.subject} {e.detail}"]
    for role in set(Role) - {Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY}:
        page = page_of(app, role)
        for _, address in list(addresses(app, "none")):
            answer = page._alone(page.client.get, address, follow_redirects=True)
            assert CANARY not in words_of(answer), f"{role} reads it at {address}"
            assert CANARY not in answer.request.full_path
    strategist = page_of(app, Role.STRATEGIST)
    report = strategist._alone(strategist.client.get, "/staff/themes/report.html").get_data(as_text=True)
    assert "withheld for safeguarding" in report, "it is counted"


def test_a_deputy_may_do_all_that_the_lead_may(app, user):
    comment = strategy_world.import_comments([DISCLOSURE])[0]
    concern = concerns.raise_concern(comment, by=user(Role.STRATEGIST).id)
    deputy = page_of(app, Role.SAFEGUARDING_DEPUTY)
    deputy.visit("/staff/concerns/").follow(f"Concern {concern.id}").press("Acknowledge: I have read it")
    deputy.choose("Clear the words").fill("Why", "A story").press("Close with this decision")
    assert db.session.get(Concern, concern.id, populate_existing=True).closing_reason == "A story"
    assert db.session.get(Comment, comment).text == DISCLOSURE
