"""The public front page, and a survey from its start page to its confirmation. Every press keeps what was said."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.models.surveys import Survey
from consult.services import intake, outcomes, publishing, receipts, secret_words, survey_languages, surveys
from consult.services.intake import Draft
from consult.services.secret_words import Words
from consult.web import languages
from consult.web.access import public
from consult.web.respond import coming_back, cookie, faults, groups, leaving, reading_language, shown, ways
from consult.web.respond.forms import EqualityForm, PageForm, PressForm, SendForm, StartForm, form_for
from surveys import Page, UnknownLanguage, equality_path, is_complete, path, progress

bp = Blueprint("respond", __name__)
bp.before_request(groups.ask_after_a_rest)
faults.register(bp)
shown.register(bp)
reading_language.register(bp)


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    every = surveys.list_surveys()
    found = [(survey, surveys.status(survey), surveys.closing_time(survey)) for survey in surveys.current(every)]
    offered = survey_languages.offered_anywhere([survey for survey, _, _ in found])
    reading_language.choose(offered)
    late_since = outcomes.find_broken_promise(every)
    return render_template(
        "respond/home.html",
        surveys=found,
        offered=offered,
        Status=surveys.Status,
        late_since=late_since,
        has_happened=publishing.is_there(),
    )


@bp.route("/survey/<string:slug>", methods=["GET", "POST"], strict_slashes=False)
@public
def start(slug: str) -> ResponseReturnValue:
    survey, draft = surveys.get_survey(slug), find_draft(slug)
    has_draft = draft is not None and not draft.is_sent
    if not has_draft:
        surveys.require_open(survey)
    form, whole = StartForm(), surveys.get_instrument(survey.instrument_version_id)
    offered = survey_languages.offered(survey)
    code = reading_language.choose(offered)
    faces = [shown.face for shown in survey_languages.faces_in(whole, code) if shown.face]
    asks_face = len(faces) > 1 and (not has_draft or bool(form.start_again.data))
    if form.validate_on_submit() and (form.face.data or not asks_face):
        return redirect(ways.furthest(set_out(survey, form, draft, offered)))
    return render_template(
        "respond/start.html",
        survey=survey,
        instrument=whole if code == whole.language else reading_language.shown_in(survey, code),
        faces=faces,
        offered=offered,
        closes=surveys.closing_time(survey),
        has_draft=has_draft,
        asks_face=asks_face,
        form=form,
    )


@bp.route("/survey/<string:slug>/<string:page_id>", methods=["GET", "POST"])
@public
def page(slug: str, page_id: str) -> ResponseReturnValue:
    draft = find_draft(slug)
    if draft is None and (cookie.sent_reference(slug) or request.method == "GET"):
        return elsewhere(slug, page_id)
    read = draft or begin_again(surveys.get_survey(slug), language=request.form.get("shown_language", ""))
    draft = as_asked(read, page_id)
    asked, is_change = find_page(draft, page_id), "change" in request.args
    form = form_for(asked, draft.answers, face=draft.instrument.face_id)
    if form.validate_on_submit():
        return keep(draft, asked, form, read=read, is_change=is_change)
    if request.method == "GET" and not ways.may_see(draft, asked):
        return redirect(ways.again(draft, page_id))
    answer = render_template(
        "respond/page.html",
        draft=draft,
        page=asked,
        form=form,
        back=ways.before(draft, asked, is_change=is_change),
        progress=progress(draft.instrument, draft.answers, asked),
    )
    return answer, 422 if form.errors else 200


@bp.route("/survey/<string:slug>/answers/check", methods=["GET", "POST"])
@public
def check(slug: str) -> ResponseReturnValue:
    form, token = SendForm(), cookie.token_of(slug)
    if token and form.validate_on_submit():
        return send(slug, token, is_trapped=bool(form.website.data))
    draft = find_draft(slug)
    if draft is None:
        return elsewhere(slug)
    if draft.is_sent or not is_complete(draft.instrument, draft.answers):
        return redirect(ways.furthest(draft))
    pages = path(draft.instrument, draft.answers)
    return render_template("respond/check.html", draft=draft, pages=pages, form=form, page_url=ways.page_url)


@bp.route("/survey/<string:slug>/answers/equality", methods=["GET", "POST"])
@public
def equality(slug: str) -> ResponseReturnValue:
    draft = find_draft(slug)
    if draft is None:
        return elsewhere(slug)
    pages = equality_path(draft.instrument, draft.answers)
    if not draft.is_sent or not pages:
        return redirect(ways.furthest(draft))
    form = EqualityForm()
    if form.validate_on_submit():
        return finish(draft) if form.no_thank_you.data else redirect(ways.page_url(draft, pages[0]))
    return render_template("respond/equality.html", draft=draft, form=form)


@bp.get("/survey/<string:slug>/answers/sent")
@public
def sent(slug: str) -> ResponseReturnValue:
    survey, draft = surveys.get_survey(slug), find_draft(slug)
    if draft and not draft.is_sent:
        return redirect(ways.furthest(draft))
    return render_template(
        "respond/sent.html",
        survey=survey,
        instrument=draft.instrument
        if draft
        else reading_language.shown_in(survey, reading_language.choose(survey_languages.offered(survey))),
        reference=draft.reference if draft else cookie.sent_reference(slug),
        words=receipt_of(draft) if draft else shown_words(slug),
        until=receipts.last_day(survey.wave),
        form=PressForm(),
    )


@bp.get("/survey/<string:slug>/answers/not-here")
@public
def not_here(slug: str) -> ResponseReturnValue:
    """For whoever left quickly, or stopped, and comes back: this device holds nothing."""
    return render_template("respond/not_here.html", survey=surveys.get_survey(slug))


@bp.post("/survey/<string:slug>/answers/clear")
@public
def clear(slug: str) -> ResponseReturnValue:
    """For the next person on a shared tablet."""
    if not PressForm().validate_on_submit():
        return redirect(ways.sent_url(slug))
    cookie.forget(slug)
    cookie.forget_display()
    languages.forget()
    return leaving.cleaned(redirect(ways.start_url(slug)))


# --- steps that several views share ----------------------------------------------------------------------------------


def find_draft(slug: str) -> Draft | None:
    token = cookie.token_of(slug)
    return reading_language.go_on_in(intake.find_draft(slug, token)) if token else None


def begin_again(survey: Survey, *, language: str) -> Draft:
    """From a page whose visit this browser has forgotten: in its face; the default one where it says none there is."""
    faces = surveys.get_instrument(survey.instrument_version_id).faces
    face = next((face.id for face in faces if face.id == request.form.get("shown_face")), "")
    return begin(survey, face=face, language=reading_language.require_offered(survey, language))


def begin(survey: Survey, *, face: str = "", language: str = "", in_place_of: str | None = None) -> Draft:
    slug, group = survey.slug, cookie.group_code()
    token = intake.start(slug, face=face, language=language, in_place_of=in_place_of, group_code=group, seen=survey)
    cookie.remember(slug, token)
    draft = reading_language.go_on_in(intake.find_draft(slug, token))
    if draft is None:
        raise surveys.SurveyUnknown(slug)
    return draft


def find_page(draft: Draft, page_id: str) -> Page:
    """As the face shows it; a page of another face as the whole instrument has it."""
    for instrument in (draft.instrument, draft.whole):
        found = next((page for page in instrument.all_pages if page.id == page_id), None)
        if found is not None:
            return found
    raise faults.PageUnknown(page_id)


def set_out(survey: Survey, form: StartForm, draft: Draft | None, offered: list[str]) -> Draft:
    """Go on with what was begun, or begin: in the face whose card was pressed."""
    token = cookie.token_of(survey.slug)
    if draft is None or draft.is_sent or token is None or form.start_again.data:
        code = form.language.data or ""
        if code and code not in offered:
            raise UnknownLanguage(code)
        whole = surveys.get_instrument(survey.instrument_version_id)
        face = reading_language.face_in(whole, form.face.data or whole.default_face, code or whole.language)
        return begin(survey, face=form.face.data or face, language=code, in_place_of=token)
    code = draft.instrument.language
    return (intake.choose_way(token, face=form.face.data, language=code) if form.face.data else None) or draft


def as_asked(draft: Draft, page_id: str) -> Draft:
    """A page that was sent from another face, in a second tab perhaps, is read as it was asked: no word is lost."""
    is_shown = any(page.id == page_id for page in draft.instrument.all_pages)
    return draft if is_shown or request.method == "GET" else replace(draft, instrument=draft.whole)


def keep(draft: Draft, asked: Page, form: PageForm, *, read: Draft, is_change: bool) -> ResponseReturnValue:
    token = cookie.token_of(draft.survey.slug) or ""
    if draft.instrument.is_equality_page(asked):
        saved = intake.save_equality_page(token, form.answers)
    else:
        saved = intake.save_page(token, form.answers, form.pictures, seen=read)
    if saved is None:
        return redirect(ways.start_url(draft.survey.slug))
    if form.go_to.data == coming_back.LATER and not saved.is_sent:
        return coming_back.give_words(saved.survey.slug)
    leads_away = ways.elsewhere(saved, asked, form.go_to.data, is_change=is_change)
    target = leads_away or ways.after(saved, asked, is_change=is_change)
    return finish(saved) if saved.is_sent and target == ways.sent_url(saved.survey.slug) else redirect(target)


def send(slug: str, token: str, *, is_trapped: bool) -> ResponseReturnValue:
    try:
        draft = intake.submit(token, is_trapped=is_trapped)
    except intake.NotFinished:
        return redirect(ways.check_url(slug))
    if draft is None or draft.survey.slug != slug:
        return redirect(ways.start_url(slug))
    return redirect(ways.furthest(draft)) if draft.instrument.equality_pages else finish(draft)


def finish(draft: Draft) -> ResponseReturnValue:
    """From now on this device shows the reference and nothing that was said."""
    cookie.remember_sent(draft.survey.slug, draft.reference, str(receipt_of(draft) or ""))
    return redirect(ways.sent_url(draft.survey.slug))


def receipt_of(draft: Draft) -> Words | None:
    """The same words however often the page is opened: they come from the token."""
    token = cookie.token_of(draft.survey.slug)
    return Words(locator=draft.locator, secret=receipts.secret_of(token)) if token and draft.locator else None


def shown_words(slug: str) -> Words | None:
    kept = cookie.sent_receipt(slug)
    return secret_words.read(kept) if kept else None


def elsewhere(slug: str, page_id: str = "") -> ResponseReturnValue:
    """No draft on this device: the confirmation where it was sent from here, else the beginning."""
    if cookie.sent_reference(slug):
        return redirect(ways.sent_url(slug))
    survey = surveys.get_survey(slug)
    known = {page.id for page in surveys.get_instrument(survey.instrument_version_id).all_pages}
    if page_id and page_id not in known:
        raise faults.PageUnknown(page_id)
    return redirect(ways.start_url(slug) if cookie.rests() else url_for("respond.not_here", slug=slug))
