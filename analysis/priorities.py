"""Comment or theme → one of the six strategic priorities, none of them, or unsure: always with a reason.

The codebook `priorities.toml` (definitions, what belongs, invented examples) is the training material, so a person
who disagrees with the machine mends a text file, not code. `priority_model` learns from it.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.codebook import DECIMALS, NONE, UNSURE, PriorityCoding
from analysis.corpus import Comment

if TYPE_CHECKING:
    from analysis.priority_model import PriorityMapper

CODEBOOK = Path(__file__).with_name("priorities.toml")
LEAST_SHARE = 1 / 3  # of a theme's mapped comments that its priority needs at least …
EVEN = 1 / 7  # what one comment spread evenly over the six and none gives each
LEAST_LEAD = 1.5  # … and how many times the next priority's; more than half is enough without


class BadPriorities(ValueError):
    """The codebook of priorities is wrong: the message names the place and the remedy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StrategicPriority:
    """One of the six, or NONE: what it is about, what belongs, what does not, its words, and how people say it."""

    id: str
    name: str
    definition: str
    belongs: tuple[str, ...]
    does_not_belong: tuple[str, ...]
    phrases: tuple[str, ...]
    examples: tuple[str, ...]

    @property
    def training_texts(self) -> tuple[str, ...]:
        """What a mapper learns from; `does_not_belong` is for people."""
        return (self.definition, *self.belongs, *self.phrases, *self.examples)


@dataclass(frozen=True, slots=True)
class PriorityCodebook:
    """The six in the order of the plan, then what belongs to none of them."""

    priorities: tuple[StrategicPriority, ...]
    none: StrategicPriority

    @property
    def names(self) -> dict[str, str]:
        """id → name, NONE and UNSURE included, in the order a report shows them."""
        mapped = {priority.id: priority.name for priority in self.priorities}
        return {NONE: self.none.name, UNSURE: "Not sure", **mapped}

    def training_rows(self) -> tuple[list[str], list[str]]:
        """Texts and their labels."""
        rows = [(text, each.id) for each in (*self.priorities, self.none) for text in each.training_texts]
        return [text for text, _ in rows], [label for _, label in rows]


def load_priorities(path: Path = CODEBOOK) -> PriorityCodebook:
    """Read and check the codebook; raise BadPriorities where something is missing, empty or said twice."""
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadPriorities(f"{path.name}: not valid TOML ({error}); mend the line it names") from error
    sections = read.get("priority")
    if not isinstance(sections, list) or not sections:
        raise BadPriorities(f"{path.name}: no [[priority]] section; write one for each strategic priority")
    if not isinstance(read.get("none"), dict):
        raise BadPriorities(f"{path.name}: no [none] section; say what belongs to none of the priorities")
    named = {"id": NONE, "name": "None of the six", "does_not_belong": []}
    codebook = PriorityCodebook(
        tuple(_priority(section, f"priority {number}") for number, section in enumerate(sections, start=1)),
        _priority({**named, **read["none"]}, "none"),
    )
    _check_unique([each.id for each in codebook.priorities] + [NONE, UNSURE], "id")
    _check_unique([text.casefold() for text in codebook.training_rows()[0]], "example")
    return codebook


def _priority(section: Mapping[str, Any], place: str) -> StrategicPriority:
    """One section as a value; `place` says which, until its id is known."""
    place = f"{place} ({section['id']})" if isinstance(section.get("id"), str) else place

    def word(key: str) -> str:
        value = section.get(key)
        if not isinstance(value, str) or not value.strip():
            raise BadPriorities(f'{place}: {key} is missing or empty; write {key} = "…"')
        return value

    def words(key: str) -> tuple[str, ...]:
        value = section.get(key)
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            raise BadPriorities(f'{place}: {key} is not a list of texts; write {key} = ["…", "…"]')
        return tuple(value)

    examples = words("examples")
    if len(examples) < 5:  # five-fold calibration needs one in each fold
        raise BadPriorities(f"{place}: {len(examples)} examples are too few to learn from; write at least 5")
    return StrategicPriority(
        id=word("id"),
        name=word("name"),
        definition=word("definition"),
        belongs=words("belongs"),
        does_not_belong=words("does_not_belong"),
        phrases=words("phrases"),
        examples=examples,
    )


def _check_unique(values: Sequence[str], what: str) -> None:
    for first, second in pairwise(sorted(values)):
        if first == second:
            raise BadPriorities(f"the {what} {first!r} comes twice; remove or reword one of them")


@cache
def default_mapper() -> PriorityMapper:
    """Trained on the shipped codebook with the default encoder; made once (about 2 s)."""
    from analysis.priority_model import PriorityMapper  # scikit-learn takes a second to load: only who maps waits

    codebook = load_priorities()
    return PriorityMapper(names=codebook.names).fit(*codebook.training_rows())


def map_comments(
    comments: Sequence[Comment], texts: Sequence[str], vectors: NDArray[np.float32]
) -> tuple[PriorityCoding, ...]:
    """Map with the default mapper (see PriorityMapper.map_comments); vectors of another encoder are made again."""
    mapper = default_mapper()
    if vectors.shape[1:] != mapper.vectors_.shape[1:]:
        vectors = mapper.encode(texts)
    return mapper.map_comments(comments, texts, vectors)


def map_theme(codings: Sequence[PriorityCoding]) -> tuple[str, float]:
    """The priority that most of a theme's comments have, and its share of them (0..1), NONE being one of those.

    Comments that are UNSURE have no say, unless they are most: then the theme is UNSURE too. It is UNSURE as well
    where comments are truly split: no priority has more than half, nor a third and half as many again as the next.
    The share is smoothed by one comment that is spread evenly, so that a theme of two is not certain. With UNSURE
    comes the probability that the most frequent priority is wrong.
    """
    counts = Counter(coding.priority for coding in codings)
    unsure = counts.pop(UNSURE, 0)
    if not counts:
        return UNSURE, 0.0
    ranked = sorted(counts.items(), key=lambda count: (-count[1], count[0]))
    (best, most), next_ = ranked[0], ranked[1][1] if len(ranked) > 1 else 0
    decided = counts.total()
    share = round((most + EVEN) / (decided + 1), DECIMALS)
    leads = 2 * most > decided or (most >= LEAST_SHARE * decided and most >= LEAST_LEAD * next_)
    return (best, share) if leads and unsure <= decided else (UNSURE, round(1 - share, DECIMALS))
