"""subjects.toml → the subjects that such consultations are usually about. Read by `subjects`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from analysis.words import singular, written

LIST = Path(__file__).with_name("subjects.toml")
Phrase = tuple[str, ...]  # singular words, in lower case


class BadSubjects(ValueError):
    """The list of subjects is wrong: the message names the place and the remedy."""


@dataclass(frozen=True, slots=True)
class Subject:
    """name: two to six words for people. said: how people say it, in singular words. part_of: a larger matter."""

    name: str
    said: frozenset[Phrase]
    part_of: str = ""

    @classmethod
    def of(cls, name: str, *said: str, part_of: str = "") -> Subject:
        return cls(name, frozenset(said_so for phrase in said if (said_so := spoken(phrase))), part_of or name)


@cache
def default_subjects() -> tuple[Subject, ...]:
    """The subjects of children's services that the package knows."""
    return load_subjects()


def load_subjects(path: Path = LIST) -> tuple[Subject, ...]:
    """Read and check a list; raise BadSubjects where something is missing, empty or said twice."""
    try:
        sections = tomllib.loads(path.read_text(encoding="utf-8")).get("subject", [])
    except tomllib.TOMLDecodeError as error:
        raise BadSubjects(f"{path.name}: not valid TOML ({error}); mend the line it names") from error
    subjects = tuple(_subject(section, number, path) for number, section in enumerate(sections, start=1))
    names = [subject.name.casefold() for subject in subjects]
    for name in names:
        if names.count(name) > 1:
            raise BadSubjects(f"{path.name}: the subject {name!r} comes twice; join the two")
    return subjects


def _subject(section: Mapping[str, Any], number: int, path: Path) -> Subject:
    name, said = section.get("name"), section.get("said")
    if not isinstance(name, str) or not name.strip():
        raise BadSubjects(f'{path.name}: subject {number} has no name; write name = "…"')
    if not isinstance(said, str) or not _phrases(said):
        raise BadSubjects(f'{path.name}: {name} has no words; write said = "one | another"')
    part_of = section.get("part_of", "")
    if not isinstance(part_of, str):
        raise BadSubjects(f'{path.name}: {name}: part_of is not a text; write part_of = "…" or nothing')
    return Subject.of(name.strip(), *_phrases(said), part_of=part_of.strip())


def _phrases(said: str) -> list[str]:
    return [phrase for part in said.split("|") if (phrase := " ".join(part.split()))]


def spoken(phrase: str) -> Phrase:
    """A word in capitals keeps them: "IT" and "SEND" are not "it" and "send"."""
    return tuple(map(_as_listed, written(phrase)))


@lru_cache(maxsize=100_000)
def _as_listed(word: str) -> str:
    return _in_capitals(word) or singular(word.lower())


def _in_capitals(word: str) -> str:
    plain = word.removesuffix("s")
    return plain if len(plain) > 1 and plain.isupper() else ""
