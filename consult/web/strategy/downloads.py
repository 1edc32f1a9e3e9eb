"""What the strategy team takes away: files, and the page that says how the themes were found."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.services import exports, exports_coding, exports_documents, run_records
from consult.services.exports import Export
from consult.services.exports_coding import Stream
from consult.web.access import roles, the_user

bp = Blueprint("downloads", __name__, url_prefix="/staff/themes")
strategist = roles(Role.STRATEGIST)


@bp.get("/method")
@strategist
def method() -> ResponseReturnValue:
    run = exports.newest_run()
    return render_template("strategy/method.html", run=run, parts=run_records.method_of(run))


@bp.get("/report.docx")
@strategist
def word() -> ResponseReturnValue:
    return download(exports_documents.word(by=the_user().id))


@bp.get("/report.html")
@strategist
def page() -> ResponseReturnValue:
    return download(exports.report_page(by=the_user().id))


@bp.get("/report.xlsx")
@strategist
def sheets() -> ResponseReturnValue:
    return download(exports_documents.sheets(by=the_user().id))


@bp.get("/themes.csv")
@strategist
def themes() -> ResponseReturnValue:
    return download(exports.themes_table(by=the_user().id))


@bp.get("/tables.csv")
@strategist
def tables() -> ResponseReturnValue:
    return download(exports.all_tables(by=the_user().id))


@bp.get("/report.json")
@strategist
def as_json() -> ResponseReturnValue:
    return download(exports_documents.as_json(by=the_user().id))


@bp.get("/report.schema.json")
@strategist
def schema() -> ResponseReturnValue:
    return download(exports_documents.schema())


@bp.get("/codebook.qdc")
@strategist
def codebook() -> ResponseReturnValue:
    return download(exports_coding.codebook(by=the_user().id))


@bp.get("/project.qdpx")
@strategist
def project() -> ResponseReturnValue:
    return download(exports_coding.project(by=the_user().id))


def download(file: Export | Stream) -> ResponseReturnValue:
    content = file.content if isinstance(file, Export) else file.pieces
    answer = current_app.response_class(content, mimetype=file.mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=file.file_name)
    return answer
