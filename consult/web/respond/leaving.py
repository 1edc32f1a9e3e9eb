"""Exit this page: one press, and this device shows nothing of what was said, then it is somewhere else.

The draft is deleted, because whoever has to leave in a hurry may not come back to delete it. What was sent stays.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, make_response, render_template, session
from flask.typing import ResponseReturnValue

from consult.services import intake
from consult.services.intake import NotStored
from consult.settings import Settings
from consult.web import errors
from consult.web.access import public
from consult.web.respond import cookie

bp = Blueprint("leaving", __name__)
CLEARED = '"cache", "cookies", "storage"'
CLEANED = '"cache", "storage"'  # the cookie may hold another person's draft of another survey


@bp.post("/leave")
@public
def leave() -> ResponseReturnValue:
    """No token is asked for: nothing may hold anybody up, and no other site can press it (access.refuse_other_sites).

    A page that leads on at once, not a redirect: our own rules for forms allow none to another site.
    """
    _forget_everything()
    settings: Settings = current_app.config["SETTINGS"]
    answer = make_response(render_template("respond/left.html", address=settings.exit_address))
    answer.headers["Clear-Site-Data"] = CLEARED
    answer.headers["Refresh"] = f"0; url={settings.exit_address}"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def cleaned(answer: ResponseReturnValue) -> Response:
    """Nothing of what was said stays in the browser's caches and stores; of the cookie the caller has seen to it."""
    made = make_response(answer)
    made.headers["Clear-Site-Data"] = CLEANED
    return made


def _forget_everything() -> None:
    """Where the database is away the draft stays on the server for now, and this device knows no way to it."""
    try:
        for token in cookie.all_tokens():
            intake.leave(token)
    except NotStored as error:
        errors.not_stored(error)
    session.clear()
