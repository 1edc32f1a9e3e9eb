"""The cookie of a browser in which somebody has signed in before: only staff ever get it."""

from __future__ import annotations

from flask import current_app, make_response, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from consult.services import throttle
from consult.settings import Settings
from consult.web.access import BROWSER, current_user


def token() -> str:
    return request.cookies.get(_name(), "")[:100]


def remember(answer: ResponseReturnValue) -> Response:
    """At the end of a whole sign-in."""
    response: Response = make_response(answer)
    if user := current_user():
        settings: Settings = current_app.config["SETTINGS"]
        response.set_cookie(
            _name(),
            throttle.remember_browser(user.id, token()),
            max_age=throttle.KNOWN_FOR,
            path="/staff",
            secure=settings.is_https,
            httponly=True,
            samesite="Lax",
        )
    return response


def _name() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return f"__Secure-{BROWSER}" if settings.is_https else BROWSER
