"""What changes how somebody signs in: their password is asked for again, and what follows is the same for all."""

from __future__ import annotations

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Stage
from consult.services import second_factor
from consult.services import sign_in as sign_in_service
from consult.web.access import NEXT, go_on, the_sign_in, the_user
from consult.web.account import browsers
from consult.web.account.forms import ChangePasswordForm, PasskeyForm, PasswordForm

WRONG_PASSWORD = "This is not your password. Enter the one you sign in with."


def is_confirmed(form: PasswordForm | ChangePasswordForm | PasskeyForm) -> bool:
    """Whether the right password stands in the form; otherwise it says so."""
    if sign_in_service.is_own_password(the_user(), form.password.data or ""):
        return True
    form.password.errors = [WRONG_PASSWORD]
    return False


def show_recovery_codes(method: str = "") -> ResponseReturnValue:
    """Not a redirect: they are shown this once and kept nowhere. method: of a factor that was added just now."""
    found = the_sign_in()
    has_codes = second_factor.look(found.user_id).recovery_codes
    if method and has_codes and found.stage == Stage.DONE:
        return redirect(url_for("own.account"))
    codes = second_factor.make_recovery_codes(found.user_id)
    onward = url_for("own.account")
    if found.stage == Stage.FACTOR:
        session.setdefault(NEXT, "")
        onward = go_on(sign_in_service.go_on(found.id, method=method))
    return browsers.remember(render_template("account/recovery_codes.html", codes=codes, onward=onward))


def after_removing() -> ResponseReturnValue:
    """Without any factor left, where one is required, this sign-in waits for a new one and all others end."""
    found = the_sign_in()
    sign_in_service.end_others(by=found.user_id, but=found.id)
    session[NEXT] = url_for("own.account")
    return redirect(go_on(sign_in_service.go_on(found.id)))


CONFIRM = {
    "app": {
        "heading": "Remove the app?",
        "words": "Its codes stop working, and you are signed out in all other browsers.",
        "press": "Remove the app",
    },
    "codes": {
        "heading": "Make new recovery codes?",
        "words": "The codes you have now stop working. You see the new ones once, on the next page.",
        "press": "Make new codes",
    },
    "passkey": {
        "heading": "Remove this passkey?",
        "words": "It stops working here, and you are signed out in all other browsers. Delete it on the device too.",
        "press": "Remove the passkey",
    },
}
