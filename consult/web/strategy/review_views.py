"""The review workspace: read the comments of a theme, decide about it and about them, take decisions back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.models.themes import AnalysisRun
from consult.services import comment_coding, reading_order, taking_back, theme_changes, theme_finding, theme_review
from consult.services import workspace as desk
from consult.services.deciding import DecidedMeanwhile, How, SignedOff
from consult.store.errors import Conflict, NotFound
from consult.web.access import roles, the_user
from consult.web.strategy import cited, words
from consult.web.strategy.review_forms import PressForm, Sent
from consult.web.strategy.sign_off_views import ask_why

bp = Blueprint("review", __name__, url_prefix="/staff/themes/review")
bp.register_error_handler(SignedOff, ask_why)
strategist = roles(Role.STRATEGIST)
MOST_FIRST = 50
Act = Callable[[int, Sent, How], None]


def _split(theme_id: int, sent: Sent, how: How) -> None:
    comment_coding.split(theme_id, sent.numbers("comment"), sent.text("name"), **how)


OF_THEMES: Mapping[str, tuple[Act, str]] = {
    "rename": (lambda key, sent, how: theme_review.rename(key, sent.text("name"), **how), "The theme has a new name."),
    "describe": (
        lambda key, sent, how: theme_review.describe(key, sent.text("description"), **how),
        "The description is saved.",
    ),
    "priority": (
        lambda key, sent, how: theme_review.set_priority(key, sent.text("priority"), **how),
        "The priority is saved.",
    ),
    "accept": (lambda key, _, how: theme_review.accept(key, **how), "The theme is accepted."),
    "reject": (lambda key, _, how: theme_review.reject(key, **how), "The theme is rejected."),
    "reopen": (lambda key, _, how: theme_review.reopen(key, **how), "The theme is open again."),
    "merge": (lambda key, sent, how: theme_review.merge(key, sent.target[0], **how), "The themes are merged."),
    "part": (lambda key, _, how: theme_review.part(key, **how), "The themes are parted."),
}
OF_COMMENTS: Mapping[str, tuple[Act, str]] = {
    "confirm": (
        lambda key, sent, how: comment_coding.put(key, sent.numbers("comment"), **how),
        "You said that these comments belong here.",
    ),
    "take": (
        lambda key, sent, how: comment_coding.take(key, sent.numbers("comment"), **how),
        "The comments are out of this theme.",
    ),
    "move": (
        lambda key, sent, how: comment_coding.move(key, sent.numbers("comment"), sent.target[0], **how),
        "The comments are moved.",
    ),
    "stance": (
        lambda key, sent, how: comment_coding.set_stance(key, sent.numbers("comment"), sent.text("stance"), **how),
        "The stance is saved.",
    ),
    "split": (_split, "A new theme is split off. Look through what went with it."),
}
BACK = {"undo": taking_back.undo, "redo": taking_back.redo, "settle": taking_back.settle}
TAKEN_BACK = {"undo": "The decision is undone.", "redo": "The decision is back.", "settle": "The conflict is settled."}


@bp.get("")
@strategist
def workspace() -> ResponseReturnValue:
    run, key = theme_finding.find_newest_run(), request.args.get("theme", "")
    if run is None:
        return redirect(url_for("strategy.report"))
    order = desk.FIRST if request.args.get("order") == desk.FIRST else desk.SUREST
    page = desk.open_page(run, key, number=words.page_number(), order=order, by=the_user().id)
    return render_template(
        "strategy/review.html",
        page=page,
        names=theme_review.priority_names(),
        others=words.names_of(page.everything),
        words_of_kind=words.OF_KIND,
        progress=reading_order.get_progress(run, page.everything),
        back=_here(page.key, page.number, order),
    )


@bp.post("/<int:theme_id>/theme/<string:act>")
@strategist
def decide(theme_id: int, act: str) -> ResponseReturnValue:
    if warning := cited.warn(theme_id, act):
        return warning
    return _press(theme_id, OF_THEMES, act, kept=("name", "description", "priority", "other", "other_number", "why"))


@bp.post("/<int:theme_id>/comments")
@strategist
def code(theme_id: int) -> ResponseReturnValue:
    kept = ("act", "comment", "other", "other_number", "stance", "name", "why")
    return _press(theme_id, OF_COMMENTS, request.form.get("act", ""), kept=kept)


@bp.post("/comments")
@strategist
def put() -> ResponseReturnValue:
    """Comments of any place go into a theme; they stay where else they are."""
    _check()
    sent = Sent(request.form)
    theme_id, seen = sent.target
    try:
        now = theme_review.get_reviewed(theme_id).seen if seen == sent.TYPED else seen
        comment_coding.put(theme_id, sent.numbers("comment"), **_how(sent, seen=now))
    except DecidedMeanwhile as clash:
        return _both_versions(
            clash, url_for("review.code", theme_id=theme_id), {"act": ["confirm"]}, ("comment", "why")
        )
    return _done(sent, "The comments are in the theme you chose.")


@bp.post("/themes")
@strategist
def make() -> ResponseReturnValue:
    _check()
    sent = Sent(request.form)
    made = theme_review.make(sent.text("name"), by=the_user().id, why=sent.text("why"))
    flash("The theme is made. Put comments into it from any other theme.")
    return redirect(url_for("review.workspace", theme=made.id))


@bp.post("/decisions/<int:decision_id>/<string:act>")
@strategist
def take_back(decision_id: int, act: str) -> ResponseReturnValue:
    _check()
    if act not in BACK:
        raise NotFound(f"nothing is called {act}")
    sent = Sent(request.form)
    try:
        BACK[act](decision_id, **_how(sent, seen=sent.number("seen")))
    except DecidedMeanwhile as clash:
        return _both_versions(clash, request.path, {}, ("why",))
    return _done(sent, TAKEN_BACK[act])


@bp.get("/first")
@strategist
def first() -> ResponseReturnValue:
    run = _the_run()
    return render_template(
        "strategy/first.html",
        comments=desk.list_first(run, MOST_FIRST),
        progress=reading_order.get_progress(run),
        back=request.path,
    )


@bp.get("/changes/<int:run_id>")
@strategist
def changes(run_id: int) -> ResponseReturnValue:
    run, everything = _the_run(), theme_finding.list_runs()
    earlier = [each for each in everything if each.id < run.id]
    if run_id not in {each.id for each in earlier}:
        raise NotFound(f"no run {run_id} before the newest")
    return render_template(
        "strategy/changes.html", run=run, since=run_id, earlier=earlier, changes=theme_changes.compare(run_id, run)
    )


def _press(
    theme_id: int, acts: Mapping[str, tuple[Act, str]], act: str, *, kept: tuple[str, ...]
) -> ResponseReturnValue:
    _check()
    if act not in acts:
        raise NotFound(f"nothing is called {act}")
    sent = Sent(request.form)
    does, said = acts[act]
    try:
        does(theme_id, sent, _how(sent, seen=sent.number("seen")))
    except DecidedMeanwhile as clash:
        return _both_versions(clash, request.path, {}, kept)
    return _done(sent, said)


def _check() -> None:
    if not PressForm().validate_on_submit():
        raise Conflict("The page was open for too long. Open it again; nothing was changed.")


def _how(sent: Sent, *, seen: int) -> How:
    run = sent.number("run")
    return How(seen=seen, by=the_user().id, why=sent.text("why"), run=run if run > 0 else None)


def _done(sent: Sent, said: str) -> ResponseReturnValue:
    flash(said)
    number, order = max(1, sent.number("page")), sent.text("order")
    return redirect(_here(sent.text("place"), number, order) + "#comments")


def _here(key: str, number: int, order: str) -> str:
    return url_for("review.workspace", theme=key, page=number if number > 1 else None, order=order or None)


def _both_versions(
    clash: DecidedMeanwhile, address: str, more: Mapping[str, list[str]], kept: tuple[str, ...]
) -> ResponseReturnValue:
    fields = {name: request.form.getlist(name) for name in (*kept, "run", "place", "page", "order")}
    page = render_template(
        "strategy/conflict.html",
        clash=clash,
        rows=words.versions(clash),
        again_url=address,
        again=[(name, value) for name, values in {**fields, **more}.items() for value in values],
        names=theme_review.priority_names(),
        others={},
    )
    return page, 409


def _the_run() -> AnalysisRun:
    run = theme_finding.find_newest_run()
    if run is None:
        raise NotFound("no themes have been found yet")
    return run
