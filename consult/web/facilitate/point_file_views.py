"""Points that were written down in a spreadsheet: the template, and what was filled in."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from consult.models.people import Role
from consult.services import listening, point_import, point_template, uploads
from consult.services.point_rows import KIND_WORDS
from consult.services.tabular import BadFile
from consult.services.uploads import Upload
from consult.settings import Settings
from consult.store.errors import Conflict
from consult.web.access import roles, the_user

bp = Blueprint("point_files", __name__, url_prefix="/staff/events/<int:event_id>/spreadsheet")
listeners = roles(Role.FACILITATOR, Role.STRATEGIST, Role.MANAGER)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_ROWS = 10


class PointFileForm(FlaskForm):
    file = FileField("Choose the spreadsheet you filled in", [FileRequired("Choose a file first")])


@bp.route("/", methods=["GET", "POST"])
@listeners
def start(event_id: int) -> ResponseReturnValue:
    event, form = listening.get_event(event_id), PointFileForm()
    if form.validate_on_submit() and (upload := _try_to_keep(event_id, form)):
        return redirect(url_for("point_files.check", event_id=event_id, token=upload.token))
    return render_template("facilitate/point_file.html", event=event, form=form, most=point_import.MOST_POINTS)


@bp.get("/template.xlsx")
@listeners
def workbook(event_id: int) -> ResponseReturnValue:
    content = BytesIO(point_template.as_workbook(event_id))
    return send_file(content, XLSX, as_attachment=True, download_name=f"points-of-event-{event_id}.xlsx")


@bp.get("/template.csv")
@listeners
def plain(event_id: int) -> ResponseReturnValue:
    content = BytesIO(point_template.as_csv(event_id).encode())
    return send_file(content, "text/csv", as_attachment=True, download_name=f"points-of-event-{event_id}.csv")


@bp.get("/<string:token>")
@listeners
def check(event_id: int, token: str) -> ResponseReturnValue:
    event, upload = listening.get_event(event_id), _get_upload(token)
    looked = _look(event_id, upload)
    first, names = looked.rows[:FIRST_ROWS], {"kinds": KIND_WORDS, "upload": upload}
    prompts = {prompt.id: prompt for prompt in listening.list_prompts(event_id)}
    return render_template(
        "facilitate/point_file_check.html", event=event, looked=looked, first=first, prompts=prompts, **names
    )


@bp.post("/<string:token>")
@listeners
def take_in(event_id: int, token: str) -> ResponseReturnValue:
    upload = _get_upload(token)
    _look(event_id, upload)
    stored = point_import.take_in(event_id, upload.content, by=the_user().id)
    uploads.forget(upload)
    flash(f"{stored:,} points stored" if stored else "This file was stored before. Nothing was added")
    return redirect(url_for("facilitate.event", event_id=event_id))


def _look(event_id: int, upload: Upload) -> point_import.Looked:
    """Between two looks the prompts may have changed."""
    try:
        return point_import.look(event_id, upload.content)
    except BadFile as error:
        raise Conflict(str(error)) from error


def _try_to_keep(event_id: int, form: PointFileForm) -> Upload | None:
    """Keep the file if it can be read; otherwise say why beside the field."""
    sent = form.file.data
    upload = uploads.keep(_folder(), sent.stream, file_name=sent.filename or "", by=the_user().id)
    try:
        point_import.look(event_id, upload.content)
    except BadFile as error:
        uploads.forget(upload)
        form.file.errors = [str(error)]
        return None
    return upload


def _get_upload(token: str) -> Upload:
    return uploads.get(_folder(), token, by=the_user().id)


def _folder() -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return uploads.folder(settings.instance)
