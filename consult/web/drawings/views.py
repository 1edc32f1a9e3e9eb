"""Look at what respondents drew. The screening reads no pictures, so a person has to look at every one."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.services import drawing_files
from consult.services import drawings as service
from consult.web.access import roles, the_user

bp = Blueprint("drawings", __name__, url_prefix="/staff/drawings")
bp.add_app_template_filter(service.question_of, "drawing_question")
viewers = roles(Role.STRATEGIST, Role.MANAGER, *service.TEAM)
lookers = roles(*service.LOOKERS)
team = roles(*service.TEAM)


@bp.get("/")
@viewers
def index() -> ResponseReturnValue:
    role = the_user().role
    return render_template("drawings/index.html", board=service.look_over(role), may_look=role in service.LOOKERS)


@bp.get("/<int:drawing_id>")
@viewers
def drawing(drawing_id: int) -> ResponseReturnValue:
    user = the_user()
    found = service.open_drawing(drawing_id, role=user.role, by=user.id)
    return render_template("drawings/drawing.html", drawing=found, may_look=user.role in service.LOOKERS)


@bp.get("/<int:drawing_id>/picture")
@viewers
def picture(drawing_id: int) -> ResponseReturnValue:
    return _as_picture(service.get_picture(drawing_id, role=the_user().role))


@bp.post("/<int:drawing_id>/looked")
@lookers
def looked(drawing_id: int) -> ResponseReturnValue:
    user = the_user()
    service.say_looked_at(drawing_id, role=user.role, by=user.id)
    flash(f"Drawing {drawing_id} has been looked at")
    return redirect(url_for("drawings.index"))


@bp.post("/<int:drawing_id>/concern")
@viewers
def raise_concern(drawing_id: int) -> ResponseReturnValue:
    user = the_user()
    service.raise_concern(drawing_id, role=user.role, by=user.id)
    return redirect(url_for("safeguard.raised", back=url_for("drawings.index")))


@bp.get("/of-concern/<int:concern_id>/picture")
@team
def of_concern(concern_id: int) -> ResponseReturnValue:
    return _as_picture(service.get_picture_of_concern(concern_id))


def _as_picture(content: bytes) -> ResponseReturnValue:
    return send_file(BytesIO(content), drawing_files.MEDIA_TYPE)
