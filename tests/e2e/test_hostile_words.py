"""Every stored string holds code; every page is opened by every role in a real browser: all of it stays words."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from consult.app import create_app
from consult.environment import read_settings
from consult.extensions import db
from consult.models.everything import metadata
from consult.models.people import Role
from consult.store import schema
from consult.web.access import TOKEN
from tests.consult import asking, everything
from tests.e2e.conftest import ROOT, free_port, wait_for
from tests.e2e.payloads import PAYLOADS

pytestmark = pytest.mark.browser
MARKS = "x-bad, [x-bad], a[href^='javascript'], [onerror], [onload], [onfocus], iframe, base, meta[http-equiv]"
CLOSED = {  # columns of names that the program gives, of which it knows every value; all other strings are replaced
    "action", "area", "audience", "category", "code_hash", "contact", "content_hash", "credential", "credential_hash",
    "challenge_hash", "door", "email", "firmness", "headcount", "id", "instrument_id", "instrument_version_id", "key",
    "kind", "larger", "locator", "locked_secret", "notice", "once", "password_hash", "priority", "question_id",
    "reason", "reference", "role", "seal", "second", "secret_hash", "slug", "stance", "subject", "token_hash",
    "version_id", "why", "method",
}  # fmt: skip
SEALED = {"audit_entry", "report_version"}  # cannot be changed: what they say is the program's own
MOST_PAGES = 40


def spoil(engine: sa.Engine) -> int:
    """Code in place of every word: each string column of each table, each payload in turn."""
    payloads, changed = itertools.cycle(PAYLOADS), 0
    with engine.begin() as connection:
        _let_everything_be_changed(connection)
        for table in (table for name, table in metadata.tables.items() if name not in SEALED | {"instrument_version"}):
            columns = [c for c in table.columns if is_words(c)]
            keys = list(table.primary_key)
            for row in connection.execute(sa.select(*keys)).all() if columns else ():
                values = {column.name: next(payloads) for column in columns if column not in keys}
                which = [column == value for column, value in zip(keys, row, strict=True)]
                connection.execute(sa.update(table).where(*which).values(values))
                changed += len(values)
    return changed


def _let_everything_be_changed(connection: sa.Connection) -> None:
    """Where rows are only ever added to, triggers refuse a change; words there are shown like any others."""
    found = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for name in connection.scalars(found).all():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def is_words(column: sa.Column[object]) -> bool:
    kind = column.type
    return isinstance(kind, sa.String) and not isinstance(kind, sa.Enum) and column.name not in CLOSED


def hostile_survey() -> str:
    """The short survey with code for its title, its questions and the words to choose from."""
    source = asking.SHORT
    for plain, payload in zip(("A short survey of every kind", "About you", "Your home", "What should change?",
                               "Use your own words.", "Richmond", "And Twickenham", "I am happy", "Always"),
                              itertools.cycle(PAYLOADS), strict=False):  # fmt: skip
        source = source.replace(json.dumps(plain), json.dumps(payload))
    return source


@pytest.fixture(scope="module")
def app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    place = tmp_path_factory.mktemp("hostile")
    (place / "consult.sqlite3").write_bytes(sqlite_template.read_bytes())
    environ = {"CONSULT_INSTANCE": str(place), "CONSULT_HTTPS": "no", "CONSULT_SECOND_FACTOR": "optional"}
    app = create_app(read_settings(environ))
    app.config["ENVIRON"] = {**os.environ, **environ}
    return app


@pytest.fixture(scope="module")
def filled(app: Flask) -> everything.Filled:
    with app.app_context():
        schema.upgrade(db.engine)
        filled = everything.fill(Path(app.instance_path), word=PAYLOADS[2], texts=PAYLOADS, survey=hostile_survey())
        db.session.close()
        assert spoil(db.engine) > 200
        db.engine.dispose()
    return filled


@pytest.fixture(scope="module")
def address(app: Flask, filled: everything.Filled) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "consult.cli", "serve", "--port", str(port), "--workers", "0"]
    server = subprocess.Popen(command, cwd=ROOT, env=app.config["ENVIRON"])
    try:
        yield wait_for(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(timeout=20)


def signed_in(browser: Browser, app: Flask, address: str, token: str) -> BrowserContext:
    context = browser.new_context()
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    context.add_cookies(
        [{"name": "consult", "value": signer.dumps({TOKEN: token, "_permanent": True}), "url": address}]
    )
    return context


def links(page: Page, address: str) -> list[str]:
    found = page.evaluate(
        "[...document.querySelectorAll('main a[href], header a[href], nav a[href]')].map(a => a.href)"
    )
    return [urldefrag(link).url for link in found if link.startswith(address) and not is_file(link)]


def is_file(link: str) -> bool:
    return urlsplit(link).path.endswith((".csv", ".json", ".html", ".xlsx", ".docx", ".qdc", ".qdpx", "/sign-out"))


def crawl(context: BrowserContext, address: str, first: list[str]) -> tuple[set[str], list[str]]:
    """Open all that can be reached; what was seen, and what went wrong."""
    page, faults, seen = context.new_page(), [], set()
    page.on("dialog", lambda dialog: (faults.append(f"a dialog on {page.url}"), dialog.dismiss()))
    page.on("console", lambda said: faults.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    waiting = [f"{address}{path}" for path in first]
    while waiting and len(seen) < MOST_PAGES:
        here = waiting.pop(0)
        if here in seen:
            continue
        seen.add(here)
        answer = page.goto(here, wait_until="domcontentloaded")
        if answer is None or answer.status >= 400:
            faults.append(f"{here}: {answer.status if answer else 'no answer'}")
        faults += [f"{here}: {html}" for html in page.evaluate(SEEN, MARKS)]
        waiting += links(page, address)
    return seen, faults


SEEN = "marks => [...document.querySelectorAll(marks)].map(e => e.outerHTML.slice(0, 120))"


@pytest.mark.parametrize("role", Role)
def test_words_stay_words_on_every_page_of_every_role(browser, app, address, filled, role):
    context = signed_in(browser, app, address, filled.tokens[role])
    waiting = [f"/staff/imports/{filled.upload}"] if role == Role.STRATEGIST else []
    seen, faults = crawl(context, address, ["/staff/", *waiting])
    context.close()
    assert faults == []
    assert len(seen) >= 4


def test_words_stay_words_for_whoever_answers(browser, address):
    context = browser.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("dialog", lambda dialog: (faults.append(page.url), dialog.dismiss()))
    page.goto(f"{address}/survey/short")
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.click("main button:has-text('Start now')")
    pages, number = 0, 0
    while "/answers/check" not in page.url and pages < 20:
        pages += 1
        faults += page.evaluate(SEEN, MARKS)
        choices = page.locator("main input[type=radio], main input[type=checkbox]")
        if choices.count():
            choices.first.check()
        for box in page.locator("main textarea, main input[type=text]").all():
            box.fill("3" if box.get_attribute("inputmode") == "numeric" else PAYLOADS[number % len(PAYLOADS)])
            number += 1
        with page.expect_navigation(wait_until="domcontentloaded"):
            page.click("main button:has-text('Continue')")
    faults += page.evaluate(SEEN, MARKS)
    context.close()
    assert faults == []


def test_words_stay_words_in_the_report_that_is_taken_away(browser, app, address, filled):
    context = signed_in(browser, app, address, filled.tokens[Role.STRATEGIST])
    report = context.request.get(f"{address}/staff/themes/report.html")
    assert report.status == 200
    page, faults = context.new_page(), []
    page.on("dialog", lambda dialog: (faults.append("a dialog"), dialog.dismiss()))
    page.set_content(report.text(), wait_until="domcontentloaded")
    marks = MARKS.replace(", meta[http-equiv]", "")
    assert page.evaluate(SEEN, marks) + faults == []
    context.close()


def test_each_payload_would_leave_a_mark_if_it_were_not_escaped(browser):
    page = browser.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    for payload in PAYLOADS:
        marks = []
        for html in ("<p>{}</p>", '<input value="{}">', "<input value='{}'>", '<a href="{}">a</a>'):
            page.set_content(html.replace("{}", payload, 1), wait_until="commit")
            marks += page.evaluate(SEEN, MARKS)
        assert marks, payload
    page.close()
