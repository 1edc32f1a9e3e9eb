"""Choose words to publish, mask them, have a second person approve them. Everything works without a script."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.models.excerpts import Attribute
from consult.models.people import Role
from consult.services import excerpt_choosing as choosing
from consult.services import excerpt_masking as masking
from consult.services import excerpts as service
from consult.settings import AUDIENCES
from consult.web.access import roles, the_user
from consult.web.excerpts import words
from consult.web.excerpts.forms import (
    ConfirmForm,
    DecideForm,
    HideForm,
    ShowForm,
    confirm_form,
    propose_form,
    show_form,
)

bp = Blueprint("excerpts", __name__, url_prefix="/staff/excerpts")
for each in words.FILTERS:
    bp.add_app_template_filter(each, f"excerpt_{each.__name__}")
strategist = roles(Role.STRATEGIST)
deciders = roles(Role.STRATEGIST, Role.MANAGER)
PER_PAGE = 50


@bp.get("/")
@deciders
def index() -> ResponseReturnValue:
    approved = service.list_approved_here()
    pages = max(-(-len(approved) // PER_PAGE), 1)
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "excerpts/index.html",
        unfinished=service.list_unfinished(),
        approved=approved[(number - 1) * PER_PAGE : number * PER_PAGE],
        spread=service.measure_spread(approved),
        gone=service.list_gone(),
        number=number,
        pages=pages,
    )


@bp.get("/choose")
@strategist
def choose() -> ResponseReturnValue:
    audience = request.args.get("audience", "")
    page = choosing.list_to_choose(
        audience=audience if audience in AUDIENCES else "",
        only_dissenting=bool(request.args.get("dissenting")),
        number=request.args.get("page", 1, type=int),
    )
    return render_template("excerpts/choose.html", page=page, audiences=AUDIENCES, address=url_for("excerpts.choose"))


@bp.route("/new/<int:comment_id>", methods=["GET", "POST"])
@strategist
def propose(comment_id: int) -> ResponseReturnValue:
    there = choosing.find_excerpt_of(comment_id)
    if there is not None:
        return redirect(url_for("excerpts.excerpt", excerpt_id=there.id))
    comment = masking.get_usable(comment_id)
    parts = masking.list_parts(comment)
    form = propose_form(parts)
    if not form.validate_on_submit():
        return render_template("excerpts/propose.html", comment=comment, parts=parts, form=form)
    made = masking.propose(comment_id, first=form.first.data, last=form.last.data, by=the_user().id)
    return redirect(url_for("excerpts.excerpt", excerpt_id=made.id))


# one excerpt


@bp.get("/<int:excerpt_id>")
@deciders
def excerpt(excerpt_id: int) -> ResponseReturnValue:
    return _page(excerpt_id)


@bp.post("/<int:excerpt_id>/hide")
@strategist
def hide(excerpt_id: int) -> ResponseReturnValue:
    form = HideForm()
    if not form.validate_on_submit():
        return _page(excerpt_id, hiding=form)
    wanted = form.words.data or ""
    if not masking.hide(excerpt_id, wanted, form.kind.data, seen=form.seen_number, by=the_user().id):
        form.words.errors = ["These words do not stand open in the excerpt. Type them as they stand there"]
        return _page(excerpt_id, hiding=form)
    return _saved(excerpt_id, "The words are hidden.")


@bp.get("/<int:excerpt_id>/original")
@strategist
def original(excerpt_id: int) -> ResponseReturnValue:
    return _original(excerpt_id)


@bp.post("/<int:excerpt_id>/show")
@strategist
def show(excerpt_id: int) -> ResponseReturnValue:
    form = ShowForm()
    form.place.choices = [(form.place.data, "")]  # the service knows which there are
    if not form.validate_on_submit() or not (form.place.data or "").isdecimal():
        return _original(excerpt_id, tried=form)
    masking.show(excerpt_id, int(form.place.data), form.reason, seen=form.seen_number, by=the_user().id)
    return _saved(excerpt_id, "The words are shown again, and the log says why.")


@bp.post("/<int:excerpt_id>/confirm")
@strategist
def confirm(excerpt_id: int) -> ResponseReturnValue:
    form = confirm_form(choosing.list_attributes(excerpt_id))
    if not form.validate_on_submit():
        return _page(excerpt_id, confirming=form)
    masking.confirm(excerpt_id, Attribute(form.attribute.data), seen=form.seen_number, by=the_user().id)
    return _saved(excerpt_id, "A second person can decide about it now.")


@bp.post("/<int:excerpt_id>/decide")
@deciders
def decide(excerpt_id: int) -> ResponseReturnValue:
    form = DecideForm()
    if not form.validate_on_submit():
        return _page(excerpt_id, deciding=form)
    if form.refusal is None:
        masking.approve(excerpt_id, seen=form.seen_number, by=the_user().id)
        return _saved(excerpt_id, "The excerpt is approved. Drafts, reports and files can use it.")
    masking.send_back(excerpt_id, form.refusal, seen=form.seen_number, by=the_user().id)
    return _saved(excerpt_id, "The excerpt is sent back.")


@bp.post("/<int:excerpt_id>/withdraw")
@deciders
def withdraw(excerpt_id: int) -> ResponseReturnValue:
    form = DecideForm()
    masking.withdraw(excerpt_id, seen=form.seen_number, by=the_user().id)
    return _saved(excerpt_id, "The excerpt is withdrawn: it is shown nowhere any more.")


def _page(
    excerpt_id: int,
    hiding: HideForm | None = None,
    confirming: ConfirmForm | None = None,
    deciding: DecideForm | None = None,
) -> ResponseReturnValue:
    opened, me = service.open_excerpt(excerpt_id), the_user()
    is_own = opened.excerpt.proposed_by == me.id
    allowed = choosing.list_attributes(excerpt_id) if is_own else {}
    return render_template(
        "excerpts/excerpt.html",
        opened=opened,
        excerpt=opened.excerpt,
        is_own=is_own,
        history=service.list_history(excerpt_id),
        hiding=hiding or HideForm(formdata=None),
        confirming=confirming or confirm_form(allowed, opened.chosen),
        deciding=deciding or DecideForm(formdata=None),
    )


def _original(excerpt_id: int, tried: ShowForm | None = None) -> ResponseReturnValue:
    hidden = masking.open_original(excerpt_id, by=the_user().id)
    opened = service.open_excerpt(excerpt_id)
    form = show_form(hidden)
    if tried is not None:
        form.place.errors, form.why.errors = tried.place.errors, tried.why.errors
    return render_template(
        "excerpts/original.html",
        opened=opened,
        excerpt=opened.excerpt,
        hidden=hidden,
        form=form,
        is_own=opened.excerpt.proposed_by == the_user().id,
    )


def _saved(excerpt_id: int, sentence: str) -> ResponseReturnValue:
    flash(sentence)
    return redirect(url_for("excerpts.excerpt", excerpt_id=excerpt_id))
