"""What we did, what we did not do, and why: for everybody, without signing in."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from consult.services import outcomes, publishing, surveys
from consult.web.access import public

bp = Blueprint("publish", __name__)


@bp.get("/what-happened")
@public
def what_happened() -> ResponseReturnValue:
    return _page(easy=False)


@bp.get("/what-happened/easy-words")
@public
def in_easy_words() -> ResponseReturnValue:
    return _page(easy=True)


def _page(*, easy: bool) -> str:
    told = publishing.find_what_happened()
    late_since = None if told else outcomes.find_broken_promise(surveys.list_surveys())
    return render_template("publish/what_happened.html", told=told, late_since=late_since, easy=easy)
