"""Background work, for administrators: what waits, runs and was set aside, and what they decide about it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.services import background_work, health
from consult.web.access import roles, the_user

bp = Blueprint("work", __name__, url_prefix="/staff/jobs")
administrator = roles(Role.ADMINISTRATOR)


@bp.get("")
@administrator
def index() -> ResponseReturnValue:
    return render_template(
        "manage/jobs.html",
        jobs=background_work.list_jobs(),
        choices_of=background_work.list_choices,
        next_try=background_work.next_try,
        workers=background_work.count_workers(),
        parts=health.look().parts,
    )


@bp.post("/<int:job_id>/<string:choice>")
@administrator
def decide(job_id: int, choice: str) -> ResponseReturnValue:
    background_work.decide(job_id, choice, by=the_user().id)
    return redirect(url_for("work.index"))
