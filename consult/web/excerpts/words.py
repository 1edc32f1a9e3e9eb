"""What the pages about excerpts say: sentences for the closed sets that the log of masking keeps."""

from __future__ import annotations

from analysis.masking import DETAIL
from analysis.redaction.spans import ADDRESS, EMAIL, HANDLE, NAME, SCHOOL, SETTING
from consult.models.excerpts import Attribute, Excerpt, ExcerptState, Redaction, Refusal, StepReason

KINDS = {
    DETAIL: "A detail that could tell who it is",
    NAME: "A person’s name",
    SCHOOL: "A school",
    SETTING: "A home, a nursery or another setting",
    ADDRESS: "A street or an address",
    EMAIL: "An e-mail address",
    HANDLE: "A name used online",
}
SHOWN_BECAUSE = {
    StepReason.ORDINARY.value: "It is an ordinary word: it tells nothing about anybody",
    StepReason.PUBLIC_PLACE.value: "It is a public place or service that very many people use",
    StepReason.PUBLIC_OFFICE.value: "It is somebody in public office, and about that office",
}
REFUSALS = {
    Refusal.MORE_TO_HIDE.value: "Send back: more must be hidden",
    Refusal.TOO_TELLING.value: "Send back: somebody could still tell who said it, or about whom",
    Refusal.SHOWN_WRONGLY.value: "Send back: something that is shown must stay hidden",
    Refusal.OUT_OF_CONTEXT.value: "Send back: it does not say what the person meant",
    Refusal.NOT_NEEDED.value: "Send back: another excerpt says it better",
}
ATTRIBUTES = {
    Attribute.NONE: "Nothing",
    Attribute.AUDIENCE: "“{}”: who was asked",
    Attribute.AREA: "“{}”: where they live or work",
}


def standing(excerpt: Excerpt) -> str:
    """Where it stands, in words."""
    if excerpt.state == ExcerptState.PROPOSED:
        return "waits for a second person" if excerpt.confirmed_at else "masking not confirmed yet"
    if excerpt.state == ExcerptState.REFUSED:
        return "sent back"
    return str(excerpt.state)


def why_refused(excerpt: Excerpt) -> str:
    return REFUSALS[excerpt.refusal].removeprefix("Send back: ") if excerpt.refusal else ""


def step(made: Redaction) -> str:
    """One line of the log: what, where, why; never the words."""
    did = "hidden" if made.is_hidden else "shown again"
    return f"{made.kind}, characters {made.starts + 1} to {made.ends} of the comment, {did}: {made.why}"


FILTERS = (standing, why_refused, step)
