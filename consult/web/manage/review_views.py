"""For managers: submissions that came in oddly. How they came is shown, never what they say."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role
from consult.services import reviews
from consult.web.access import roles, the_user
from consult.web.manage.group_forms import ReviewForm

bp = Blueprint("reviews", __name__, url_prefix="/staff/reviews")


@bp.get("/")
@roles(Role.MANAGER)
def index() -> ResponseReturnValue:
    return _page(ReviewForm())


@bp.post("/<int:submission_id>")
@roles(Role.MANAGER)
def decide(submission_id: int) -> ResponseReturnValue:
    form = ReviewForm()
    if not form.validate_on_submit():
        return _page(form, submission_id), 422
    reviews.decide(submission_id, is_set_aside=form.verdict.data == "aside", why=form.why.data or "", by=the_user().id)
    return redirect(url_for("reviews.index"))


def _page(form: ReviewForm, submission_id: int = 0) -> str:
    """form: of the submission that was decided just now; the others get an empty one."""
    return render_template(
        "manage/reviews.html",
        waiting=reviews.list_waiting(),
        decided=reviews.list_decided(),
        form=form,
        of=submission_id,
    )
