"""Where the strategy team reads what the machine found, corrects it and takes it away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.models.themes import AnalysisRun
from consult.services import theme_finding, theme_joining, theme_reading, theme_reports, theme_review, theme_states
from consult.services.deciding import How, SignedOff
from consult.services.theme_review import DecidedMeanwhile, ReviewedTheme
from consult.store.errors import NotFound
from consult.web.access import roles, the_user
from consult.web.strategy import cited, words
from consult.web.strategy.forms import PriorityForm, RenameForm, ThemeForm, VerdictForm, priority_form, rename_form
from consult.web.strategy.sign_off_views import ask_why

bp = Blueprint("strategy", __name__, url_prefix="/staff/themes")
bp.add_app_template_filter(words.percent, "percent")
bp.register_error_handler(SignedOff, ask_why)
strategist = roles(Role.STRATEGIST)
VERDICTS = {"accept": theme_review.accept, "reject": theme_review.reject, "reopen": theme_review.reopen}


# the report


@bp.get("")
@strategist
def report() -> ResponseReturnValue:
    run, job = theme_finding.find_newest_run(), theme_finding.find_newest_job()
    if run is None:
        has_comments = theme_finding.has_comments()
        return render_template("strategy/begin.html", has_comments=has_comments, progress=words.progress(job))
    counted = theme_reports.get_report(run)
    sizes = {theme.id: counted.find_size(theme.id) for theme in theme_review.list_reviewed(run.id)}
    themes = sorted(theme_review.list_reviewed(run.id), key=lambda theme: -words.people_of(sizes[theme.id]))
    return render_template(
        "strategy/report.html",
        run=run,
        report=counted,
        themes=themes,
        sizes=sizes,
        statuses=theme_review.count_statuses(themes),
        left_behind=theme_review.list_left_behind(run.id),
        new_comments=theme_reports.count_new_comments(run),
        progress=words.progress(job),
        names=theme_review.priority_names(),
    )


# finding


@bp.post("/finding")
@strategist
def start_finding() -> ResponseReturnValue:
    theme_finding.start(by=the_user().id)
    return redirect(url_for("strategy.finding"))


@bp.post("/finding/new")
@strategist
def add_what_is_new() -> ResponseReturnValue:
    theme_joining.start(by=the_user().id)
    return redirect(url_for("strategy.finding"))


@bp.get("/finding")
@strategist
def finding() -> ResponseReturnValue:
    progress = words.progress(theme_finding.find_newest_job())
    return render_template("strategy/finding.html", progress=progress)


@bp.get("/finding.json")
@strategist
def finding_progress() -> ResponseReturnValue:
    progress = words.progress(theme_finding.find_newest_job())
    return jsonify(is_open=progress.is_open, percent=progress.percent, words=progress.words)


@bp.post("/finding/<int:job_id>/cancel")
@strategist
def cancel_finding(job_id: int) -> ResponseReturnValue:
    theme_finding.cancel(job_id, by=the_user().id)
    return redirect(url_for("strategy.finding"))


# one theme


@bp.get("/<int:theme_id>")
@strategist
def theme(theme_id: int) -> ResponseReturnValue:
    return _theme_page(theme_review.get_reviewed(theme_id))


@bp.post("/<int:theme_id>/name")
@strategist
def rename(theme_id: int) -> ResponseReturnValue:
    form = rename_form()
    if not form.validate_on_submit():
        return _theme_page(theme_review.get_reviewed(theme_id), rename=form)
    try:
        theme_review.rename(theme_id, form.name.data or "", **_how(form))
    except DecidedMeanwhile as clash:
        return _conflict(clash, "strategy.rename", "name")
    return _saved(theme_id, "The theme has a new name.")


@bp.post("/<int:theme_id>/priority")
@strategist
def set_priority(theme_id: int) -> ResponseReturnValue:
    form = priority_form()
    if not form.validate_on_submit():
        return _theme_page(theme_review.get_reviewed(theme_id), priority=form)
    try:
        theme_review.set_priority(theme_id, form.priority.data, **_how(form))
    except DecidedMeanwhile as clash:
        return _conflict(clash, "strategy.set_priority", "priority")
    return _saved(theme_id, "The priority of the theme is saved.")


@bp.post("/<int:theme_id>/verdict")
@strategist
def decide(theme_id: int) -> ResponseReturnValue:
    form = VerdictForm()
    act = VERDICTS.get(form.verdict.data or "")
    if act is None or not form.validate_on_submit():
        return redirect(url_for("strategy.theme", theme_id=theme_id))
    if warning := cited.warn(theme_id, form.verdict.data or ""):
        return warning
    try:
        act(theme_id, **_how(form))
    except DecidedMeanwhile as clash:
        return _conflict(clash, "strategy.decide", "verdict", form.verdict.data)
    return _saved(theme_id, f"The theme is {theme_review.get_reviewed(theme_id).status}.")


def _theme_page(
    theme: ReviewedTheme, rename: RenameForm | None = None, priority: PriorityForm | None = None
) -> ResponseReturnValue:
    newest = _the_run()
    is_newest = theme_states.is_of(theme, newest.id)
    run = newest if is_newest else theme_finding.get_run(theme.run_id or newest.id)
    return render_template(
        "strategy/theme.html",
        theme=theme,
        is_newest=is_newest,
        run=run,
        page=theme_reading.read_theme(theme.id, run, words.page_number()),
        excerpts=theme_reading.list_excerpts(theme.id, run),
        dissenting=theme_reading.list_dissenting(theme.id, run),
        withheld=theme_reading.count_withheld(theme.id, run),
        size=theme_reports.find_size(theme, run),
        rename=rename or rename_form(theme),
        priority=priority or priority_form(theme),
        names=theme_review.priority_names(),
        others=words.names_of(theme_states.read_all()),
        back=_back(),
    )


def _how(form: ThemeForm) -> How:
    return How(seen=form.seen_number, by=the_user().id, why=request.form.get("why", ""))


def _conflict(clash: DecidedMeanwhile, endpoint: str, field: str, value: str | None = None) -> ResponseReturnValue:
    page = render_template(
        "strategy/conflict.html",
        clash=clash,
        rows=words.versions(clash),
        again_url=url_for(endpoint, theme_id=clash.now.id),
        again=[(field, value or clash.wanted.after), ("why", clash.wanted.why)],
        names=theme_review.priority_names(),
        others={},
    )
    return page, 409


def _saved(theme_id: int, sentence: str) -> ResponseReturnValue:
    flash(sentence)
    return redirect(url_for("strategy.theme", theme_id=theme_id))


# the comments behind a figure


@bp.get("/no-theme")
@strategist
def no_theme() -> ResponseReturnValue:
    run = _the_run()
    return _comments(words.no_theme(), theme_reading.read_unthemed(run, words.page_number()))


@bp.get("/not-sure")
@strategist
def not_sure() -> ResponseReturnValue:
    run = _the_run()
    return _comments(words.not_sure(), theme_reading.read_unsure(run, words.page_number()))


@bp.get("/excluded")
@strategist
def excluded() -> ResponseReturnValue:
    run = _the_run()
    page = theme_reading.read_excluded(run, words.page_number())
    return _comments(words.excluded(run), page, reasons=theme_reading.count_excluded(run))


@bp.get("/priority/<string:priority_id>")
@strategist
def priority(priority_id: str) -> ResponseReturnValue:
    run, names = _the_run(), theme_review.priority_names()
    if priority_id not in names:
        raise NotFound(f"no priority {priority_id}")
    mapped = [theme for theme in theme_review.list_reviewed(run.id) if theme.priority == priority_id]
    page = theme_reading.read_priority(run, priority_id, words.page_number())
    sizes = theme_reading.count_comments((theme.id for theme in mapped), run)
    return _comments(words.priority(priority_id, names[priority_id]), page, themes=mapped, sizes=sizes)


def _comments(said: words.Heading, page: theme_reading.CommentsPage, **more: Any) -> ResponseReturnValue:
    shown = {"themes": None, "reasons": None} | more
    return render_template("strategy/comments_page.html", said=said, page=page, back=_back(), **shown)


def _the_run() -> AnalysisRun:
    run = theme_finding.find_newest_run()
    if run is None:
        raise NotFound("no themes have been found yet")
    return run


def _back() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else request.path.rsplit("/", 1)[0]
