"""Where only a person can stand: a word without an article before "told on me", after "i hate", beside "mates with".

Ordinary nouns want an article there ("the hunter told me"); a name does not. Words that are often bare themselves
(colours, food, seasons: "i love honey") count for less. The lists are in slots.toml.
"""

from __future__ import annotations

from functools import cache

from analysis.redaction.kinds_of_word import Kind
from analysis.redaction.lexicon import lexicon, listed, lists
from analysis.redaction.said import Said

_SURE, _SOME, _WEAK = 3.0, 1.5, 1.0
_LESS = 1.5  # what an article-less word loses that may stand there as a thing
_OFTEN = listed("never always also just even really still already only")
_HE = listed("he she shes hes she's he's")
_HIM = _HE | listed("him his her hers himself herself")
AND = listed("and n")
_NOT = listed("wont won't will cant can't doesnt doesn't didnt didn't wouldnt wouldn't")
_MODALS = listed("can could will would should does did may")
_MODAL_NAMES = listed("will may can mark hope bill rose drew grant chase")
_PLAIN_VERBS = listed("be come sit have go get please play do move join not stop help live stay leave")
_AFTER_OBJECT = _HE | listed(
    "and n but because cos coz cuz when so at in for until since or to as who that if bc becuase is was again too"
    " please from on before after a alone about near off with over back there into"
)
_VERY = listed("very so really too always not never being just quite")
_HERS = listed("my our his her their")
_FAR_AHEAD = 5  # words within which "she" speaks of it


@cache
def slots() -> dict[str, frozenset[str]]:
    """The shipped lists."""
    found = lists("slots.toml")
    return found | {"deeds": found["deeds"] | found["also_things_do"]}


def slot_after(said: Said, place: int) -> float:
    """0 to 3.5: how much what follows makes the word the person who does, is or has something."""
    if not _opens(said, place) or _is_typo(said, place):
        return 0.0
    loss = _loss(said, place)
    one = said.after(place)
    if one in AND:
        return max(0.0, _of_two(said, place) - loss)
    score = max(_does(said, place), _is_said_to_be(said, place), _can(said, place), _comes_from(said, place))
    return max(0.0, score - (0.0 if score > _SURE else loss)) + _spoken_of(said, place)


def slot_before(said: Said, place: int) -> float:
    """0 to 3.5: how much what stands before makes the word the person to whom something is done."""
    one, following = said.previous(place), said.after(place)
    two = said.previous(place, 2)
    if one == "you" and ((two in ("love", "miss", "hate", "to") and not following) or two in ("thank", "thanks")):
        return _SURE if not _is_typo(said, place) and said.words[place].before == " " else 0.0
    if one in ("want", "wants", "wanted", "need") and not _is_typo(said, place) and following in ("as", "near", "back"):
        return _SURE
    if not one or _is_typo(said, place) or said.words[place].before.strip(" ,'\"‘“"):
        return 0.0
    if following and following not in _AFTER_OBJECT and not _is_parted(said, place):
        return 0.0
    known, is_bare = slots(), is_often_bare(said, place)
    score = 0.0
    if one in known["done_to"]:
        is_loose = one in known["also_done_to_things"]
        score = (_WEAK if is_bare else _SURE) if is_loose else _SURE + 0.5
        score -= 1.0 if is_loose and said.kinds[place] in (Kind.STRANGE, Kind.FAMILY) else 0.0
    elif one == "to" and two not in known["speaks_to"]:
        return 0.0
    elif one in known["beside"] and said.kinds[place] is Kind.BOTH and not is_bare:
        score = _SURE if one != "like" else _WEAK
    return score + (_spoken_of(said, place) if score else 0.0)


def _opens(said: Said, place: int) -> bool:
    """Whether a clause may begin here: at the start, after "because", after a comma or the first of two."""
    one = said.previous(place)
    return not one or one in slots()["openers"] or one == "me" or "," in said.words[place].before


def _is_typo(said: Said, place: int) -> bool:
    return said.kinds[place] is Kind.SLIP and not said.shows_capital(place)


def _loss(said: Said, place: int) -> float:
    return _LESS if is_often_bare(said, place) else 0.0


