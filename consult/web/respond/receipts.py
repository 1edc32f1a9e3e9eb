"""Come back with receipt words: see what happens with the answers, or take them back. Nobody is shown what was said."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.services import publishing, receipts, secret_words, surveys, withdrawal
from consult.services.receipts import NothingFound
from consult.services.secret_words import NotWords
from consult.services.tries import Resting
from consult.web.access import public
from consult.web.languages import mark
from consult.web.respond import cookie, faults
from consult.web.respond.forms import PressForm, WordsForm

bp = Blueprint("receipts", __name__)
faults.register(bp)
NOTHING_FOUND = mark(
    "We cannot find answers with this number and these words. Look at each word again. If they were taken back, or "
    "the last day for it is over, nobody can find them any more, and we cannot either."
)
EASY_GRADE = 6  # faces that read no harder than this are told in easy words
RESTING = mark("This number was tried too often. Wait 15 minutes, then try again.")


@bp.route("/your-answers", methods=["GET", "POST"])
@public
def find() -> ResponseReturnValue:
    form = WordsForm()
    if form.validate_on_submit() and _found(form):
        return redirect(url_for("receipts.found"))
    answer = render_template("respond/find.html", form=form, surveys=receipts.list_last_days())
    return answer, 422 if form.words.errors else 200


@bp.get("/your-answers/found")
@public
def found() -> ResponseReturnValue:
    standing = _opened()
    if standing is None:
        return redirect(url_for("receipts.find"))
    instrument = surveys.get_shown(standing.survey.instrument_version_id, standing.face)
    is_open = surveys.status(standing.survey) == surveys.Status.OPEN
    closes = surveys.closing_time(standing.survey)
    return render_template(
        "respond/found.html",
        standing=standing,
        instrument=instrument,
        is_open=is_open,
        closes=closes,
        told=publishing.find_what_happened(),
        easy=instrument.face is not None and instrument.face.highest_grade <= EASY_GRADE,
    )


@bp.route("/your-answers/take-back", methods=["GET", "POST"])
@public
def taking_back() -> ResponseReturnValue:
    standing, form = _opened(), PressForm()
    if standing is None:
        return redirect(url_for("receipts.find"))
    if form.validate_on_submit():
        withdrawal.take_back(standing.receipt_id, instance=Path(current_app.instance_path))
        cookie.forget(standing.survey.slug)
        return redirect(url_for("receipts.taken_back"))
    return render_template("respond/take_back.html", standing=standing, form=form)


@bp.get("/your-answers/taken-back")
@public
def taken_back() -> ResponseReturnValue:
    return render_template("respond/taken_back.html")


def _opened() -> receipts.Standing | None:
    receipt_id = cookie.opened_receipt()
    return receipts.open_receipt(receipt_id) if receipt_id else None


def _found(form: WordsForm) -> bool:
    """The fault is shown beside the words; they never leave this page."""
    try:
        cookie.remember_opened(receipts.find(secret_words.read(form.words.data or "")))
    except NotWords as fault:
        form.words.errors = [fault.args[0]]
    except NothingFound:
        form.words.errors = [NOTHING_FOUND]
    except Resting:
        form.words.errors = [RESTING]
    return not form.words.errors
