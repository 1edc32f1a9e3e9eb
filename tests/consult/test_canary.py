"""A whole journey with strings that nobody else says; then every table, log and file is searched for them."""

from __future__ import annotations

import json
import logging

import sqlalchemy as sa

from consult.extensions import db
from consult.services import secret_words
from tests.consult import asking
from tests.consult.screened import let_it_be_screened
from tests.consult.test_receipts import look_up, shown
from tests.consult.test_withdrawal import everything

BROWSER, ADDRESS = "Canary-Browser/7.7", "203.0.113.77"
WORDS = "Kanarienvogel wants longer library hours"
WHERE_WORDS_MAY_BE = {("submission", "answers"), ("comment", "text")}


def columns_with(rows, what):
    return {
        (table, column)
        for table, lines in rows.items()
        for line in lines
        for column, value in line.items()
        if what in json.dumps(value, default=str, ensure_ascii=False)
    }


def test_after_a_whole_journey_nothing_of_the_person_is_anywhere(page, app, settings, caplog):
    caplog.set_level(logging.DEBUG)
    page.client.environ_base |= {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": BROWSER, "HTTP_X_FORWARDED_FOR": ADDRESS}
    asking.open_short()
    page.visit("/survey/short").press("Start now").choose("Yes, I have").press("Continue")
    page.choose("Kingston").press("Continue").choose("Always").press("Continue").choose("Art").press("Continue")
    page.fill("How many people live with you?", "4").fill("One word for your home", "Cosy").press("Continue")
    page.fill("What should change?", WORDS).press("Continue").choose("Yes, share them").press("Continue")
    page.press("Send my answers").press("No thank you")
    words = shown(page)
    paths = [page.path]
    look_up(page, words)
    paths.append(page.path)
    let_it_be_screened()
    rows = everything()
    assert columns_with(rows, "Kanarienvogel") == WHERE_WORDS_MAY_BE
    for canary in (BROWSER, ADDRESS, " ".join(words.secret), str(words)):
        assert columns_with(rows, canary) == set()
    logged = caplog.text + " ".join(paths)
    for canary in ("Kanarienvogel", BROWSER, ADDRESS, words.locator, *(w for w in words.secret if len(w) > 5)):
        assert canary not in logged
    _search_files(settings, words)


def _search_files(settings, words: secret_words.Words) -> None:
    """Beside the database itself no file of the installation holds anything; the database holds only the answers."""
    db.session.close()
    for file in (path for path in settings.instance.rglob("*") if path.is_file()):
        content = file.read_bytes()
        for canary in (BROWSER, ADDRESS, " ".join(words.secret)):
            assert canary.encode() not in content, file.name
        assert file.name.startswith("consult.sqlite3") or b"Kanarienvogel" not in content, file.name
    assert sa.inspect(db.engine).get_table_names()
