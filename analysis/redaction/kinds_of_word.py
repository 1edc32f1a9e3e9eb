"""What a word may be, seen alone: a name, a word that is both, a stranger, or plain."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache

from analysis.redaction.lexicon import Lexicon, lexicon
from analysis.redaction.misspelling import is_nearly_a_name, is_nearly_ordinary

_IRISH = re.compile(r"(?:o|d|m|al)'[a-z]{3,20}")
_PLURAL = 4  # letters: "toms" may be Tom's


class Kind(Enum):
    GIVEN = auto()  # "aisha"
    LIKELY = auto()  # "harry": in a dictionary, and nearly always a name
    FAMILY = auto()  # "kowalski"
    FAR = auto()  # a first name of lists from elsewhere
    NEARLY = auto()  # "charlote"
    BOTH = auto()  # "hope"
    STRANGE = auto()  # in no list
    SLIP = auto()  # "freindly", "alwyas"
    PLAIN = auto()


# how sure a word is without its neighbours: with a capital inside a sentence, at its start, in lower case or CAPITALS
EVIDENCE = {
    Kind.GIVEN: (3.0, 3.0, 3.0),
    Kind.LIKELY: (3.0, 2.7, 2.2),
    Kind.FAMILY: (3.0, 2.5, 1.5),
    Kind.FAR: (3.0, 2.0, 1.0),
    Kind.NEARLY: (2.0, 1.5, 1.0),
    Kind.BOTH: (2.0, 0.5, 0.0),
    Kind.STRANGE: (1.5, 0.5, 0.0),
    Kind.SLIP: (0.0, 0.0, -1.0),
}


@lru_cache(maxsize=50_000)
def kind_of(key: str) -> Kind:
    """The kind of a folded word; of a hyphenated one, of its parts together."""
    known = lexicon()
    if "-" in key:
        return _of_parts(key, known)
    kind = _listed(key, known)
    if kind is not Kind.STRANGE:
        return kind
    if key.endswith("s") and len(key) > _PLURAL and _listed(key[:-1], known) in (Kind.GIVEN, Kind.LIKELY, Kind.BOTH):
        return _listed(key[:-1], known)
    if _IRISH.fullmatch(key):
        return Kind.FAMILY
    bare = key.replace("'", "")
    if bare != key and (bare in known.ordinary or key.split("'")[0] in known.ordinary):
        return Kind.PLAIN
    if is_nearly_a_name(key):
        return Kind.NEARLY if not is_nearly_ordinary(key) else Kind.STRANGE
    return Kind.SLIP if is_nearly_ordinary(key) else Kind.STRANGE


def _listed(key: str, known: Lexicon) -> Kind:
    if len(key) < 2:
        return Kind.PLAIN
    if key in known.also_words or (key in known.places and key in known.given):
        return Kind.BOTH
    if key in known.places:
        return Kind.PLAIN
    if key in known.mostly_names:
        return Kind.LIKELY if key in known.ordinary else Kind.GIVEN
    if key in known.ordinary:
        return Kind.PLAIN
    if key in known.given:
        return Kind.GIVEN if len(key) > 2 else Kind.FAR
    if key in known.family or key in known.families_without_apostrophe:
        return Kind.FAMILY if len(key) > 2 else Kind.STRANGE
    return Kind.FAR if key in known.elsewhere and len(key) > 2 else Kind.STRANGE


def _of_parts(key: str, known: Lexicon) -> Kind:
    if key in known.ordinary or key in known.places:
        return Kind.PLAIN
    kinds = {_listed(part, known) for part in key.split("-")}
    names = kinds & {Kind.GIVEN, Kind.LIKELY}
    if names and kinds <= {Kind.GIVEN, Kind.LIKELY, Kind.BOTH, Kind.FAMILY, Kind.FAR, Kind.STRANGE}:
        return Kind.GIVEN
    if kinds <= {Kind.FAMILY, Kind.FAR, Kind.STRANGE}:
        return Kind.FAMILY if Kind.FAMILY in kinds else Kind.STRANGE
    return Kind.PLAIN if Kind.PLAIN in kinds else Kind.BOTH
