"""Which pages no respondent can ever reach, found by trying every answer that some condition asks about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import singledispatch
from itertools import combinations, islice, product

from surveys.answers import SKIPPED, Value
from surveys.questionnaire import ChoiceQuestion, Consent, Instrument, ManyChoices, Page, Question
from surveys.routing import equality_path, path
from surveys.structure import parts_of

MOST_TRIALS = 20_000


def unreachable_pages(instrument: Instrument) -> list[Page]:
    """In page order. A page whose conditions are too many to try out is taken as reachable."""
    return [page for page in instrument.all_pages if page.shown_if is not None and not is_reachable(instrument, page)]


def is_reachable(instrument: Instrument, page: Page) -> bool:
    asked = asked_values(instrument, page)
    ids = list(asked)
    options = [trial_values(instrument.question(question_id), asked[question_id]) for question_id in ids]
    trials = product(*options)
    for trial in islice(trials, MOST_TRIALS):
        answers = dict(zip(ids, trial, strict=True))
        if page in path(instrument, answers) or page in equality_path(instrument, answers):
            return True
    return next(trials, None) is not None


def asked_values(instrument: Instrument, page: Page) -> dict[str, set[str | int | bool]]:
    """The questions that decide whether this page is shown, directly or through another page, and their values."""
    asked: dict[str, set[str | int | bool]] = {}
    waiting = [page]
    while waiting:
        for part in parts_of(waiting.pop().shown_if):
            if part.question_id not in asked:
                waiting.append(instrument.page_of(part.question_id))
            asked.setdefault(part.question_id, set()).update(part.values)
    return asked


@singledispatch
def trial_values(question: Question, values: Iterable[str | int | bool]) -> tuple[Value, ...]:
    """Enough different answers to make every claim about this question true and false."""
    return (*values, SKIPPED)


@trial_values.register
def _(question: ChoiceQuestion, values: Iterable[str | int | bool]) -> tuple[Value, ...]:
    others = [choice.value for choice in question.choices if choice.value not in set(values)]
    return (*values, *others[:1], *_skip(question))


@trial_values.register
def _(question: ManyChoices, values: Iterable[str | int | bool]) -> tuple[Value, ...]:
    return (*_sets(question, {str(value) for value in values}), *_skip(question))


@trial_values.register
def _(question: Consent, values: Iterable[str | int | bool]) -> tuple[Value, ...]:
    return (True, *([False] if question.refuse_text else []), *_skip(question))


def _skip(question: Question) -> tuple[Value, ...]:
    return (SKIPPED,) if question.is_optional else ()


def _sets(question: ManyChoices, values: set[str]) -> Iterator[tuple[str, ...]]:
    """The sets that can be chosen together, and one that has none of the values."""
    alone = {choice.value for choice in question.choices if choice.exclusive}
    others = [choice.value for choice in question.choices if choice.value not in values]
    yield from ((value,) for value in (*sorted(values & alone), *others[:1]))
    together = sorted(values - alone)
    for size in range(1, min(question.most or len(together), len(together)) + 1):
        yield from combinations(together, size)
