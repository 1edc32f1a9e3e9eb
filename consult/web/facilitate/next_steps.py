"""Each event of the list with one clear next step."""

from __future__ import annotations

from dataclasses import dataclass

from consult.services.event_planning import Listed, State

TITLES = {
    State.TODAY: "Today",
    State.TO_COMPLETE: "To complete",
    State.PLANNED: "Planned",
    State.CLOSED: "Closed",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    endpoint: str
    words: str


LOG = Step(endpoint="facilitate.event", words="Open the log")
ROOM = Step(endpoint="planning.room", words="Say who was there")
HELD_OR_NOT = Step(endpoint="planning.room", words="Say who was there, or that it was called off")
CLOSE = Step(endpoint="facilitate.finish", words="Close this event")
PROMPTS = Step(endpoint="prompting.prompts", words="Choose prompts")
PACK = Step(endpoint="pack.pack", words="Print the pack")
READ = Step(endpoint="facilitate.event", words="Read what was said")


def next_step(listed: Listed) -> Step:
    if listed.state is State.PLANNED:
        return PACK if listed.has_prompts else PROMPTS
    if listed.state is State.CLOSED:
        return ROOM if listed.missing else READ
    if not listed.missing:
        return CLOSE
    if listed.state is State.TODAY:
        return LOG
    return ROOM if listed.points or listed.event.headcount else HELD_OR_NOT
