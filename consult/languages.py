"""The languages respondents can read, each by its own name, and the words of the interface in them (decision 24).

The words are PO files in `interface/`, read as they are: nothing has to be compiled. English is the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ENGLISH = "en"
INTERFACE = Path(__file__).resolve().parent / "interface"


def is_language(code: str) -> bool:
    """A code such as pl or zh_Hant that the Unicode tables know."""
    try:
        return str(Locale.parse(code)) == code
    except (UnknownLocaleError, ValueError, TypeError):
        return False


def own_name(code: str) -> str:
    """Polski, 한국어: as its readers call it."""
    name = str(Locale.parse(code).display_name)
    return name[:1].upper() + name[1:]


def english_name(code: str) -> str:
    return str(Locale.parse(code).get_display_name(ENGLISH))


@cache
def direction(code: str) -> str:
    """ltr or rtl"""
    return str(Locale.parse(code).text_direction)


def list_shipped() -> list[str]:
    """The codes of the languages that come with the platform, English apart."""
    return sorted(file.stem for file in INTERFACE.glob("*.po"))


@cache
def shipped_words(code: str) -> Mapping[str, str]:
    """English → this language, for each sentence of the interface that has been translated."""
    file = INTERFACE / f"{code}.po"
    if not file.is_file():
        return MappingProxyType({})
    return MappingProxyType({str(one.id): str(one.string) for one in read_catalogue(file) if one.id and one.string})


@cache
def sentences() -> tuple[str, ...]:
    """Every sentence of the interface that can be said to a respondent."""
    return tuple(str(one.id) for one in read_catalogue(INTERFACE / "interface.pot") if one.id)


def read_catalogue(file: Path) -> Catalog:
    with file.open("rb") as content:
        return read_po(content, abort_invalid=True)
