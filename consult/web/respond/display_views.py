"""The page on which a respondent chooses how these pages look; PageForm.go_to is the way there that loses nothing."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from consult.services import surveys
from consult.web.access import own_path, public
from consult.web.respond import cookie, faults, ways
from consult.web.respond.display import Display
from consult.web.respond.forms import DisplayForm

bp = Blueprint("display", __name__)
faults.register(bp)


@bp.route("/display", defaults={"slug": ""}, methods=["GET", "POST"])
@bp.route("/survey/<string:slug>/display", methods=["GET", "POST"])
@public
def choose(slug: str) -> ResponseReturnValue:
    """Before a visit, during it and after it; nothing but the look of the pages changes here."""
    start = ways.start_url(surveys.get_survey(slug).slug) if slug else ways.home_url()
    back = own_path(request.args.get(ways.FROM, "")) or start
    form = DisplayForm(obj=cookie.chosen_display())
    if form.validate_on_submit():
        cookie.remember_display(Display() if form.put_back.data else form.chosen)
        return redirect(back if form.go_back.data else request.full_path.rstrip("?"))
    return render_template("respond/display.html", form=form, back=back), 422 if form.errors else 200


# --- on every page ---------------------------------------------------------------------------------------------------


@bp.app_template_global()
def display_classes() -> str:
    return cookie.chosen_display().classes


@bp.app_template_global()
def display_url() -> str:
    """The way to the display page from here, and back."""
    is_survey = request.path.startswith("/survey/")
    slug = (request.view_args or {}).get("slug", "") if is_survey else ""
    return ways.display_url(slug, request.full_path.rstrip("?"))
