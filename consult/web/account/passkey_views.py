"""Adding and removing passkeys. They need JavaScript; codes from an app do not."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Stage
from consult.services import passkeys, second_factor
from consult.store.errors import Conflict
from consult.web.access import at_stage, signed_in, the_sign_in, the_user
from consult.web.account.confirming import CONFIRM, after_removing, is_confirmed, show_recovery_codes
from consult.web.account.forms import PasskeyForm, PasswordForm

bp = Blueprint("passkeys", __name__, url_prefix="/staff/account/passkeys")
ASKED = "passkey"  # where the session keeps what was asked of the browser
NOT_MADE = "The passkey could not be added. Try again, or use an app on your phone instead."
NOT_KNOWN = "This passkey does not sign in here. Try another one, or use your password and a code."


@bp.route("/new", methods=["GET", "POST"])
@at_stage(Stage.FACTOR, Stage.DONE)
def new() -> ResponseReturnValue:
    form, found = PasskeyForm(), the_sign_in()
    if not passkeys.are_there():
        return redirect(url_for("own.app"))
    if found.stage == Stage.FACTOR:
        del form.password  # it was entered just now
    if form.validate_on_submit() and (found.stage == Stage.FACTOR or is_confirmed(form)) and _try_to_add(form):
        return show_recovery_codes(second_factor.PASSKEY)
    question = passkeys.ask_for_new(found.user, origin=origin())
    session[ASKED] = question.kept
    return render_template("account/new_passkey.html", form=form, options=question.options)


@bp.route("/<int:passkey_id>/remove", methods=["GET", "POST"])
@signed_in
def without(passkey_id: int) -> ResponseReturnValue:
    form, passkey = PasswordForm(), passkeys.get_own(passkey_id, user_id=the_user().id)
    if passkey is None:
        abort(404)
    if form.validate_on_submit() and is_confirmed(form):
        passkeys.remove(passkey_id, user_id=the_user().id)
        return after_removing()
    return render_template("account/confirm.html", form=form, name=passkey.name, **CONFIRM["passkey"])


def ask(user_id: int | None) -> dict[str, object] | None:
    """Options for the page; what the answer is checked with goes into the session."""
    if not passkeys.are_there():
        return None
    question = passkeys.ask_for_answer(user_id, origin=origin())
    session[ASKED] = question.kept
    return question.options


def whose(user_id: int | None) -> int:
    """Whose passkey answered in the form that was sent. Raises BadPasskey."""
    kept, answer = session.pop(ASKED, None) or {}, request.form.get("passkey", "")
    return passkeys.check(kept=kept, answer=answer, origin=origin(), user_id=user_id)


def origin() -> str:
    return request.host_url.rstrip("/")


def _try_to_add(form: PasskeyForm) -> bool:
    kept, answer = session.pop(ASKED, None) or {}, form.passkey.data or ""
    try:
        passkeys.add(the_sign_in().user, name=form.name.data or "", kept=kept, answer=answer, origin=origin())
    except passkeys.BadPasskey:
        form.name.errors = [NOT_MADE]
        return False
    except Conflict as conflict:
        form.name.errors = [str(conflict)]
        return False
    return True
