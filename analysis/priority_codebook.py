"""The codebook of the six priorities, read and checked: definitions, rules and invented examples to learn from.

A person who disagrees with the machine mends a text file, `priorities.toml`, not code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

from analysis.codebook import NONE, UNSURE

CODEBOOK = Path(__file__).with_name("priorities.toml")
FEWEST_EXAMPLES = 5  # of a priority that there is to learn from


class BadPriorities(ValueError):
    """The codebook of priorities is wrong: the message names the place and the remedy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StrategicPriority:
    """One of the six, or NONE: what it is about, what belongs, what does not, doubtful cases, its words, examples."""

    id: str
    name: str
    definition: str
    belongs: tuple[str, ...]
    does_not_belong: tuple[str, ...]
    borderline: tuple[str, ...]
    phrases: tuple[str, ...]
    examples: tuple[str, ...]

    @property
    def training_texts(self) -> tuple[str, ...]:
        """What a mapper learns from; `does_not_belong` and `borderline` are rules for people."""
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
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise BadPriorities(f"{path}: cannot be read ({why}); name a UTF-8 file that you may read") from error
    sections = read.get("priority")
    if not isinstance(sections, list) or not sections:
        raise BadPriorities(f"{path.name}: no [[priority]] section; write one for each strategic priority")
    if not isinstance(read.get("none"), dict):
        raise BadPriorities(f"{path.name}: no [none] section; say what belongs to none of the priorities")
    _check_known(read, ("priority", "none"), path.name)
    named = {"id": NONE, "name": "None of the six", "does_not_belong": [], "borderline": []}
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
    _check_known(section, [field.name for field in fields(StrategicPriority)], place)

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
    if len(examples) < FEWEST_EXAMPLES:
        raise BadPriorities(
            f"{place}: {len(examples)} examples are too few to learn from; write at least {FEWEST_EXAMPLES}"
        )
    return StrategicPriority(
        id=word("id"),
        name=word("name"),
        definition=word("definition"),
        belongs=words("belongs"),
        does_not_belong=words("does_not_belong"),
        borderline=words("borderline"),
        phrases=words("phrases"),
        examples=examples,
    )


def _check_unique(values: Sequence[str], what: str) -> None:
    for first, second in pairwise(sorted(values)):
        if first == second:
            raise BadPriorities(f"the {what} {first!r} comes twice; remove or reword one of them")


def _check_known(section: Mapping[str, Any], known: Sequence[str], place: str) -> None:
    for key in section:
        if key not in known:
            raise BadPriorities(f"{place}: unknown field “{key}”; the fields are {', '.join(known)}")
