"""Invented comments on five matters, for tests: as people write, none of it real."""

from __future__ import annotations

from analysis.corpus import Comment, Corpus

VOICES = {
    "buses": (
        "The bus is always late after school.",
        "buses never turn up and i miss my lesson",
        "We need a later bus home from the leisure centre.",
        "Bus fares are too high for a family of five.",
        "The 65 bus is packed every morning.",
        "Free bus travel for under 16s should stay.",
        "Please put on more buses to the college.",
        "Drivers of the bus shut the door on us.",
    ),
    "youth clubs": (
        "Our youth club closed and now there is nowhere to go.",
        "Open the youth club at weekends too.",
        "More youth clubs where you can play pool and chill",
        "A youth club for girls would be great.",
        "the youth club leaders listen to us",
        "Youth clubs keep kids off the street.",
        "I want a youth club near my estate.",
        "Bring back the Friday youth club.",
    ),
    "waiting for help": (
        "We waited two years for a CAMHS appointment.",
        "The waiting list for speech therapy is far too long.",
        "CAMHS turned us down and the waiting began again.",
        "Shorter waiting times for mental health help please.",
        "Nobody rings back while you are on the waiting list.",
        "My son has been waiting for therapy since Year 3.",
        "A waiting list of eighteen months for CAMHS is no help.",
        "Tell families how long the waiting will be.",
    ),
    "parks": (
        "The swings in the park are broken.",
        "More lights in the park so we feel safe walking.",
        "the park is full of litter and glass",
        "Build a skate park like the one in town.",
        "Parks need toilets and benches.",
        "I love the park but the big kids take over.",
        "A splash pool in the park for little ones.",
        "Fix the slide in the park.",
    ),
    "teachers": (
        "My teacher explains maths really well.",
        "Teachers should have training about autism.",
        "we keep having supply teachers in science",
        "Teachers are tired and leave after a year.",
        "One teacher cannot help thirty children.",
        "Thank the teachers, they are kind.",
        "Train teachers to spot bullying.",
        "My teacher listens when I am sad.",
    ),
}
TEXTS = tuple(text for said in VOICES.values() for text in said)


def corpus_of(*texts: str, question: str = "") -> Corpus:
    return Corpus.of(
        Comment(id=str(number), text=text, question=question) for number, text in enumerate(texts, start=1)
    )
