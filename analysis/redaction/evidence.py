"""How sure it is that a word is somebody's name: what the words around it add."""

from __future__ import annotations

import re

from analysis.redaction.against import MONTHS, against
from analysis.redaction.kinds_of_word import EVIDENCE, Kind
from analysis.redaction.lexicon import lexicon, listed
from analysis.redaction.said import Said
from analysis.redaction.signing import signs, tells_own_name
from analysis.redaction.slots import AND, is_often_bare, slot_after, slot_before, slots

ENOUGH = 3.0
_SURE, _GOOD, _SOME = 3.0, 2.5, 1.5  # what a cue adds
_ALSO_WORDS = (Kind.BOTH, Kind.LIKELY)
_UNLISTED = (Kind.STRANGE, Kind.SLIP)
_ABBREVIATION = 4  # letters: "RVI" and "TIA" are none of ours, unless the whole text is in capitals
_SHORT = 3  # letters: in lower case such a name needs a cue
_AT_THE_DESK = re.compile(r" (?:at|on|from|in) (?:the )?(?:front )?(?:desk|reception|office)\b", re.IGNORECASE)
_MODAL = listed("will may can")
_TO_PLACES = listed("to from by as visit like likes love about for")
_OF_THINGS = listed("fun cool great weird best amazing awesome brilliant rubbish so really very too")
_FAVOURITE = listed("favourite favorite fav fave favrite")
_PEOPLE = listed("me us him her them everyone everybody my")
_AGE = re.compile(r"^[\s,(]{0,3}(?:(?:is|age|aged|who is)\s)?\d{1,2}\b(?!\s*(?:%|st|nd|rd|th|am|pm|[/:.]\d|\d))")
_AGE_IN_BRACKETS = re.compile(r" \((?:aged? )?\d{1,2}(?: ?(?:yrs?|years?|months?)(?: old)?)?\)")
_INITIAL = re.compile(r"(?:^|[\s(])[A-Z]\.[ ]?$")
_SPOKEN_TO = listed("told tell tells asked thank")
_KIND_DEEDS = frozenset(["helps", "gives", "makes", "lets", "keeps", "brings", "takes", "gets", "teaches", "helped"])
_GROWN = frozenset(["man", "lady", "woman", "guy", "cook"])
_REASONS = frozenset(["cos", "coz", "cuz", "because", "bc", "becuase", "when", "cause"])
_HUMAN = frozenset(["helped", "visited", "listened", "saved", "listens", "helps", "met", "ran"])
_SEASONS = MONTHS | listed("summer autumn winter spring")


def evidence(said: Said, place: int) -> float:
    """At ENOUGH the word is a name."""
    before = max(_before(said, place), slot_before(said, place))
    after = max(_after(said, place), slot_after(said, place))
    is_guess = said.kinds[place] is Kind.STRANGE and not said.has_capital(place)  # two weak cues make no name of it
    cues = max(before, after) if is_guess else before + after
    return _own(said, place) + cues + against(said, place)


def _own(said: Said, place: int) -> float:
    word, kind = said.words[place], said.kinds[place]
    inside, start, low = EVIDENCE[kind]
    if kind is Kind.BOTH and word.key in lexicon().places:
        return 0.0
    if (
        word.is_upper
        and not said.is_loud
        and (len(word.text) <= _ABBREVIATION or kind not in (Kind.GIVEN, Kind.LIKELY))
    ):
        return -1.0
    if not said.has_capital(place):
        return low if len(word.text) > _SHORT else min(low, 2.5)
    if kind is Kind.BOTH and said.shows_capital(place) and not is_often_bare(said, place):
        return _SURE
    return start if said.words[place].starts_sentence else inside


