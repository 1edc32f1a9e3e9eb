"""Complaints about data protection and barriers, with the days that are left; for managers."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.services import complaints as service
from consult.web.access import roles, the_user
from consult.web.manage.forms import OutcomeForm

bp = Blueprint("complaints", __name__, url_prefix="/staff/complaints")


@bp.get("/")
@roles(Role.MANAGER)
def index() -> ResponseReturnValue:
    return render_template("manage/complaints.html", lines=service.list_complaints())


@bp.get("/<int:complaint_id>")
@roles(Role.MANAGER)
def complaint(complaint_id: int) -> ResponseReturnValue:
    line = service.open_complaint(complaint_id, by=the_user().id)
    return render_template("manage/complaint.html", line=line, form=OutcomeForm())


@bp.post("/<int:complaint_id>/close")
@roles(Role.MANAGER)
def close_complaint(complaint_id: int) -> ResponseReturnValue:
    form = OutcomeForm()
    if form.validate_on_submit():
        service.close(complaint_id, form.outcome.data or "", by=the_user().id)
        return redirect(url_for("complaints.index"))
    line = service.open_complaint(complaint_id, by=the_user().id)
    return render_template("manage/complaint.html", line=line, form=form), 422


@bp.post("/<int:complaint_id>/worry")
@roles(Role.MANAGER)
def raise_worry(complaint_id: int) -> ResponseReturnValue:
    service.raise_concern(complaint_id, by=the_user().id)
    return redirect(url_for("safeguard.raised", back=url_for("complaints.index")))
