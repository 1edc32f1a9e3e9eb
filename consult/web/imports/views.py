"""Bringing in comments from a spreadsheet: send the file, say what its columns hold, check, import."""

from __future__ import annotations

import contextlib
from pathlib import Path

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.services import imports, uploads
from consult.services.import_checks import Fault, try_rows
from consult.services.imports import Preview
from consult.services.tabular import BadFile
from consult.services.uploads import Choices, Upload
from consult.settings import Settings
from consult.store.errors import Conflict
from consult.web.access import roles, the_user
from consult.web.imports.forms import ColumnsForm, UploadForm

bp = Blueprint("imports", __name__, url_prefix="/staff/imports")
IMPORTERS = (Role.STRATEGIST, Role.MANAGER)


@bp.route("/", methods=["GET", "POST"])
@roles(*IMPORTERS)
def start() -> ResponseReturnValue:
    form = UploadForm()
    if form.validate_on_submit() and (upload := _try_to_keep(form)):
        return redirect(url_for("imports.columns", token=upload.token))
    return render_template("imports/start.html", form=form, files=imports.list_imports())


@bp.route("/<string:token>", methods=["GET", "POST"])
@roles(*IMPORTERS)
def columns(token: str) -> ResponseReturnValue:
    upload = _get_upload(token)
    seen = _preview(upload)
    form = ColumnsForm()
    form.offer(seen.columns)
    if form.validate_on_submit():
        is_large = not seen.is_whole or seen.count > uploads.MOST_AT_ONCE
        uploads.remember_choices(upload, form.choices(seen.columns, is_large=is_large))
        return redirect(url_for("imports.check", token=token))
    if request.method == "GET":
        kept = uploads.find_choices(upload)
        form.suggest(seen.columns, kept.columns if kept else seen.guess, kept.fixed if kept else None)
    earlier = imports.find_earlier(seen.content_hash)
    return render_template("imports/columns.html", form=form, upload=upload, seen=seen, earlier=earlier)


@bp.get("/<string:token>/check")
@roles(*IMPORTERS)
def check(token: str) -> ResponseReturnValue:
    upload = _get_upload(token)
    choices = uploads.find_choices(upload)
    if choices is None:
        return redirect(url_for("imports.columns", token=token))
    seen = _preview(upload)
    tried = _try_first_rows(seen, choices)
    return render_template("imports/check.html", upload=upload, seen=seen, tried=tried)


@bp.post("/<string:token>/take-in")
@roles(*IMPORTERS)
def take_in(token: str) -> ResponseReturnValue:
    upload = _get_upload(token)
    with contextlib.suppress(Conflict):  # the result page tells what hindered it
        uploads.start(upload)
    return redirect(url_for("imports.result", token=token))


@bp.get("/<string:token>/result")
@roles(*IMPORTERS)
def result(token: str) -> ResponseReturnValue:
    upload = _get_upload(token)
    found, job = uploads.find_result(upload), uploads.find_job(upload)
    return render_template(
        "imports/result.html",
        upload=upload,
        result=found,
        job=job,
        is_working=uploads.is_under_way(upload),
        advice=uploads.list_advice(found or {}),
    )


@bp.post("/<string:token>/forget")
@roles(*IMPORTERS)
def forget(token: str) -> ResponseReturnValue:
    uploads.forget(_get_upload(token))
    return redirect(url_for("imports.start"))


def _try_to_keep(form: UploadForm) -> Upload | None:
    """Keep the file if it can be read; otherwise say why beside the field."""
    sent = form.file.data
    upload = uploads.keep(_folder(), sent.stream, file_name=sent.filename, by=the_user().id)
    try:
        imports.preview(upload.content)
    except BadFile as error:
        uploads.forget(upload)
        form.file.errors = [str(error)]
        return None
    return upload


def _preview(upload: Upload) -> Preview:
    if not upload.content.exists():
        raise Conflict("This file has been imported and is no longer kept. Choose another one.")
    return imports.preview(upload.content)


def _try_first_rows(seen: Preview, choices: Choices) -> list[tuple[int, object, str]]:
    """Line, the comment as it would be taken, what is wrong."""
    tried = try_rows(seen.columns, seen.first_rows, choices.columns, choices.fixed)
    pairs = zip(seen.first_rows, tried, strict=True)
    return [(r.line, t, "") if not isinstance(t, Fault) else (r.line, None, t.reason) for r, t in pairs]


def _get_upload(token: str) -> Upload:
    return uploads.get(_folder(), token, by=the_user().id)


def _folder() -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return uploads.folder(settings.instance)
