"""Tell us about this platform: a data-protection complaint, a barrier; and what it says about your data."""

from __future__ import annotations

import secrets
from datetime import date

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from consult.models.complaints import ComplaintKind
from consult.services import complaints, confidentiality, receipts, survey_languages, surveys
from consult.web.access import public
from consult.web.respond import faults, reading_language
from consult.web.respond.forms import BarrierForm, ComplaintForm, TellingForm

bp = Blueprint("telling", __name__)
faults.register(bp)
REPORTED = "reported"  # what the confirmation shows, and nothing of what was written


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    return render_template("respond/privacy.html", surveys=surveys.list_current())


@bp.get("/privacy/<string:slug>")
@public
def privacy_of(slug: str) -> ResponseReturnValue:
    """In the words of the face in its address, so that a child can read what is promised to it."""
    survey = surveys.get_survey(slug)
    whole = surveys.get_instrument(survey.instrument_version_id)
    code = reading_language.choose(survey_languages.offered(survey))
    face = reading_language.face_in(whole, request.args.get("face") or whole.default_face, code)
    instrument = surveys.get_shown(whole.version, face, code)
    promise = confidentiality.promise(instrument, survey.confidentiality)
    return render_template(
        "respond/privacy_of.html",
        survey=survey,
        instrument=instrument,
        faces=[shown.face for shown in survey_languages.faces_in(whole, code) if shown.face],
        promise=promise,
        until=receipts.last_day(survey.wave),
        notice=confidentiality.notice(instrument, survey),
    )


@bp.route("/data-protection-complaint", methods=["GET", "POST"])
@public
def complaint() -> ResponseReturnValue:
    return _take(ComplaintForm(), ComplaintKind.DATA_PROTECTION, "respond/complaint.html")


@bp.route("/accessibility", methods=["GET", "POST"])
@public
def accessibility() -> ResponseReturnValue:
    return _take(BarrierForm(), ComplaintKind.ACCESSIBILITY, "respond/accessibility.html")


@bp.get("/reported")
@public
def reported() -> ResponseReturnValue:
    shown = session.get(REPORTED)
    if not shown:
        return redirect(url_for("respond.home"))
    by = date.fromisoformat(shown["by"])
    return render_template("respond/reported.html", reference=shown["reference"], answer_by=by, left=shown["left"])


def _take(form: TellingForm, kind: ComplaintKind, template: str) -> ResponseReturnValue:
    if form.validate_on_submit():
        once = form.once.data or secrets.token_urlsafe(32)
        complaint = complaints.receive(kind, form.text.data or "", form.contact.data or "", once=once)
        by = complaints.answer_by(complaint)
        session[REPORTED] = {"reference": complaint.reference, "by": by.isoformat(), "left": bool(complaint.contact)}
        return redirect(url_for("telling.reported"))
    form.once.data = form.once.data or secrets.token_urlsafe(32)
    return render_template(template, form=form), 422 if form.errors else 200
