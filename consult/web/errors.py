"""Every error meets the web here: what happened, in plain words, and what to do next. Nothing typed is lost."""

from __future__ import annotations

from flask import Flask, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from consult.extensions import db
from consult.logs import places
from consult.store.errors import Conflict, NotFound, StoreFault
from consult.web.access import SignInEnded, current_user, wants_json
from consult.web.languages import mark

WHILE_SIGNING_IN = {"account.sign_in", "step.code", "step.password"}
SECRET = ("password", "sign_in_code", "passkey")  # fields whose names hold one of these are never shown again
OLD_TOKEN = ("This page is too old to send from", "Load it again: what is on this device stays there.")
NOT_TYPED = {"back", "once", "seen", "verdict"}  # fields that a form carries along, and nobody fills in
WORDS = {
    400: (mark("Something in that request was not right"), mark("Go back, check what you entered and try again.")),
    403: (
        mark("You cannot open this page"),
        mark("Your account does not give access to it. Ask an administrator if you need it."),
    ),
    404: (
        mark("Page not found"),
        mark("Check the address. If you followed a link, tell the person who gave it to you."),
    ),
    405: (
        mark("Page not found"),
        mark("This address cannot be opened in that way. Go back and use the buttons on the page."),
    ),
    413: (mark("That is too large"), mark("Choose a smaller file, or split it into parts, and try again.")),
    500: (mark("Sorry, something went wrong"), mark("Nothing you saved is lost. Wait a minute and try again.")),
    503: (
        mark("Not saved yet: keep this page open"),
        mark("The place where answers are kept cannot be reached. Go back, wait a minute and press the button again."),
    ),
}
KEPT = {  # where something was sent: it is on the page again, with a button
    400: (
        mark("Not saved: something in it cannot be kept"),
        mark("A number is too large, or a text too long. Change it here."),
    ),
    500: (
        mark("Not saved yet: keep this page open"),
        mark("Something went wrong. Wait a minute, then press “Try again”."),
    ),
    503: (
        mark("Not saved yet: keep this page open"),
        mark("The place where answers are kept cannot be reached. Wait a minute, then press “Try again”."),
    ),
}


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(Conflict, conflict)
    app.register_error_handler(CSRFError, page_too_old)
    app.register_error_handler(SignInEnded, sign_in_ended)
    app.register_error_handler(DataError, not_storable)
    app.register_error_handler(OverflowError, not_storable)
    app.register_error_handler(StoreFault, not_stored)
    app.register_error_handler(Exception, unexpected)


def _page(status: int, heading: str = "", advice: str = "") -> ResponseReturnValue:
    default_heading, default_advice = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    if wants_json():
        return _as_json(status, heading or default_heading, advice or default_advice)
    page = render_template("errors/error.html", heading=heading or default_heading, advice=advice or default_advice)
    return page, status


def _as_json(status: int, heading: str, advice: str) -> ResponseReturnValue:
    return jsonify(error=f"{heading}. {advice}"), status


def _kept_page(template: str, status: int, **more: object) -> ResponseReturnValue:
    """All that was typed and chosen is on the page again, except for passwords and files, which cannot be."""
    sent = [(name, value) for name, value in request.form.items(multi=True) if not name.endswith("csrf_token")]
    return render_template(
        template,
        typed=[(name, value) for name, value in sent if not any(word in name for word in SECRET)],
        lost_password=any("password" in name for name, _ in sent),
        lost_file=any(file.filename for file in request.files.values()),
        not_typed=NOT_TYPED,
        **more,
    ), status


def http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    return _page(error.code)


def not_found(_error: NotFound) -> ResponseReturnValue:
    return _page(404)


def conflict(error: Conflict) -> ResponseReturnValue:
    return _page(409, mark("This cannot be done as things stand"), error.args[0] if error.args else "")


def page_too_old(error: CSRFError) -> ResponseReturnValue:
    """What was typed is shown again so that it can be sent with a fresh token."""
    try:
        is_signed_out = current_user() is None and request.endpoint not in WHILE_SIGNING_IN
    except StoreFault as fault:
        return not_stored(fault)
    if request.endpoint == "account.sign_out" and is_signed_out:
        return redirect(url_for("account.sign_in"))
    if wants_json():
        return _signed_out() if is_signed_out else _as_json(error.code or 400, *OLD_TOKEN)
    return _kept_page("errors/page_too_old.html", error.code or 400, is_signed_out=is_signed_out)


def sign_in_ended(_error: SignInEnded) -> ResponseReturnValue:
    if wants_json():
        return _signed_out()
    return _kept_page("errors/page_too_old.html", 403, is_signed_out=True)


def _signed_out() -> ResponseReturnValue:
    """No way to another page: a script would follow it, and take that for an answer."""
    return jsonify(error="You are signed out. Sign in again: then it is sent.", sign_in=url_for("account.sign_in")), 401


def not_storable(error: Exception) -> ResponseReturnValue:
    """The database takes no such number or text, whoever sends it and however often."""
    db.session.rollback()
    _log_kind_only(error)
    return _not_saved(400)


def not_stored(error: StoreFault) -> ResponseReturnValue:
    db.session.rollback()
    _log_kind_only(error)
    return _not_saved(503)


def unexpected(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    _log_kind_only(error)
    return _not_saved(500)


def _not_saved(status: int) -> ResponseReturnValue:
    if request.method != "POST" or wants_json():
        return _page(status)
    heading, advice = KEPT[status]
    return _kept_page("errors/not_saved.html", status, heading=heading, advice=advice)


def _log_kind_only(error: BaseException) -> None:
    current_app.logger.error("%s", places(error))
