"""Blind double coding: asked for, coded by two people one comment at a time, measured, decided where they differ."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.models.double_coding import Spread
from consult.models.people import Role
from consult.models.themes import AnalysisRun
from consult.services import adjudicating, blind_coding, double_coding, theme_finding
from consult.store.errors import Conflict, NotFound
from consult.web.access import roles, the_user
from consult.web.strategy import words
from consult.web.strategy.review_forms import PressForm, Sent

bp = Blueprint("double", __name__, url_prefix="/staff/double-coding")
coder = roles(*double_coding.CODERS)
strategist = roles(Role.STRATEGIST)


@bp.get("")
@coder
def index() -> ResponseReturnValue:
    run = theme_finding.find_newest_run()
    may_ask = the_user().role == Role.STRATEGIST and run is not None and not double_coding.find_of_run(run.id)
    return render_template(
        "strategy/double.html",
        run=run,
        me=the_user().id,
        listed=double_coding.list_progress(),
        prospect=double_coding.look_ahead(run) if run and may_ask else None,
        coders=double_coding.list_coders() if may_ask else [],
        spreads=tuple(Spread),
    )


@bp.post("")
@strategist
def ask() -> ResponseReturnValue:
    sent, run = _sent(), _the_run()
    try:
        spread = Spread(sent.text("spread"))
    except ValueError:
        raise Conflict("Choose over what the sample is spread.") from None
    coders = sent.number("first"), sent.number("second")
    double_coding.ask(run, coders, spread, size=max(0, sent.number("size")), by=the_user().id)
    flash("The sample is drawn. Tell the two people that it waits for them under “Double coding”.")
    return redirect(url_for("double.index"))


@bp.post("/<int:double_id>/aside")
@strategist
def put_aside(double_id: int) -> ResponseReturnValue:
    double_coding.put_aside(double_id, _sent().text("why"), by=the_user().id)
    flash("The double coding is put aside. What was coded stays on record.")
    return redirect(url_for("double.index"))


# one of the two codes


@bp.get("/<int:double_id>/code")
@coder
def desk(double_id: int) -> ResponseReturnValue:
    return _desk(double_id, words.number_in_address("comment"))


@bp.post("/<int:double_id>/code/<int:place>")
@coder
def save(double_id: int, place: int) -> ResponseReturnValue:
    chosen = _sent().fields.getlist("theme")
    try:
        blind_coding.save(double_id, place, chosen, by=the_user().id)
    except Conflict as conflict:
        return _desk(double_id, place, error=str(conflict), chosen=frozenset(chosen)), 422
    return redirect(url_for("double.desk", double_id=double_id, comment=_next(double_id, place)))


@bp.post("/<int:double_id>/hand-in")
@coder
def hand_in(double_id: int) -> ResponseReturnValue:
    _sent()
    blind_coding.hand_in(double_id, by=the_user().id)
    flash("Your codes are handed in. Thank you.")
    return redirect(url_for("double.result", double_id=double_id))


# afterwards


@bp.get("/<int:double_id>")
@coder
def result(double_id: int) -> ResponseReturnValue:
    progress, number = double_coding.get_progress(double_id), words.page_number()
    found = adjudicating.list_differences(double_id, number) if progress.is_handed_in else None
    if found and not 1 <= number <= found.pages:
        raise NotFound(f"no page {number}")
    return render_template(
        "strategy/double_result.html",
        progress=progress,
        tables=adjudicating.list_tables(progress.coding),
        differences=found,
        themes=double_coding.list_themes(double_id),
        may_decide=the_user().role == Role.STRATEGIST,
        back=request.full_path.rstrip("?"),
    )


@bp.post("/<int:double_id>/decide/<int:sampled_id>")
@strategist
def adjudicate(double_id: int, sampled_id: int) -> ResponseReturnValue:
    sent = _sent()
    adjudicating.adjudicate(double_id, sampled_id, sent.fields.getlist("theme"), sent.text("why"), by=the_user().id)
    flash("The third decision is saved, and the themes follow it.")
    return redirect(url_for("double.result", double_id=double_id) + "#differences")


@bp.post("/<int:double_id>/agreed")
@strategist
def take_over(double_id: int) -> ResponseReturnValue:
    _sent()
    adjudicating.take_over_agreed(double_id, by=the_user().id)
    flash("What both said alike now stands in the themes as people’s word.")
    return redirect(url_for("double.result", double_id=double_id))


def _desk(double_id: int, place: int | None, *, error: str = "", chosen: frozenset[str] | None = None) -> str:
    """chosen: what could not be saved: it stays on the page."""
    shown = blind_coding.open_desk(double_id, place, by=the_user().id)
    desk = shown if chosen is None else replace(shown, chosen=chosen)
    back = url_for("double.desk", double_id=double_id, comment=desk.place)
    return render_template("strategy/double_desk.html", desk=desk, error=error, back=back)


def _next(double_id: int, place: int) -> int | None:
    """The next comment that is still to code, after this one if there is any."""
    left = blind_coding.open_desk(double_id, place, by=the_user().id).left
    return next((each for each in left if each > place), next(iter(left), place))


def _sent() -> Sent:
    if not PressForm().validate_on_submit():
        raise Conflict("The page was open for too long. Open it again; nothing was changed.")
    return Sent(request.form)


def _the_run() -> AnalysisRun:
    run = theme_finding.find_newest_run()
    if run is None:
        raise NotFound("no themes have been found yet")
    return run
