"""What a group told us, for that group: a page, a Word file and a CSV."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, current_app, render_template, send_file
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.services import event_summary
from consult.services.point_rows import KIND_WORDS
from consult.settings import Settings
from consult.web.access import roles, the_user

bp = Blueprint("summary", __name__, url_prefix="/staff/events/<int:event_id>/what-you-told-us")
listeners = roles(Role.FACILITATOR, Role.STRATEGIST, Role.MANAGER)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/")
@listeners
def page(event_id: int) -> ResponseReturnValue:
    found = event_summary.gather(event_id)
    words = {"next_words": event_summary.NEXT, "left_out": event_summary.LEFT_OUT, "kinds": KIND_WORDS}
    return render_template("facilitate/summary.html", summary=found, event=found.event, **words)


@bp.get("/summary.docx")
@listeners
def word(event_id: int) -> ResponseReturnValue:
    settings: Settings = current_app.config["SETTINGS"]
    content = event_summary.as_word(event_id, organisation=settings.organisation, by=the_user().id)
    return send_file(BytesIO(content), DOCX, as_attachment=True, download_name=f"what-you-told-us-{event_id}.docx")


@bp.get("/summary.csv")
@listeners
def sheet(event_id: int) -> ResponseReturnValue:
    content = BytesIO(event_summary.as_csv(event_id, by=the_user().id).encode())
    return send_file(content, "text/csv", as_attachment=True, download_name=f"what-you-told-us-{event_id}.csv")
