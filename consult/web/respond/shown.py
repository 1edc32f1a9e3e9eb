"""How answers and closing dates look on respondents’ pages."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint

from consult.web.filters import day
from consult.web.languages import say
from surveys import Answers, Question, display


def said(question: Question, answers: Answers) -> str:
    """The answer to this question, in words."""
    return say(display(question, answers.get(question.id)))


def last_day(closes: datetime) -> str:
    """The last day on which there is time: a survey that closes at midnight closes the day before."""
    return day(closes - timedelta(seconds=1))


def register(bp: Blueprint) -> None:
    for function in (said, last_day):
        bp.add_app_template_filter(function)
