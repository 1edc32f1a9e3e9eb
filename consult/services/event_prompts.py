"""What a group is asked at an event: open questions of the wave's survey, in the words of a face, or own words.

A prompt's code is on printed sheets and in points, so it is never given twice, and a prompt with points stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.models.listening import EventPrompt, ListeningEvent
from consult.services import event_links, surveys
from consult.store import event_plan as store
from consult.store import listening, people
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from surveys import Instrument
from surveys.characters import clean
from surveys.questionnaire import TextQuestion

MOST, LONGEST = 20, 300
TOO_MANY = f"An event has at most {MOST} prompts. Take one out first."
HAS_POINTS = "Points were written down to this prompt, so it stays. Add another prompt beside it."


@dataclass(frozen=True, kw_only=True)
class Offer:
    """The open questions of one face. questions: id and words."""

    face_id: str
    name: str
    questions: tuple[tuple[str, str], ...]


def list_offers(event: ListeningEvent) -> list[Offer]:
    """Of the survey that this audience is asked in the wave of the event; none without a wave or a survey."""
    survey = event_links.find_survey(event)
    if survey is None:
        return []
    whole = surveys.get_instrument(survey.instrument_version_id)
    return [_offer(shown) for shown in whole.variants or (whole,)]


def list_prompts(event_id: int) -> list[EventPrompt]:
    return listening.list_prompts(event_id)


def add(event_id: int, *, chosen: Sequence[tuple[str, str]], own: Sequence[str], by: int) -> int:
    """How many are new. chosen: face and question. The same words are not added twice."""
    with transaction():
        event = store.lock_event(event_id)
        known = {prompt.text for prompt in listening.list_prompts(event_id)}
        offered = {(offer.face_id, key): text for offer in list_offers(event) for key, text in offer.questions}
        wanted = [(offered[choice], choice[1]) for choice in chosen if choice in offered]
        wanted += [(words, "") for line in own if (words := clean(line)[:LONGEST])]
        new = [(text, key) for text, key in dict(wanted).items() if text not in known]
        if len(known) + len(new) > MOST:
            raise Conflict(TOO_MANY)
        first = _last_number(event_id) + 1
        for number, (text, key) in enumerate(new, start=first):
            store.add_prompt(event_id=event_id, code=f"P{number}", text=text, question_id=key, position=number)
        if new:
            people.record(user_id=by, action="prompts added", subject=f"event {event_id}", detail=f"{len(new)} new")
    return len(new)


def remove(event_id: int, prompt_id: int, *, by: int) -> None:
    """What it said is kept with the changes of the event. Conflict where points were written down to it."""
    with transaction():
        store.lock_event(event_id)
        prompt = next((each for each in listening.list_prompts(event_id) if each.id == prompt_id), None)
        if prompt is None:
            return
        if store.has_points(prompt_id):
            raise Conflict(HAS_POINTS)
        store.add_change(event_id=event_id, before={"prompt": [prompt.code, prompt.text]}, changed_by=by)
        store.remove_prompt(prompt_id)
        people.record(user_id=by, action="prompt taken out", subject=f"event {event_id}", detail=prompt.code)


def _offer(shown: Instrument) -> Offer:
    asked = [(question.id, question.text) for page in shown.pages for question in page.questions if _is_open(question)]
    return Offer(face_id=shown.face_id, name=shown.face.name if shown.face else "", questions=tuple(asked))


def _is_open(question: object) -> bool:
    return isinstance(question, TextQuestion)


def _last_number(event_id: int) -> int:
    """The highest that was ever given."""
    given = [prompt.code for prompt in listening.list_prompts(event_id)]
    earlier = [changed.change.before for changed in store.list_changes(event_id)]
    given += [before["prompt"][0] for before in earlier if "prompt" in before]
    return max((int(code.removeprefix("P")) for code in given), default=0)
