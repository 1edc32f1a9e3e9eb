"""What a facilitator prints before an event: what to say first, prompts, boxes to tally, codes for flipcharts, a QR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.models.listening import EventPrompt, ListeningEvent, Method
from consult.models.surveys import Survey
from consult.services import confidentiality, event_links, event_planning, event_prompts, event_room, surveys

TABLES = {Method.TABLE: "ABCDEF"}
FEW_TABLES = "AB"
SHORT, MIDDLE = 60, 140  # characters that fit in very big and in big letters
SAY_FIRST = (
    "Thank you for coming. We want to hear what you think. It goes into our plan for children and families.",
    "You do not have to say anything. You can be silent, leave, or stop when you like, and nobody will mind.",
    "We write down what is said, and never who said it. Please do not say other people’s names.",
    "There is one thing we cannot keep to ourselves: if somebody is being hurt or is not safe, we have to tell the "
    "people whose job it is to keep children safe. You can also talk to one of us alone, today.",
    "At the end we read back what we heard, and you can change it.",
)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """survey: what those are asked who would rather write; code: of the group link that was chosen for them."""

    event: ListeningEvent
    prompts: tuple[EventPrompt, ...]
    tables: tuple[str, ...]
    leaders: tuple[str, ...]
    scribes: tuple[str, ...]
    survey: Survey | None
    code: str
    promise: tuple[str, ...]
    ages: tuple[str, ...]
    groups: tuple[str, ...]


def put_together(event: ListeningEvent) -> Pack:
    survey = event_links.find_survey(event)
    is_asked = survey is not None and surveys.status(survey) != surveys.Status.CLOSED
    link = event_links.find_link(event)
    return Pack(
        event=event,
        prompts=tuple(event_prompts.list_prompts(event.id)),
        tables=tuple(TABLES.get(event.method, FEW_TABLES)),
        leaders=_names(event, "facilitators"),
        scribes=_names(event, "scribes"),
        survey=survey if is_asked else None,
        code=link.code if link and is_asked else "",
        promise=_promise(survey) if survey and is_asked else (),
        ages=tuple(event_room.AGES.values()),
        groups=tuple(event_room.GROUPS.values()),
    )


def size_of(words: str) -> str:
    """How big a prompt can be printed so that it fits on one sheet."""
    return "largest" if len(words) <= SHORT else "large" if len(words) <= MIDDLE else "middle"


def _promise(survey: Survey) -> tuple[str, ...]:
    """In the words of its first face."""
    shown = surveys.get_shown(survey.instrument_version_id)
    return confidentiality.promise(shown, survey.confidentiality)


def _names(event: ListeningEvent, part: str) -> tuple[str, ...]:
    user_ids: Sequence[int] = event_planning.read(event, (part,))[part]
    return tuple(event_planning.list_names(user_ids).values())
