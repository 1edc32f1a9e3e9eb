"""Stance towards what a theme is about, and tone: weak signals, calibrated, UNCLEAR where the machine is not sure.

The matter of a theme is what it is about, or what the question proposes. FOR: speaks well of it, agrees with it, wants
it kept or wants more of it. AGAINST: complains about it as it is, opposes it, wants it stopped. MIXED: both. UNCLEAR:
neither, or the machine cannot tell. “We need more youth clubs” is for youth clubs in a neutral tone; “The youth club is
always shut” is against how it is. Tone is how pleased the words are, from -1 to 1, whatever they are about.

The question is part of the meaning: under “What could be better?” the answer “Nothing” is praise and a bare “Parking”
a complaint; where a question proposes something, praise and complaint may be about another thing, and count less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from analysis.codebook import AGAINST, DECIMALS, FOR, MIXED, UNCLEAR, Coding
from analysis.encode import Encoder, default_encoder
from analysis.stance_words import OPEN, RIGHT, WRONG, asks_for, features, proposes, says_nothing, written_down
from analysis.temperature import temperature
from analysis.workers import Hands, in_parts, workers, worth

STANCES = (FOR, AGAINST, MIXED, UNCLEAR)
REAL = (0.73, 0.45)  # fitted by benchmarks/stance.py to one half of real comments with a sentiment
SMALLEST = 1e-6  # probability, for its odds
LEAST = 0.5  # probability under which a stance is UNCLEAR
BARE = 0.6  # share of what takes no side by itself that the question decides
DOUBT = 2.5  # divides the odds once more where something is proposed: words tell little about sides then
ASIDE = 0.8  # share of praise and complaint that may be about another thing, where something is proposed
NOTHING = {  # what “Nothing” says, by what was asked for: probabilities in the order of STANCES, and tone
    WRONG: ((0.85, 0.05, 0.0, 0.1), 0.5),
    RIGHT: ((0.05, 0.75, 0.0, 0.2), -0.5),
}
PART = 2_500  # texts that a process reads at a time
CHUNK = 10_000  # texts read at a time: bounds memory, never changes a result

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stance:
    """FOR, AGAINST, MIXED or UNCLEAR with its probability (0..1), and the tone (-1..1)."""

    stance: str
    probability: float
    tone: float


class StanceReader(ClassifierMixin, BaseEstimator):
    """Counts of listed words and word vectors → kinds of phrase, by logistic regression; kinds → stance and tone.

    Learned from the invented phrases of stance.toml; its temperature is set on phrases held out (C. Guo and others,
    2017). kinds_ : names of the kinds; temperature_ : above 1 where the raw model is too sure of itself.
    """

    def __init__(self, encoder: Encoder | None = None, *, C: float = 1.0) -> None:  # noqa: N803 - scikit-learn's name
        self.encoder = encoder
        self.C = C

    def fit(self, texts: Sequence[str] = (), kinds: Sequence[str] = ()) -> Self:
        """Learn from n phrases and the kind of each, beside those of stance.toml."""
        self.encoder_ = self.encoder or default_encoder()
        listed = written_down()["phrases"]
        rows = sorted(
            {(text, each["kind"]) for each in listed for text in each["said"]} | set(zip(texts, kinds, strict=True))
        )
        seen = features([text for text, _ in rows], self.encoder_)
        truth = np.array([kind for _, kind in rows])
        self.model_ = self._learned(seen, truth)
        self.kinds_ = self.model_.classes_
        self.temperature_ = self._temperature(seen, truth)
        by_kind = {each["kind"]: each for each in listed}
        self.stance_of_kind_ = np.array([[by_kind[k]["stance"] == s for s in STANCES] for k in self.kinds_], float)
        self.tone_of_kind_ = np.array([float(by_kind[kind]["tone"]) for kind in self.kinds_])
        return self

    def read(self, texts: Sequence[str], questions: Sequence[str] = ()) -> tuple[Stance, ...]:
        """Stance and tone of each text, in the order given; questions: what was asked of each, or nothing.

        Hand in what the comment says within the theme. Raises ValueError where there are questions for some only.
        """
        probabilities, tones = self.predict_proba(texts, questions)
        best, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
        told = as_often_right(sure, best, [proposes(question) for question in questions or [""] * len(texts)])
        rows = zip(sure.tolist(), told.tolist(), best.tolist(), tones.tolist(), strict=True)
        return tuple(_stance(probability, shown, STANCES[place], tone) for probability, shown, place, tone in rows)

    def predict_proba(self, texts: Sequence[str], questions: Sequence[str] = ()) -> tuple[Floats, Floats]:
        """Probabilities of FOR, AGAINST, MIXED, UNCLEAR of shape (n_texts, 4), and tones of shape (n_texts,)."""
        if questions and len(questions) != len(texts):
            raise ValueError(f"{len(texts)} texts but {len(questions)} questions; give each text its own, or none")
        asked = list(questions) or [""] * len(texts)
        parts = [slice(start, start + CHUNK) for start in range(0, len(texts), CHUNK)]
        read = [self._read(texts[part], asked[part]) for part in parts]
        if not read:
            return np.zeros((0, len(STANCES))), np.zeros(0)
        return np.vstack([each[0] for each in read]), np.concatenate([each[1] for each in read])

    def _read(self, texts: Sequence[str], asked: Sequence[str]) -> tuple[Floats, Floats]:
        seen = features(texts, self.encoder_)
        proposal = np.array([proposes(question) for question in asked], np.bool_)
        divisor = self.temperature_ * np.where(proposal, DOUBT, 1.0)
        kinds = softmax(self.model_.decision_function(seen) / divisor[:, None], axis=1)
        wants = np.array([asks_for(question) for question in asked])
        self._let_questions_decide(kinds, wants, proposal)
        probabilities, tones = kinds @ self.stance_of_kind_, kinds @ self.tone_of_kind_
        for place in np.flatnonzero(wants != OPEN).tolist():
            if says_nothing(texts[place]):
                probabilities[place], tones[place] = NOTHING[str(wants[place])]
        silent = [place for place, text in enumerate(texts) if not any(map(str.isalpha, text))]
        probabilities[silent], tones[silent] = np.eye(len(STANCES))[STANCES.index(UNCLEAR)], 0.0
        return probabilities, tones

    def _let_questions_decide(self, kinds: Floats, wants: NDArray[np.str_], proposal: NDArray[np.bool_]) -> None:
        """What takes no side by itself takes the side that was asked for, in most of its probability.

        Where something is proposed, what is praised or complained of may be another thing than the proposal.
        """
        column = {kind: place for place, kind in enumerate(self.kinds_)}
        for asked, becomes in ((WRONG, "complaint"), (RIGHT, "praise")):
            rows = np.flatnonzero(wants == asked)
            moved = BARE * kinds[rows, column["neither"]]
            kinds[rows, column["neither"]] -= moved
            kinds[rows, column[becomes]] += moved
        for kind in ("praise", "complaint"):
            aside = ASIDE * kinds[proposal, column[kind]]
            kinds[proposal, column["neither"]] += aside
            kinds[proposal, column[kind]] -= aside

    def _learned(self, seen: Floats, truth: NDArray[np.str_]) -> LogisticRegression:
        return LogisticRegression(C=self.C, class_weight="balanced", max_iter=3_000).fit(seen, truth)

    def _temperature(self, seen: Floats, truth: NDArray[np.str_]) -> float:
        scores, right = np.zeros((len(seen), len(self.kinds_))), np.searchsorted(self.kinds_, truth)
        for learn, test in StratifiedKFold(5, shuffle=True, random_state=0).split(seen, truth):
            scores[test] = self._learned(seen[learn], truth[learn]).decision_function(seen[test])
        return temperature(scores, right, (-2.0, 2.0))


@cache
def default_reader() -> StanceReader:
    """The reader of the shipped phrases with the default encoder; made once."""
    return StanceReader().fit()


def with_stances(
    codings: Sequence[Coding], said: Sequence[str], questions: Sequence[str], processes: Hands = 1
) -> tuple[Coding, ...]:
    """The same codings with stance and tone, in the order given; said: what each comment says within its theme.

    The same words under the same question are read once. Raises ValueError where the three are not of one length.
    """
    asked = list(dict.fromkeys(zip(said, questions, strict=True)))
    with workers(worth(processes, len(asked)), default_reader()) as work:
        stances = chain.from_iterable(work.each(_read_part, in_parts(asked, PART)))
        known = dict(zip(asked, stances, strict=True))
    rows = zip(codings, (known[each] for each in zip(said, questions, strict=True)), strict=True)
    return tuple(replace(coding, stance=read.stance, tone=read.tone) for coding, read in rows)


def _read_part(reader: StanceReader, part: Sequence[tuple[str, str]]) -> tuple[Stance, ...]:
    return reader.read([text for text, _ in part], [question for _, question in part])


def as_often_right(sure: Floats, best: NDArray[np.intp], is_proposal: Sequence[bool]) -> Floats:
    """How often FOR or AGAINST is right that was read with such a probability, where nothing is proposed: shape (n,).

    Invented phrases are clearer than what people write: so an offset and a slope (J. Platt, 1999) for real comments.
    """
    offset, slope = REAL
    told = expit(offset + slope * logit(np.clip(sure, SMALLEST, 1 - SMALLEST)))
    return np.asarray(np.where((best < STANCES.index(MIXED)) & ~np.asarray(is_proposal, np.bool_), told, sure))


def _stance(probability: float, shown: float, stance: str, tone: float) -> Stance:
    tone = round(min(max(tone, -1.0), 1.0), DECIMALS)
    if probability < LEAST:
        return Stance(stance=UNCLEAR, probability=round(1 - probability, DECIMALS), tone=tone)
    return Stance(stance=stance, probability=round(shown, DECIMALS), tone=tone)
