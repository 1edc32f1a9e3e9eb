"""In which language a respondent goes on: chosen on the front page, on a start page, or on any page of a survey."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from markupsafe import Markup, escape

from consult.languages import ENGLISH, direction, own_name
from consult.models.surveys import Survey
from consult.services import survey_languages, surveys
from consult.services.intake import Draft
from consult.web import languages
from surveys import Instrument, UnknownLanguage

ASKED = "language"  # in an address: /survey/parents?language=pl, on a poster for instance


def choose(offered: list[str]) -> str:
    """The language of this page: the one in its address, else the one chosen before, where it is offered here."""
    asked = request.args.get(ASKED, "")
    if asked in offered:
        languages.keep(asked)
    code = asked if asked in offered else languages.kept()
    languages.use(code if code in offered else ENGLISH)
    return languages.language()


def go_on_in(draft: Draft | None) -> Draft | None:
    """The page of a draft is in the language of the draft."""
    if draft is not None:
        languages.use(draft.instrument.language)
    return draft


def require_offered(survey: Survey, code: str) -> str:
    """UnknownLanguage where this survey is not open in it."""
    if code and code not in survey_languages.offered(survey):
        raise UnknownLanguage(code)
    return code


def shown_in(survey: Survey, code: str) -> Instrument:
    """The survey in the words of its default face, or of the first that has this language."""
    whole = surveys.get_instrument(survey.instrument_version_id)
    return surveys.get_shown(whole.version, face_in(whole, whole.default_face, code), code)


def face_in(whole: Instrument, face_id: str, code: str) -> str:
    """This face where it has the language; else the first that has it, so that no choice leads nowhere.

    What is no face of the survey stays what it is: the survey says so.
    """
    known = [shown.face_id for shown in survey_languages.faces_in(whole, code)]
    is_face = face_id in {shown.face_id for shown in whole.variants or (whole,)}
    return known[0] if is_face and known and face_id not in known else face_id


def ways_to_read(draft: Draft) -> list[str]:
    """The languages of the survey, and that of the draft: a check that lapsed takes it from nobody."""
    offered = survey_languages.offered(draft.survey)
    return offered if draft.instrument.language in offered else [*offered, draft.instrument.language]


def title_of(survey: Survey) -> Markup:
    """The title in the language of the page, or marked as English."""
    code = languages.language()
    if code == ENGLISH:
        return escape(survey.title)
    try:
        return escape(shown_in(survey, code).title)
    except UnknownLanguage:
        return Markup('<span lang="en" dir="ltr">{}</span>').format(survey.title)


def link_to(code: str) -> str:
    """This page in another language."""
    return url_for(request.endpoint or "respond.home", **{**(request.view_args or {}), ASKED: code})


def register(bp: Blueprint) -> None:
    for function in (title_of, own_name, direction):
        bp.add_app_template_filter(function)
    bp.add_app_template_global(link_to, "in_language")
