"""Complaints about data protection and barriers, with the days that are left; for managers."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.services import reports as service
from consult.web.access import roles, the_user
from consult.web.manage.forms import OutcomeForm

bp = Blueprint("reports", __name__, url_prefix="/staff/reports")


@bp.get("/")
@roles(Role.MANAGER)
def index() -> ResponseReturnValue:
    return render_template("manage/reports.html", lines=service.list_reports())


@bp.get("/<int:report_id>")
@roles(Role.MANAGER)
def report(report_id: int) -> ResponseReturnValue:
    line = service.open_report(report_id, by=the_user().id)
    return render_template("manage/report.html", line=line, form=OutcomeForm())


@bp.post("/<int:report_id>/close")
@roles(Role.MANAGER)
def close_report(report_id: int) -> ResponseReturnValue:
    form = OutcomeForm()
    if form.validate_on_submit():
        service.close(report_id, form.outcome.data or "", by=the_user().id)
        return redirect(url_for("reports.index"))
    line = service.open_report(report_id, by=the_user().id)
    return render_template("manage/report.html", line=line, form=form), 422


@bp.post("/<int:report_id>/worry")
@roles(Role.MANAGER)
def raise_worry(report_id: int) -> ResponseReturnValue:
    service.raise_concern(report_id, by=the_user().id)
    return redirect(url_for("safeguard.raised", back=url_for("reports.index")))
