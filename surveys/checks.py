"""What to mend in an instrument before it can be opened. A new rule is a new function and a line in RULES."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from surveys import rules_of_asking, rules_of_translation, rules_of_words
from surveys.loading import load_all
from surveys.problems import Found, Problem, Severity
from surveys.questionnaire import Instrument

__all__ = ["RULES", "Problem", "Severity", "check", "check_all"]

Rule = Callable[[Instrument], Iterator[Found]]

RULES: tuple[Rule, ...] = (
    rules_of_asking.missing_purpose,
    rules_of_asking.missing_privacy,
    rules_of_asking.free_text_before_notice,
    rules_of_asking.free_text_without_notice,
    rules_of_asking.missing_prefer_not_to_say,
    rules_of_asking.required_equality,
    rules_of_asking.dead_ends,
    rules_of_asking.unreachable,
    rules_of_asking.choice_labels,
    rules_of_asking.repeated_labels,
    rules_of_asking.points_without_words,
    rules_of_asking.scale_for_the_audience,
    rules_of_asking.faces_for_the_young,
    rules_of_words.double_questions,
    rules_of_words.reading_age,
    rules_of_words.long_sentences,
    rules_of_words.straight_quotes,
    rules_of_translation.missing_translation,
    rules_of_translation.stale_translation,
)


def check_all() -> list[Problem]:
    """The problems of every shipped instrument."""
    return [problem for instrument in load_all().values() for problem in check(instrument)]


def check(instrument: Instrument) -> list[Problem]:
    """The problems of one instrument and of each of its faces, rule by rule; none when it can be opened."""
    whole = list(_found(instrument))
    of_faces = [(shown.face_id, found) for shown in instrument.variants for found in _found(shown)]
    named = [("", found) for found in whole] + [each for each in of_faces if each[1] not in whole]
    return [
        Problem(
            instrument=instrument.id,
            face=face_id,
            place=found.place,
            message=found.message,
            remedy=found.remedy,
            severity=found.severity,
        )
        for face_id, found in named
    ]


def _found(shown: Instrument) -> Iterator[Found]:
    for rule in RULES:
        yield from rule(shown)
