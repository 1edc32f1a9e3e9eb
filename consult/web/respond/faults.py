"""A survey that cannot be answered now, an address that leads nowhere, a store that cannot be reached: warm words."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from consult.services.intake import NotStored, TooOften
from consult.services.surveys import SurveyClosed, SurveyNotOpenYet, SurveyUnknown, closing_time
from consult.web import errors
from surveys import UnknownFace, UnknownLanguage

SHORT = 40  # characters: longer values are somebody’s words, not the value of a choice


class PageUnknown(SurveyUnknown):
    """The survey has no such page."""


def register(bp: Blueprint) -> None:
    bp.register_error_handler(SurveyClosed, survey_closed)
    bp.register_error_handler(SurveyNotOpenYet, survey_not_open_yet)
    bp.register_error_handler(SurveyUnknown, survey_unknown)
    bp.register_error_handler(PageUnknown, page_unknown)
    bp.register_error_handler(UnknownFace, way_unknown)
    bp.register_error_handler(UnknownLanguage, way_unknown)
    bp.register_error_handler(NotStored, not_saved)
    bp.register_error_handler(TooOften, too_often)


def survey_closed(error: SurveyClosed) -> ResponseReturnValue:
    return render_template("respond/closed.html", survey=error.survey, closed=closing_time(error.survey)), 410


def survey_not_open_yet(error: SurveyNotOpenYet) -> ResponseReturnValue:
    return render_template("respond/not_open_yet.html", survey=error.survey), 403


def survey_unknown(_error: SurveyUnknown) -> ResponseReturnValue:
    return render_template("respond/unknown_survey.html"), 404


def page_unknown(_error: PageUnknown) -> ResponseReturnValue:
    return render_template("respond/unknown_page.html", slug=(request.view_args or {}).get("slug")), 404


def way_unknown(_error: LookupError) -> ResponseReturnValue:
    """A face or a language that this survey does not have; what was answered stays."""
    return render_template("respond/unknown_way.html", slug=(request.view_args or {}).get("slug")), 404


def too_often(error: TooOften) -> ResponseReturnValue:
    return render_template("respond/too_often.html", slug=error.slug), 429


def not_saved(error: NotStored) -> ResponseReturnValue:
    """The words stay on the page, and pressing again sends them."""
    errors.not_stored(error)
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return render_template("respond/not_saved.html", typed=typed, short=SHORT), 503
