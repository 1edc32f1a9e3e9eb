"""In which face an invented person of the demonstration answers: the one of their age, a few in Easy Read."""

from __future__ import annotations

import random
from collections.abc import Set as AbstractSet

from surveys import Instrument

AGES = {"4-5": "4-7", "6-8": "8-11", "9-12": "8-11", "13-17": "12-17", "18-25": "18-25"}  # the file’s bands
SHARE = {"4-7": 9, "8-11": 30, "12-17": 42, "18-25": 11, "adult": 92, "easy-read": 8}


def choose(whole: Instrument, band: str, wrote_to: AbstractSet[str], chance: random.Random) -> Instrument:
    """The plain instrument that asks all the questions this person wrote to."""
    fitting = [shown for shown in whole.variants if wrote_to <= {question.id for question in shown.questions}]
    of_age = [shown for shown in fitting if shown.face_id == AGES.get(band)]
    drawn = chance.choices(fitting, [SHARE[shown.face_id] for shown in fitting])[0]
    return of_age[0] if of_age and drawn.face_id != "easy-read" else drawn
