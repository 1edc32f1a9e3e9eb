"""The themes of a run are signed off; what is decided afterwards is an amendment and says why."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.services import adjudicating, sign_off, theme_finding, theme_review
from consult.services.deciding import SignedOff
from consult.store.errors import Conflict
from consult.web.access import roles, the_user
from consult.web.strategy import words
from consult.web.strategy.review_forms import PressForm, Sent

bp = Blueprint("signing", __name__, url_prefix="/staff/themes/sign-off")
strategist = roles(Role.STRATEGIST)
NOT_KEPT = ("csrf_token", "why")


@bp.get("")
@strategist
def index() -> ResponseReturnValue:
    run = theme_finding.find_newest_run()
    if run is None:
        return redirect(url_for("strategy.report"))
    ready = sign_off.look(run)
    tables = adjudicating.list_tables(ready.double.coding) if ready.double else ()
    return render_template(
        "strategy/sign_off.html",
        ready=ready,
        tables=tables,
        in_force=sign_off.find_in_force(),
        earlier=sign_off.list_all(),
    )


@bp.post("")
@strategist
def sign() -> ResponseReturnValue:
    sent = _sent()
    number = sign_off.sign(
        sent.number("run"),
        seen=sent.number("seen"),
        without_double=sent.text("without_double"),
        left_open=sent.text("left_open"),
        by=the_user().id,
    )
    flash("The themes are signed off. What is decided about them from now on is an amendment, with its reason.")
    return redirect(url_for("signing.signed", sign_off_id=number))


@bp.get("/<int:sign_off_id>")
@strategist
def signed(sign_off_id: int) -> ResponseReturnValue:
    in_force, run = sign_off.find_in_force(), theme_finding.find_newest_run()
    return render_template(
        "strategy/signed.html",
        kept=sign_off.read(sign_off_id),
        is_in_force=in_force is not None and in_force.id == sign_off_id,
        newest=run,
        names=theme_review.priority_names(),
        words_of_kind=words.OF_KIND,
    )


@bp.post("/<int:sign_off_id>/open-again")
@strategist
def open_again(sign_off_id: int) -> ResponseReturnValue:
    sign_off.end(sign_off_id, _sent().text("why"), by=the_user().id)
    flash("Decisions are free again until the next sign-off. The signed-off set stays as it was.")
    return redirect(url_for("signing.signed", sign_off_id=sign_off_id))


def ask_why(_error: SignedOff) -> ResponseReturnValue:
    """Whatever was pressed is on the page again, with a place for the reason."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]
    page = render_template(
        "strategy/amend.html", again_url=request.path, again=fields, in_force=sign_off.find_in_force()
    )
    return page, 409


def _sent() -> Sent:
    if not PressForm().validate_on_submit():
        raise Conflict("The page was open for too long. Open it again; nothing was changed.")
    return Sent(request.form)
