"""The stages from comments to candidate themes, in order, readable aloud. Pure: a Corpus in, Findings out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.preprocessing import normalize

from analysis.codebook import OTHER, CandidateTheme, Coding, Findings, PriorityCoding
from analysis.corpus import Comment, Corpus
from analysis.duplicates import group_copies, normalised
from analysis.encode import Encoder, default_encoder
from analysis.excerpts import Chosen, Evidence, choose
from analysis.exclusions import exclude
from analysis.features import TextFeatures
from analysis.ideas import ideas
from analysis.naming import TopicName, name_topics
from analysis.priorities import map_comments, map_theme
from analysis.redact import mask
from analysis.stance import with_stances
from analysis.subjects import About, Subject, default_subjects
from analysis.topics import NO_TOPIC, TopicFinder, sensible_maximum

Progress = Callable[[str, float], None]
Floats = NDArray[np.float32]

MAX_CHARACTERS = 20_000  # of one comment that are analysed: about eight pages
MOST_THEMES = 3  # of one comment
SECOND_THEME = 0.5  # probability that a point needs to give its comment one more theme …
SECOND_SHARE = 0.25  # … and how much of the comment has to be about it: a mention in passing is not a theme
CONTEXT = 0.5  # of a point's vector that is its whole comment's


def find_themes(
    corpus: Corpus,
    *,
    encoder: Encoder | None = None,
    subjects: Sequence[Subject] | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Findings:
    """Propose themes for a corpus of any size, 0 comments included; the same corpus and seed give the same Findings.

    subjects: what the machine knows beforehand that people may speak about; () for nothing.
    progress is told the stage in plain English and how much is done, 0..1; it may raise to cancel.
    Of a comment the first 20,000 characters are analysed. Coded comments and exclusions add up to
    the corpus; a comment has one to three themes, or OTHER.
    """
    tell = progress or _tell_nobody
    encoder = encoder or default_encoder()
    corpus = Corpus.of(corpus)

    tell("Setting aside what cannot be analysed", 0.0)
    comments, excluded = exclude(corpus)
    tell("Hiding personal data", 0.05)
    texts = [mask(comment.text[:MAX_CHARACTERS]).text for comment in comments]
    tell("Turning words into numbers", 0.1)
    vectors = encoder.encode(texts)
    tell("Looking for copies", 0.2)
    copies = group_copies(texts)
    tell("Finding topics and naming them", 0.35)
    points = Points.of(texts, copies)
    topics = _find_topics(points, encoder, default_subjects() if subjects is None else subjects, seed)
    coded = _code(copies, points, topics)
    themes, codings = _name(comments, points, topics, coded)
    codings = _take_sides(comments, copies, points, topics, coded, codings)
    tell("Mapping to the strategic priorities", 0.7)
    priorities = map_comments(comments, texts, vectors)
    themes = _map_themes(themes, codings, priorities)
    tell("Done", 1.0)
    return Findings(
        themes=themes,
        codings=codings,
        priorities=priorities,
        excluded=excluded,
        seed=seed,
        method=_method(encoder, seed),
    )


@dataclass(frozen=True, slots=True)
class Points:
    """The distinct points that distinct comments make.

    texts: one form of each point. uses: how many comments each stands for, copies counted.
    of_comment: position of a comment that stands for its copies → positions of its points.
    """

    texts: tuple[str, ...]
    uses: tuple[int, ...]
    of_comment: dict[int, tuple[int, ...]]

    @classmethod
    def of(cls, texts: Sequence[str], copies: NDArray[np.int64]) -> Points:
        distinct, counts = np.unique(copies, return_counts=True)
        places: dict[str, int] = {}
        shown: list[str] = []
        uses: list[int] = []
        of_comment: dict[int, tuple[int, ...]] = {}
        for comment, count in zip(distinct.tolist(), counts.tolist(), strict=True):
            mine: dict[int, None] = {}
            for point in ideas(texts[comment]):
                place = places.setdefault(normalised(point), len(shown))
                if place == len(shown):
                    shown.append(point)
                    uses.append(0)
                mine[place] = None
            for place in mine:
                uses[place] += count
            of_comment[comment] = tuple(mine)
        return cls(tuple(shown), tuple(uses), of_comment)


@dataclass(frozen=True, slots=True)
class Topics:
    """What each point is about.

    features: shape (n_points, n_features). labels, closeness and probability: shape (n_points,);
    a label is NO_TOPIC where nothing fits, closeness is the cosine to the topic's centre. names: of each topic.
    """

    features: Floats
    labels: NDArray[np.int64]
    closeness: Floats
    probability: Floats
    names: tuple[TopicName, ...]


def _find_topics(points: Points, encoder: Encoder, subjects: Sequence[Subject], seed: int) -> Topics:
    if not points.texts:
        nothing = np.zeros(0, np.float32)
        return Topics(np.zeros((0, 1), np.float32), np.zeros(0, np.int64), nothing, nothing, ())
    features = TextFeatures(encoder, subjects, random_state=seed)
    rows = in_context(features.fit_transform(points.texts), points)
    finder = TopicFinder(sensible_maximum(len(points.of_comment)), random_state=seed).fit(rows)
    names = name_topics(points.texts, finder.labels_, points.uses, About.of(subjects, features.subjects_, points.uses))
    finder.drop([topic for topic, each in enumerate(names) if not each.name], rows)
    probability = finder.predict_proba(rows).max(axis=1, initial=0.0)
    centres = np.vstack([finder.centres_, np.zeros((1, rows.shape[1]), np.float32)])  # the last is NO_TOPIC
    closeness = np.einsum("ij,ij->i", rows, centres[finder.labels_])
    named = tuple(each for each in names if each.name)
    return Topics(rows, finder.labels_, closeness, probability, named)


def in_context(rows: Floats, points: Points) -> Floats:
    """Each point takes on part of the comments that make it: a sentence of a story keeps the subject of the story."""
    places = [place for mine in points.of_comment.values() for place in mine]
    ends = np.cumsum([0, *map(len, points.of_comment.values())])
    made = sparse.csr_matrix((np.ones(len(places), np.float32), places, ends), (len(points.of_comment), len(rows)))
    around = normalize(made.T @ normalize(made @ rows))
    return np.asarray(normalize((1 - CONTEXT) * rows + CONTEXT * around), dtype=np.float32)


Coded = list[dict[int, float]]  # for each comment: topic (or NO_TOPIC) → probability, best first


def _code(copies: NDArray[np.int64], points: Points, topics: Topics) -> Coded:
    """What each comment is about; a copy shares the coding of the comment it copies."""
    coded = {comment: _topics_of(places, topics) for comment, places in points.of_comment.items()}
    return [coded[original] for original in copies.tolist()]


def _topics_of(places: Sequence[int], topics: Topics) -> dict[int, float]:
    best: dict[int, float] = {}
    uses = Counter(int(topics.labels[place]) for place in places)
    for place in places:
        topic = int(topics.labels[place])
        if topic != NO_TOPIC:
            best[topic] = max(best.get(topic, 0.0), float(topics.probability[place]))
    if not best:
        doubt = max((float(topics.probability[place]) for place in places), default=0.0)
        return {NO_TOPIC: round(1 - doubt, 4)}
    ranked = sorted(best.items(), key=lambda each: (-each[1], each[0]))
    more = [topic for topic, sure in ranked[1:] if sure >= SECOND_THEME and uses[topic] >= SECOND_SHARE * len(places)]
    return {topic: round(best[topic], 4) for topic in (ranked[0][0], *more[: MOST_THEMES - 1])}


def _name(
    comments: Sequence[Comment], points: Points, topics: Topics, coded: Coded
) -> tuple[tuple[CandidateTheme, ...], tuple[Coding, ...]]:
    """Themes by falling size, then name, with their codings in the order of the comments."""
    sizes = Counter(topic for each in coded for topic in each if topic != NO_TOPIC)
    order = sorted(sizes, key=lambda each: (-sizes[each], topics.names[each].name))
    ids = {topic: f"t{number:02}" for number, topic in enumerate(order, start=1)} | {NO_TOPIC: OTHER}
    evidence = _evidence(points, topics, coded)
    themes = tuple(
        _theme(ids[topic], topics.names[topic], sizes[topic], choose(evidence[topic]), comments) for topic in order
    )
    codings = tuple(
        Coding(comment_id=comment.id, theme_id=ids[topic], probability=probability)
        for comment, each in zip(comments, coded, strict=True)
        for topic, probability in each.items()
    )
    return themes, codings


def _theme(key: str, name: TopicName, size: int, chosen: Chosen, comments: Sequence[Comment]) -> CandidateTheme:
    return CandidateTheme(
        id=key,
        name=name.name,
        keywords=name.keywords,
        comments=size,
        excerpts=tuple(comments[place].id for place in chosen.typical),
        priority="",
        priority_probability=0.0,
        description=name.description,
        phrases=name.phrases,
        diverse=tuple(comments[place].id for place in chosen.diverse),
        dissenting=tuple(comments[place].id for place in chosen.dissenting),
    )


def _evidence(points: Points, topics: Topics, coded: Coded) -> dict[int, Evidence]:
    """What may be shown of each topic: of every distinct comment the point that is nearest to the topic's centre."""
    best: dict[int, dict[int, int]] = defaultdict(dict)
    for comment, places in points.of_comment.items():
        for place in sorted(places, key=lambda each: (float(topics.closeness[each]), -each)):
            if (topic := int(topics.labels[place])) in coded[comment]:
                best[topic][comment] = place
    return {
        topic: Evidence(
            comments=tuple(shown),
            texts=tuple(". ".join(points.texts[place] for place in points.of_comment[comment]) for comment in shown),
            rows=topics.features[list(shown.values())],
            closeness=topics.closeness[list(shown.values())],
        )
        for topic, shown in best.items()
    }


