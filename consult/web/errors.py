"""Every error meets the web here: what happened, in plain words, and what to do next. Nothing typed is lost."""

from __future__ import annotations

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from consult.extensions import db
from consult.store.errors import Conflict, NotFound, StoreFault

WORDS = {
    400: ("Something in that request was not right", "Go back, check what you entered and try again."),
    403: ("You cannot open this page", "Your account does not give access to it. Ask an administrator if you need it."),
    404: ("Page not found", "Check the address. If you followed a link, tell the person who gave it to you."),
    405: ("Page not found", "This address cannot be opened in that way. Go back and use the buttons on the page."),
    413: ("That is too large", "Choose a smaller file, or split it into parts, and try again."),
    500: ("Sorry, something went wrong", "Nothing you saved is lost. Wait a minute and try again."),
    503: (
        "Not saved yet: keep this page open",
        "The place where answers are kept cannot be reached. Go back, wait a minute and press the button again.",
    ),
}


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(Conflict, conflict)
    app.register_error_handler(CSRFError, page_too_old)
    app.register_error_handler(StoreFault, not_stored)
    app.register_error_handler(Exception, unexpected)


def _page(status: int, heading: str = "", advice: str = "") -> ResponseReturnValue:
    default_heading, default_advice = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    page = render_template("errors/error.html", heading=heading or default_heading, advice=advice or default_advice)
    return page, status


def http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    return _page(error.code)


def not_found(_error: NotFound) -> ResponseReturnValue:
    return _page(404)


def conflict(error: Conflict) -> ResponseReturnValue:
    return _page(409, "This cannot be done as things stand", str(error))


def page_too_old(_error: CSRFError) -> ResponseReturnValue:
    """Staff pages: what was typed is shown again so that it can be sent with a fresh token."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "password")]
    return render_template("errors/page_too_old.html", typed=typed), 400


def not_stored(error: StoreFault) -> ResponseReturnValue:
    db.session.rollback()
    _log_kind_only(error)
    return _page(503)


def unexpected(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    _log_kind_only(error)
    return _page(500)


def _log_kind_only(error: BaseException) -> None:
    """Where it happened and what kind it was; never the message, which may hold somebody's words."""
    places = []
    trace = error.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    current_app.logger.error("%s at %s", type(error).__name__, " < ".join(reversed(places[-6:])))
