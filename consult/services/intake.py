"""Takes answers in: a draft after every page, one submission at the end, equality answers apart. Nothing is lost."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from consult import counters
from consult.languages import ENGLISH
from consult.models.base import utcnow
from consult.models.submissions import Submission
from consult.models.surveys import Survey
from consult.services import confidentiality, drawing_answers, receipts, reviews
from consult.services import surveys as survey_service
from consult.services.drawing_answers import NewPicture
from consult.services.references import new_reference
from consult.services.surveys import SurveyClosed
from consult.settings import AREAS
from consult.store import comments, group_links, left_drafts, submissions, visits
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from surveys import (
    Answers,
    Instrument,
    Value,
    answers_on_path,
    carried_over,
    equality_answers_on_path,
    from_json,
    is_complete,
    show,
    to_json,
)
from surveys.questionnaire import TextQuestion
from surveys.translating import languages

GRACE = timedelta(hours=24)  # for those who had begun before the survey closed
MOST_TRIES = 5
MOST_SAVES = 1000  # of one visit: a survey has some twenty pages
NotStored = SQLAlchemyError  # the place where answers are kept cannot be reached, or refuses


class TooOften(Exception):
    """Pages of this visit were saved more often than any person would; it can still be sent."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class NotFinished(Exception):
    """A page before the check still waits for an answer."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A visit as it stands: the wording it began with, what was said so far, its reference once it is sent.

    `instrument` is what its face shows; `whole` has every face, for changing to another.
    """

    visit_id: int | None
    survey: Survey
    whole: Instrument
    instrument: Instrument
    answers: Answers
    submission_id: int | None = None
    reference: str = ""
    locator: str = ""  # of its receipt
    version: visits.Version | None = None  # by which to see whether it changed since it was read

    @property
    def is_sent(self) -> bool:
        return self.submission_id is not None

    @property
    def promise(self) -> tuple[str, ...]:
        """What this survey promises about who may find out who answered."""
        return confidentiality.promise(self.instrument, self.survey.confidentiality)


def start(
    slug: str,
    *,
    face: str = "",
    language: str = "",
    in_place_of: str | None = None,
    group_code: str = "",
    seen: Survey | None = None,
) -> str:
    """Begin a draft and return the token for the browser's cookie. A given-up draft is deleted.

    group_code: of the link somebody came by. UnknownFace, UnknownLanguage where the survey has none such; empty is
    its default. seen: the survey as this request has read it.
    """
    survey = seen or survey_service.get_survey(slug)
    survey_service.require_open(survey)
    shown = survey_service.get_shown(survey.instrument_version_id, face, language)
    token = secrets.token_urlsafe(32)
    with transaction():
        if in_place_of:
            visits.remove_unsent(hash_token(in_place_of))
        visit_id = visits.add(
            token_hash=hash_token(token),
            survey_id=survey.id,
            instrument_version_id=survey.instrument_version_id,
            face=shown.face_id,
            language=shown.language,
        )
        if group_code:
            group_links.arrive(group_code, survey_id=survey.id, visit_id=visit_id)
    return token


def find_draft(slug: str, token: str) -> Draft | None:
    """SurveyClosed where it was not sent in time."""
    found = visits.find(hash_token(token))
    return _draft(found) if found and found.visit.survey.slug == slug else None


def save_page(
    token: str, values: Mapping[str, Value], pictures: Iterable[NewPicture] = (), *, seen: Draft | None = None
) -> Draft | None:
    """Keep what was said on one page, with the pictures that its answers name.

    seen: the draft as this request has read it; where nobody has changed it since, it is not read again. A sent draft
    stays as it was sent; None where there is no such draft.
    """
    with transaction():
        kept = _keep(seen, values) if seen and not seen.is_sent else None
        if kept is None:
            found = visits.find_for_change(hash_token(token))
            draft = _draft(found) if found else None
            if draft is None or draft.is_sent:
                return draft
            kept = _keep(draft, values)
        if kept is None or kept.visit_id is None:
            raise Conflict("Your answers could not be saved just now. Wait a moment and press the button again.")
        drawing_answers.keep(kept.whole, kept.visit_id, values, pictures)
    return kept