def _take_sides(
    comments: Sequence[Comment],
    copies: NDArray[np.int64],
    points: Points,
    topics: Topics,
    coded: Coded,
    codings: Sequence[Coding],
) -> tuple[Coding, ...]:
    """The codings with stance and tone of the points that the comment makes within the theme, or of all of it."""
    said: list[str] = []
    for original, each in zip(copies.tolist(), coded, strict=True):
        places = points.of_comment[original]
        for topic in each:
            within = [place for place in places if topics.labels[place] == topic] or places
            said.append(". ".join(points.texts[place] for place in within))
    asked = [comment.question for comment, each in zip(comments, coded, strict=True) for _ in each]
    return with_stances(codings, said, asked)


def _map_themes(
    themes: Sequence[CandidateTheme], codings: Sequence[Coding], priorities: Sequence[PriorityCoding]
) -> tuple[CandidateTheme, ...]:
    by_comment = {priority.comment_id: priority for priority in priorities}
    by_theme: dict[str, list[PriorityCoding]] = defaultdict(list)
    for coding in codings:
        by_theme[coding.theme_id].append(by_comment[coding.comment_id])
    mapped = ((theme, *map_theme(by_theme[theme.id])) for theme in themes)
    return tuple(replace(theme, priority=priority, priority_probability=p) for theme, priority, p in mapped)


def _method(encoder: Encoder, seed: int) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("scikit-learn", "scikit-network", "numpy"))
    return (
        f"Points of comments, word vectors ({encoder.name}) blended with latent semantic analysis, graph of nearest "
        f"neighbours, Louvain method, names by class-based TF-IDF; seed {seed}; {libraries}"
    )


def _tell_nobody(stage: str, done: float) -> None:
    """No one asked."""
