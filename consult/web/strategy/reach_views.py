"""Whose voice is missing."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from analysis import disclosure
from analysis.wordings import POOLED
from consult.models.people import Role
from consult.services import reach
from consult.web.access import roles

bp = Blueprint("reach", __name__, url_prefix="/staff/reach")


@bp.get("")
@roles(Role.STRATEGIST, Role.MANAGER)
def index() -> ResponseReturnValue:
    return render_template("strategy/reach.html", reached=reach.look(), note=disclosure.NOTE, pooled=POOLED)
