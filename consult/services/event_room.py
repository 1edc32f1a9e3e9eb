"""Who was in the room, in bands and never by name; and what still has to be said before an event can be closed.

A point is taken at any time. An event is closed only once it says how people were heard, how many there were in bands,
who wrote, and how people agreed to take part (docs/decisions/0037).
"""

from __future__ import annotations

from collections.abc import Mapping

from consult.models.event_plan import TeamPart
from consult.models.listening import ConsentRoute, ListeningEvent
from consult.store import event_plan as store
from consult.store.errors import Conflict

NOBODY = "0"
BANDS = ("1-5", "6-10", "11-20", "21-50", "51-100", "101+")
AGES = {
    "4-7": "4 to 7",
    "8-11": "8 to 11",
    "12-17": "12 to 17",
    "18-25": "18 to 25",
    "26-over": "26 or over",
}
GROUPS = {
    "send": "Disabled, or with special educational needs",
    "care-experienced": "In care, now or before",
    "young-carers": "Young carers",
    "home-educated": "Educated at home",
    "another-language": "Speak a language other than English at home",
}
CONSENT = {
    ConsentRoute.EACH: "Each person said or showed yes",
    ConsentRoute.PARENTS_TOO: "Parents or carers said yes beforehand, and each child said yes too",
    ConsentRoute.SETTING: "The school or club told parents, who could say no, and each child could say no too",
    ConsentRoute.TOLD: "They were told what it is for, and everybody could leave or stay silent",
}


class NotComplete(Conflict):
    """The event cannot be closed yet; the message says what is missing. Everything that was written down is kept."""


def missing(event: ListeningEvent, *, points: int, has_scribe: bool) -> tuple[str, ...]:
    """What the event does not say yet, in words for people; nothing where nobody came and nothing was written."""
    if event.headcount == NOBODY:
        return (f"how many people were there ({_points(points)} written down)",) if points else ()
    said = {
        "how many people were there": event.headcount,
        "which ages were there": any(event.room.get(age, NOBODY) != NOBODY for age in AGES),
        "who wrote down the points": has_scribe,
        "how people agreed to take part": event.consent,
        "how many agreed": event.consented,
    }
    return tuple(words for words, is_said in said.items() if not is_said)


def missing_of(event: ListeningEvent) -> tuple[str, ...]:
    has_scribe = bool(store.list_team(event.id, TeamPart.SCRIBE))
    return missing(event, points=store.count_points(event.id), has_scribe=has_scribe)


def refuse_incomplete(event: ListeningEvent) -> None:
    """Inside the transaction that closes it."""
    if lacks := missing_of(event):
        raise NotComplete(
            f"This event cannot be closed yet. It does not say {listed(lacks)}. Press “Who was there” on its page and"
            " fill that in. Every point that was written down is kept."
        )


def faults(headcount: str, room: Mapping[str, str], consented: str, *, points: int) -> dict[str, str]:
    """By field, what cannot be right: more people of an age than there were people, or nobody and points."""
    if headcount == NOBODY and points:
        words = f"{_points(points)} written down, so somebody was there. Choose about how many"
        return {"headcount": words}
    if headcount == NOBODY or not headcount:
        return {}
    most, found = largest(headcount), {}
    for key, name in (AGES | GROUPS).items():
        if smallest(room.get(key, "")) > most:
            found[key] = f"{name}: more than there were people. Choose a smaller number, or more people above"
    if not found and sum(smallest(room.get(age, "")) for age in AGES) > most:
        found["headcount"] = "The ages add up to more people than this. Choose more people, or fewer of an age"
    if smallest(consented) > most:
        found["consented"] = "More people agreed than were there. Choose a smaller number, or more people above"
    return found


def smallest(band: str) -> int:
    """The fewest people a band can stand for; 0 where nothing is said."""
    return int(band.rstrip("+").partition("-")[0]) if band else 0


def largest(band: str) -> int:
    """The most; a band without an end has none that a hall could hold."""
    return 100_000 if band.endswith("+") else int(band.rpartition("-")[2] or 0)


def listed(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _points(count: int) -> str:
    return "1 point is" if count == 1 else f"{count:,} points are"
