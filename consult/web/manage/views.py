"""For managers and administrators: surveys and the ledger, downloads, users, the audit record."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from consult.models.base import utcnow
from consult.models.people import Role, User
from consult.services import (
    areas,
    background_work,
    documents,
    exports_submissions,
    ledger,
    organisation,
    reviews,
    survey_states,
    surveys,
)
from consult.services import users as accounts
from consult.services.ledger import Day, Door
from consult.store.errors import Conflict
from consult.web.access import roles, the_user
from consult.web.manage.forms import AreasForm, NewUserForm

bp = Blueprint("manage", __name__, url_prefix="/staff")
DAYS_SHOWN = 14


# surveys and the ledger


@bp.get("/overview")
@roles(Role.MANAGER, Role.ADMINISTRATOR)
def overview() -> ResponseReturnValue:
    waves, book, days = survey_states.list_waves(), ledger.read(), ledger.list_days()
    return render_template(
        "manage/overview.html",
        waves=waves,
        book=book,
        days=days[:DAYS_SHOWN],
        earlier=_together(days[DAYS_SHOWN:]),
        may_download=the_user().role == Role.MANAGER,
        reviewed=reviews.count(),
        documents=documents.count(),
        alarm=reviews.alarm(),
        Door=Door,
    )


@bp.get("/surveys/<int:survey_id>/close")
@roles(Role.MANAGER, Role.ADMINISTRATOR)
def confirm_close(survey_id: int) -> ResponseReturnValue:
    return render_template("manage/confirm_close.html", survey=survey_states.get_survey(survey_id))


@bp.post("/surveys/<int:survey_id>/close")
@roles(Role.MANAGER, Role.ADMINISTRATOR)
def close_survey(survey_id: int) -> ResponseReturnValue:
    surveys.close_survey(survey_id, by=the_user().id)
    return redirect(url_for("manage.overview"))


@bp.get("/surveys/<int:survey_id>/open-again")
@roles(Role.MANAGER, Role.ADMINISTRATOR)
def confirm_reopen(survey_id: int) -> ResponseReturnValue:
    return render_template("manage/confirm_reopen.html", survey=survey_states.get_survey(survey_id))


@bp.post("/surveys/<int:survey_id>/open-again")
@roles(Role.MANAGER, Role.ADMINISTRATOR)
def reopen_survey(survey_id: int) -> ResponseReturnValue:
    surveys.reopen_survey(survey_id, by=the_user().id)
    return redirect(url_for("manage.overview"))


# downloads


@bp.get("/surveys/<int:survey_id>/submissions.csv")
@roles(Role.MANAGER)
def submissions_csv(survey_id: int) -> ResponseReturnValue:
    lines = exports_submissions.export_submissions(survey_id, by=the_user().id)
    return _download(lines, survey_id, "submissions")


@bp.get("/surveys/<int:survey_id>/codebook.csv")
@roles(Role.MANAGER)
def codebook_csv(survey_id: int) -> ResponseReturnValue:
    lines = exports_submissions.export_codebook(survey_id, by=the_user().id)
    return _download(lines, survey_id, "codebook")


# users


@bp.get("/users")
@roles(Role.ADMINISTRATOR)
def users() -> ResponseReturnValue:
    return render_template(
        "manage/users.html",
        users=accounts.list_users(),
        me=the_user(),
        linked=organisation.list_linked(),
        limits=areas.list_limits(),
        can_be_limited=areas.LIMITED,
    )


@bp.route("/users/new", methods=["GET", "POST"])
@roles(Role.ADMINISTRATOR)
def new_user() -> ResponseReturnValue:
    form = NewUserForm()
    if form.validate_on_submit() and (added := _try_to_add(form)):
        # Not a redirect: the passphrase is shown this once and kept nowhere.
        return render_template("manage/user_added.html", user=added[0], passphrase=added[1])
    return render_template("manage/new_user.html", form=form)


@bp.get("/users/<int:user_id>/new-passphrase")
@roles(Role.ADMINISTRATOR)
def confirm_passphrase(user_id: int) -> ResponseReturnValue:
    return render_template("manage/confirm_passphrase.html", user=accounts.get_open_account(user_id))


@bp.post("/users/<int:user_id>/new-passphrase")
@roles(Role.ADMINISTRATOR)
def new_passphrase(user_id: int) -> ResponseReturnValue:
    made = accounts.renew_passphrase(user_id, by=the_user().id)
    # Not a redirect: it is shown this once and kept nowhere.
    return render_template("manage/passphrase_made.html", user=accounts.get_user(user_id), passphrase=made)


@bp.get("/users/<int:user_id>/second-factor")
@roles(Role.ADMINISTRATOR)
def confirm_factor_reset(user_id: int) -> ResponseReturnValue:
    return render_template("manage/confirm_factor_reset.html", user=accounts.get_open_account(user_id))


@bp.post("/users/<int:user_id>/second-factor")
@roles(Role.ADMINISTRATOR)
def reset_factor(user_id: int) -> ResponseReturnValue:
    made = accounts.reset_factors(user_id, by=the_user().id)
    return render_template("manage/passphrase_made.html", user=accounts.get_user(user_id), passphrase=made)


@bp.post("/users/<int:user_id>/close")
@roles(Role.ADMINISTRATOR)
def close_account(user_id: int) -> ResponseReturnValue:
    accounts.close_account(user_id, by=the_user().id)
    return redirect(url_for("manage.users"))


@bp.post("/users/<int:user_id>/reopen")
@roles(Role.ADMINISTRATOR)
def reopen_account(user_id: int) -> ResponseReturnValue:
    accounts.reopen_account(user_id, by=the_user().id)
    return redirect(url_for("manage.users"))


@bp.post("/users/<int:user_id>/unlink")
@roles(Role.ADMINISTRATOR)
def forget_link(user_id: int) -> ResponseReturnValue:
    organisation.forget_link(user_id, by=the_user().id)
    return redirect(url_for("manage.users"))


@bp.route("/users/<int:user_id>/areas", methods=["GET", "POST"])
@roles(Role.ADMINISTRATOR)
def user_areas(user_id: int) -> ResponseReturnValue:
    form, (user, own) = AreasForm(), areas.get_user(user_id)
    if form.validate_on_submit():
        areas.set_areas(user_id, form.areas.data or (), by=the_user().id)
        return redirect(url_for("manage.users"))
    if not form.is_submitted():
        form.areas.data = own
    return render_template("manage/areas.html", form=form, user=user)


# the audit record


@bp.get("/audit")
@roles(Role.ADMINISTRATOR)
def audit() -> ResponseReturnValue:
    return render_template("manage/audit.html", entries=background_work.list_audit())


def _try_to_add(form: NewUserForm) -> tuple[User, str] | None:
    try:
        return accounts.add_user(
            email=form.email.data or "", name=form.name.data or "", role=Role(form.role.data), by=the_user().id
        )
    except Conflict as conflict:
        form.email.errors = [str(conflict)]
        return None


def _together(days: list[Day]) -> Day | None:
    """The older days as one line, so that the table still adds up."""
    if not days:
        return None
    oldest = min(day.day for day in days)
    return Day(oldest, *(sum(getattr(day, of) for day in days) for of in ("submissions", "notes", "rows")))


def _download(lines: Iterator[bytes], survey_id: int, what: str) -> Response:
    name = f"{survey_states.get_survey(survey_id).slug}-{what}-{utcnow():%Y-%m-%d}.csv"
    answer = Response(stream_with_context(lines), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
