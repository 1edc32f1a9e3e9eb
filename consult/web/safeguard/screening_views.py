"""Whether the screening and the alerts work; words that wait for the screening; the weekly sample read by people."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.services import safeguarding_watch, screening, screening_samples
from consult.web.access import roles, the_user

bp = Blueprint("screening", __name__, url_prefix="/staff/screening")
TEAM = (Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY)


@bp.get("/")
@roles(*TEAM, Role.ADMINISTRATOR)
def watch() -> ResponseReturnValue:
    return render_template(
        "safeguard/watch.html",
        watch=safeguarding_watch.look(),
        weeks=screening_samples.list_weeks(),
        to_read=screening_samples.count_to_read(),
        may_read=the_user().role in TEAM,
    )


@bp.get("/waiting")
@roles(*TEAM)
def waiting() -> ResponseReturnValue:
    return render_template("safeguard/waiting.html", shown=screening.open_waiting(by=the_user().id))


@bp.post("/waiting/<int:comment_id>/clear")
@roles(*TEAM)
def clear(comment_id: int) -> ResponseReturnValue:
    screening.clear_by_hand(comment_id, by=the_user().id)
    return redirect(url_for("screening.waiting"))


@bp.get("/sample")
@roles(*TEAM)
def sample() -> ResponseReturnValue:
    to_read = screening_samples.count_to_read()
    return render_template(
        "safeguard/sample.html", shown=screening_samples.open_sample(by=the_user().id), to_read=to_read
    )


@bp.post("/sample/<int:sampled_id>/fine")
@roles(*TEAM)
def accept(sampled_id: int) -> ResponseReturnValue:
    screening_samples.say_fine(sampled_id, by=the_user().id)
    return redirect(url_for("screening.sample"))


@bp.post("/sample/<int:sampled_id>/missed")
@roles(*TEAM)
def raise_missed(sampled_id: int) -> ResponseReturnValue:
    concern = screening_samples.say_missed(sampled_id, request.form.get("phrase", ""), by=the_user().id)
    flash(f"Concern {concern.id} is in the queue, and its words are kept for the next version of the screening")
    return redirect(url_for("screening.sample"))
