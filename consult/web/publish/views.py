"""What we did, what we did not do, and why: for everybody, without signing in."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from consult.models.plan import Taken
from consult.services import outcomes, publishing
from consult.web.access import public
from consult.web.languages import mark

bp = Blueprint("publish", __name__)
HEADINGS = {
    Taken.FORWARD: mark("We will do this"),
    Taken.PARTLY: mark("We will do some of this"),
    Taken.NOT: mark("We will not do this"),
}


@bp.get("/what-happened")
@public
def what_happened() -> ResponseReturnValue:
    told = publishing.find_what_happened()
    late_since = None if told else outcomes.find_broken_promise()
    return render_template("publish/what_happened.html", told=told, headings=HEADINGS, late_since=late_since)
