"""A group's own link, and devices that go from hand to hand: the next person finds nothing of the one before."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.services import group_links, intake, surveys
from consult.services.group_links import GroupClosed, GroupUnknown
from consult.services.intake import NotStored
from consult.web import errors
from consult.web.access import public
from consult.web.respond import cookie, faults, leaving, ways
from consult.web.respond.forms import CodeForm, PressForm

bp = Blueprint("groups", __name__)
faults.register(bp)
LIMIT = timedelta(minutes=10)  # without a press a shared device without a script shows nothing more


@bp.app_context_processor
def of_device() -> dict[str, object]:
    """For the layout: whether this device goes from hand to hand, and what it holds."""
    return {"shared_rests": cookie.rests, "group_slug": cookie.group_slug, "holds_anything": cookie.holds_anything}


@bp.errorhandler(GroupUnknown)
def unknown(_error: GroupUnknown) -> ResponseReturnValue:
    return render_template("respond/group_unknown.html", form=CodeForm(formdata=None)), 404


@bp.errorhandler(GroupClosed)
def closed(_error: GroupClosed) -> ResponseReturnValue:
    return render_template("respond/group_closed.html"), 410


@bp.route("/g", methods=["GET", "POST"], strict_slashes=False)
@public
def type_code() -> ResponseReturnValue:
    form = CodeForm()
    if form.validate_on_submit():
        return redirect(url_for("groups.arrive", code=group_links.read_code(form.code.data or "") or "-"))
    return render_template("respond/group.html", form=form), 422 if form.code.errors else 200


@bp.get("/g/<string:code>")
@public
def arrive(code: str) -> ResponseReturnValue:
    """No account, and nothing is counted yet: only what is begun is."""
    link = group_links.find_open(code)
    cookie.enter_group(link.code, slug=link.survey.slug, rests=link.rests if link.is_shared else None)
    return redirect(ways.start_url(link.survey.slug))


@bp.post("/survey/<string:slug>/no-thank-you")
@public
def no_thank_you(slug: str) -> ResponseReturnValue:
    """One press, no reason, and nothing is kept: not even that somebody pressed it."""
    token = cookie.token_of(slug)
    if token and cookie.rests():  # on a device of one's own it may be a sister's draft: hers stays
        intake.leave(token)
        cookie.forget(slug)
    return leaving.cleaned(redirect(url_for("groups.done", slug=slug)))


@bp.get("/survey/<string:slug>/done")
@public
def done(slug: str) -> ResponseReturnValue:
    """The same for who has answered and who has not."""
    return render_template("respond/done.html", survey=surveys.get_survey(slug), code=cookie.group_code())


@bp.post("/survey/<string:slug>/next-person")
@public
def next_person(slug: str) -> ResponseReturnValue:
    """Pressed, or nobody touched the device. What was not sent is deleted; what was sent stays."""
    survey = surveys.get_survey(slug)
    try:
        for token in cookie.all_tokens():
            intake.leave(token)
    except NotStored as error:  # it stays on the server for now, and this device knows no way to it
        errors.not_stored(error)
    cookie.forget_person()
    code = cookie.group_code()
    if request.form.get("idle") and code:
        return leaving.cleaned(redirect(url_for("groups.arrive", code=code)))
    return leaving.cleaned(redirect(url_for("groups.done", slug=survey.slug)))


@bp.route("/survey/<string:slug>/still-you", methods=["GET", "POST"])
@public
def still_you(slug: str) -> ResponseReturnValue:
    """Nothing of what was said is shown before somebody says that it is still them."""
    token, form = cookie.token_of(slug), PressForm()
    if token and form.validate_on_submit():
        intake.touch(token)
        cookie.ask_who_is_there(asks=False)
        return redirect(ways.start_url(slug))
    return render_template("respond/still_you.html", survey=surveys.get_survey(slug), form=form)


def ask_after_a_rest() -> ResponseReturnValue | None:
    """Before each page of a survey on a shared device. What is sent is kept first: only then is it asked."""
    slug = (request.view_args or {}).get("slug")
    token = cookie.token_of(slug) if slug and cookie.rests() else None
    if token is None:
        return None
    if intake.rested(token) > LIMIT:
        cookie.ask_who_is_there(asks=True)
    if cookie.is_to_ask() and request.method == "GET":
        return redirect(url_for("groups.still_you", slug=slug))
    return None
