"""The steps between the password and being signed in: a code, a password of one's own, a second factor."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from consult.models.people import Stage
from consult.services import passkeys, second_factor
from consult.services import sign_in as sign_in_service
from consult.store.errors import Conflict
from consult.web.access import at_stage, go_on, the_sign_in
from consult.web.account import browsers
from consult.web.account.forms import CodeForm, OwnPasswordForm
from consult.web.account.passkey_views import NOT_KNOWN, ask, whose

bp = Blueprint("step", __name__, url_prefix="/staff/sign-in")
WRONG_CODE = (
    "This code is not right or was used before. Enter the one that the app shows now; check that the phone’s clock is "
    "right. Or enter a recovery code."
)
TOO_MANY_CODES = "There were several wrong codes. Enter a recovery code, use a passkey, or wait up to 15 minutes."


@bp.route("/code", methods=["GET", "POST"])
@at_stage(Stage.CODE)
def code() -> ResponseReturnValue:
    form, found, factors = CodeForm(), the_sign_in(), second_factor.look(the_sign_in().user_id)
    fault = ""
    if request.form.get("passkey"):
        method = _try_passkey(found.user_id)
        fault = "" if method else NOT_KNOWN
    else:
        method = _try_code(form) if form.validate_on_submit() else ""
    if method:
        return browsers.remember(redirect(go_on(sign_in_service.go_on(found.id, method=method))))
    options = ask(found.user_id) if factors.passkeys else None
    return render_template("account/code.html", form=form, factors=factors, options=options, fault=fault)


@bp.route("/own-password", methods=["GET", "POST"])
@at_stage(Stage.PASSWORD)
def password() -> ResponseReturnValue:
    form, found = OwnPasswordForm(), the_sign_in()
    if form.validate_on_submit():
        try:
            sign_in_service.set_own_password(found.user_id, form.new_password.data or "", but=found.id)
            return browsers.remember(redirect(go_on(sign_in_service.go_on(found.id))))
        except Conflict as conflict:
            form.new_password.errors = [str(conflict)]
    return render_template("account/own_password.html", form=form, user=found.user)


@bp.get("/second-factor")
@at_stage(Stage.FACTOR)
def factor() -> ResponseReturnValue:
    return render_template("account/factor.html")


def _try_passkey(user_id: int) -> str:
    try:
        whose(user_id)
    except passkeys.BadPasskey:
        return ""
    return second_factor.PASSKEY


def _try_code(form: CodeForm) -> str:
    try:
        return second_factor.use_code(the_sign_in().user, form.sign_in_code.data or "", browser=browsers.token())
    except second_factor.WrongCode:
        form.sign_in_code.errors = [WRONG_CODE]
    except second_factor.TooManyCodes:
        form.sign_in_code.errors = [TOO_MANY_CODES]
    return ""