def choose_way(token: str, *, face: str, language: str = "") -> Draft | None:
    """Go on in another face or language; every answer stays. None where there is no draft.

    A sent draft stays as it was sent. UnknownFace, UnknownLanguage where the survey has none such.
    """
    with transaction():
        found = visits.find_for_change(hash_token(token))
        draft = _draft(found) if found else None
        if found is None or draft is None or draft.is_sent:
            return draft
        shown = show(draft.whole, face, language or _language_kept(draft, face))
        answers = carried_over(draft.instrument.face, draft.answers)
        found.visit.face, found.visit.language = shown.face_id, shown.language
        visits.save_answers(found.visit, to_json(answers))
    return replace(draft, instrument=shown, answers=answers)


def rested(token: str) -> timedelta:
    """How long ago something was saved in this draft; nothing where there is none."""
    found = visits.find(hash_token(token))
    return utcnow() - found.visit.saved_at if found and found.submission_id is None else timedelta(0)


def touch(token: str) -> None:
    """Somebody says that it is still them."""
    with transaction():
        found = visits.find_for_change(hash_token(token))
        if found and found.submission_id is None:
            found.visit.saved_at = utcnow()


def leave(token: str) -> None:
    """Delete the draft behind this token. What was sent stays: nobody can be shown it any more from here."""
    with transaction():
        visits.remove_unsent(hash_token(token))


def submit(token: str, *, is_trapped: bool = False) -> Draft | None:
    """Send the draft, once: whoever sends it again gets the same reference.

    is_trapped: something filled a field that no person sees; it is stored all the same, and marked (services/reviews).
    """
    secret_hash = receipts.hash_secret(receipts.secret_of(token))  # slow on purpose: before anybody has to wait for it
    for _ in range(MOST_TRIES):
        try:
            return _submit(token, secret_hash, is_trapped=is_trapped)
        except IntegrityError:  # sent at the same moment by another press, or the reference is taken
            continue
    raise Conflict("Your answers could not be sent just now. Wait a moment and press the button again.")


def record(
    survey: Survey, answers: Answers, *, submitted_at: datetime, equality: Answers | None = None, face: str = ""
) -> Draft:
    """A finished questionnaire that came in another way than page by page: the demonstration's."""
    whole = survey_service.get_instrument(survey.instrument_version_id)
    draft = Draft(visit_id=None, survey=survey, whole=whole, instrument=show(whole, face), answers=answers)
    if not is_complete(draft.instrument, answers):
        raise NotFinished
    with transaction():
        sent = _send(draft, submitted_at)
        if equality and sent.submission_id is not None:
            submissions.add_equality_answers(sent.submission_id, to_json(equality))
    return sent


def save_equality_page(token: str, values: Mapping[str, Value]) -> Draft | None:
    """Keep the equality answers of one page with what was sent, but apart from it."""
    with transaction():
        found = visits.find_for_change(hash_token(token))
        draft = _draft(found) if found else None
        if draft is None or draft.submission_id is None:
            return draft
        before = submissions.find_equality_answers(draft.submission_id)  # as it is now that it is our turn
        answers = draft.answers.with_answers({**from_json(before or {}), **values})
        save = submissions.add_equality_answers if before is None else submissions.replace_equality_answers
        save(draft.submission_id, to_json(equality_answers_on_path(draft.instrument, answers)))
    return replace(draft, answers=answers)


