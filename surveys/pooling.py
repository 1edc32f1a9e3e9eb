"""What lets the answers of all faces be counted together: every answer of a face is one of the instrument. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import singledispatch

from surveys.conditions import settled
from surveys.pictures import PICTURES
from surveys.questionnaire import Drawing, Instrument, ManyChoices, Number, Page, Question, Ranking, TextQuestion
from surveys.structure import can_be, check_pages
from surveys.tables import Place


def check_face(whole: Instrument, shown: Instrument, place: Place) -> None:
    """Raise BadInstrument where a face cannot be walked, or takes what the instrument would not take."""
    check_pages(shown, place)
    if shown.face and shown.face.picture not in ("", *PICTURES):
        remedy = f"Use one of: {', '.join(sorted(PICTURES))}"
        raise place.inside("face").bad(f"there is no picture {shown.face.picture!r}", remedy)
    for question in shown.questions:
        for fault, remedy in wider(question, whole.question(question.id)):
            raise place.inside(f"question {question.id}").bad(fault, remedy)
    for question_id, value in shown.face.answers.items() if shown.face else ():
        at = place.inside("face")
        if question_id not in {question.id for question in whole.questions}:
            raise at.bad(f"answers names no question: {question_id!r}", "Use the id of a question")
        if not can_be(whole.question(question_id), value):
            raise at.bad(f"{value!r} is never an answer to {question_id}", "Use one of its values")


@singledispatch
def wider(question: Question, whole: Question) -> Iterator[tuple[str, str]]:
    """What this face's question takes and the instrument's does not, with the remedy. A new kind registers its own."""
    return iter(())


@wider.register(ManyChoices)
@wider.register(Ranking)
def _(question: ManyChoices | Ranking, whole: ManyChoices | Ranking) -> Iterator[tuple[str, str]]:
    if whole.most is not None and (question.most is None or question.most > whole.most):
        yield f"most is {question.most}", f"Use {whole.most} or less, as in the instrument"


@wider.register
def _(question: Ranking, whole: Ranking) -> Iterator[tuple[str, str]]:
    if question.places > whole.places:
        yield f"it has {question.places} places", f"Use most = {whole.places} or less, as in the instrument"


@wider.register
def _(question: Drawing, whole: Drawing) -> Iterator[tuple[str, str]]:
    if question.most > whole.most:
        yield f"most is {question.most}", f"Use {whole.most} or less, as in the instrument"


@wider.register
def _(question: TextQuestion, whole: TextQuestion) -> Iterator[tuple[str, str]]:
    if question.max_characters > whole.max_characters:
        yield f"max_characters is {question.max_characters}", f"Use {whole.max_characters} or less"
    if question.may_be_typed_for and not whole.may_be_typed_for:
        yield "it may be typed for somebody, and in the instrument it may not", "Say so in the instrument as well"


@wider.register
def _(question: Number, whole: Number) -> Iterator[tuple[str, str]]:
    if question.least < whole.least or question.most > whole.most:
        yield f"it takes {question.least} to {question.most}", f"Stay within {whole.least} and {whole.most}"


def certain_pages(shown: Instrument) -> Instrument:
    """The face with what is certain in it left out: a page that depends on a question it does not ask is always
    shown or never."""
    asked = frozenset(question.id for question in shown.questions)
    said = shown.face.answers if shown.face else {}

    def kept(pages: tuple[Page, ...]) -> Iterator[Page]:
        for page in pages:
            condition = settled(page.shown_if, asked, said) if page.shown_if is not None else True
            if condition is not False:
                yield (
                    page
                    if condition is True and page.shown_if is None
                    else replace(page, shown_if=None if condition is True else condition)
                )

    return replace(shown, pages=tuple(kept(shown.pages)), equality_pages=tuple(kept(shown.equality_pages)))