def is_often_bare(said: Said, place: int) -> bool:
    """Whether the word also stands without an article where it is nobody: "honey", "summer", a town."""
    word = said.words[place].key
    is_place = word in lexicon().places and word not in slots()["also_children"]
    return word in slots()["often_bare"] or is_place or said.kinds[place] is Kind.STRANGE


def _is_parted(said: Said, place: int) -> bool:
    """Whether a comma or the like stands after the word."""
    return said.text[said.words[place].end : said.words[place].end + 1] in tuple(",;)-")


def _does(said: Said, place: int) -> float:
    """ "poppy told on me"; more than sure where no thing does it."""
    known = slots()
    one, two = said.after(place), said.after(place, 2)
    if one in _NOT and two in known["only_people_do"]:
        return _SURE + 0.5
    if one in _NOT and two == "be" and said.after(place, 3) in _HERS:
        return _SURE + 0.5
    if one in _OFTEN and two in known["deeds"]:
        return _SURE + 0.5
    if one not in known["deeds"] and not _is_past(one):
        return 0.0
    if one in known["deeds"] - known["also_things_do"] or two in ("me", "him", "himself", "herself"):
        return _SURE + 0.5
    return _SURE if two not in ("by", "of") else _WEAK


def _is_past(key: str) -> bool:
    return len(key) > 5 and key.endswith("ed") and key in lexicon().ordinary and key not in ("need", "based", "aided")


def _is_said_to_be(said: Said, place: int) -> float:
    """ "star is my best friend", "sky is frightened", "ray has no confidence"."""
    known, kin = slots(), lexicon().cues["kin"]
    one, two, three, four = (said.after(place, step) for step in (1, 2, 3, 4))
    if one in ("is", "was", "iz", "isnt", "isn't", "wasnt"):
        if two in _HERS:
            return _SURE + 0.5 if three in kin or four in kin else 0.0
        if two in ("a", "an", "the"):
            return _SURE if three in kin or (three in known["said_to_be"] and four in kin) else 0.0
        if two in known["only_people_are"]:
            return _SURE + 0.5
        if two in _VERY:
            return _SURE if three in known["said_to_be"] - _VERY else _SOME
        return _SURE if two in known["said_to_be"] or (two.endswith("ing") and len(two) > 5) else 0.0
    return _SURE if one in ("has", "had") and two in known["said_to_have"] else 0.0


def _can(said: Said, place: int) -> float:
    """ "can ivy be in my class"."""
    if said.previous(place) in ("is", "was") and said.after(place) in ("coming", "going", "allowed", "being", "moving"):
        return _SURE + _LESS
    is_asked = said.previous(place) in _MODALS and said.words[place].key not in _MODAL_NAMES
    return _SURE if is_asked and said.after(place) in _PLAIN_VERBS else 0.0


def _comes_from(said: Said, place: int) -> float:
    """ "princess from year 3"."""
    is_placed = said.after(place) in ("from", "in") and said.after(place, 2) in ("year", "yr", "reception", "my")
    return _SURE if is_placed else 0.0


def _of_two(said: Said, place: int) -> float:
    """The first of "chase and archer fight every day"."""
    second = place + 2
    if second >= len(said.words) or said.kinds[second] in (Kind.PLAIN, Kind.SLIP):
        return 0.0
    known = slots()
    one, two = said.after(second), said.after(second, 2)
    if one in ("are", "r", "were"):
        is_kin = two in ("twins", "siblings") or (two in _HERS and said.after(second, 3) in lexicon().cues["kin"])
        if is_kin or two in known["only_people_are"]:
            return _SURE + _LESS
        return _SURE if two in known["said_to_be"] else _WEAK
    return _SURE if one in known["together"] or one in known["deeds"] else 0.0


def _spoken_of(said: Said, place: int) -> float:
    """ "i hate june she snitched": soon after, somebody is he or she."""
    if said.after(place) in _HE:
        return _SOME + 0.5
    ahead = (said.after(place, step) for step in range(2, _FAR_AHEAD + 1))
    return _WEAK if any(word in _HIM for word in ahead) else 0.0
