"""What is said in a language: the shipped translations, and in their place those that translators brought back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from consult.languages import list_shipped, sentences, shipped_words
from consult.models.languages import Translation
from consult.store import languages as store
from surveys import Instrument, loads
from surveys.catalogues import Catalogue, Entry, face_and_language, name_of, read_catalogue, write_catalogue
from surveys.sources import digest, pack, unpack
from surveys.tables import Place

INTERFACE = "interface"


def list_languages() -> list[str]:
    """Every language that something is translated into, shipped or brought."""
    return sorted({*list_shipped(), *store.list_languages()})


def interface_words(language: str, stamp: store.Stamp | None = None) -> Mapping[str, str]:
    """English → the language, for every sentence of the interface that is translated; stamp: its own, if read."""
    return _interface_words(language, stamp or store.stamps([language])[language])


@lru_cache(maxsize=32)
def _interface_words(language: str, _stamp: store.Stamp) -> Mapping[str, str]:
    own = {one.english: one.words for one in store.list_translations(language) if one.catalogue == INTERFACE}
    return MappingProxyType({**shipped_words(language), **own})


def missing_sentences(language: str, stamp: store.Stamp | None = None) -> list[str]:
    """Of the interface, which nobody has translated."""
    known = interface_words(language, stamp)
    return [sentence for sentence in sentences() if not known.get(sentence)]


def catalogue_of(instrument: Instrument, face_id: str) -> str:
    """The name by which translators know the words of a face: parents/adult."""
    return f"{instrument.id}/{face_id}" if face_id else instrument.id


def with_own_words(source: str) -> str:
    """The text of an instrument with what translators brought for it, so that a version holds all it can say."""
    whole = loads(source)
    texts = unpack(source, Place(whole.id))
    changed = dict(texts)
    for language in store.list_languages():
        brought = store.list_translations(language)
        for shown in whole.variants or (whole,):
            own = [one for one in brought if one.catalogue == catalogue_of(whole, shown.face_id)]
            if own:
                name = name_of(shown.face_id, language)
                changed[name] = _merged(changed.get(name, ""), name, own)
    return pack(changed) if changed != texts else source


def _merged(text: str, name: str, own: list[Translation]) -> str:
    before = read_catalogue(text, name, Place(name)).entries if text else {}
    entries = {**before, **{one.address: Entry(one.english, one.words) for one in own}}
    return write_catalogue(Catalogue(face_and_language(name)[1], entries))


def address_of(sentence: str) -> str:
    """Of a sentence of the interface."""
    return digest(sentence)
