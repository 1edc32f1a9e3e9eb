"""Our own pictures, by name, and which one stands beside a choice. What they look like is no business of a survey."""

from __future__ import annotations

from surveys.questionnaire import Choice, Look, Question, Scale

NAMES = """
art book bus caring-home centre child computer doctor drawing early-help easy-read fair family feelings food friends
grown-up help home idea listen maybe money music no none not-sure on-my-own park pets phone rather-not read-with-me safe
same-people school sleep small-child something-else special-needs sport talk teenager tree typed-for-me work worker
yes young-adult
"""
PICTURES = frozenset(NAMES.split())
STEPS = {3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}  # points of a scale → which of five faces
FACES = {Look.FACES: "face", Look.HAPPY_FACES: "happy"}


def picture_of(question: Question, choice: Choice) -> str:
    """The name of the picture beside this choice: its own, or the face of its place on a scale; else nothing."""
    if choice.picture or not isinstance(question, Scale) or question.look not in FACES:
        return choice.picture
    places = {point.value: place for place, point in enumerate(question.points)}
    steps = STEPS.get(len(places), ())
    place = places.get(choice.value, len(steps))
    return f"{FACES[question.look]}-{steps[place]}" if place < len(steps) else ""
