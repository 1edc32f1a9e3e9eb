"""Stop now and come back later: words for a draft, the press that locks it, and the way back on any device."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.services import coming_back, intake, secret_words, surveys
from consult.services.coming_back import FoundDraft, NoSuchDraft
from consult.services.secret_words import NotWords, Words
from consult.services.tries import Resting
from consult.web.access import public
from consult.web.languages import mark
from consult.web.respond import cookie, faults, leaving, ways
from consult.web.respond.forms import PressForm, WordsForm

bp = Blueprint("coming_back", __name__)
faults.register(bp)
LATER = "later"  # what the button on a page sends
NO_SUCH_DRAFT = mark(
    "We cannot find answers with this number and these words. Look at each word again. Words stop working when the "
    "answers are sent, and after the last day that was on the page with the words."
)
RESTING = mark("This number was tried too often. Wait 15 minutes, then try again. Your answers are still safe.")
IN_THE_WAY = mark(
    "Somebody has begun this survey on this device and has not sent it. Your words are right, but first finish "
    "what is open here, or stop it for later."
)


@bp.post("/survey/<string:slug>/answers/later")
@public
def give(slug: str) -> ResponseReturnValue:
    """Pressed on a page that has no questions of its own: the check."""
    if not PressForm().validate_on_submit():
        return redirect(ways.check_url(slug))
    return give_words(slug)


@bp.get("/survey/<string:slug>/answers/later")
@public
def words(slug: str) -> ResponseReturnValue:
    """The same words however often it is opened, until this device has stopped."""
    token, given = cookie.token_of(slug), cookie.words_of(slug)
    until = coming_back.find_last_day(token) if token and given else None
    draft = intake.find_draft(slug, token) if token and until else None
    if draft is None or draft.is_sent:
        return redirect(ways.start_url(slug))
    return render_template(
        "respond/later.html",
        draft=draft,
        words=secret_words.read(given),
        until=until,
        go_on=ways.furthest(draft),
        form=PressForm(),
    )


@bp.post("/survey/<string:slug>/answers/stop")
@public
def stop(slug: str) -> ResponseReturnValue:
    token = cookie.token_of(slug)
    if token and not PressForm().validate_on_submit():
        return redirect(url_for("coming_back.words", slug=slug))
    if token:
        coming_back.stop(token)
        cookie.forget(slug)
    return leaving.cleaned(redirect(url_for("coming_back.stopped", slug=slug)))


@bp.get("/survey/<string:slug>/answers/stopped")
@public
def stopped(slug: str) -> ResponseReturnValue:
    return render_template("respond/stopped.html", survey=surveys.get_survey(slug))


@bp.route("/come-back", methods=["GET", "POST"])
@public
def find() -> ResponseReturnValue:
    form = WordsForm()
    if form.validate_on_submit() and (found := _found(form)):
        return _carry_on(form, found)
    return _asked(form)


def give_words(slug: str) -> ResponseReturnValue:
    """On to the page with the words; whoever has words already keeps them."""
    token, given = cookie.token_of(slug), cookie.words_of(slug)
    if token and not (given and coming_back.has_words(token, secret_words.read(given))):
        made = coming_back.give_words(token)
        if made is None:
            return redirect(ways.start_url(slug))
        cookie.remember_words(slug, str(made))
    return redirect(url_for("coming_back.words", slug=slug))


def _found(form: WordsForm) -> tuple[FoundDraft, Words] | None:
    """The fault is shown beside the words; they never leave this page."""
    try:
        typed = secret_words.read(form.words.data or "")
        return coming_back.find(typed), typed
    except NotWords as fault:
        form.words.errors = [fault.args[0]]
    except NoSuchDraft:
        form.words.errors = [NO_SUCH_DRAFT]
    except Resting:
        form.words.errors = [RESTING]
    return None


def _carry_on(form: WordsForm, found: tuple[FoundDraft, Words]) -> ResponseReturnValue:
    draft, typed = found
    slug = draft.survey.slug
    here = cookie.token_of(slug)
    if here and coming_back.is_in_the_way(draft, here):
        form.words.errors = [IN_THE_WAY]
        return _asked(form, in_the_way=slug)
    token = coming_back.carry_on(draft)
    if token is None:
        form.words.errors = [NO_SUCH_DRAFT]
        return _asked(form)
    cookie.remember(slug, token)
    cookie.remember_words(slug, str(typed))
    restored = intake.find_draft(slug, token)
    return redirect(ways.furthest(restored) if restored else ways.start_url(slug))


def _asked(form: WordsForm, *, in_the_way: str = "") -> ResponseReturnValue:
    page = render_template("respond/come_back.html", form=form, in_the_way=in_the_way)
    return page, 422 if form.words.errors else 200
