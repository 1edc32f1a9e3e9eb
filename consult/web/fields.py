"""A question → the WTForms field that asks it. What was typed stays as it was typed; surveys.parse is the judge.

A new kind of question is a new function here and a macro of its name in components/questions.html.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import singledispatch
from itertools import takewhile
from typing import Any

from wtforms import Field, ValidationError

from consult.web.languages import say
from surveys import (
    BadAnswer,
    Choice,
    Consent,
    LongText,
    ManyChoices,
    Mark,
    Number,
    OneChoice,
    Question,
    Ranking,
    Scale,
    ShortText,
    Value,
    as_submitted,
    is_hidden,
    parse,
    parse_again,
    picture_of,
)
from surveys.answers import AGREE, REFUSE
from surveys.questionnaire import ChoiceQuestion, TextQuestion

WARN_FROM = 75  # per cent of the room for an answer: only then is it counted on the page
PLURALS = ("zero", "one", "two", "few", "many", "other")  # of the languages of the world


class AnswerField(Field):
    """The field of one question. `typed` is what the browser sent or would send; `data` is the answer."""

    def __init__(self, question: Question, **more: Any) -> None:
        super().__init__(label=question.text, description=question.hint, **more)
        self.question = question
        self.typed: list[str] = []
        self.before: Value | None = None

    @property
    def macro(self) -> str:
        """The macro in components/questions.html that shows this kind."""
        return self.question.kind.replace("-", "_")

    def labelled(self, is_heading: bool, **more: Any) -> dict[str, Any]:
        """What the GOV.UK components with one label want."""
        return {
            "id": self.id,
            "name": self.name,
            "value": "\n".join(self.typed),
            "label": _heading(self.question.text, "govuk-label", is_heading),
            "hint": {"text": self.question.hint} if self.question.hint else None,
            "errorMessage": _error(self),
            **more,
        }

    @property
    def is_open(self) -> bool:
        """Nothing was chosen or written yet."""
        return not any(text.strip() for text in self.typed)

    @property
    def has_hidden_answer(self) -> bool:
        """It was answered in another face, in a way that this one does not show."""
        return is_hidden(self.question, self.before)

    def process_data(self, value: Any) -> None:
        self.before = value
        self.typed = as_submitted(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.typed = [str(value) for value in valuelist]

    def pre_validate(self, form: Any) -> None:
        try:
            self.data = parse(self.question, []) if form.is_skipped else self._parsed(form)
        except BadAnswer as error:
            raise ValidationError(error.message) from error

    def _parsed(self, form: Any) -> Value | None:
        if form.is_going_elsewhere and self.is_open and not self._was_emptied:
            return self.before  # on the way to another page nobody has to answer first
        return parse_again(self.question, self.typed, self.before)

    @property
    def _was_emptied(self) -> bool:
        """Something was there, was shown, and was taken away."""
        return self.question.is_optional and self.before is not None and not self.has_hidden_answer


class ChoiceField(AnswerField):
    """One or more of several choices."""

    choices: Sequence[Choice]

    def __init__(self, question: Question, *, choices: Sequence[Choice], **more: Any) -> None:
        super().__init__(question, **more)
        self.choices = choices

    def group(self, is_heading: bool) -> dict[str, Any]:
        """What the GOV.UK components with several labels in a fieldset want."""
        items = self.items
        return {
            "idPrefix": self.id,
            "name": self.name,
            "items": items,
            "classes": " ".join(_looks(self.question, items)),
            "fieldset": {"legend": _heading(self.question.text, "govuk-fieldset__legend", is_heading)},
            "hint": {"text": self.question.hint} if self.question.hint else None,
            "errorMessage": _error(self),
        }

    @property
    def items(self) -> list[dict[str, Any]]:
        """As the GOV.UK components want them; what stands apart comes after an “or”."""
        apart = [choice for choice in self.choices if choice.off_scale or choice.exclusive]
        beside = [choice for choice in self.choices if choice not in apart]
        between = [{"divider": say("or")}] if beside and apart else []
        return [*map(self._item, beside), *between, *map(self._item, apart)]

    def _item(self, choice: Choice) -> dict[str, Any]:
        item: dict[str, Any] = {"value": choice.value, "text": choice.text, "checked": choice.value in self.typed}
        if choice.hint:
            item["hint"] = {"text": choice.hint}
        if choice.exclusive:
            item["behaviour"] = "exclusive"
        if picture := picture_of(self.question, choice):
            item["picture"] = picture
        return item


class RankingField(ChoiceField):
    """A place for each rank, the first for what matters most; filled in any order."""

    question: Ranking

    @property
    def places(self) -> list[dict[str, Any]]:
        """The selects, as they were left. Choices have pictures for the script that shows them as buttons."""
        return [self._place(number) for number in range(self.question.places)]

    def _place(self, number: int) -> dict[str, Any]:
        taken = self.typed[number] if number < len(self.typed) else ""
        chosen = [
            {"value": one.value, "text": one.text, "selected": one.value == taken, "picture": one.picture}
            for one in self.choices
        ]
        return {
            "id": self.id if number == 0 else f"{self.id}-{number + 1}",
            "name": self.name,
            "label": {"text": say("Number {place}", place=number + 1)},
            "items": [{"value": "", "text": "–"}, *chosen],
        }


class MarkField(AnswerField):
    """A box beside another field, ticked or not."""

    macro = "mark"

    def box(self) -> dict[str, Any]:
        item = {"value": AGREE, "text": say(self.question.text), "checked": bool(self.typed) and self.typed != [REFUSE]}
        return {"idPrefix": self.id, "name": self.name, "items": [item], "classes": "app-mark"}


class TextField(AnswerField):
    """Free words. They are counted near the end of the room, and typing is never stopped."""

    question: TextQuestion

    def counted(self, is_heading: bool, **more: Any) -> dict[str, Any]:
        room = self.question.max_characters
        count = {
            "maxlength": room,
            "threshold": WARN_FROM,
            "rows": 6,
            "textareaDescriptionText": say("There is room for {room} characters.", room=room),
        }
        return self.labelled(is_heading, **count, **counting(), **more)


def counting() -> dict[str, Any]:
    """What is said while somebody writes, near the end of the room. In one form for every number."""
    left, over = say("Characters left: %{count}"), say("Characters too many: %{count}")
    return {
        "charactersUnderLimitText": dict.fromkeys(PLURALS, left),
        "charactersAtLimitText": say("There is no room left"),
        "charactersOverLimitText": dict.fromkeys(PLURALS, over),
    }


def _error(field: AnswerField) -> dict[str, str] | None:
    return {"text": say(field.errors[0]), "visuallyHiddenText": say("Error")} if field.errors else None


def _looks(question: Question, items: list[dict[str, Any]]) -> Iterator[str]:
    """Pictures beside words; a row of cards where each of the choices that belong together has one."""
    together = list(takewhile(lambda item: "divider" not in item, items))
    if isinstance(question, Scale):
        yield f"app-scale app-scale--{len(question.points)}"
    elif together and all("picture" in item for item in together):
        yield "app-cards-of-choices"
    if any("picture" in item for item in items):
        yield "app-pictured"


def _heading(text: str, block: str, is_heading: bool) -> dict[str, Any]:
    return {"text": text, "classes": f"{block}--{'l' if is_heading else 'm'}", "isPageHeading": is_heading}


@singledispatch
def field_for(question: Question) -> AnswerField:
    """The field of this kind of question."""
    raise TypeError(f"no field for {type(question).__name__}")


@field_for.register(OneChoice)
@field_for.register(Scale)
@field_for.register(ManyChoices)
def _(question: ChoiceQuestion) -> AnswerField:
    return ChoiceField(question, choices=question.choices, name=question.id)


@field_for.register
def _(question: Ranking) -> AnswerField:
    return RankingField(question, choices=question.choices, name=question.id)


@field_for.register
def _(question: Mark) -> AnswerField:
    return MarkField(question, name=question.id)


@field_for.register(ShortText)
@field_for.register(LongText)
def _(question: TextQuestion) -> AnswerField:
    return TextField(question, name=question.id)


@field_for.register
def _(question: Number) -> AnswerField:
    return AnswerField(question, name=question.id)


@field_for.register
def _(question: Consent) -> AnswerField:
    agree = Choice(value=AGREE, text=question.agree_text)
    refuse = [Choice(value=REFUSE, text=question.refuse_text)] if question.refuse_text else []
    return ChoiceField(question, choices=[agree, *refuse], name=question.id)
