"""Which face of a survey: chosen at its start, changed on any page, and nothing is lost by it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from consult.services import intake, survey_languages
from consult.services.intake import Draft
from consult.web import languages
from consult.web.access import public
from consult.web.respond import cookie, faults, reading_language, ways
from consult.web.respond.forms import WayForm
from surveys import UnknownLanguage

bp = Blueprint("way", __name__)
faults.register(bp)


@bp.route("/survey/<string:slug>/way", methods=["GET", "POST"])
@public
def choose(slug: str) -> ResponseReturnValue:
    token = cookie.token_of(slug)
    draft = intake.find_draft(slug, token) if token else None
    if draft is None or token is None:
        return redirect(ways.sent_url(slug) if cookie.sent_reference(slug) else ways.start_url(slug))
    if draft.is_sent:
        return redirect(ways.furthest(draft))
    reading_language.go_on_in(draft)
    form = WayForm(page=request.args.get("page", ""))
    if form.validate_on_submit():
        chosen = take(draft, token, face=form.face.data or draft.instrument.face_id, language=form.language.data or "")
        return redirect(ways.again(chosen, form.page.data or "") if chosen else ways.start_url(slug))
    return render_template(
        "respond/way.html",
        draft=draft,
        form=form,
        back=ways.again(draft, form.page.data or ""),
        offered=reading_language.ways_to_read(draft),
        faces=[shown.face for shown in survey_languages.faces_in(draft.whole, draft.instrument.language) if shown.face],
    )


def take(draft: Draft, token: str, *, face: str, language: str) -> Draft | None:
    """Another face in the language they read, or another language in a face that has it."""
    if language and language not in reading_language.ways_to_read(draft):
        raise UnknownLanguage(language)
    code = language or draft.instrument.language
    chosen = intake.choose_way(token, face=reading_language.face_in(draft.whole, face, code), language=code)
    if chosen is not None:
        languages.keep(code)
    return chosen
