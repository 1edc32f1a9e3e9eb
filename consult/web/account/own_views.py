"""One's own account: password, second factor, where one is signed in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Stage
from consult.services import second_factor
from consult.services import sign_in as sign_in_service
from consult.store.errors import Conflict
from consult.web.access import at_stage, is_activity, signed_in, the_sign_in, the_user
from consult.web.account.confirming import CONFIRM, after_removing, is_confirmed, show_recovery_codes
from consult.web.account.forms import ChangePasswordForm, CodeForm, PasswordForm
from consult.web.account.step_views import WRONG_CODE

bp = Blueprint("own", __name__, url_prefix="/staff/account")


@bp.get("/")
@signed_in
def account() -> ResponseReturnValue:
    found = the_sign_in()
    return render_template(
        "account/account.html",
        user=the_user(),
        factors=second_factor.look(found.user_id),
        sign_ins=sign_in_service.list_sign_ins(found.user_id),
        this=found,
    )


@bp.route("/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    form, found = ChangePasswordForm(), the_sign_in()
    if form.validate_on_submit() and is_confirmed(form):
        try:
            sign_in_service.set_own_password(found.user_id, form.new_password.data or "", but=found.id)
            return redirect(url_for("own.account"))
        except Conflict as conflict:
            form.new_password.errors = [str(conflict)]
    return render_template("account/password.html", form=form, user=found.user)


@bp.route("/app", methods=["GET", "POST"])
@at_stage(Stage.FACTOR, Stage.DONE)
def app() -> ResponseReturnValue:
    form, found = CodeForm(), the_sign_in()
    if form.validate_on_submit():
        try:
            second_factor.confirm_app(found.user, form.sign_in_code.data or "")
            return show_recovery_codes(second_factor.APP)
        except second_factor.WrongCode:
            form.sign_in_code.errors = [WRONG_CODE]
    return render_template("account/app.html", form=form, new=second_factor.begin_app(found.user))


@bp.route("/app/remove", methods=["GET", "POST"])
@signed_in
def without_app() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate_on_submit() and is_confirmed(form):
        second_factor.remove_app(the_user().id)
        return after_removing()
    return render_template("account/confirm.html", form=form, **CONFIRM["app"])


@bp.route("/recovery-codes", methods=["GET", "POST"])
@signed_in
def recovery_codes() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate_on_submit() and is_confirmed(form):
        return show_recovery_codes()
    return render_template("account/confirm.html", form=form, **CONFIRM["codes"])


@bp.post("/stay")
@signed_in
def stay() -> ResponseReturnValue:
    """A page of its own, for a new tab, so that what is typed on the other one stays there."""
    return render_template("account/stay.html")


@bp.get("/seconds-left")
@signed_in
def seconds_left() -> ResponseReturnValue:
    """For stay.js. What a script asks for makes no sign-in last longer."""
    return {"seconds": sign_in_service.seconds_left(the_sign_in(), is_activity=is_activity())}


@bp.post("/sign-ins/<int:sign_in_id>/end")
@signed_in
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    sign_in_service.end_one(sign_in_id, by=the_user().id)
    return redirect(url_for("own.account"))


@bp.post("/sign-ins/end-others")
@signed_in
def end_others() -> ResponseReturnValue:
    sign_in_service.end_others(by=the_user().id, but=the_sign_in().id)
    return redirect(url_for("own.account"))
