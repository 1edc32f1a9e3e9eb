"""To the organisation's own sign-in and back. By a link, not a form: our policy lets no form lead to another site."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from consult.services import organisation
from consult.services.organisation import Refusal, Refused
from consult.settings import Settings
from consult.web.access import NEXT, current_user, go_on, own_path, public
from consult.web.account import browsers

bp = Blueprint("organisation", __name__, url_prefix="/staff/sign-in/organisation")
ASKED, FAULT = "organisation", "organisation_fault"  # where the session keeps what was asked, and why it failed
OR_PASSWORD = "or sign in with your e-mail address and password."
WORDS = {
    Refusal.AWAY: f"Your organisation’s sign-in cannot be reached just now. Wait a minute and try again, {OR_PASSWORD}",
    Refusal.STOPPED: f"You were not signed in at your organisation. Try again and finish there, {OR_PASSWORD}",
    Refusal.STALE: (
        "This sign-in was begun in another tab or browser, or more than ten minutes ago. Press “Sign in with your "
        "organisation’s account” again."
    ),
    Refusal.NOT_BELIEVED: (
        "What your organisation’s sign-in answered could not be checked, so you were not signed in. Try again. If it "
        "happens twice, tell an administrator."
    ),
    Refusal.NO_EMAIL: (
        "Your organisation does not confirm your e-mail address, so we cannot tell which account is yours. Ask those "
        f"who look after your organisation’s accounts to confirm it, {OR_PASSWORD}"
    ),
    Refusal.NO_ACCOUNT: (
        "You have no open account here with the e-mail address of your organisation. Ask an administrator of this "
        "platform to add you."
    ),
    Refusal.LINKED_OTHERWISE: (
        "The account with your e-mail address belongs to another sign-in of your organisation. Ask an administrator "
        "of this platform: on the users page they can let it be linked anew."
    ),
}


@bp.get("")
@public
def ask() -> ResponseReturnValue:
    wanted = own_path(request.args.get("next", ""))
    if not organisation.is_there():
        abort(404)
    if current_user():
        return redirect(wanted or url_for("account.home"))
    try:
        question = organisation.ask(back=_back())
    except Refused as refused:
        return _say(refused, wanted)
    session[ASKED] = {**question.kept, "next": wanted}
    return redirect(question.address)


@bp.get("/answer")
@public
def answer() -> ResponseReturnValue:
    """Always leads on: a code never stays in the address of a page."""
    if not organisation.is_there():
        abort(404)
    kept = session.pop(ASKED, None) or {}
    wanted = own_path(str(kept.get("next", "")))
    try:
        token = organisation.finish(kept, request.args)
    except Refused as refused:
        return _say(refused, wanted)
    session[NEXT] = wanted
    return browsers.remember(redirect(go_on(token)))


def pop_fault() -> str:
    """Why it failed just now, said once."""
    why = session.pop(FAULT, "")
    return WORDS[Refusal(why)] if why in set(Refusal) else ""


def _say(refused: Refused, wanted: str) -> ResponseReturnValue:
    session[FAULT] = refused.why.value
    return redirect(url_for("account.sign_in", next=wanted or None))


def _back() -> str:
    """The address that the organisation's server knows us by."""
    settings: Settings = current_app.config["SETTINGS"]
    own = settings.safeguarding.address or request.host_url.rstrip("/")
    return own + url_for("organisation.answer")
