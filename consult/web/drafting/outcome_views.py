"""What became of each theme: the list with those that wait, and one theme with its reasons and the plan's sentences."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.services import drafting, outcomes
from consult.services.outcomes import DecidedMeanwhile
from consult.web.access import roles, the_user
from consult.web.drafting.forms import TAKEN, OutcomeForm, outcome_form

bp = Blueprint("outcomes", __name__, url_prefix="/staff/outcomes")
DECIDERS = (Role.STRATEGIST, Role.MANAGER)
watching = roles(*DECIDERS, Role.ADMINISTRATOR)


@bp.get("")
@watching
def index() -> ResponseReturnValue:
    board = outcomes.read_board()
    missing = board.missing_from(drafting.list_cited_themes())
    mine = board.late_of(the_user().id)
    return render_template("drafting/outcomes.html", board=board, mine=mine, missing=missing, taken=TAKEN)


@bp.get("/<int:theme_id>")
@watching
def theme(theme_id: int) -> ResponseReturnValue:
    return _theme_page(theme_id)


@bp.post("/<int:theme_id>")
@roles(*DECIDERS)
def record(theme_id: int) -> ResponseReturnValue:
    form = outcome_form(outcomes.list_owners())
    if not form.validate_on_submit():
        return _theme_page(theme_id, form), 422
    try:
        outcomes.record(theme_id, form.decided, seen=form.seen_number, by=the_user().id)
    except DecidedMeanwhile as clash:
        return _both(theme_id, clash, form)
    flash("The outcome is recorded.")
    return redirect(url_for("outcomes.theme", theme_id=theme_id))


def _theme_page(theme_id: int, form: OutcomeForm | None = None) -> str:
    held = outcomes.get_in_hand(theme_id)
    return render_template(
        "drafting/outcome.html",
        held=held,
        history=outcomes.list_history(theme_id),
        uses=drafting.list_uses(theme_id),
        may_decide=the_user().role in DECIDERS,
        reads_themes=the_user().role == Role.STRATEGIST,
        form=form or outcome_form(outcomes.list_owners(), held.outcome, held.outcome.number if held.outcome else 0),
        taken=TAKEN,
    )


def _both(theme_id: int, clash: DecidedMeanwhile, form: OutcomeForm) -> ResponseReturnValue:
    form.seen.data = str(clash.now.number if clash.now else 0)
    names = {user.id: user.name for user in outcomes.list_owners()}
    page = render_template(
        "drafting/outcome_both.html",
        held=outcomes.get_in_hand(theme_id),
        clash=clash,
        form=form,
        names=names,
        taken=TAKEN,
    )
    return page, 409
