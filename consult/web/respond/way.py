"""Which face of a survey: chosen at its start, changed on any page, and nothing is lost by it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from consult.services import intake
from consult.web.access import public
from consult.web.respond import cookie, faults, ways
from consult.web.respond.forms import WayForm

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
    form = WayForm(page=request.args.get("page", ""))
    if form.validate_on_submit():
        chosen = intake.choose_way(token, face=form.face.data or draft.instrument.face_id)
        return redirect(ways.again(chosen, form.page.data or "") if chosen else ways.start_url(slug))
    return render_template("respond/way.html", draft=draft, form=form, back=ways.again(draft, form.page.data or ""))
