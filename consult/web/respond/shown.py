"""How answers and closing dates look on respondents’ pages."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint

from consult.services.intake import Draft
from consult.web.filters import day
from consult.web.languages import say
from surveys import Question, display, wording_of


def said(question: Question, draft: Draft) -> str:
    """The answer to this question, in the words in which it was said: another face may have others."""
    value = draft.answers.get(question.id)
    return say(display(wording_of(question, draft.whole.question(question.id), value), value))


def last_day(closes: datetime) -> str:
    """The last day on which there is time: a survey that closes at midnight closes the day before."""
    return day(closes - timedelta(seconds=1))


def register(bp: Blueprint) -> None:
    for function in (said, last_day):
        bp.add_app_template_filter(function)
