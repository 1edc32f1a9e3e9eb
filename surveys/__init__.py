"""What we ask. Standard library only; no web, no database.

    instruments/*/*.toml → load_all() → Instrument → show(instrument, face) → path(instrument, answers)
        → parse(question, raw) → Answers
    check(instrument) → what to mend before a survey can be opened

The words are in `instruments/`; the values in `questionnaire`; one rule per module beside it.
"""

from surveys.answers import SKIPPED, Answers, BadAnswer, Value, from_json, to_json
from surveys.checks import Problem, check, check_all
from surveys.faces import UnknownFace, UnknownLanguage, carried_over, page_like, show
from surveys.keeping import is_hidden, parse_again, wording_of
from surveys.loading import BadInstrument, load, load_all, loads
from surveys.parsing import parse
from surveys.pictures import picture_of
from surveys.questionnaire import (
    PREFER_NOT_TO_SAY,
    Audience,
    Choice,
    Consent,
    Drawing,
    Face,
    Instrument,
    LongText,
    Look,
    ManyChoices,
    Mark,
    Number,
    OneChoice,
    Page,
    Privacy,
    Purpose,
    Question,
    Ranking,
    Scale,
    Section,
    ShortText,
)
from surveys.routing import (
    Progress,
    answers_on_path,
    equality_answers_on_path,
    equality_path,
    first_unanswered,
    is_complete,
    page_after,
    page_before,
    path,
    progress,
)
from surveys.sources import list_sources
from surveys.wording import as_submitted, display, missing_words

__all__ = [
    "PREFER_NOT_TO_SAY",
    "SKIPPED",
    "Answers",
    "Audience",
    "BadAnswer",
    "BadInstrument",
    "Choice",
    "Consent",
    "Drawing",
    "Face",
    "Instrument",
    "LongText",
    "Look",
    "ManyChoices",
    "Mark",
    "Number",
    "OneChoice",
    "Page",
    "Privacy",
    "Problem",
    "Progress",
    "Purpose",
    "Question",
    "Ranking",
    "Scale",
    "Section",
    "ShortText",
    "UnknownFace",
    "UnknownLanguage",
    "Value",
    "answers_on_path",
    "as_submitted",
    "carried_over",
    "check",
    "check_all",
    "display",
    "equality_answers_on_path",
    "equality_path",
    "first_unanswered",
    "from_json",
    "is_complete",
    "is_hidden",
    "list_sources",
    "load",
    "load_all",
    "loads",
    "missing_words",
    "page_after",
    "page_before",
    "page_like",
    "parse",
    "parse_again",
    "path",
    "picture_of",
    "progress",
    "show",
    "to_json",
    "wording_of",
]