def hash_token(token: str) -> str:
    """Tokens have 256 random bits, so a plain hash is enough (ASVS 6.5.2)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def area_of(said: Answers) -> str:
    """Where somebody says to live; “not-said” where it is none of ours."""
    area = said.get("area")
    return area if isinstance(area, str) and area in AREAS else "not-said"


def add_comments(instrument: Instrument, said: Answers, submission: Submission, *, said_on: date) -> None:
    """One for each open answer that says something, each with the wish to be screened; inside a transaction."""
    comments.add_all(_comments(instrument, said, submission, said_on))


# --- inside ----------------------------------------------------------------------------------------------------------


def _draft(found: visits.Found) -> Draft:
    visit = found.visit
    if found.submission_id is None:
        _require_time(visit.survey)
    whole = survey_service.get_instrument(visit.instrument_version_id)
    return Draft(
        visit_id=visit.id,
        survey=visit.survey,
        whole=whole,
        instrument=survey_service.get_shown(whole.version, visit.face, visit.language),
        answers=from_json({**visit.answers, **(found.sent_answers or {}), **(found.equality_answers or {})}),
        submission_id=found.submission_id,
        reference=found.reference or "",
        locator=found.locator or "",
        version=visits.Version(visit.id, visit.token_hash, visit.saved_at, visit.saves, visit.notice),
    )


def _keep(draft: Draft, values: Mapping[str, Value]) -> Draft | None:
    """With what was said on one page; None where somebody changed the draft since it was read."""
    known = draft.version
    if known is None:
        return None
    if known.saves >= MOST_SAVES:
        raise TooOften(draft.survey.slug)
    answers, notice = draft.answers.with_answers(values), known.notice
    if not notice and confidentiality.is_accepted(draft.instrument, answers):
        notice = confidentiality.notice(draft.instrument, draft.survey)
    saves = known.saves + bool(values)
    is_kept = visits.save_unless_changed(known, to_json(answers), notice=notice, saves=saves)
    return replace(draft, answers=answers, version=None) if is_kept else None


def _language_kept(draft: Draft, face: str) -> str:
    """The language of the draft where the other face has it too, else that face's own."""
    language = draft.instrument.language
    return language if language in languages(show(draft.whole, face)) else ""


def _require_time(survey: Survey) -> None:
    if utcnow() >= survey_service.closing_time(survey) + GRACE:
        raise SurveyClosed(survey)


def _submit(token: str, secret_hash: str, *, is_trapped: bool) -> Draft | None:
    with transaction():
        found = visits.find_for_change(hash_token(token))
        draft = _draft(found) if found else None
        if found is None or draft is None or draft.is_sent:
            return draft
        if not is_complete(draft.instrument, draft.answers):
            raise NotFinished
        sent = _send(draft, utcnow())
        sent = replace(sent, locator=receipts.issue(sent.submission_id or 0, secret_hash))
        reviews.look_at(sent.submission_id or 0, found, draft, is_trapped=is_trapped)
        if found.left_id is not None:
            left_drafts.remove_of(found.visit.id)
        visits.save_answers(found.visit, {})
    counters.submission(draft.survey.audience)
    return sent


def _send(draft: Draft, submitted_at: datetime) -> Draft:
    """The submission and its comments, in the transaction that is open."""
    said = answers_on_path(draft.instrument, draft.answers)
    submission = submissions.add(
        visit_id=draft.visit_id,
        reference=new_reference(),
        survey_id=draft.survey.id,
        version_id=draft.instrument.version,
        audience=draft.survey.audience,
        area=area_of(said),
        answers=to_json(said),
        submitted_at=submitted_at,
        notice=confidentiality.notice(draft.instrument, draft.survey),
        face=draft.instrument.face_id,
        language=draft.instrument.language,
    )
    add_comments(draft.instrument, said, submission, said_on=submitted_at.date())
    if draft.visit_id is not None:
        drawing_answers.send(draft.whole, draft.visit_id, submission.id, said, draft.answers)
    return replace(draft, submission_id=submission.id, reference=submission.reference)


def _in_english(instrument: Instrument) -> Instrument:
    """The same face in the language it is written in: screening and analysis read questions in English."""
    return (
        instrument
        if instrument.language == ENGLISH
        else survey_service.get_shown(instrument.version, instrument.face_id)
    )


def _comments(instrument: Instrument, said: Answers, submission: Submission, said_on: date) -> Iterator[dict[str, Any]]:
    asked = {question.id: question for question in _in_english(instrument).questions}
    for question_id, text in said.items():
        question = asked.get(question_id)
        if isinstance(question, TextQuestion) and isinstance(text, str) and text:
            yield {
                "submission_id": submission.id,
                "question_id": question.id,
                "question": question.text,
                "audience": submission.audience,
                "area": submission.area,
                "text": text,
                "said_on": said_on,
                "source": "survey",
                "may_quote": said.get("may-quote") is True,
            }
