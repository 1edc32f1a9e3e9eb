"""What a survey promises about who may find out who answered: one of two honest modes, and the words that match it.

The mode is chosen before a survey opens and stays; the words of each mode are part of the versioned instrument.
"""

from __future__ import annotations

from consult.models.surveys import Confidentiality, Survey
from consult.store.errors import Conflict
from surveys import Answers, Instrument

FIXED = (
    "This survey has opened with the promise “{}”, and people have relied on it. It cannot be changed any more: "
    "open another survey instead."
)
NO_WORDS = (
    "The survey for {} has no words for the promise “{}”. Write them under [privacy] as {} = […], then open the survey."
)
KEYS = {Confidentiality.ANONYMOUS: "anonymous", Confidentiality.WITH_LIMITS: "confidentiality"}


def promise(instrument: Instrument, mode: Confidentiality) -> tuple[str, ...]:
    """The sentences that respondents read before the first question, for this mode."""
    words: tuple[str, ...] = getattr(instrument.privacy, KEYS[mode])
    return words


def require_words(instrument: Instrument, mode: Confidentiality) -> None:
    """Conflict where a survey would open without saying what its mode is."""
    if not promise(instrument, mode):
        raise Conflict(NO_WORDS.format(instrument.audience, mode.value, KEYS[mode]))


def notice(instrument: Instrument, survey: Survey) -> str:
    """What is kept with answers: which promise was read, in which words."""
    return f"{survey.confidentiality.value}, {instrument.privacy.version}"


def is_accepted(instrument: Instrument, answers: Answers) -> bool:
    """The page with the promise has been read and agreed to."""
    told = [question.id for page in instrument.pages if page.shows_privacy for question in page.questions]
    return any(answers.get(question_id) is True for question_id in told)
