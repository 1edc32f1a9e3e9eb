"""Answers that came on paper, also late: typed by staff into the same questions, and counted apart (decision 40)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from consult.models.base import utcnow
from consult.models.people import Role
from consult.models.surveys import Survey
from consult.services import confidentiality, intake, reviews, surveys
from consult.services.references import new_reference
from consult.services.surveys import Status
from consult.settings import LONDON
from consult.store import paper as store
from consult.store import people, submissions
from consult.store import reviews as review_store
from consult.store import surveys as survey_store
from consult.store.errors import Conflict, NotFound
from consult.store.paper import Typed
from consult.store.transaction import transaction
from surveys import Answers, Instrument, answers_on_path, equality_answers_on_path, to_json
from surveys.questionnaire import Consent, Page

TYPISTS = (Role.FACILITATOR, Role.STRATEGIST, Role.MANAGER)
SHOWN, MOST_TRIES = 30, 5
WRONGLY = "Typed from paper, and set aside by staff"
NOT_YET = "This survey has not opened yet, so nothing can have come on paper."
NOTHING = "Nothing is filled in yet. Type what is on the sheet"
TOO_EARLY = "The survey opened on {}. Check the day and the year"
TOO_LATE = "This day has not come yet. Enter the day on which it was received"


@dataclass(frozen=True, slots=True)
class Recorded:
    """is_new: False where the same press came twice; the reference is that of the first."""

    reference: str
    is_new: bool
    is_late: bool


def list_surveys() -> list[Survey]:
    """Those that have opened, also those that are closed: the newest wave first."""
    return [survey for survey in surveys.list_surveys() if surveys.status(survey) != Status.NOT_YET]


def get_survey(survey_id: int) -> Survey:
    """Conflict before it opened."""
    survey = survey_store.get_survey_by_id(survey_id)
    if surveys.status(survey) == Status.NOT_YET:
        raise Conflict(NOT_YET)
    return survey


def fault_of_day(survey: Survey, received_on: date) -> str:
    """What is wrong with the day on which it is said to have been received; or nothing."""
    opened = survey.wave.opens_at.astimezone(LONDON).date()
    if received_on > utcnow().astimezone(LONDON).date():
        return TOO_LATE
    return TOO_EARLY.format(f"{opened.day} {opened:%B %Y}") if received_on < opened else ""


def record(
    survey_id: int, instrument: Instrument, answers: Answers, *, received_on: date, once: str, by: int
) -> Recorded:
    """Stored once, with the wish to be screened; without receipt words, because nobody was given any.

    instrument: in the face and language of the sheet. Questions may be left open; all that is written counts, also
    what the page would not have asked for. Conflict where the day cannot be, or nothing is filled in.
    """
    survey = get_survey(survey_id)
    if fault := fault_of_day(survey, received_on) or ("" if is_telling(instrument, answers) else NOTHING):
        raise Conflict(fault)
    is_late = received_on > store.last_day(survey.closed_at, survey.wave.closes_at)
    for _ in range(MOST_TRIES):
        try:
            with transaction():
                if before := store.find_once(once):
                    return Recorded(before, is_new=False, is_late=is_late)
                reference = _store(survey, instrument, answers, received_on=received_on, once=once, by=by)
            return Recorded(reference, is_new=True, is_late=is_late)
        except IntegrityError:  # the same press at the same moment, or the reference is taken
            continue
    raise Conflict("This answer could not be saved just now. Wait a moment and press the button again.")


def is_telling(instrument: Instrument, answers: Answers) -> bool:
    """Something besides having read what happens to answers."""
    asked = (question for page in instrument.all_pages for question in page.questions)
    return any(answers.is_answered(each.id) for each in asked if not isinstance(each, Consent))


def list_newest() -> list[Typed]:
    """The newest that were typed, of the areas that may be seen."""
    return store.list_newest(SHOWN)


def may_set_aside(typed: Typed, *, role: Role, by: int) -> bool:
    return not typed.is_set_aside and (role is Role.MANAGER or typed.typed_by == by)


def set_aside(submission_id: int, *, role: Role, by: int) -> None:
    """Typed wrongly: it counts no more, stays in the ledger apart, and a manager can put it back."""
    with transaction():
        typed = store.get(submission_id)
        if typed.is_set_aside:
            return
        if not may_set_aside(typed, role=role, by=by):
            raise NotFound(f"paper answer {submission_id} was typed by somebody else")
        if not review_store.is_marked(submission_id):
            review_store.add_mark(submission_id, [WRONGLY], None)
        reviews.put_aside(submission_id, is_set_aside=True, why=WRONGLY, by=by)


def _store(survey: Survey, instrument: Instrument, answers: Answers, *, received_on: date, once: str, by: int) -> str:
    said = answers_on_path(instrument, answers).with_answers(_beside(instrument.pages, answers))
    submission = submissions.add(
        visit_id=None,
        reference=new_reference(),
        survey_id=survey.id,
        version_id=instrument.version,
        audience=survey.audience,
        area=intake.area_of(said),
        answers=to_json(said),
        submitted_at=utcnow(),
        notice=confidentiality.notice(instrument, survey),
        face=instrument.face_id,
        language=instrument.language,
    )
    store.add(submission.id, received_on=received_on, by=by, once=once)
    intake.add_comments(instrument, said, submission, said_on=received_on)
    equality = equality_answers_on_path(instrument, answers)
    if any(equality.is_answered(key) for key in equality):
        submissions.add_equality_answers(submission.id, to_json(equality))
    people.record(user_id=by, action="paper answer typed", subject=f"submission {submission.id}")
    return submission.reference


def _beside(pages: Iterable[Page], answers: Answers) -> Answers:
    """What is written on the sheet, on whatever path; not a question passed over, or a box not ticked."""
    asked = [question.id for page in pages for question in page.asked]
    return answers.only([key for key in asked if answers.is_answered(key) and answers[key] is not False])
