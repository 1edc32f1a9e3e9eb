"""What people say never reaches the log: not an answer, not a note, not the words inside an error."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from dataclasses import replace
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from consult import logs
from consult.app import create_app
from consult.extensions import db
from consult.jobs import worker
from consult.models.jobs import Lane
from consult.models.people import Role
from consult.services import concerns, intake
from consult.settings import Web
from consult.store import jobs, people
from consult.store.transaction import transaction
from consult.web.access import public
from tests.consult import received
from tests.consult.conftest import PASSWORD, signed_in, user  # noqa: F401 (fixtures)
from tests.consult.reader import Page
from tests.resilience.servers import ROOT, TOKEN, Browser, Server

CANARY = "Quixotic-canary said by nobody"


@pytest.fixture
def page(app):
    yield Page(app)
    db.session.close()


@pytest.fixture
def log(caplog):
    caplog.set_level(logging.DEBUG, logger="consult")
    caplog.set_level(logging.WARNING)
    return caplog


def test_an_unexpected_error_is_logged_by_place_and_kind_only(app, page, log):
    @public
    def broken():
        raise ValueError(CANARY)

    app.add_url_rule("/broken", "broken", broken)
    assert page.visit("/broken").status == 500
    assert "ValueError" in log.text
    assert CANARY not in log.text
    assert CANARY not in page.body


def test_a_database_error_does_not_give_away_what_was_being_stored(app, page, log):
    @public
    def not_stored():
        db.session.execute(sa.text("INSERT INTO no_such_table VALUES (:words)"), {"words": CANARY})
        return "never"

    app.add_url_rule("/not-stored", "not_stored", not_stored)
    assert page.visit("/not-stored").status == 503
    assert "Error" in log.text
    assert CANARY not in log.text
    assert CANARY not in page.body


def test_answers_leave_no_trace_in_the_log(app, page, log):
    received.open_wave()
    token = intake.start("children")
    intake.save_page(token, {"good": CANARY})
    page.visit("/survey/children")
    assert CANARY not in log.text


def test_what_is_typed_at_sign_in_and_for_a_user_is_not_logged(signed_in, log):  # noqa: F811
    page = signed_in(Role.ADMINISTRATOR)
    page.visit("/staff/users/new").fill("Name", CANARY).fill("E-mail address", CANARY).press("Add this user")
    page.press("Sign out").fill("E-mail address", CANARY).fill("Password", CANARY).press("Sign in")
    assert PASSWORD not in log.text
    assert CANARY not in log.text
    db.session.close()


def test_a_concern_leaves_no_words_in_the_log_or_the_audit_record(signed_in, log):  # noqa: F811
    comment = received.a_comment(CANARY)
    page = signed_in(Role.SAFEGUARDING_LEAD)
    lead = people.find_user("safeguarding-lead@example.org")
    concern = concerns.raise_concern(comment.id, by=lead.id)
    assert CANARY in page.visit(f"/staff/concerns/{concern.id}").text
    assert CANARY not in log.text
    assert not [e for e in people.list_audit() if CANARY in f"{e.action} {e.subject} {e.detail}"]
    db.session.close()


FORGED = "said\n[2026-11-23] ERROR in consult: \x1b[31mforged\x1b[0m\r\u2028\u202e"


@pytest.fixture
def written(capsys):
    """What the handler of every process writes, as a log file would hold it."""
    logs.set_up()
    return lambda: capsys.readouterr().err


def test_nothing_in_a_log_begins_a_line_of_its_own_or_colours_a_terminal(app, written):
    app.logger.warning("a name: %s", FORGED)
    logging.getLogger("waitress").error("Exception while serving %s", f"/survey/{FORGED}")
    lines = written().splitlines()
    assert len(lines) == 2
    assert all(line.isprintable() and "forged" in line for line in lines)


def test_a_fault_that_a_library_logs_is_told_by_place_and_kind_only(app, written):
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("waitress").exception("Exception while serving %s", "/survey/children")
    (line,) = written().splitlines()
    assert "ValueError at " in line
    assert CANARY not in line


@pytest.fixture
def as_json(written):
    logs.set_up(as_json=True)
    yield lambda: [json.loads(line) for line in written().splitlines()]
    logs.set_up()


def test_as_json_each_event_is_one_object_without_the_message_of_a_fault(app, as_json):
    app.logger.warning("a name: %s", FORGED)
    try:
        raise ValueError(CANARY)
    except ValueError:
        app.logger.exception("went wrong")
    first, second = as_json()
    assert (first["level"], first["logger"]) == ("WARNING", "consult")
    assert "forged" in first["message"]
    assert first["message"].isprintable()
    assert second["fault"].startswith("ValueError at ")
    assert CANARY not in json.dumps(second)


def test_a_request_is_logged_by_the_name_of_its_page_and_who_asked_is_not(settings, as_json):
    app = create_app(replace(settings, web=Web(logs_json=True, logs_requests=True)))
    app.test_client().get(f"/survey/{quote(CANARY)}?words={quote(CANARY)}", headers={"User-Agent": CANARY})
    (line,) = as_json()
    assert {name: line[name] for name in ("route", "method", "status")} == {
        "route": "respond.start", "method": "GET", "status": 404
    }  # fmt: skip
    assert not any(secret in json.dumps(line) for secret in (CANARY, quote(CANARY), "127.0.0.1"))
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("lane", list(Lane))
def test_what_a_job_reads_and_where_it_fails_leaves_no_words_in_the_log_or_in_the_job(app, log, monkeypatch, lane):
    received.a_comment(CANARY)
    while worker.work_once(app, "the screening"):
        pass

    def fail(_payload: object, _progress: object) -> None:
        raise ValueError(f"cannot read {CANARY}")

    monkeypatch.setitem(worker.JOBS, "count-report", fail)
    with transaction():
        job = jobs.enqueue("count-report", {"words": CANARY}, lane=lane)
    worker.work_once(app, "a worker", only=lane)
    db.session.expire_all()
    told = jobs.get_job(job.id)
    assert "ValueError" in log.text
    assert CANARY not in f"{log.text} {told.error} {told.stage}"
    db.session.close()


def test_what_a_file_holds_does_not_work_in_the_terminal_of_who_imports_it(tmp_path, app, settings):
    file = tmp_path / "said.csv"
    file.write_text("Comment,Who\nFine,\x1b]0;forged\x07\x1b[31mMartians\n", encoding="utf-8")
    command = [sys.executable, "-m", "consult.cli", "import-comments", str(file), "--text", "Comment",
               "--audience", "Who", "--all-date", "2026-01-03"]  # fmt: skip
    environ = {**os.environ, "CONSULT_INSTANCE": str(tmp_path), "CONSULT_DATABASE_URL": settings.database_url}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, "\x1b" in done.stderr, "\x07" in done.stderr) == (1, False, False)
    assert "Martians" in done.stderr


def test_no_token_receipt_or_word_of_a_respondent_reaches_the_log_of_a_server(app, settings, tmp_path):
    received.open_wave()
    db.session.close()
    server = Server(settings.database_url, tmp_path)
    with (tmp_path / "log").open("wb") as log:
        server.start(log)
        try:
            secrets = answer_and_fail(Browser(server.port))
        finally:
            server.kill()
    log_text = (tmp_path / "log").read_text(encoding="utf-8")
    assert [secret for secret in secrets if secret in log_text] == []
    db.session.close()


def answer_and_fail(child: Browser) -> list[str]:
    """A press that stores, presses and addresses that are refused; what no log may hold."""
    child.send("/survey/children", begin="yes")
    token = TOKEN.findall(child.read("/survey/children"))[0]
    child.call("POST", "/survey/children/good", {"csrf_token": token, "good": CANARY, "favourite": CANARY})
    child.call("POST", "/survey/children/good", {"csrf_token": "wrong", "good": CANARY})
    child.call("POST", "/what-happened", {"csrf_token": token, "words": CANARY})
    child.call("GET", f"/survey/{quote(CANARY)}/%0aERROR%1b[31m?words={quote(CANARY)}")
    return [CANARY, quote(CANARY), token, child.cookie.partition("=")[2], "\x1b"]