def _before(said: Said, place: int) -> float:
    """The strongest of what stands before."""
    cues = lexicon().cues
    kind, one, two = said.kinds[place], said.previous(place), said.previous(place, 2)
    first = said.words[place - 1] if place and one else None
    if one in cues["naming"] and (two != "i" or one == "called"):
        return _SURE if kind is not Kind.SLIP and not _is_plural_names(said, place) else _SOME
    if tells_own_name(said, place):
        return _SURE
    if first is not None and not first.is_possessive and _is_kin(said, place):
        return _beside_kin(said, place)
    if (one == "is" and (two in cues["kin"] or two in ("it", "bully"))) or (one == "was" and two == "it"):
        return _SURE if kind not in _UNLISTED or said.shows_capital(place) else 0.0
    if signs(said, place):
        return _SURE
    if one == "me" and two in ("call", "calls", "called") and kind not in _UNLISTED:
        return _GOOD
    if _INITIAL.search(said.text[max(0, said.words[place].start - 5) : said.words[place].start]) and not said.is_loud:
        return _GOOD if said.words[place].is_capital else 0.0
    if one in ("with", "to") and two in cues["companions"] and kind is not Kind.SLIP:
        return _SURE
    if one in _SPOKEN_TO and kind is not Kind.SLIP and (kind is not Kind.BOTH or two != "i"):
        return _SURE if kind is not Kind.BOTH else _GOOD
    if one not in cues["toward"] or said.words[place].key in lexicon().places:
        return 0.0
    return _SOME if kind is not Kind.STRANGE or one not in _TO_PLACES else _SOME - 0.5


def _is_plural_names(said: Said, place: int) -> bool:
    """ "calls me names like idiot", "they called names": nobody is introduced."""
    return said.previous(place) == "names" and said.previous(place, 2) != "my"


def _is_kin(said: Said, place: int) -> bool:
    """ "my friend Ade", "our social worker, Ade", "the caretaker (Ade)"."""
    between = said.words[place].before.strip(" \t")
    return said.previous(place) in lexicon().cues["kin"] and between in ("", ",", "(", "-", "–", ", (")


def _beside_kin(said: Said, place: int) -> float:
    kind, following = said.kinds[place], said.after(place)
    between = said.words[place].before.strip(" \t")
    if said.words[place].key in _MODAL and not said.shows_capital(place):
        return _SURE if following in lexicon().cues["finite"] or not following else 0.0
    if kind is Kind.SLIP:
        return _GOOD if said.shows_capital(place) else 0.0
    if kind is Kind.STRANGE and between and not said.shows_capital(place):
        return 0.0
    if kind is Kind.BOTH and between and not said.shows_capital(place):
        return _SOME
    return _SURE


def _after(said: Said, place: int) -> float:
    """The strongest of what stands after; a pair shares it: "Ade and Bo hit me"."""
    alone = _follows(said, place)
    if said.after(place) in AND and place + 2 < len(said.words) and said.kinds[place + 2] is not Kind.PLAIN:
        follows = _follows(said, place + 2)
        if follows >= _GOOD:
            alone = max(alone, follows)
    return alone + (_SOME if _is_one_of_two(said, place) else 0.0)


def _is_one_of_two(said: Said, place: int) -> bool:
    """ "Grace and Hope", "poppy and lily": two words that may be names speak for one another; seasons do not."""
    maybe = (Kind.BOTH, Kind.LIKELY)
    for near, link in ((place + 2, said.after(place)), (place - 2, said.previous(place))):
        if link in AND and 0 <= near < len(said.words) and said.kinds[near] in maybe:
            seasons = {said.words[near].key, said.words[place].key} & _SEASONS
            return not seasons or (len(seasons) == 1 and said.shows_capital(place))
    return False


def _follows(said: Said, place: int) -> float:
    cues = lexicon().cues
    one, two = said.after(place), said.after(place, 2)
    word, kind = said.words[place], said.kinds[place]
    if word.is_possessive or _is_bare_possessive(said, place):
        return _SURE if one in cues["belongings"] else (0.5 if kind in _ALSO_WORDS else 1.0)
    if one == "and" and two in ("me", "i"):
        return _SURE if kind is not Kind.SLIP else 0.0
    if said.previous(place) == "and" and said.previous(place, 2) in ("me", "i") and kind is not Kind.SLIP:
        return _SURE
    if one in cues["acting"]:
        return _SURE + 0.5 if two in _PEOPLE else _GOOD
    if one in ("is", "was") and two:
        return _described(said, place)
    if _is_done_to_people(said, place) or _is_presented(said, place) or (one in _REASONS and two in ("he", "she")):
        return _SURE
    return _follows_loosely(said, place)


