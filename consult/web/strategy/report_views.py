"""The pages of the report, for the strategy team: the whole, and each part of it by itself."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from analysis.cubes import CUBES
from analysis.group_tables import slug
from consult.models.people import Role
from consult.services import count_jobs, report_pages
from consult.services.report_pages import Book
from consult.services.theme_counting import NotCountedYet
from consult.web.access import roles
from consult.web.strategy import grid, report_words

bp = Blueprint("pages", __name__, url_prefix="/staff/report")
bp.add_app_template_filter(slug, "slug")
strategist = roles(Role.STRATEGIST)
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def with_book(view: View) -> View:
    """The view gets the newest run as it is counted; until there is one, the page says where to begin."""

    @functools.wraps(view)
    def opened(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        book = report_pages.open_book()
        if book is None:
            return redirect(url_for("strategy.report"))
        return view(book, *args, **kwargs)

    return opened  # type: ignore[return-value]


@bp.get("")
@strategist
@with_book
def whole(book: Book) -> ResponseReturnValue:
    return _page(
        "report/whole.html",
        book,
        groups=report_pages.list_groups(book),
        differs=report_pages.list_differences(book),
        quiet=report_pages.list_quiet(book),
        disputed=report_pages.list_against(book),
    )


@bp.get("/priority/<string:priority_id>")
@strategist
@with_book
def priority(book: Book, priority_id: str) -> ResponseReturnValue:
    share = book.share(priority_id)
    return _page(
        "report/priority.html",
        book,
        share=share,
        tally=book.tally(share),
        themes=book.themes_of(share),
        groups=report_pages.groups_by(book, share.id, "priority"),
        excerpts=report_pages.excerpts_of_priority(book, share),
    )


@bp.get("/theme/<int:theme_id>")
@strategist
@with_book
def theme(book: Book, theme_id: int) -> ResponseReturnValue:
    found = report_pages.get_theme(book, theme_id)
    return _page(
        "report/theme.html",
        book,
        theme=found,
        tally=book.overview.themes[found.id],
        groups=report_pages.groups_by(book, found.id, "theme"),
        excerpts=report_pages.excerpts_of_theme(book, found.id),
    )


@bp.get("/group/<string:dimension>/<string:group>")
@strategist
@with_book
def group(book: Book, dimension: str, group: str) -> ResponseReturnValue:
    return _page("report/group.html", book, group=report_pages.get_group(book, dimension, group))


@bp.get("/who-disagrees")
@strategist
@with_book
def disagree(book: Book) -> ResponseReturnValue:
    return _page(
        "report/disagree.html",
        book,
        outside=book.share("none"),
        tally=book.tally(book.share("none")),
        disputed=report_pages.list_against(book),
        excerpts=report_pages.dissenting_excerpts(),
    )


@bp.get("/few-people")
@strategist
@with_book
def minority(book: Book) -> ResponseReturnValue:
    return _page("report/minority.html", book, views=report_pages.list_minority(book))


@bp.get("/matrix")
@strategist
@with_book
def matrix(book: Book) -> ResponseReturnValue:
    crossed = report_pages.explore_table(book, ("theme", "priority"))
    drawn = grid.draw(crossed) if crossed else None
    return _page("report/matrix.html", book, explored=crossed, picture=drawn, gaps=report_pages.find_gaps(book))


@bp.app_errorhandler(NotCountedYet)
def not_counted_yet(_error: NotCountedYet) -> ResponseReturnValue:
    """Whichever page wants figures of a large run that no worker has counted."""
    progress = report_words.progress(count_jobs.find_newest_job())
    return render_template("report/counting.html", progress=progress), 503


@bp.get("/counting.json")
@strategist
def counting_progress() -> ResponseReturnValue:
    progress = report_words.progress(count_jobs.find_newest_job())
    return jsonify(is_open=not count_jobs.is_ready(), percent=progress.percent, words=progress.words)


def _page(template: str, book: Book, **more: Any) -> ResponseReturnValue:
    """A filter in the address is refused and never passed over: what it asks for is a table of one more dimension."""
    if request.args:
        return render_template("report/refused.html", sentence=report_words.NO_FILTER, listed=CUBES), 403
    return render_template(template, book=book, back=request.path, units=report_words.UNITS, **more)
