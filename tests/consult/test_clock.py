"""The server's clock is put back or forward, or the clocks change: nobody loses what they said."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from consult.services import surveys
from consult.settings import LONDON
from tests.consult import asking
from tests.consult.test_respond import agree, answer_all, saved

HOUR = 3600


@pytest.fixture
def put_clock(monkeypatch):
    """The clock by which cookies and tokens of forms are signed and judged."""
    real = time.time

    def put(seconds: float) -> None:
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda: real() + seconds)

    return put


@pytest.mark.parametrize("jump", [-HOUR, -5, 5, HOUR, 20 * HOUR])
def test_a_draft_goes_on_whichever_way_the_clock_was_put(page, app, put_clock, jump):
    asking.open_short()
    agree(page.visit("/survey/short").press("Start now")).choose("Richmond")
    put_clock(jump)
    page.press("Continue")
    assert page.errors == []
    assert saved()["area"] == "richmond"
    put_clock(0)
    answer_all(page.visit("/survey/short/privacy"))
    assert page.heading == "Check your answers"


def test_a_survey_closes_at_the_same_moment_on_the_day_the_clocks_change(app):
    last = datetime(2027, 3, 28, 23, 59, tzinfo=LONDON)
    survey = asking.open_short(closes=last - datetime.now(UTC))
    before, after = last.astimezone(UTC) - timedelta(minutes=1), last.astimezone(UTC) + timedelta(minutes=1)
    assert surveys.status(survey, before) == surveys.Status.OPEN
    assert surveys.status(survey, after) == surveys.Status.CLOSED


def test_a_cookie_older_than_a_session_may_be_is_no_longer_taken(page, app, put_clock):
    asking.open_short()
    page.visit("/survey/short").press("Start now")
    put_clock(25 * HOUR)
    assert page.visit("/survey/short").heading == "A short survey of every kind"
    assert "Carry on" not in page.text
