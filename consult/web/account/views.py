"""Sign in, sign out, and the page that shows a user what they can do."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role, Stage
from consult.services import organisation, passkeys, second_factor
from consult.services import sign_in as sign_in_service
from consult.web.access import (
    NEXT,
    at_stage,
    current_user,
    end_session,
    go_on,
    own_path,
    public,
    signed_in,
    the_user,
)
from consult.web.account import browsers
from consult.web.account.forms import SignInForm
from consult.web.account.organisation_views import pop_fault
from consult.web.account.passkey_views import NOT_KNOWN, ask, whose

bp = Blueprint("account", __name__, url_prefix="/staff")
NOT_SIGNED_IN = (
    "Enter the e-mail address and password of your account. One of them is not right, or the passphrase you were given "
    "is more than three days old, or there were several wrong passwords in a row: then enter a code too, or wait half "
    "a minute."
)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form, has_passkey = SignInForm(), bool(request.form.get("passkey"))
    token = _try_passkey() if has_passkey else _try_to_sign_in(form) if form.validate_on_submit() else ""
    if token:
        session[NEXT] = own_path(request.args.get("next", ""))
        return browsers.remember(redirect(go_on(token)))
    if request.method == "GET" and current_user():
        return redirect(url_for("account.home"))
    return render_template(
        "account/sign_in.html",
        form=form,
        asks_for_code=form.is_submitted() and not has_passkey,
        options=ask(None),
        fault=NOT_KNOWN if has_passkey else pop_fault(),
        fault_at="with-passkey" if has_passkey else "with-organisation",
        wanted=own_path(request.args.get("next", "")) or None,
        has_organisation=organisation.is_there(),
    )


@bp.post("/sign-out")
@at_stage(*Stage)
def sign_out() -> ResponseReturnValue:
    sign_in_service.sign_out(end_session())
    return redirect(url_for("account.sign_in"))


@bp.get("/")
@signed_in
def home() -> ResponseReturnValue:
    return render_template("account/home.html", role=the_user().role, Role=Role)


def _try_passkey() -> str:
    """A passkey alone: nothing to guess, so it is never held up."""
    try:
        return sign_in_service.begin(whose(None), method=second_factor.PASSKEY, is_known=True)
    except (passkeys.BadPasskey, sign_in_service.WrongSignIn):
        return ""


def _try_to_sign_in(form: SignInForm) -> str:
    try:
        return sign_in_service.sign_in(
            form.email.data or "",
            form.password.data or "",
            code=form.sign_in_code.data or "",
            browser=browsers.token(),
        )
    except (sign_in_service.WrongSignIn, sign_in_service.TooManyTries):
        form.password.errors = [NOT_SIGNED_IN]  # one sentence for all: it does not tell who has an account
        return ""
