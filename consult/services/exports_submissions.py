"""Submissions as a table for a spreadsheet, and the codebook that says what its columns mean.

Left out: test submissions and equality answers. Words that the safeguarding lead withholds are replaced.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from analysis.cells import BYTE_ORDER_MARK, csv_lines
from consult.services import surveys
from consult.settings import LONDON
from consult.store import areas, paper, people
from consult.store import exports_submissions as store
from consult.store import surveys as surveys_store
from consult.store.exports_submissions import SubmissionToExport
from consult.store.transaction import transaction
from surveys import SKIPPED, Answers, Instrument, Question, Value, from_json
from surveys.questionnaire import ChoiceQuestion, Consent, Drawing, Mark, Ranking

ABOUT = (
    "submission_id",
    "submitted_on",
    "survey_audience",
    "survey_area",
    "wording_version",
    "face",
    "language",
    "came_by",
    "received_on",
)
CODEBOOK = ("question_id", "kind", "wording", "choices", "wording_version", "face")
WITHHELD, SKIPPED_CELL = "[withheld]", "[skipped]"
SEPARATOR = "; "
Row = Sequence[str]


def export_submissions(survey_id: int, *, by: int | None) -> Iterator[bytes]:
    """The file piece by piece, of the areas that may be seen; that it was taken is written down first."""
    _record(survey_id, "submissions exported", by=by)
    return as_csv(submission_rows(survey_id, within=areas.limits()))


def export_codebook(survey_id: int, *, by: int | None) -> Iterator[bytes]:
    _record(survey_id, "codebook exported", by=by)
    return as_csv(codebook_rows(survey_id))


def submission_rows(survey_id: int, *, within: Collection[str] = ()) -> Iterator[Row]:
    """The head first, then one row per submission. A question that was not reached is empty. within: areas, or all."""
    versions, survey = _instruments(survey_id), surveys_store.get_survey_by_id(survey_id)
    closed_on = paper.last_day(survey.closed_at, survey.wave.closes_at)
    columns = _columns(versions.values())
    asked = (question for instrument in versions.values() for question in _questions(instrument))
    drawn = {question.id for question in asked if isinstance(question, Drawing)}
    yield (*ABOUT, *columns)
    for submission in store.stream_submissions(survey_id, within=within):
        yield _row(submission, columns, drawn, closed_on)


def codebook_rows(survey_id: int) -> Iterator[Row]:
    """One row per question and wording it was asked in, the survey's own wording first; then as each face words it."""
    yield CODEBOOK
    for version, instrument in _instruments(survey_id).items():
        for shown in (instrument, *instrument.variants):
            for question in _questions(shown):
                yield (question.id, question.kind or "mark", question.text, _choices(question), version, shown.face_id)


def as_csv(rows: Iterable[Row]) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK.encode()
    yield from (line.encode("utf-8", "replace") for line in csv_lines(rows))


def _row(submission: SubmissionToExport, columns: Sequence[str], drawn: Collection[str], closed_on: date) -> Row:
    answers = from_json(submission.answers)
    for key in drawn:
        names = answers.get(key)
        answers = answers.with_answer(key, len(names)) if isinstance(names, tuple) else answers
    about = (
        str(submission.id),
        submission.submitted_at.astimezone(LONDON).date().isoformat(),
        submission.audience,
        submission.area,
        submission.instrument_version_id,
        submission.face,
        submission.language,
        *_arrival(submission, closed_on),
    )
    return (*about, *(WITHHELD if key in submission.withheld else _cell(answers, key) for key in columns))


def _arrival(submission: SubmissionToExport, closed_on: date) -> tuple[str, str]:
    """By which way, and the day on which it was received."""
    if submission.received_on is None:
        return "online", submission.submitted_at.astimezone(LONDON).date().isoformat()
    return "paper, late" if submission.received_on > closed_on else "paper", submission.received_on.isoformat()


def _cell(answers: Answers, question_id: str) -> str:
    value: Value | None = answers.get(question_id)
    if value is None:
        return ""
    if value is SKIPPED:
        return SKIPPED_CELL
    if isinstance(value, bool):
        return "yes" if value else "no"
    return SEPARATOR.join(value) if isinstance(value, tuple) else str(value)


def _instruments(survey_id: int) -> dict[str, Instrument]:
    """By version, the survey's own first."""
    surveys_store.get_survey_by_id(survey_id)
    return {version: surveys.get_instrument(version) for version in store.list_versions(survey_id)}


def _columns(instruments: Iterable[Instrument]) -> tuple[str, ...]:
    """The newest wording's order; questions that only older wordings asked come after."""
    return tuple(dict.fromkeys(question.id for instrument in instruments for question in _questions(instrument)))


def _questions(instrument: Instrument) -> Iterator[Question]:
    """Without the equality questions, which are kept apart and never leave with the rest."""
    return (question for page in instrument.pages for question in page.asked)


def _choices(question: Question) -> str:
    if isinstance(question, Drawing):
        return "how many pictures; they never leave with a file"
    if isinstance(question, Mark):
        return f"yes = {question.text}"
    if isinstance(question, ChoiceQuestion):
        order = "in order, what matters most first: " if isinstance(question, Ranking) else ""
        return order + SEPARATOR.join(f"{choice.value} = {choice.text}" for choice in question.choices)
    if isinstance(question, Consent):
        return SEPARATOR.join(filter(None, (f"yes = {question.agree_text}", _refusal(question))))
    return ""


def _refusal(question: Consent) -> str:
    return f"no = {question.refuse_text}" if question.refuse_text else ""


def _record(survey_id: int, action: str, *, by: int | None) -> None:
    with transaction():
        surveys_store.get_survey_by_id(survey_id)
        people.record(user_id=by, action=action, subject=f"survey {survey_id}")
