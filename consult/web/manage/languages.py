"""For managers: in which languages each survey is open, what is missing, and who checked the words."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.services import survey_languages, survey_states
from consult.web.access import roles, the_user
from consult.web.manage.forms import LanguageCheckForm

bp = Blueprint("languages", __name__, url_prefix="/staff/surveys")


@bp.get("/<int:survey_id>/languages")
@roles(Role.MANAGER, Role.ADMINISTRATOR)
def index(survey_id: int) -> ResponseReturnValue:
    survey = survey_states.get_survey(survey_id)
    return render_template("manage/languages.html", survey=survey, languages=survey_languages.list_languages(survey))


@bp.route("/<int:survey_id>/languages/<string:code>/check", methods=["GET", "POST"])
@roles(Role.MANAGER)
def check(survey_id: int, code: str) -> ResponseReturnValue:
    form, survey = LanguageCheckForm(), survey_states.get_survey(survey_id)
    state = survey_languages.get_language(survey, code)
    if form.validate_on_submit():
        survey_languages.record_check(survey_id, code, reader=form.reader.data or "", by=the_user().id)
        return redirect(url_for("languages.index", survey_id=survey_id))
    page = render_template("manage/language_check.html", survey=survey, state=state, form=form)
    return page, 422 if form.errors else 200
