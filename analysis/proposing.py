"""Readable comments → candidate themes, codings and priorities: the stages after reading, in order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from analysis.belonging import UNDECIDED, Coded, code
from analysis.codebook import NOT_SURE, OTHER, CandidateTheme, Coding, Findings, PriorityCoding
from analysis.corpus import Comment
from analysis.duplicates import group_copies
from analysis.encode import Encoder, default_encoder
from analysis.excerpts import Chosen, Evidence, choose, nearest
from analysis.firmness import firmness
from analysis.levels import groups
from analysis.points import Points, Topics, find_topics
from analysis.priorities import default_mapper, map_theme, mapping
from analysis.readable import Readable
from analysis.stance import default_reader, with_stances
from analysis.subjects import Subject
from analysis.threads import one_thread_each
from analysis.topics import NO_TOPIC
from analysis.words import reading_once
from analysis.workers import Hands, beside

Progress = Callable[[str, float], None]


def get_ready() -> None:
    """Load and learn what does not depend on the comments."""
    default_encoder()
    default_mapper()
    default_reader()


@reading_once()
def propose(
    read: Readable,
    encoder: Encoder | None,
    subjects: Sequence[Subject],
    seed: int,
    tell: Progress,
    processes: Hands = 1,
) -> Findings:
    """What `pipeline.find_themes` finds, of comments that are read already. Priorities are mapped meanwhile."""
    encoder, comments = encoder or default_encoder(), read.comments
    # the last bits of a product depend on the number of threads; what is found must not
    with one_thread_each(), mapping(comments, read.texts, beside=beside(processes, len(comments))) as mapped:
        tell("Looking for copies", 0.2)
        copies = group_copies(read.texts)
        tell("Finding topics and naming them", 0.3)
        points = Points.of(read.texts, copies, read.points)
        topics = find_topics(points, encoder, subjects, seed, processes)
        coded = code(copies, points, topics)
        themes, codings = _name(comments, points, topics, coded)
        tell("Reading stance and tone", 0.65)
        codings = _take_sides(comments, copies, points, topics, coded, codings, processes)
        tell("Mapping to the strategic priorities", 0.75)
        priorities = mapped()
    themes = _map_themes(themes, codings, priorities)
    tell("Done", 1.0)
    return Findings(
        themes=themes,
        codings=codings,
        priorities=priorities,
        excluded=read.excluded,
        seed=seed,
        method=_method(encoder, seed, has_subjects=bool(subjects)),
    )


def _name(
    comments: Sequence[Comment], points: Points, topics: Topics, coded: Coded
) -> tuple[tuple[CandidateTheme, ...], tuple[Coding, ...]]:
    """Themes by falling size, then name, with their codings in the order of the comments."""
    sizes = Counter(topic for each in coded for topic in each if topic not in (NO_TOPIC, UNDECIDED))
    order = sorted(sizes, key=lambda each: (-sizes[each], topics.names[each].name))
    ids = {topic: f"t{number:02}" for number, topic in enumerate(order, start=1)}
    ids |= {NO_TOPIC: OTHER, UNDECIDED: NOT_SURE}
    larger = groups(topics.centres[order], [topics.names[topic].name for topic in order], [sizes[t] for t in order])
    evidence = _evidence(points, topics, coded)
    themes = tuple(
        replace(
            _theme(topics, topic, choose(evidence[topic]), comments), id=ids[topic], comments=sizes[topic], group=group
        )
        for topic, group in zip(order, larger, strict=True)
    )
    codings = tuple(
        Coding(comment_id=comment.id, theme_id=ids[topic], probability=probability)
        for comment, each in zip(comments, coded, strict=True)
        for topic, probability in each.items()
    )
    return themes, codings


def _theme(topics: Topics, topic: int, chosen: Chosen, comments: Sequence[Comment]) -> CandidateTheme:
    name = topics.names[topic]
    return CandidateTheme(
        id="",
        name=name.name,
        keywords=name.keywords,
        comments=0,
        excerpts=tuple(comments[place].id for place in chosen.typical),
        priority="",
        priority_probability=0.0,
        description=name.description,
        phrases=name.phrases,
        diverse=tuple(comments[place].id for place in chosen.diverse),
        dissenting=tuple(comments[place].id for place in chosen.dissenting),
        firmness=firmness(topics.stability[topic]),
        stability=round(topics.stability[topic], 2),
    )


def _evidence(points: Points, topics: Topics, coded: Coded) -> dict[int, Evidence]:
    """What may be shown of each topic: of every distinct comment the point that is nearest to the topic's centre."""
    best: dict[int, dict[int, int]] = defaultdict(dict)
    for comment, places in points.of_comment.items():
        for place in sorted(places, key=lambda each: (float(topics.closeness[each]), -each)):
            if (topic := int(topics.labels[place])) in coded[comment]:
                best[topic][comment] = place
    return {topic: _nearest(points, topics, shown) for topic, shown in best.items()}


def _nearest(points: Points, topics: Topics, shown: dict[int, int]) -> Evidence:
    """Of comments and the point of each, those nearest to the centre: as many as anybody could look at."""
    comments, places = list(shown), np.fromiter(shown.values(), np.int64)
    near = nearest(topics.closeness[places])
    chosen = [comments[at] for at in near.tolist()]
    return Evidence(
        comments=tuple(chosen),
        texts=tuple(". ".join(points.texts[place] for place in points.of_comment[comment]) for comment in chosen),
        rows=topics.features[places[near]],
        closeness=topics.closeness[places[near]],
    )


def _take_sides(
    comments: Sequence[Comment],
    copies: NDArray[np.int64],
    points: Points,
    topics: Topics,
    coded: Coded,
    codings: Sequence[Coding],
    processes: Hands,
) -> tuple[Coding, ...]:
    """The codings with stance and tone of the points that the comment makes within the theme, or of all of it."""
    said: list[str] = []
    for original, each in zip(copies.tolist(), coded, strict=True):
        places = points.of_comment[original]
        for topic in each:
            within = [place for place in places if topics.labels[place] == topic] or places
            said.append(". ".join(points.texts[place] for place in within))
    asked = [comment.question for comment, each in zip(comments, coded, strict=True) for _ in each]
    return with_stances(codings, said, asked, processes)


def _map_themes(
    themes: Sequence[CandidateTheme], codings: Sequence[Coding], priorities: Sequence[PriorityCoding]
) -> tuple[CandidateTheme, ...]:
    by_comment = {priority.comment_id: priority for priority in priorities}
    by_theme: dict[str, list[PriorityCoding]] = defaultdict(list)
    for coding in codings:
        by_theme[coding.theme_id].append(by_comment[coding.comment_id])
    mapped = ((theme, *map_theme(by_theme[theme.id])) for theme in themes)
    return tuple(replace(theme, priority=priority, priority_probability=p) for theme, priority, p in mapped)


def _method(encoder: Encoder, seed: int, *, has_subjects: bool) -> str:
    subjects = " and a list of subjects" if has_subjects else ""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("scikit-learn", "scikit-network", "numpy"))
    return (
        f"Points of comments; meaning by {encoder.name}, with latent semantic analysis of the comments{subjects}; "
        f"graph of shared neighbours, parted many times by the Louvain method with a fifth of the points left out "
        f"each time; topics are what those partitions agree on; names by class-based TF-IDF; seed {seed}; {libraries}"
    )
