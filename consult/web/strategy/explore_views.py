"""Tables of at most two dimensions from a fixed list; the same cells on the page, in its picture, in CSV and JSON."""

from __future__ import annotations

from textwrap import shorten

from flask import Blueprint, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from analysis.cubes import CUBES, NotReleasable
from analysis.explore import NAMES, Explored
from analysis.reported import readable
from consult.models.people import Role
from consult.services import report_pages, report_tables
from consult.services.report_pages import Book
from consult.store.errors import NotFound
from consult.web.access import roles, the_user
from consult.web.strategy.downloads import download
from consult.web.strategy.grid import draw
from consult.web.strategy.report_views import with_book

bp = Blueprint("explore", __name__, url_prefix="/staff/report")
strategist = roles(Role.STRATEGIST)
ASKED = ("by", "and")  # what an address may say
SHOWN = {"by": "theme", "and": "audience"}  # where nothing is asked for


@bp.get("/explore")
@strategist
@with_book
def index(book: Book) -> ResponseReturnValue:
    asked = _asked() if request.args else list(SHOWN.values())
    try:
        found = report_pages.explore_table(book, asked)
    except NotReleasable as refusal:
        return render_template("report/refused.html", sentence=str(refusal), listed=CUBES), 403
    return render_template(
        "report/explore.html",
        book=book,
        explored=found,
        asked=[*asked, ""][:2],
        names=NAMES,
        listed=CUBES,
        picture=draw(found) if found else None,
        query=dict(zip(ASKED, asked, strict=False)),
    )


@bp.get("/explore.csv")
@strategist
@with_book
def as_csv(book: Book) -> ResponseReturnValue:
    try:
        found = _found(book)
    except NotReleasable as refusal:
        return current_app.response_class(f"{refusal}\n", mimetype="text/plain", status=403)
    return download(report_tables.as_csv(book.run, found, by=the_user().id))


@bp.get("/explore.json")
@strategist
@with_book
def as_json(book: Book) -> ResponseReturnValue:
    try:
        found = _found(book)
    except NotReleasable as refusal:
        return jsonify(error=str(refusal)), 403
    return download(report_tables.as_json(book.run, found, by=the_user().id))


def _found(book: Book) -> Explored:
    found = report_pages.explore_table(book, _asked())
    if found is None:
        raise NotFound("nobody was asked for one of these dimensions")
    return found


def _asked() -> list[str]:
    """Every part of the address is a dimension: a filter is one more, so that the list of tables refuses it."""
    wanted = [value for name in ASKED for value in request.args.getlist(name) if value]
    more = [f"{name} {value}" for name, value in request.args.items(multi=True) if name not in ASKED]
    return [shorten(readable(each), 40, placeholder="…") for each in (*wanted, *more)]
