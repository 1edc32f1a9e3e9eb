"""Frozen versions: made, read by those who decide, checked, taken away."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.services import exports_documents, freezing, frozen_checks, frozen_reading, publishing, readings
from consult.services.cited_groups import groups
from consult.web.access import roles, the_user
from consult.web.drafting.forms import FreezeForm, PressForm, ReadersForm

bp = Blueprint("reports", __name__, url_prefix="/staff/report-versions")
strategist = roles(Role.STRATEGIST)
reader = roles(*readings.READERS)
PUBLISHERS = (Role.STRATEGIST, Role.MANAGER)
publisher = roles(*PUBLISHERS)


@bp.get("")
@reader
def index() -> ResponseReturnValue:
    return _index(FreezeForm())


@bp.post("")
@strategist
def freeze() -> ResponseReturnValue:
    form = FreezeForm()
    if not form.validate_on_submit():
        return _index(form), 422
    number = freezing.freeze(form.purpose.data or "", form.reader_ids, by=the_user().id)
    flash(f"Report version {number} is frozen.")
    return redirect(url_for("reports.report", number=number))


@bp.get("/<int:number>")
@reader
def report(number: int) -> ResponseReturnValue:
    shown = frozen_reading.open_report(number)
    asked = {reading.user_id for reading in shown.read.readings}
    return render_template(
        "drafting/report.html",
        shown=shown,
        sections=[(section, groups(section.text)) for section in shown.sections],
        others=[user for user in readings.list_people() if user.id not in asked],
        is_strategist=the_user().role == Role.STRATEGIST,
        waits_for_me=shown.read.waits_for(the_user().id),
        press=PressForm(),
        publication=publishing.find_publication(number),
        may_publish=the_user().role in PUBLISHERS and the_user().id != shown.read.report.user_id,
        back=url_for("reports.report", number=number),
    )


@bp.post("/<int:number>/read")
@reader
def record_reading(number: int) -> ResponseReturnValue:
    readings.record_reading(number, by=the_user().id)
    flash(f"It is recorded that you have read version {number}.")
    return redirect(url_for("reports.report", number=number))


@bp.post("/<int:number>/readers")
@strategist
def add_readers(number: int) -> ResponseReturnValue:
    readings.ask(number, ReadersForm().reader_ids, by=the_user().id)
    return redirect(url_for("reports.report", number=number, _anchor="readers"))


@bp.post("/<int:number>/publish")
@publisher
def publish(number: int) -> ResponseReturnValue:
    publishing.publish(number, by=the_user().id)
    flash(f"Everybody can read version {number} now.")
    return redirect(url_for("reports.report", number=number, _anchor="everybody"))


@bp.post("/<int:number>/end")
@publisher
def end(number: int) -> ResponseReturnValue:
    publishing.end(number, by=the_user().id)
    flash(f"Version {number} is not public any more.")
    return redirect(url_for("reports.report", number=number, _anchor="everybody"))


@bp.get("/<int:number>/check")
@reader
def check(number: int) -> ResponseReturnValue:
    return render_template("drafting/check.html", verdict=frozen_checks.check(number))


@bp.get("/<int:number>.json")
@reader
def download(number: int) -> ResponseReturnValue:
    content = frozen_reading.take_away(number, by=the_user().id)
    answer = current_app.response_class(content, mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"report-version-{number}.json")
    return answer


@bp.get("/<int:number>.docx")
@reader
def word(number: int) -> ResponseReturnValue:
    from consult.services import plan_document  # loads the library that writes Word files: no page waits for it

    answer = current_app.response_class(
        plan_document.take_away(number, by=the_user().id), mimetype=exports_documents.WORD
    )
    answer.headers.set("Content-Disposition", "attachment", filename=f"report-version-{number}.docx")
    return answer


def _index(form: FreezeForm) -> str:
    return render_template(
        "drafting/reports.html",
        reports=readings.list_read(),
        people=readings.list_people(),
        is_strategist=the_user().role == Role.STRATEGIST,
        form=form,
    )
