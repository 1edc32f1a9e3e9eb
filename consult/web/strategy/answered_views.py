"""How many chose each answer to a question with choices: a picture, the table that says the same, and a file."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.services import answered
from consult.store.errors import NotFound
from consult.web.access import roles, the_user
from consult.web.strategy.downloads import download
from consult.web.strategy.grid import draw

bp = Blueprint("answered", __name__, url_prefix="/staff/answers")
READERS = (Role.STRATEGIST, Role.MANAGER)


@bp.get("")
@roles(*READERS)
def index() -> ResponseReturnValue:
    """The survey and the question asked for; where another survey was chosen, its first question."""
    surveys = answered.list_surveys()
    if not surveys:
        return render_template("report/answers.html", surveys=(), looked=None)
    chosen = request.args.get("survey", surveys[0].id, type=int)
    questions = answered.list_questions(chosen)
    wanted = request.args.get("question", "")
    question = wanted if wanted in {each.id for each in questions} else questions[0].id if questions else ""
    looked = answered.look(chosen, question) if question else None
    return render_template(
        "report/answers.html",
        surveys=surveys,
        chosen=chosen,
        questions=questions,
        looked=looked,
        pictures=[draw(each) for each in looked.tables] if looked else [],
    )


@bp.get("/<int:survey_id>.csv")
@roles(*READERS)
def as_csv(survey_id: int) -> ResponseReturnValue:
    question = request.args.get("question", "")
    if not question:
        raise NotFound("the address names no question")
    return download(answered.as_csv(survey_id, question, by=the_user().id))