def _follows_loosely(said: Said, place: int) -> float:
    """What people do and have, and other things as well."""
    cues = lexicon().cues
    one, two = said.after(place), said.after(place, 2)
    word, kind = said.words[place], said.kinds[place]
    if one in ("has", "had") and two == "been" and word.key not in _SEASONS:
        return _GOOD
    if one in ("at", "from", "in") and _is_described_later(said, place):
        is_free = kind is Kind.BOTH and not said.previous(place) and not is_often_bare(said, place)
        return _SURE if is_free else _GOOD * said.has_capital(place)
    if one in cues["doing"]:
        return _SOME if two not in _PEOPLE or kind in _ALSO_WORDS else _GOOD
    if (one == "the" and two in cues["kin"]) or _AT_THE_DESK.match(said.text, word.end):
        return _SURE
    if one in ("are", "r", "were", "have") and said.previous(place) in AND:
        return _GOOD if two in cues["traits"] else _SOME
    if one == "who" or (one == "at" and two == "the") or (one == "from" and two in ("the", "early", "year")):
        return _SOME
    if _AGE_IN_BRACKETS.match(said.text, word.end) and said.has_capital(place):
        return _SURE
    if _AGE.match(said.text[word.end : word.end + 20]) and kind not in _UNLISTED and word.key not in MONTHS:
        return _SOME
    return 0.0


def _is_done_to_people(said: Said, place: int) -> bool:
    """ "… pinches me", "… keeps hitting me", but not "art helps me"."""
    one, two, three = (said.after(place, step) for step in (1, 2, 3))
    if one in ("keeps", "kept", "always") and two.endswith("ing") and three in _PEOPLE - {"my"}:
        return True
    return two in ("me", "us") and one.endswith(("s", "ed")) and one not in _KIND_DEEDS and len(one) > 3


def _is_presented(said: Said, place: int) -> bool:
    """ "Dean, our support worker,", "Robin the lollipop man", "Pearl and her team", "Dale as our worker"."""
    cues = lexicon().cues
    one, two, three = (said.after(place, step) for step in (1, 2, 3))
    if said.has_capital(place) and ((one == "and" and two in ("her", "his")) or (one == "as" and two in ("our", "my"))):
        return True
    is_beside = one == "the" or (one in ("my", "our", "his", "her") and said.words[place + 1].before.startswith(","))
    return is_beside and bool({two, three} & (cues["kin"] | _GROWN)) and said.words[place + 2].before == " "


def _is_described_later(said: Said, place: int) -> bool:
    """ "Rose at the nursery was lovely"."""
    cues = lexicon().cues
    for step in range(3, 7):
        one, two = said.after(place, step), said.after(place, step + 1)
        if one in ("is", "was", "has", "always") and (two in cues["traits"] or two in cues["acting"] or two == "been"):
            return True
        if one in cues["acting"] or one in _HUMAN or one in slots()["deeds"]:
            return True
    return False


def _is_bare_possessive(said: Said, place: int) -> bool:
    return said.words[place].key.endswith("s") and said.kinds[place] in (Kind.GIVEN, Kind.LIKELY, Kind.BOTH)


def _described(said: Said, place: int) -> float:
    """ "Ade is mean", "Ade is my friend", "Ade is bullying me"."""
    cues = lexicon().cues
    two, three = said.after(place, 2), said.after(place, 3)
    if said.words[place].key in _MODAL and not said.has_capital(place):
        return _SURE
    if said.words[place].key in _SEASONS and two not in ("my", "our"):
        return 0.5
    four = said.after(place, 4)
    if two in ("my", "our") and (three in _FAVOURITE or (three == "best" and four not in cues["kin"])):
        return 0.0
    if two in ("my", "our") or (two.endswith("ing") and three in _PEOPLE):
        return _SURE
    if two == "a" and three in cues["kin"] | {"bully"}:
        return _SURE
    if two in cues["traits"] and said.kinds[place] is Kind.STRANGE and two in _OF_THINGS:
        return _SOME
    if two in cues["traits"]:
        return _GOOD if said.kinds[place] not in _UNLISTED or said.has_capital(place) else _SOME
    return 0.5
