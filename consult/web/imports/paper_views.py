"""Typing in what came on paper: a survey is chosen with its words, then one sheet after the other."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.languages import english_name
from consult.models.surveys import Survey
from consult.services import paper, survey_languages, surveys
from consult.services.paper import TYPISTS, Recorded
from consult.web.access import roles, the_user
from consult.web.imports.paper_forms import PaperForm, form_for
from surveys import Instrument, UnknownFace, UnknownLanguage

bp = Blueprint("paper", __name__, url_prefix="/staff/paper")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One way in which a survey is printed."""

    survey: Survey
    face: str
    language: str
    words: str


@bp.get("/")
@roles(*TYPISTS)
def index() -> ResponseReturnValue:
    me, typed = the_user(), paper.list_newest()
    mine = {each.id for each in typed if paper.may_set_aside(each, role=me.role, by=me.id)}
    sheets = [(survey, list_sheets(survey)) for survey in paper.list_surveys()]
    return render_template("imports/papers.html", surveys=sheets, typed=typed, mine=mine)


@bp.route("/<int:survey_id>", methods=["GET", "POST"])
@roles(*TYPISTS)
def type_in(survey_id: int) -> ResponseReturnValue:
    survey = paper.get_survey(survey_id)
    instrument = _find_sheet(survey)
    form = form_for(survey, instrument, request.args.get("day", ""))
    if form.validate_on_submit():
        recorded = paper.record(
            survey_id,
            instrument,
            form.answers,
            received_on=form.received_on,
            once=form.once_key.data or "",
            by=the_user().id,
        )
        flash(_in_words(recorded))
        return redirect(_next_sheet(survey_id, instrument, form))
    page = render_template("imports/paper.html", survey=survey, instrument=instrument, form=form)
    return page, 422 if form.errors else 200


@bp.post("/typed/<int:submission_id>/set-aside")
@roles(*TYPISTS)
def set_aside(submission_id: int) -> ResponseReturnValue:
    paper.set_aside(submission_id, role=the_user().role, by=the_user().id)
    flash("Set aside. It counts no more; a manager can put it back")
    return redirect(url_for("paper.index"))


def list_sheets(survey: Survey) -> list[Sheet]:
    """Each face in English, then in every other language in which respondents are offered it."""
    whole = surveys.get_instrument(survey.instrument_version_id)
    return [
        Sheet(survey, shown.face_id, code, _name(shown, code, whole))
        for code in survey_languages.offered(survey)
        for shown in survey_languages.faces_in(whole, code)
    ]


def _name(shown: Instrument, code: str, whole: Instrument) -> str:
    face = shown.face.name if shown.face else "Everybody"
    return face if code == whole.language else f"{face}, in {english_name(code)}"


def _find_sheet(survey: Survey) -> Instrument:
    face, language = request.args.get("face", ""), request.args.get("language", "")
    try:
        return surveys.get_shown(survey.instrument_version_id, face, language)
    except (UnknownFace, UnknownLanguage):
        abort(404)


def _next_sheet(survey_id: int, instrument: Instrument, form: PaperForm) -> str:
    """Of the same pile: the same words, the same day."""
    day, face, language = form.day_received.data, instrument.face_id, instrument.language
    return url_for("paper.type_in", survey_id=survey_id, face=face, language=language, day=day)


def _in_words(recorded: Recorded) -> str:
    if not recorded.is_new:
        return f"That answer was already saved as {recorded.reference}. It is stored once"
    late = ", and is counted as late, because the survey had closed when it was received" if recorded.is_late else ""
    return f"Answer {recorded.reference} is saved{late}. Write this reference on the sheet"
